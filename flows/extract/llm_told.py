"""What of a model's row the passage must tell: the year of the act, and its sum and number. A model knows more."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import Any

from flows.extract.dates import find_dates
from flows.extract.llm_windows import BETWEEN, Window
from flows.extract.numerals import HARD_GAPS, SCALES, WORDS, number

# A model may write the year of a span's end, "1972-77", or the one that "'77" stands for.
_SHORT_YEAR = re.compile(r"(?<!\d)(\d\d)(\d\d)\s?[-\u2013\u2014/]\s?(\d\d)(?!\d)")
_CLIPPED_YEAR = re.compile(r"(?<!\w)['\u2018\u2019](\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_DECADE = re.compile(r"(?<!\d)(\d{3})0['\u2019]?s\b")
_CENTURIES = ("17", "18", "19", "20")
# The years of an EDTF date, also of one whose decade (195X) or century (19XX) alone is known.
_OF_EDTF = re.compile(r"(?:\A|(?<=/))[\dX]{4}")
# "On January 16, 162 sailors" tells two numbers, "1 200 sailors" one: both readings are told.
_SCALE = rf"(?:{'|'.join(sorted(SCALES, key=len, reverse=True))})\b"
_SCALED = rf"(?:\s?[¼½¾⅓⅔])?(?:[\s-]?{_SCALE})*"
_FIGURES = (
    re.compile(rf"(?:\d(?:[\d,.]*\d)?|(?=[¼½¾⅓⅔])){_SCALED}", re.IGNORECASE),
    re.compile(rf"(?<![\d,.])\d{{1,3}}(?:[ {HARD_GAPS}]\d{{3}})+(?!\d){_SCALED}", re.IGNORECASE),
)
_NUMERAL = rf"(?:{'|'.join(sorted({*WORDS, *SCALES, 'half', 'quarters?'}, key=len, reverse=True))})"
_IN_WORDS = re.compile(rf"\b(?:an?[\s-])?{_NUMERAL}(?:[\s-](?:(?:and|of|an?|one)[\s-])*{_NUMERAL})*\b", re.IGNORECASE)
_LONGEST = 12  # words of a number
_NEAR = 0.005  # of a number: 1.1 billion is not always 1100000000 to the last figure
_FEW = (1.0, 2.0)  # things that no numeral need tell: "a frigate", "both frigates"


def untold(row: dict[str, Any], window: Window) -> list[str]:
    """Return which of a row's date, amount and quantity the passage that the model was shown does not tell.

    What people code is told there: in the codings of 60 given texts, of 1,293 dates all but 20, which are worked out
    from others, of 129 sums all, of 123 numbers all but one ("all but two of the fifteen").
    """
    passages = [window.section or "", window.before, *window.text.split(BETWEEN), window.after]
    years = set(chain.from_iterable(map(_years, passages)))
    numbers = set(_numbers(" ".join(passages)))
    told = {
        "date": not row["date"] or _tells_years(years, row["date"], relative=row["date_basis"] == "relative"),
        "amount": not row["amount"] or _tells_number(numbers, row["amount"]["value"]),
        "quantity": not row["quantity"] or _tells_number({*numbers, *_FEW}, row["quantity"]["value"]),
    }
    return [key for key, is_told in told.items() if not is_told]


def _tells_years(told: Collection[str], edtf: str, *, relative: bool) -> bool:
    """Say whether the years of a date are told; one that is worked out needs any year to be worked out from."""
    wanted = [year for year in _OF_EDTF.findall(edtf) if year != "XXXX"]
    return (relative and bool(told)) or all(any(_may_be(year, one) for one in told) for year in wanted)


def _may_be(one: str, other: str) -> bool:
    """Say whether two years, decades (195X) or centuries (19XX) have in common what is known of both."""
    return all(a == b or "X" in (a, b) for a, b in zip(one, other, strict=True))


def _years(text: str) -> Iterator[str]:
    """Yield the years that a passage tells, and its decades, 195X."""
    yield from _YEAR.findall(text)
    yield from (f"{decade}X" for decade in _DECADE.findall(text))
    yield from (century + last for century, _, last in _SHORT_YEAR.findall(text))
    yield from (century + last for last in _CLIPPED_YEAR.findall(text) for century in _CENTURIES)
    for date in find_dates(text):
        yield from (year for year in _OF_EDTF.findall(date.edtf) if year != "XXXX")


def _tells_number(told: Iterable[float], value: float) -> bool:
    """Say whether a number is told, or that of which it is so many hundredths."""
    return any(abs(one * part - value) <= _NEAR * value for one in told for part in (1, 0.01))


def _numbers(text: str) -> Iterator[float]:
    """Yield the numbers that a passage tells, in figures or in words, and those of parts of these words.

    One without a scale may have any that the passage names: "$40 to $50 million", "$4 billion, and then ten".
    """
    scales = {SCALES[word.lower()] for word in re.findall(rf"(?<![^\W\d]){_SCALE}", text, re.IGNORECASE)}
    for told in chain(_in_figures(text), _in_words(text)):
        if (value := number(told)) is not None:
            yield from [value] if re.search(_SCALE, told, re.IGNORECASE) else (value * scale for scale in (1, *scales))


def _in_figures(text: str) -> Iterator[str]:
    for found in chain.from_iterable(figure.finditer(text) for figure in _FIGURES):
        yield re.sub(rf"(?i)(?<=[^\s-])-?(?={_SCALE})", " ", found[0])


def _in_words(text: str) -> Iterator[str]:
    for found in _IN_WORDS.finditer(text):
        words = re.split(r"[\s-]+", found[0])[:_LONGEST]
        starts = range(len(words))
        yield from (" ".join(words[start : end + 1]) for start in starts for end in starts[start:])
