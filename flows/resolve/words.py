"""How many units of a source have a word: what says how rare a word is."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from flows.resolve.units import Unit


class Counts(Protocol):
    """How many units have a word, 0 for a word that none has."""

    def __getitem__(self, word: str, /) -> int: ...


@dataclass(frozen=True, slots=True)
class Told:
    """The number of a source's units, and how many of them have a word, or a word of their keys."""

    size: int
    words: Counts
    key_words: Counts


def told(units: Iterable[Unit]) -> Told:
    """Return what the units of one source tell."""
    size, words, key_words = 0, Counter[str](), Counter[str]()
    for one in units:
        size += 1
        words.update(one.words)
        key_words.update(one.key_words)
    return Told(size, words, key_words)


class Packed:
    """Counts in eight bytes a word instead of a hundred, so that those of a thousand sources can be at hand at once."""

    def __init__(self, counts: Mapping[str, int], numbers: dict[str, int]) -> None:
        """Take the counts over; `numbers` are those of all words, which sources share, and grow by new ones."""
        found = sorted((numbers.setdefault(word, len(numbers)), n) for word, n in counts.items())
        self._numbers = numbers
        self._words = array("I", (word for word, _ in found))
        self._counts = array("I", (n for _, n in found))

    def __getitem__(self, word: str) -> int:
        """Return how many units have a word."""
        number = self._numbers.get(word, -1)
        place = bisect_left(self._words, number)
        return self._counts[place] if place < len(self._words) and self._words[place] == number else 0


def packed(one: Told, numbers: dict[str, int]) -> Told:
    """Return the same in little room; see `Packed`."""
    assert isinstance(one.words, Mapping) and isinstance(one.key_words, Mapping), "packed once"
    return Told(one.size, Packed(one.words, numbers), Packed(one.key_words, numbers))
