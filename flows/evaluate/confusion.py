"""Which kinds a coder takes for which: mentions laid side by side by place and actors alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from flows.evaluate.pairing import pair_up, same_place
from flows.evaluate.scoring import Comparison, Pair

NOTHING = "-"
"""Stands for the kind of a mention that the other coding has no answer to."""


def across_kinds(comparison: Comparison) -> list[Pair]:
    """Return pairs of (gold, predicted) whose kinds may differ.

    The comparison's own pairs stand; what it left over is paired where spans half-overlap and a pair of actors
    is shared.
    """
    left, right = comparison.missed, comparison.extra
    return [*comparison.pairs, *((left[g], right[p]) for g, p in pair_up(left, right, same_place))]


def confusion(comparisons: Iterable[Comparison]) -> dict[str, dict[str, int]]:
    """Return how often gold of each kind was coded as each kind, over all comparisons.

    The outer key is the gold kind, the inner one the predicted; NOTHING heads what was missed (inner) or
    invented (outer).
    """
    table: Counter[tuple[str, str]] = Counter()
    for comparison in comparisons:
        pairs = across_kinds(comparison)
        table.update((gold.kind, predicted.kind) for gold, predicted in pairs)
        gold_left = Counter(m.kind for m in comparison.missed) - Counter(g.kind for g, p in pairs if g.kind != p.kind)
        extra_left = Counter(m.kind for m in comparison.extra) - Counter(p.kind for g, p in pairs if g.kind != p.kind)
        table.update({(kind, NOTHING): n for kind, n in gold_left.items()})
        table.update({(NOTHING, kind): n for kind, n in extra_left.items()})
    kinds = sorted({gold for gold, _ in table})
    return {kind: {p: n for (g, p), n in sorted(table.items()) if g == kind} for kind in kinds}


def confused(table: dict[str, dict[str, int]]) -> list[tuple[str, str, int]]:
    """Return the cells of a confusion table in which both sides have a kind and differ, the fullest first."""
    cells = [(g, p, n) for g, row in table.items() for p, n in row.items() if g != p and NOTHING not in {g, p}]
    return sorted(cells, key=lambda cell: (-cell[2], cell[0], cell[1]))
