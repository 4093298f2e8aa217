"""Numbers as English texts write them: digits with separators, words, scales. Shared by dates and money."""

from __future__ import annotations

import re

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORDS: dict[str, float] = {word: float(n) for n, word in enumerate(_UNITS.split())}
WORDS.update({word: 10.0 * n for n, word in enumerate(_TENS.split(), start=2)})
WORDS.update({"half": 0.5, "couple": 2.0})
_FILLERS = frozenset({"a", "an", "and", "of"})
SCALES: dict[str, float] = {
    "dozen": 12.0,
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "lakh": 1e5,
    "lakhs": 1e5,
    "million": 1e6,
    "millions": 1e6,
    "mn": 1e6,
    "m": 1e6,
    "crore": 1e7,
    "crores": 1e7,
    "billion": 1e9,
    "billions": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "trillions": 1e12,
    "tn": 1e12,
}


def number(text: str) -> float | None:
    """Return the value of a number written in digits or words, or None if it is no number.

    >>> number("1,500"), number("3,5"), number("twenty-four"), number("two hundred thousand"), number("39,000 crore")
    (1500.0, 3.5, 24.0, 200000.0, 390000000000.0)
    """
    total, group, seen = 0.0, 0.0, False
    for word in text.lower().replace("-", " ").split():
        value = WORDS.get(word, _digits(word))
        if value is not None:
            group, seen = group + value, True
        elif word in SCALES:
            group, seen = (group or 1.0) * SCALES[word], True
            if SCALES[word] > 100:
                # "two lakh crore" multiplies, "two million five hundred thousand" adds.
                total, group = ((total or 1.0) * group, 0.0) if 0 < total < group else (total + group, 0.0)
        elif word in ("a", "an") and text.strip().lower() in ("a", "an"):
            return 1.0
        elif word not in _FILLERS:
            return None
    return total + group if seen else None


def _digits(word: str) -> float | None:
    # No thousands end in fewer than three figures: that comma is the decimal one of most of Europe.
    plain = re.sub(r"\A(\d+),(?=\d{1,2}\Z)", r"\1.", word).replace(",", "")
    return float(plain) if plain.replace(".", "", 1).isdigit() else None
