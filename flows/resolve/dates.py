"""EDTF dates as first and last possible day, with a named precision."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from time import struct_time
from typing import NamedTuple

from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException

from schemas.edtf import OPEN, precision, undoubted


class ReversedError(ValueError):
    """An interval that ends before it starts."""


class Bounds(NamedTuple):
    """First and last day on which the act may have taken place (None: unbounded or unknown), and precision."""

    start: date | None
    end: date | None
    precision: str | None


@lru_cache(maxsize=100_000)  # a century of days, and as many intervals
def bounds(edtf: str) -> Bounds:
    """Return what days an EDTF string allows.

    Qualifiers (`~`, `?`, `%`) do not widen the bounds: EDTF gives them no width, and inventing one would be a
    guess. A date without a year (`XXXX-12`) has a precision but no bounds. Seasons are the northern ones; winter
    (24) runs from December to the February after. Raises ValueError if the string is not EDTF, names a day that
    no calendar has, or is an interval without an end; ReversedError, a ValueError, if it ends before it starts.

    >>> bounds("195X")
    Bounds(start=datetime.date(1950, 1, 1), end=datetime.date(1959, 12, 31), precision='decade')
    """
    first, slash, last = edtf.partition("/")
    if not slash:
        return _single(edtf, edtf)
    # edtf 5.0 refuses intervals whose sides it reads alone (199X/..), so the sides are read one by one.
    start, end = (None if side in OPEN else _single(side, edtf) for side in (first, last))
    if start is None and end is None:
        raise ValueError(f"date {edtf!r} is open at both ends and says nothing; leave the date out")
    days = Bounds(start.start if start else None, end.end if end else None, precision(edtf))
    if days.start is not None and days.end is not None and days.start > days.end:
        raise ReversedError(f"date {edtf!r} ends before it starts")
    return days


@lru_cache(maxsize=100_000)
def approximate(edtf: str) -> Bounds:
    """Return what days a date allows if `~`, `?` or `%` let it be off by as much as its own width to either side.

    `1965~` allows 1964 to 1966, `1965-04-03?` the day before and after. Only for holding dates against each other:
    what a fact shows has the bounds as coded. Raises ValueError as `bounds` does.
    """
    as_coded = bounds(edtf)
    first, slash, last = edtf.partition("/")
    sides = (first, last) if slash else (first, first)
    start, end = (_off_by(side, edtf) for side in sides)
    return Bounds(_moved(as_coded.start, -start), _moved(as_coded.end, end), as_coded.precision)


def _off_by(side: str, whole: str) -> int:
    """Return by how many days one side of a date may be off."""
    if undoubted(side) == side:
        return 0
    start, end, _ = _single(side, whole)
    # A day less than the width, so that a leap year does not reach into the year after the next.
    return max(1, (end - start).days) if start and end else 0


def _moved(day: date | None, days: int) -> date | None:
    if day is None:
        return None
    return date.fromordinal(min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal()))


_LEAP_YEAR = "2000"
_WINTER = "-24"


@lru_cache(maxsize=100_000)
def _single(date_edtf: str, whole: str) -> Bounds:
    """Return what days a date that is no interval allows; `whole` is what errors name."""
    plain = undoubted(date_edtf)
    precise_to = None if "/" in date_edtf else precision(date_edtf)
    if (days := _of_calendar(date_edtf)) is not None:
        return Bounds(*days, precise_to)
    # edtf 5.0 reads no season with a qualifier behind it. A year that is not known may have been a leap year.
    read = re.sub(r"(-2[1-4])[~?%]$", r"\1", date_edtf).replace("XXXX", _LEAP_YEAR)
    try:
        parsed = parse_edtf(read)
    except EDTFParseException:
        raise ValueError(f"date {whole!r} is not EDTF") from None
    if precise_to is None:
        raise ValueError(f"date {whole!r} is EDTF, but of a form that has no precision here; use a simpler one")
    if plain.startswith("XXXX"):
        return Bounds(None, None, precise_to)
    try:
        start, end = _day(parsed.lower_strict()), _day(parsed.upper_strict())
        if precise_to == "season" and plain.endswith(_WINTER):
            # edtf ends a winter with its year.
            end = date(start.year + 1, 3, 1) - timedelta(days=1)
    except ValueError:
        raise ValueError(f"date {whole!r} is no day of the calendar in the years 1 to 9999") from None
    return Bounds(start, end, precise_to)


def _of_calendar(text: str) -> tuple[date, date] | None:
    """Return first and last day of a year, month or day, qualified or not; None for what edtf has to read.

    Nearly all dates are such, and edtf takes some thousand times as long to read them.
    """
    parts = _PLAIN.fullmatch(text)
    if parts is None:
        return None
    year, month, day = (None if part is None else int(part) for part in parts.groups())
    assert year is not None, "the pattern asks for a year"
    first, last = (1, 12) if month is None else (month, month)
    try:
        if day is not None:
            return date(year, first, day), date(year, last, day)
        return date(year, first, 1), date(year, last, monthrange(year, last)[1])
    except ValueError:
        return None


_PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?[~?%]?")


def _day(when: struct_time) -> date:
    return date(when.tm_year, when.tm_mon, when.tm_mday)
