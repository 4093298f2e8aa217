"""Numbers as English texts write them: digits with separators, words, scales. Shared by dates and money."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORDS: dict[str, float] = {word: float(n) for n, word in enumerate(_UNITS.split())}
WORDS.update({word: 10.0 * n for n, word in enumerate(_TENS.split(), start=2)})
WORDS["couple"] = 2.0
_PARTS = {"half": 0.5, "quarter": 0.25, "quarters": 0.25}
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
# A plain space parts other things too; the others are set for nothing but to hold a number together.
HARD_GAPS = "\u00a0\u2009\u202f"
_GROUPS = re.compile(rf"(?<!\S)\d{{1,3}}(?:[ {HARD_GAPS}]\d{{3}})+(?![^\s.,¼½¾⅓⅔])")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d{1,2})?")
_OF_ONE = re.compile(r"\bof one\b")

# A value and its room: what is added to it must be less, 100 for "two hundred", 10 for "twenty", 1 for "three".
_Term = tuple[float, float]


def number(text: str) -> float | None:
    """Return the value of a number written in digits or words, or None if it is no number, or more than one.

    >>> number("1,500"), number("3,5"), number("twenty-four"), number("two hundred thousand"), number("39,000 crore")
    (1500.0, 3.5, 24.0, 200000.0, 390000000000.0)
    >>> number("2½ million"), number("a million and a half"), number("three quarters of a million"), number("1 200")
    (2500000.0, 1500000.0, 750000.0, 1200.0)
    """
    plain = _GROUPS.sub(lambda groups: "".join(groups[0].split()), text.lower())
    words = _OF_ONE.sub("of a", plain.replace("-", " ")).split()
    if words in (["a"], ["an"]):
        return 1.0
    terms: list[_Term] = []
    for before, word in pairwise(["", *words]):
        if word in SCALES:
            terms = _scaled(terms, SCALES[word])
        elif word in _PARTS:
            terms = _with_part(terms, _PARTS[word], before)
        elif (value := WORDS.get(word, _digits(word))) is not None:
            terms.append((value, 10.0 if word in _TENS.split() else 1.0))
        elif word not in _FILLERS:
            return None
    return _sum(terms)


def _scaled(terms: list[_Term], scale: float) -> list[_Term]:
    """Return the terms with the last times `scale`, and all before it that the scale is greater than.

    "Two lakh crore" and "two thousand five hundred million" multiply all, "two million five hundred thousand" not.
    """
    first = max(len(terms) - 1, 0)
    while first and terms[first - 1][0] < scale:
        first -= 1
    count = _sum(terms[first:]) if terms else 1.0
    # A count that is no number makes none of the whole: nothing is less than no room.
    return [*terms[:first], (count * scale, scale)] if count is not None else [(0.0, 0.0), (0.0, 0.0)]


def _with_part(terms: list[_Term], part: float, before: str) -> list[_Term]:
    """Return the terms with a half or quarters, as many as the count before them, of the last scale if there is one."""
    count, whole = (1.0, terms) if not terms or before in _FILLERS else (terms[-1][0], terms[:-1])
    room = whole[-1][1] if whole else 1.0
    # "A million and a half" is of the million, "twenty and a half" of one.
    return [*whole, (count * part * (1.0 if room == 10.0 else room), 1.0)]


def _sum(terms: list[_Term]) -> float | None:
    fits = all(0 < value < room for (_, room), (value, _) in pairwise(terms))
    return sum(value for value, _ in terms) if terms and fits else None


def _digits(word: str) -> float | None:
    if re.fullmatch(r"[1-9]/[2-9]", word):
        return int(word[0]) / int(word[2])
    if re.fullmatch(r"(?:.*\d)?[¼½¾⅓⅔]", word):
        whole = _digits(word[:-1]) if word[:-1] else 0.0
        return None if whole is None else whole + unicodedata.numeric(word[-1])
    if _DOTTED.fullmatch(word):
        word = word.replace(".", "")
    # No thousands end in fewer than three figures: that comma is the decimal one of most of Europe.
    plain = re.sub(r"\A(\d+),(?=\d{1,2}\Z)", r"\1.", word).replace(",", "")
    return float(plain) if plain.replace(".", "", 1).isdecimal() else None
