"""What the local coder is worth and where it errs, as the page `docs/local_coder.md`.

    python -m flows.train.study FOLDER... --first FOLDER...

Folders are those that the model was taught by (`bilateral train`). Figures are those on their texts kept aside, for
models taught by ever more of their documents; errors are those of cross-validation, on the documents not kept aside.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.evaluate.mention import Mention, from_claim
from flows.evaluate.scoring import score
from flows.extract.local import LocalCoder
from flows.extract.local_confidence import Calibration
from flows.extract.local_reading import Reader
from flows.train.calibration import calibration_error
from flows.train.causes import CAUSES, causes
from flows.train.lessons import Coded, coded_documents
from flows.train.teach import School, Taught, begun, fewer_pieces, finished, predicted_by_others, write
from flows.train.tuning import FIGURES, by_group, judge

_SHARES = (8, 4, 2)
_PAGE = Path("docs/local_coder.md")
Point = dict[str, Any]


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, help="folders that the model was taught by")
    parser.add_argument("--first", action="append", type=Path, default=[], help="folders that it went through before")
    parser.add_argument("--last", action="append", type=Path, default=[], help="folders that it went on through")
    parser.add_argument("--seeds", type=Path, default=Path("seeds"), help="folder with lexicon/ and model/")
    parser.add_argument("--work", type=Path, default=Path("output/.work"), help="where the first part is kept")
    args = parser.parse_args()
    model = args.seeds / "model"
    card = json.loads((model / "card.json").read_text(encoding="utf-8"))
    first_rounds, rounds, last_rounds = (card[part]["rounds"] for part in ("first", "then", "last"))
    school = School(args.seeds / "lexicon", args.work, first_rounds, rounds, last_rounds, card["seed"])
    coded, first, last = (coded_documents(some) for some in (args.folders, args.first, args.last))
    aside = coded_documents(args.folders, aside=True)
    texts = [one.document.text for one in (*first, *coded, *last)]
    start = fewer_pieces(begun(first, school, print), texts, school.work / "base")
    whole = LocalCoder(school.lexicon, model)
    lessons = _Lessons(start, coded, last, school)
    points = [*_curve(lessons, aside, card), {"documents": len(coded), **_figures(whole, aside)}]
    found = _causes(lessons, card)
    _PAGE.write_text(page(card, points, found, _calibration(whole, aside)), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Lessons:
    """What a model is taught by: a network that went through the first part, documents, the last part's own, how."""

    start: Taught
    coded: Sequence[Coded]
    last: Sequence[Coded]
    school: School


def _curve(lessons: _Lessons, aside: Sequence[Coded], card: dict[str, Any]) -> list[Point]:
    """Return the figures of models taught by ever more documents, in an order set by the hashes of their names."""
    school = lessons.school
    order = sorted(lessons.coded, key=lambda one: hashlib.sha256(one.document.source_id.encode()).hexdigest()[::-1])
    points = []
    for size in (0, *(len(order) // share for share in _SHARES)):
        with tempfile.TemporaryDirectory() as folder:
            write(finished(lessons.start, order[:size], lessons.last, school, print), card, Path(folder))
            points.append({"documents": size, **_figures(LocalCoder(school.lexicon, Path(folder)), aside)})
    return points


def _figures(coder: LocalCoder, aside: Sequence[Coded]) -> Point:
    """Return precision, recall, F1 and exact F1 by group."""
    pairs = zip(aside, _read(coder, aside), strict=True)
    return by_group(aside, [score(_gold(one), predicted) for one, predicted in pairs])


def _calibration(coder: LocalCoder, aside: Sequence[Coded]) -> dict[str, float]:
    """Return the expected calibration error of the claims kept, by group."""
    judged: dict[str, list[tuple[float, bool]]] = {}
    for one, predicted in zip(aside, _read(coder, aside), strict=True):
        judged.setdefault(one.group, []).extend(judge(_gold(one), predicted))
    return {group: calibration_error(some) for group, some in judged.items()}


def _causes(lessons: _Lessons, card: dict[str, Any]) -> Counter[str]:
    """Return the errors by cause of networks on the documents that they were not taught by."""
    coded, school = lessons.coded, lessons.school
    found = predicted_by_others(lessons.start, coded, lessons.last, school, print)
    sure = _at_least(card["threshold"], card["calibration"])
    read = Reader(school.lexicon).read([one.document for one in coded])
    total: Counter[str] = Counter()
    for one, predicted, document in zip(coded, found, read, strict=True):
        total += causes(_gold(one), [mention for mention in predicted if sure(mention)], document)
    return total


def _at_least(threshold: float, line: Sequence[float]) -> Callable[[Mention], bool]:
    calibration = Calibration(*line)
    return lambda mention: calibration.confidence(mention.confidence or 0) >= threshold


def _read(coder: LocalCoder, coded: Sequence[Coded]) -> list[list[Mention]]:
    return [[from_claim(claim) for claim in some] for some in coder.code_many([one.document for one in coded])]


def _gold(one: Coded) -> list[Mention]:
    return [mention for mention, _ in one.codings]


def page(card: dict[str, Any], points: Sequence[Point], found: dict[str, int], error: dict[str, float]) -> str:
    """Return the page in Markdown: learning curve, calibration error, and errors by cause."""
    groups = [group for group in points[-1] if group != "documents"]
    head = ["documents", *(f"{group}: {name}" for group in groups for name in ("P", "R", "F1", "exact F1"))]
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
            f"Taught by {_told(card['first'])}; then by {_told(card['then'])}; at last by {_told(card['last'])}.",
            f"Threshold on confidence: {card['threshold']:g}.",
            "",
            "## Learning curve, on texts kept aside",
            "",
            "By documents of the second part; the first is the same for all.",
            "",
            *_table(head, [[str(point["documents"]), *_cells(point, groups)] for point in points]),
            "",
            "## Calibration, on texts kept aside",
            "",
            f"Expected calibration error of `confidence` (10 bins, claims kept): {calibration}.",
            "",
            "## Errors by cause, in cross-validation",
            "",
            *_table(["cause", "meaning", "n", "share"], errors),
            "",
        ]
    )


def _told(part: dict[str, Any]) -> str:
    groups = {group: n for group, n in part.items() if group not in ("rounds", "layers")}
    return ", ".join(f"{n['documents']} {group} ({n['codings']} codings)" for group, n in groups.items())


def _cells(point: Point, groups: Iterable[str]) -> list[str]:
    return [f"{point[group][name]:.3f}" for group in groups for name in FIGURES]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return ["| " + " | ".join(line) + " |" for line in (head, ["---"] * len(head), *rows)]


if __name__ == "__main__":
    main()
