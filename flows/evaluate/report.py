"""Scores as figures to keep and to show: a plain dictionary for JSON, and rows for a table in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from flows.evaluate.scoring import Comparison, Score, by_kind, pool

Figures = dict[str, int | float]

COUNTS = ("gold", "predicted", "paired")
SHARES = ("precision", "recall", "f1", "actors", "date", "status", "amount", "exact_f1")
DECIMALS = 3


class Report(TypedDict):
    """Figures of each document, of each kind over all documents, and of everything pooled."""

    documents: dict[str, Figures]
    by_kind: dict[str, Figures]
    pooled: Figures


def figures(score: Score) -> Figures:
    """Return the score's counts, and its shares to the third decimal."""
    counts = {name: getattr(score, name) for name in COUNTS}
    return counts | {name: round(getattr(score, name), DECIMALS) for name in SHARES}


def report(comparisons: Mapping[str, Comparison]) -> Report:
    """Return the figures of comparisons named by document; the dictionary is ready for `json.dumps`."""
    scores = {name: comparison.score for name, comparison in comparisons.items()}
    split = [by_kind(comparison) for comparison in comparisons.values()]
    kinds = sorted({kind for table in split for kind in table})
    return {
        "documents": {name: figures(score) for name, score in scores.items()},
        "by_kind": {kind: figures(pool(table[kind] for table in split if kind in table)) for kind in kinds},
        "pooled": figures(pool(scores.values())),
    }


def rows(named: Mapping[str, Figures], first: str) -> list[tuple[str, ...]]:
    """Return a table as rows of cells, its heading first; `first` heads the column of names.

    `named` is one part of a report: `report["documents"]`, `report["by_kind"]` or `{"pooled": report["pooled"]}`.
    """
    heading = (first, *COUNTS, *SHARES)
    cells = [
        (name, *(str(line[key]) for key in COUNTS), *(f"{line[key]:.{DECIMALS}f}" for key in SHARES))
        for name, line in named.items()
    ]
    return [heading, *cells]
