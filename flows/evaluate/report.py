"""Scores as figures to keep and to show: a plain dictionary for JSON, and rows for tables in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NotRequired, TypedDict

from flows.evaluate.confusion import confused, confusion
from flows.evaluate.intervals import intervals
from flows.evaluate.mention import Mention
from flows.evaluate.mistakes import mistakes
from flows.evaluate.reliability import alphas
from flows.evaluate.scoring import Comparison, Score, pool, split
from schemas.edtf import precision

Figures = dict[str, int | float]
Rows = list[tuple[str, ...]]

COUNTS = ("gold", "predicted", "paired")
SHARES = ("precision", "recall", "f1", "actors", "date", "status", "amount", "exact_f1")
COMPACT = ("gold", "predicted", "precision", "recall", "f1", "exact_f1")
DECIMALS = 3
MOST_CONFUSED = 10
_WORDS = 100
"""How many characters of a mistake's text a terminal shows; JSON holds all."""


class Unused(TypedDict):
    """What a language model was asked and answered in vain: windows, those unread, and rejects, number by reason."""

    windows: int
    unread: int
    rejects: dict[str, int]


class Report(TypedDict):
    """Figures of everything pooled with intervals, and by document and gold's kind, status and date precision."""

    documents: dict[str, Figures]
    by_kind: dict[str, Figures]
    by_status: dict[str, Figures]
    by_date: dict[str, Figures]
    pooled: Figures
    intervals: dict[str, list[float]] | None
    confusion: dict[str, dict[str, int]]
    alpha: dict[str, float | None]
    worst: NotRequired[dict[str, list[dict[str, Any]]]]
    left_out: NotRequired[list[str]]
    unused: NotRequired[Unused]


_SPLITS: dict[str, Callable[[Mention], str]] = {
    "by_kind": lambda mention: mention.kind,
    "by_status": lambda mention: mention.status,
    "by_date": lambda mention: _precision(mention.date),
}


def figures(score: Score) -> Figures:
    """Return the score's counts, and its shares to the third decimal."""
    counts = {name: getattr(score, name) for name in COUNTS}
    return counts | {name: round(getattr(score, name), DECIMALS) for name in SHARES}


def pooled_with_intervals(comparisons: Mapping[str, Comparison]) -> tuple[Figures, dict[str, list[float]] | None]:
    """Return the figures of all documents together, and for each share its 95% interval over the documents.

    With fewer than two documents there are no intervals, and the second is None.
    """
    scores = [comparison.score for comparison in comparisons.values()]
    found = intervals(scores, SHARES)
    if found is None:
        return figures(pool(scores)), None
    return figures(pool(scores)), {
        name: [round(low, DECIMALS), round(high, DECIMALS)] for name, (low, high) in found.items()
    }


def report(
    comparisons: Mapping[str, Comparison], texts: Mapping[str, str] | None = None, limit: int | None = None
) -> Report:
    """Return the figures of comparisons named by document; the dictionary is ready for `json.dumps`.

    With a `limit`, it also holds so many of the worst mistakes, with their words from `texts`.
    """
    pooled, spread = pooled_with_intervals(comparisons)
    told: Report = {
        "documents": {name: figures(comparison.score) for name, comparison in comparisons.items()},
        "by_kind": _split(comparisons, "by_kind"),
        "by_status": _split(comparisons, "by_status"),
        "by_date": _split(comparisons, "by_date"),
        "pooled": pooled,
        "intervals": spread,
        "confusion": confusion(comparisons.values()),
        "alpha": {
            name: None if alpha is None else round(alpha, DECIMALS)
            for name, alpha in alphas(comparisons.values()).items()
        },
    }
    if limit is not None:
        told["worst"] = mistakes(comparisons, texts or {}, limit)
    return told


def _split(comparisons: Mapping[str, Comparison], by: str) -> dict[str, Figures]:
    tables = [split(comparison, _SPLITS[by]) for comparison in comparisons.values()]
    names = sorted({name for table in tables for name in table})
    return {name: figures(pool(table[name] for table in tables if name in table)) for name in names}


def rows(named: Mapping[str, Figures], first: str, *, compact: bool = False) -> Rows:
    """Return a table as rows of cells, its heading first; `first` heads the column of names.

    `named` is one part of a report: `report["documents"]`, `report["by_kind"]` or `{"pooled": report["pooled"]}`.
    `compact` leaves out the attributes, to fit 80 columns.
    """
    keys = COMPACT if compact else (*COUNTS, *SHARES)
    return [(first, *keys), *((name, *(_cell(key, line[key]) for key in keys)) for name, line in named.items())]


def tables(told: Report, *, compact: bool = False) -> list[Rows]:
    """Return the tables that a terminal shows of a report, each as rows of cells, its heading first."""
    shown = [rows(told[part], head, compact=compact) for part, head in _HEADS if told[part]]  # type: ignore[literal-required]
    shown.append(rows({**told["documents"], "POOLED": told["pooled"]}, "document", compact=compact))
    if cells := confused(told["confusion"])[:MOST_CONFUSED]:
        shown.append([("gold kind", "coded as", "times"), *((gold, other, str(n)) for gold, other, n in cells)])
    shown.append(_pooled(told))
    return [*shown, *(_worst(what, found) for what, found in told.get("worst", {}).items())]


_HEADS = (("by_kind", "kind"), ("by_status", "status"), ("by_date", "date precision"))


def _precision(date: str | None) -> str:
    """Return the precision of a coded date: `none` without one, `other` where its form has none."""
    return (precision(date) or "other") if date else "none"


def _pooled(told: Report) -> Rows:
    spread = told["intervals"] or {}
    lines: Rows = [("pooled", "figure", "95% interval", "alpha")]
    for name in SHARES:
        ends = spread.get(name)
        between = f"{ends[0]:.{DECIMALS}f}-{ends[1]:.{DECIMALS}f}" if ends else ""
        lines.append((name, _cell(name, told["pooled"][name]), between, _alpha(told, name)))
    return [*lines, ("kind", "", "", _alpha(told, "kind"))]


def _alpha(told: Report, name: str) -> str:
    alpha = told["alpha"].get(name)
    return "" if alpha is None else f"{alpha:.{DECIMALS}f}"


def _worst(what: str, found: list[dict[str, Any]]) -> Rows:
    return [
        (what, "kind", "from", "to", "date", "text"),
        *(
            (
                f"{row['document']} {row['char_start']}-{row['char_end']}",
                row["kind"],
                " ".join(row["source"]),
                " ".join(row["target"]),
                row["date"] or "",
                " ".join((row["text"] or "").split())[:_WORDS],
            )
            for row in found
        ),
    ]


def _cell(key: str, value: float) -> str:
    return str(value) if key in COUNTS else f"{value:.{DECIMALS}f}"
