"""What the local coder is worth and where it errs, as the page `docs/local_coder.md`.

    python -m flows.train.study FOLDER... --first FOLDER...

Folders are those that the model was taught by (`bilateral train`). Figures are those on their texts kept aside, for
models taught by ever more of the documents of the second part; errors are those on the third of the documents that was
held out once.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from flows.evaluate.mention import Mention, from_claim
from flows.evaluate.scoring import score
from flows.extract.local import LocalCoder
from flows.extract.local_confidence import Confidence
from flows.extract.local_reading import Reader
from flows.train.calibration import BINS, calibration_error
from flows.train.causes import CAUSES, causes
from flows.train.lessons import Coded, coded_documents
from flows.train.teach import Lessons, School, Second, begun_second, finished, predicted_by_others, write
from flows.train.tuning import FIGURES, by_group, judge

_SHARES = (32, 16, 8, 4)
_PAGE = Path("docs/local_coder.md")
_SIZE = ("documents", "codings")
Point = dict[str, Any]


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, help="folders that the model was taught by")
    parser.add_argument("--first", action="append", type=Path, default=[], help="folders that it went through before")
    parser.add_argument("--last", action="append", type=Path, default=[], help="folders gone through with these")
    parser.add_argument("--seeds", type=Path, default=Path("seeds"), help="folder with lexicon/ and model/")
    parser.add_argument("--work", type=Path, default=Path("output/.work"), help="where the first part is kept")
    args = parser.parse_args()
    model = args.seeds / "model"
    card = json.loads((model / "card.json").read_text(encoding="utf-8"))
    school = School(args.seeds, args.work, card["first"]["rounds"], card["then"]["rounds"], card["seed"])
    part = begun_second(args.folders, (args.first, args.last), school, print)
    aside = coded_documents(args.folders, aside=True)
    whole = LocalCoder(school.lexicon, model)
    read = _read(whole, aside)
    points = [*_curve(part, aside, card), {**_size(part.coded, part.last), **_figures(aside, read)}]
    _PAGE.write_text(page(card, points, _causes(part, card), _calibration(aside, read)), encoding="utf-8")


def _curve(part: Second, aside: Sequence[Coded], card: dict[str, Any]) -> list[Point]:
    """Return the figures of models taught by ever more documents, in an order set by the hashes of their names."""
    points = []
    for share in _SHARES:
        coded, last = (_begin(some, share) for some in (part.coded, part.last))
        with tempfile.TemporaryDirectory() as folder:
            write(finished(part, coded, last, print), card, Path(folder))
            figures = _figures(aside, _read(LocalCoder(part.school.lexicon, Path(folder)), aside))
        points.append({**_size(coded, last), **figures})
    return points


def _begin(some: Lessons, share: int) -> Lessons:
    """Return the beginning of documents in the order of the hashes of their names: one of so many."""
    order = sorted(some, key=lambda pair: hashlib.sha256(pair[0].document.source_id.encode()).hexdigest()[::-1])
    return order[: len(order) // share]


def _size(*parts: Lessons) -> dict[str, int]:
    """Return how many documents and codings there are."""
    coded = [one for some in parts for one, _ in some]
    return {"documents": len(coded), "codings": sum(len(one.codings) for one in coded)}


def _figures(aside: Sequence[Coded], read: Sequence[Sequence[Mention]]) -> Point:
    """Return precision, recall, F1 and exact F1 by group, of what was read in each document."""
    return by_group(aside, [score(_gold(one), predicted) for one, predicted in zip(aside, read, strict=True)])


def _calibration(aside: Sequence[Coded], read: Sequence[Sequence[Mention]]) -> dict[str, float]:
    """Return the expected calibration error of the claims kept, by group."""
    judged: dict[str, list[tuple[float, bool]]] = {}
    for one, predicted in zip(aside, read, strict=True):
        known = zip(predicted, judge(_gold(one), predicted), strict=True)
        rights = [(mention.confidence or 0, right) for mention, right in known if right is not None]
        judged.setdefault(one.group, []).extend(rights)
    return {group: calibration_error(some) for group, some in judged.items()}


def _causes(part: Second, card: dict[str, Any]) -> Counter[str]:
    """Return the errors by cause of a network on the documents that it was not taught by."""
    held, found = predicted_by_others(part, print)
    sure = Confidence.of_card(card).of
    read = Reader(part.school.lexicon).read([one.document for one in held])
    total: Counter[str] = Counter()
    for one, predicted, document in zip(held, found, read, strict=True):
        kept = [mention for mention, signs in predicted if sure(mention.kind, signs) >= card["threshold"]]
        total += causes(_gold(one), kept, document)
    return total


def _read(coder: LocalCoder, coded: Sequence[Coded]) -> list[list[Mention]]:
    return [[from_claim(claim) for claim in some] for some in coder.code_many([one.document for one in coded])]


def _gold(one: Coded) -> list[Mention]:
    return [mention for mention, _ in one.codings]


def page(card: dict[str, Any], points: Sequence[Point], found: dict[str, int], error: dict[str, float]) -> str:
    """Return the page in Markdown: learning curve, calibration error, and errors by cause."""
    groups = [group for group in points[-1] if group not in _SIZE]
    head = [*_SIZE, *(f"{group}: {name}" for group in groups for name in ("P", "R", "F1", "exact F1"))]
    total = sum(found.values()) or 1
    errors = [
        [cause, meaning, str(found.get(cause, 0)), f"{found.get(cause, 0) / total:.0%}"]
        for cause, meaning in CAUSES.items()
    ]
    calibration = ", ".join(f"{group} {value:.3f}" for group, value in error.items())
    return "\n".join(
        [
            "# The local coder: what it learned and where it errs",
            "",
            "Generated by `python -m flows.train.study`; do not edit. `flows/extract/local.py` tells how it works.",
            "",
            f"Taught by {_told(card['first'])}; then by {_told(card['then'])}.",
            f"Threshold on confidence: {card['threshold']:g}.",
            "",
            "## Learning curve, on texts kept aside",
            "",
            "By documents of the second part and codings in them; the first part is the same for all.",
            "",
            *_table(head, [[*(str(point[size]) for size in _SIZE), *_cells(point, groups)] for point in points]),
            "",
            "## Calibration, on texts kept aside",
            "",
            f"Expected calibration error of `confidence` ({BINS} bins, claims kept): {calibration}.",
            "",
            "## Errors by cause, on documents held out",
            "",
            *_table(["cause", "meaning", "n", "share"], errors),
            "",
        ]
    )


def _told(part: dict[str, Any]) -> str:
    groups = {group: n for group, n in part.items() if group != "rounds"}
    return ", ".join(f"{n['documents']} {group} ({n['codings']} codings)" for group, n in groups.items())


def _cells(point: Point, groups: Iterable[str]) -> list[str]:
    return [f"{point[group][name]:.3f}" for group in groups for name in FIGURES]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return ["| " + " | ".join(line) + " |" for line in (head, ["---"] * len(head), *rows)]


if __name__ == "__main__":
    main()
