"""Which claims report the same act (`docs/same-act.md`).

First the claims of each source become units: those with one event key, and those without that the evidence
joins. Then the units of one source after the other, in the order of registration, join the facts of the sources
before, or make facts of their own: a source added at the end leaves earlier facts as they were.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from flows.resolve.blocks import Blocks
from flows.resolve.evidence import THRESHOLD, YEAR, Ceiling, Corpus, Weights, comparable, features, read_weights, weight
from flows.resolve.units import Unit, dates_around, in_order, keyed, unit
from flows.resolve.words import Told
from schemas.claim import Claim

WITHIN, ACROSS = "within", "across"
INCOMPARABLE = -4.0
"""Log odds for members of a fact that share no actors, such as two attackers of one state."""

Weigh = Callable[[Unit, Unit], float | None]
"""The log odds that two units are one act; None if they must be kept apart."""


@dataclass(frozen=True)
class Judge:
    """What decides whether two units are one act: learned weights, and the words of actors' names."""

    weights: dict[str, dict[str, float]]
    names: Set[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, folder: Path, names: Set[str]) -> Judge:
        """Return the judge with the weights of a folder `seeds/identity`. Raises ValueError if they are no model."""
        path = folder / "weights.csv"
        weights = read_weights(path)
        if lacking := [name for name in (WITHIN, ACROSS) if THRESHOLD not in weights.get(name, {})]:
            raise ValueError(f"{path} has no {THRESHOLD} of the model {' and '.join(lacking)}: write it anew")
        return cls(weights, names)


def across_sources(units: Iterable[Sequence[Unit]], sources: Mapping[str, Told], judge: Judge) -> list[list[Unit]]:
    """Return the facts that units of one kind make, given source by source in the order of sources.

    `sources` holds what all units of each source tell, whatever their kind. Facts stand in the order of their first
    units, which is that of sources and text, as do the units of a fact.
    """
    corpus = Corpus((), sources)

    def heard() -> Iterator[Sequence[Unit]]:
        for own in units:
            corpus.add(own)
            yield own
            corpus.forget_rivals()

    weights = judge.weights[ACROSS]
    return joined(heard(), _across(corpus, weights), weights[THRESHOLD], Ceiling(weights))


def joined(
    units: Iterable[Sequence[Unit]], weigh: Weigh, least: float, ceiling: Ceiling | None = None
) -> list[list[Unit]]:
    """Return the facts that units of one kind make, given source by source, by the weight of each pair.

    With a ceiling given, what cannot weigh more than `least` is not weighed.
    """
    found = _Facts(weigh, least, ceiling)
    for own in units:
        found.join(own)
    return found.found


def by_kind(units: Iterable[Unit]) -> dict[str, list[Unit]]:
    """Return units by their kind: those of two kinds are never held against each other."""
    found: dict[str, list[Unit]] = {}
    for one in units:
        found.setdefault(one.kind, []).append(one)
    return found


def within_source(claims: Sequence[Claim], judge: Judge) -> list[Unit]:
    """Return the units of one source: the two groups that fit best become one until none fit well enough.

    This is average linkage; SciPy's wants the distances of all pairs, and finite ones: here few pairs are comparable,
    and two keys of one coder must never meet.
    """
    parts = keyed(claims, judge.names)
    around = dates_around(claims)
    least = judge.weights[WITHIN][THRESHOLD]
    weigh = _within(Corpus(parts), judge.weights[WITHIN])
    near = _near(parts)
    live = {n: [n] for n in range(len(parts))}
    home = dict(enumerate(live))

    def fit(m: int, n: int) -> float:
        return _fit([parts[k] for k in live[m]], [parts[k] for k in live[n]], weigh)

    queue = [(-good, m, n) for n in live for m in near[n] if m < n and (good := fit(m, n)) > least]
    heapq.heapify(queue)
    numbers = itertools.count(len(parts))
    while queue:
        _, m, n = heapq.heappop(queue)
        if m not in live or n not in live:
            continue
        joined, new = live.pop(m) + live.pop(n), next(numbers)
        live[new] = joined
        home |= dict.fromkeys(joined, new)
        for other in {home[k] for part in joined for k in near[part]} - {new}:
            if (good := fit(other, new)) > least:
                heapq.heappush(queue, (-good, other, new))

    def whole(group: Sequence[int]) -> Unit:
        if len(group) == 1:
            return parts[group[0]]
        return unit((c for n in group for c in parts[n].claims), judge.names, around)

    return in_order(map(whole, live.values()))


def _near(units: Sequence[Unit]) -> list[set[int]]:
    """Return for each unit the places of those that are comparable to it."""
    blocks: Blocks[int] = Blocks()
    found: list[set[int]] = [set() for _ in units]
    for n, one in enumerate(units):
        for m in blocks.comparable(one):
            found[n].add(m)
            found[m].add(n)
        blocks.add(one, n)
    return found


class _Facts:
    """The facts found so far, and those that a unit may be held against."""

    def __init__(self, weigh: Weigh, least: float, ceiling: Ceiling | None) -> None:
        self.found: list[list[Unit]] = []
        self._weigh = weigh
        self._least = least
        self._ceiling = ceiling
        self._at_most = _if_comparable(ceiling) if ceiling else weigh
        self._blocks: Blocks[int] = Blocks()
        self._told = 1  # the most claims that a unit has

    def join(self, units: Sequence[Unit]) -> None:
        """Add the units of one source to the facts they fit best, each fact and unit once, or as new facts."""
        near = ((n, m) for m, u in enumerate(units) for n in self._near(u))
        may = ((n, m) for n, m in near if _fit(self.found[n], [units[m]], self._at_most) > self._least)
        fits = ((_fit(self.found[n], [units[m]], self._weigh), n, m) for n, m in may)
        good = sorted((-fit, n, m) for fit, n, m in fits if fit > self._least)
        taken: set[int] = set()
        placed: dict[int, int] = {}
        for _, n, m in good:
            if n not in taken and m not in placed:
                taken.add(n)
                placed[m] = n
        for m, one in enumerate(units):
            n = placed.get(m, len(self.found))
            if n == len(self.found):
                self.found.append([])
            self.found[n].append(one)
            self._blocks.add(one, n)
            self._told = max(self._told, len(one.claims))

    def _near(self, one: Unit) -> set[int]:
        """Return the facts that a unit may be of: of a large corpus most lie years apart and share no word with it."""
        ceiling = self._ceiling
        if ceiling is None or ceiling.far(one.kind, len(one.claims) * self._told) > self._least:
            return self._blocks.comparable(one)
        return self._blocks.near(one, YEAR)


def _fit(group: Sequence[Unit], other: Sequence[Unit], weigh: Weigh) -> float:
    """Return the mean of the weights of all pairs of two groups, minus infinity where a pair must be kept apart.

    Some units of the two are comparable, else they are not held against each other at all.
    """
    weights = [weigh(a, b) for a in group for b in other]
    known = [w for w in weights if w is not None]
    return sum(known) / len(known) if len(known) == len(weights) else -math.inf


def _within(corpus: Corpus, weights: Weights) -> Weigh:
    @cache
    def weigh(a: Unit, b: Unit) -> float | None:
        # A coder who gives two keys says that these are two acts.
        if a.key and b.key and a.key[0] == b.key[0]:
            return None
        return weight(features(a, b, corpus), weights) if comparable(a, b) else INCOMPARABLE

    return weigh


def _across(corpus: Corpus, weights: Weights) -> Weigh:
    # Each pair is weighed once, when the later source joins, so nothing is kept.
    return _if_comparable(lambda a, b: weight(features(a, b, corpus), weights))


def _if_comparable(weigh: Callable[[Unit, Unit], float]) -> Weigh:
    return lambda a, b: weigh(a, b) if comparable(a, b) else INCOMPARABLE
