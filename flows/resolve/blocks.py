"""Blocking: which units may be held against each other at all, found without holding all against all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import Generic, TypeVar

from flows.resolve.units import Pair, Unit

_Name = TypeVar("_Name", bound=Hashable)


class Blocks(Generic[_Name]):
    """Units by kind and pairs of actors, each under a name, such as the number of its fact."""

    def __init__(self) -> None:
        self._by_pair: dict[tuple[str, Pair], list[_Name]] = defaultdict(list)
        self._by_third: dict[tuple[str, Pair], list[_Name]] = defaultdict(list)

    def add(self, one: Unit, name: _Name) -> None:
        """Add a unit under a name, which several units may share."""
        for pair in one.pairs:
            self._by_pair[one.kind, pair].append(name)
        for pair in one.reach - one.pairs:
            self._by_third[one.kind, pair].append(name)

    def comparable(self, one: Unit) -> set[_Name]:
        """Return the names of the units that `evidence.comparable` says may be one act with this one."""
        kind = one.kind
        found = {name for pair in one.reach for name in self._by_pair.get((kind, pair), ())}
        return found | {name for pair in one.pairs for name in self._by_third.get((kind, pair), ())}
