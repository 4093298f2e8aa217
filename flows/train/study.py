"""What the local coder is worth and where it errs, as the page `docs/local_coder.md`.

    python -m flows.train.study FOLDER... --aside FOLDER... [--curve]

Folders hold `texts/` and `codings/`. Errors are counted on the documents that set the threshold (not learned from,
not kept aside); figures on the documents kept aside. `--curve` teaches smaller models first, which takes longer
than teaching the whole; without it the points of the page as it stands are kept.
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

from flows.evaluate.mention import from_claim
from flows.evaluate.scoring import Score, pool, score
from flows.extract.local import LocalCoder
from flows.train.calibration import calibration_error
from flows.train.causes import CAUSES, causes
from flows.train.lessons import Coded, coded_documents
from flows.train.teach import is_tuned_on, judge, learn_and_write, tune

_SIZES = (25, 50, 100, 200)
_PAGE = Path("docs/local_coder.md")
_POINTS = Path("docs/local_coder.json")


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, help="folders that the coder learned from")
    parser.add_argument("--aside", nargs="+", type=Path, required=True, help="whose texts kept aside are scored")
    parser.add_argument("--curve", action="store_true", help="teach smaller models and score them")
    parser.add_argument("--seeds", type=Path, default=Path("seeds"), help="folder with lexicon/ and model/")
    args = parser.parse_args()
    lexicon, model = args.seeds / "lexicon", args.seeds / "model"
    coded = coded_documents(args.folders)
    aside = [one for folder in args.aside for one in coded_documents([folder], aside=True)]
    found = json.loads(_POINTS.read_text(encoding="utf-8")) if _POINTS.is_file() else {}
    card = json.loads((model / "card.json").read_text(encoding="utf-8"))
    whole = LocalCoder(lexicon, model)
    found["aside"], found["calibration_error"] = _aside(whole, aside)
    found["causes"] = dict(_causes(whole, [one for one in coded if is_tuned_on(one.document.source_id)]))
    if args.curve:
        found["curve"] = _curve(coded, aside, lexicon, card)
    learned = sum(group["documents"] for group in card["learned_from"].values())
    points = [*found.get("curve", []), {"documents": learned, **found["aside"]}]
    _POINTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    _PAGE.write_text(page(card, points, found["causes"], found["calibration_error"]), encoding="utf-8")


def _aside(coder: LocalCoder, aside: Sequence[Coded]) -> tuple[dict[str, Any], dict[str, float]]:
    """Return the figures on the texts kept aside, and the calibration error there, both by group."""
    scores: dict[str, list[Score]] = {}
    judged: dict[str, list[tuple[float, bool]]] = {}
    for one, claims in zip(aside, coder.code_many([one.document for one in aside]), strict=True):
        gold, predicted = [mention for mention, _ in one.codings], [from_claim(claim) for claim in claims]
        scores.setdefault(one.group, []).append(score(gold, predicted))
        judged.setdefault(one.group, []).extend(judge(gold, predicted))
    figures = {group: _figures(pool(some)) for group, some in scores.items()}
    return figures, {group: round(calibration_error(some), 3) for group, some in judged.items()}


def _figures(found: Score) -> dict[str, float]:
    return {name: round(getattr(found, name), 3) for name in ("precision", "recall", "f1", "exact_f1")}


def _causes(coder: LocalCoder, coded: Sequence[Coded]) -> Counter[str]:
    documents = [one.document for one in coded]
    total: Counter[str] = Counter()
    for one, claims, (read, _) in zip(coded, coder.code_many(documents), coder.acts(documents), strict=True):
        total += causes([mention for mention, _ in one.codings], [from_claim(claim) for claim in claims], read)
    return total


def _curve(coded: Sequence[Coded], aside: Sequence[Coded], lexicon: Path, card: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the figures of models taught by ever more documents, in an order set by the hashes of their names."""
    order = sorted(coded, key=lambda one: hashlib.sha256(one.document.source_id.encode()).hexdigest()[::-1])
    to_learn = [one for one in order if not is_tuned_on(one.document.source_id)]
    to_tune = [one for one in coded if is_tuned_on(one.document.source_id)]
    points = []
    for size in (size for size in _SIZES if size < len(to_learn)):
        with tempfile.TemporaryDirectory() as folder:
            model = Path(folder)
            learn_and_write(to_learn[:size], lexicon, model, (card["rounds"], card["seed"]), print)
            tuned = tune(to_tune, lexicon, model, print)
            line = (model / "card.json").read_text(encoding="utf-8")
            (model / "card.json").write_text(json.dumps({**json.loads(line), **tuned}), encoding="utf-8")
            points.append({"documents": size, **_aside(LocalCoder(lexicon, model), aside)[0]})
    return points


def page(
    card: dict[str, Any], points: Sequence[dict[str, Any]], causes_found: dict[str, int], error: dict[str, float]
) -> str:
    """Return the page in Markdown: figures by documents learned from, calibration, and errors by cause."""
    groups = [group for group in points[-1] if group != "documents"]
    head = [
        "documents learned from",
        *(f"{group}: {name}" for group in groups for name in ("P", "R", "F1", "exact F1")),
    ]
    rows = [[str(point["documents"]), *_cells(point, groups)] for point in points]
    total = sum(causes_found.values())
    errors = [
        [cause, meaning, str(causes_found.get(cause, 0)), f"{causes_found.get(cause, 0) / total:.0%}"]
        for cause, meaning in CAUSES.items()
    ]
    learned = ", ".join(f"{n['documents']} {group} ({n['codings']})" for group, n in card["learned_from"].items())
    tuned = sum(n["documents"] for n in card["tuned_on"].values())
    return "\n".join(
        [
            "# The local coder: what it learned and where it errs",
            "",
            "Generated by `python -m flows.train.study`; do not edit. `flows/extract/local.py` tells how it works.",
            "",
            f"Learned from (documents, codings): {learned}.",
            f"Threshold on confidence: {card['threshold']:g}, set on {tuned} documents left out of learning.",
            "",
            "## Learning curve, on texts kept aside",
            "",
            *_table(head, rows),
            "",
            "## Calibration, on texts kept aside",
            "",
            "Expected calibration error of `confidence` (10 bins): "
            + ", ".join(f"{group} {value:.3f}" for group, value in error.items())
            + ".",
            "",
            "## Errors by cause, on the documents that set the threshold",
            "",
            *_table(["cause", "meaning", "n", "share"], errors),
            "",
        ]
    )


def _cells(point: dict[str, Any], groups: Iterable[str]) -> list[str]:
    names = ("precision", "recall", "f1", "exact_f1")
    return [f"{point[group][name]:.3f}" for group in groups for name in names]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]


if __name__ == "__main__":
    main()
