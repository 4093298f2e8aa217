"""The dates that an act may have: those that its paragraph tells, and those that can be made of them.

An act told after "on 9 November 2020" may be of that month or year, or of one end of an interval; a month without a
year may be of the year told last, there or before. Of the dates that people gave to acts of the given documents
the paragraph tells .80, and .90 are among these offers. The model chooses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.extract.dates import DateMention

# Whence the year comes: the date has it, it is worked out from another date of the paragraph, or it was told last.
YEARS = ("told", "worked out", "before")
# What an offer is of the date told.
PARTS = ("whole", "end", "month", "year")
_MONTH = re.compile(r"....-\d\d(?=-)")
_YEAR = re.compile(r"\d{4}(?=-)")
_UNKNOWN = "XXXX"


@dataclass(frozen=True, slots=True)
class Offer:
    """A date that an act may have, in EDTF; `start` is the character at which the date begins that it is made of."""

    start: int
    edtf: str
    year: str
    part: str


def offers(dates: Sequence[DateMention], year_before: int | None) -> Iterator[Offer]:
    """Yield what the dates of a paragraph offer to its acts; `year_before` is the year told last before it, if any."""
    for date in dates:
        year = "worked out" if date.relative else "told"
        yield from _of(date.start, date.edtf, year)
        if _UNKNOWN in date.edtf and year_before is not None:
            yield from _of(date.start, date.edtf.replace(_UNKNOWN, f"{year_before:04d}"), "before")
        year_before = last_year([date]) or year_before


def last_year(dates: Sequence[DateMention]) -> int | None:
    """Return the year that some dates tell last, None if they tell none."""
    ends = (date.edtf.removesuffix("/..").split("/")[-1][:4] for date in reversed(dates))
    return next((int(year) for year in ends if year.isdigit()), None)


def _of(start: int, edtf: str, year: str) -> Iterator[Offer]:
    yield Offer(start, edtf, year, "whole")
    ends = [end for end in edtf.split("/") if end != ".."]
    if "/" in edtf:
        yield from (Offer(start, end, year, "end") for end in ends)
    for part, pattern in (("month", _MONTH), ("year", _YEAR)):
        found = dict.fromkeys(match[0] for end in ends if (match := pattern.match(end)))
        yield from (Offer(start, one, year, part) for one in found)
