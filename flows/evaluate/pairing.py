"""Which predicted mention answers which gold mention: what makes a pair, and the one-to-one choice among pairs.

The choice is fixed down to ties, so that the same two codings always give the same figures. A library's
assignment solver finds equally many pairs but settles ties its own way, and the ties decide the attributes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

from flows.evaluate.mention import Mention
from schemas.edtf import undoubted

HALF = 0.5

Fits = list[dict[int, int]]
"""For each gold mention, the predictions it can pair with, best first, and how many attributes agree."""


def overlap(a: Mention, b: Mention) -> float:
    """Return the share of the shorter of two spans that both have in common, 0 to 1."""
    common = min(a.end, b.end) - max(a.start, b.start)
    return max(common, 0) / min(a.end - a.start, b.end - b.start)


def can_pair(gold: Mention, predicted: Mention) -> bool:
    """Return whether the two may be the same claim: equal kind, half-overlapping spans, a pair of actors shared."""
    return gold.kind == predicted.kind and same_place(gold, predicted)


def same_place(gold: Mention, predicted: Mention) -> bool:
    """Return whether two claims of whatever kinds half-overlap and share a pair of actors."""
    return overlap(gold, predicted) >= HALF and not gold.dyads().isdisjoint(predicted.dyads())


def agreement(gold: Mention, predicted: Mention) -> dict[str, bool]:
    """Return for actors, date, status and amount whether the two codings agree in it.

    Actors agree when both sides are equal, for symmetric kinds when both name the same actors. Dates are
    compared without EDTF's marks of doubt (`~`, `?`, `%`), sums to the hundredth and with their currency.
    """
    if gold.symmetric:
        actors = gold.actors == predicted.actors
    else:
        actors = (gold.source, gold.target) == (predicted.source, predicted.target)
    return {
        "actors": actors,
        "date": plain_date(gold) == plain_date(predicted),
        "status": gold.status == predicted.status,
        "amount": rounded_sum(gold) == rounded_sum(predicted),
    }


def pair_up(
    gold: Sequence[Mention], predicted: Sequence[Mention], fit: Callable[[Mention, Mention], bool] = can_pair
) -> list[tuple[int, int]]:
    """Return pairs of (index in gold, index in predicted), one to one, of mentions that `fit`.

    There are as many as can be, and as many as can be hold a gold mention that is not borderline. Among equal
    choices a gold mention takes the prediction that agrees in most attributes, then the one that overlaps it
    most, and two pairs exchange partners while that makes more attributes agree.
    """
    fits = [_fits(mention, predicted, fit) for mention in gold]
    holder: dict[int, int] = {}
    for index in sorted(range(len(gold)), key=lambda i: (gold[i].borderline, len(fits[i]))):
        _seat(index, fits, holder)
    return _exchange({g: p for p, g in holder.items()}, fits)


def _fits(gold: Mention, predicted: Sequence[Mention], fit: Callable[[Mention, Mention], bool]) -> dict[int, int]:
    found = [
        (sum(agreement(gold, candidate).values()), overlap(gold, candidate), index)
        for index, candidate in enumerate(predicted)
        if fit(gold, candidate)
    ]
    found.sort(key=lambda one: (-one[0], -one[1]))
    return {index: agreed for agreed, _, index in found}


def _seat(newcomer: int, fits: Fits, holder: dict[int, int]) -> None:
    """Give the newcomer a prediction, moving earlier holders along an augmenting path where one exists.

    `holder` maps predictions to the gold mentions that hold them. Nobody seated ever loses its seat (Berge's
    lemma), so those seated first, the mentions that are not borderline, are served first.
    """
    path = [(newcomer, iter(fits[newcomer]))]
    wanted: list[int] = []
    tried: set[int] = set()
    while path:
        choice = next((p for p in path[-1][1] if p not in tried), None)
        if choice is None:
            path.pop()
            del wanted[-1:]
            continue
        tried.add(choice)
        wanted.append(choice)
        if choice not in holder:
            holder.update((p, g) for p, (g, _) in zip(wanted, path, strict=True))
            return
        path.append((holder[choice], iter(fits[holder[choice]])))


def _exchange(mate: dict[int, int], fits: Fits) -> list[tuple[int, int]]:
    """Let two pairs exchange partners while more attributes agree for it; each exchange adds at least one."""
    improved = True
    while improved:
        improved = False
        for a, b in product(mate, mate):
            ours, theirs = mate[a], mate[b]
            if a >= b or theirs not in fits[a] or ours not in fits[b]:
                continue
            if fits[a][theirs] + fits[b][ours] > fits[a][ours] + fits[b][theirs]:
                mate[a], mate[b] = theirs, ours
                improved = True
    return list(mate.items())


def plain_date(mention: Mention) -> str | None:
    """Return the date without EDTF's marks of doubt."""
    return undoubted(mention.date) if mention.date else None


def rounded_sum(mention: Mention) -> tuple[float, str | None] | None:
    """Return the sum of money to the hundredth, with its currency."""
    return (round(mention.amount[0], 2), mention.amount[1]) if mention.amount else None
