"""Blocking: which units may be held against each other at all, found without holding all against all."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Hashable, Iterator
from typing import Generic, TypeVar

from flows.resolve.units import Pair, Unit

_Name = TypeVar("_Name", bound=Hashable)
_EVER = (-sys.maxsize, sys.maxsize)


class Blocks(Generic[_Name]):
    """Units by kind and pairs of actors, each under a name, such as the number of its fact."""

    def __init__(self) -> None:
        self._by_pair: dict[tuple[str, Pair], list[tuple[int, int, Unit, _Name]]] = defaultdict(list)
        self._by_third: dict[tuple[str, Pair], list[tuple[int, int, Unit, _Name]]] = defaultdict(list)

    def add(self, one: Unit, name: _Name) -> None:
        """Add a unit under a name, which several units may share."""
        entry = (*_span(one), one, name)
        for pair in one.pairs:
            self._by_pair[one.kind, pair].append(entry)
        for pair in one.reach - one.pairs:
            self._by_third[one.kind, pair].append(entry)

    def comparable(self, one: Unit) -> set[_Name]:
        """Return the names of the units that `evidence.comparable` says may be one act with this one."""
        return {name for block in self._of(one) for _, _, _, name in block}

    def near(self, one: Unit, most: int) -> set[_Name]:
        """Return the names of comparable units that share a word with this one, or whose dates may be near.

        That is where the spans of both units' dates lie at most so many days apart, or one has no date.
        """
        first, last = _span(one)
        first, last = first - most, last + most
        words, keys = one.words, one.key_words
        return {
            name
            for block in self._of(one)
            for low, high, other, name in block
            if (low <= last and high >= first)
            or not (words.isdisjoint(other.words) and keys.isdisjoint(other.key_words))
        }

    def _of(self, one: Unit) -> Iterator[list[tuple[int, int, Unit, _Name]]]:
        kind = one.kind
        yield from (self._by_pair[kind, pair] for pair in one.reach if (kind, pair) in self._by_pair)
        yield from (self._by_third[kind, pair] for pair in one.pairs if (kind, pair) in self._by_third)


def _span(one: Unit) -> tuple[int, int]:
    """Return the first and last day of all dates of a unit, which may be any day without a date."""
    return (min(low for low, _ in one.days), max(high for _, high in one.days)) if one.days else _EVER
