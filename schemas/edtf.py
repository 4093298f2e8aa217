"""The forms that a date of the dataset may have in EDTF, and how precise each of them is."""

from __future__ import annotations

import re
from datetime import date

EXAMPLES = "1965-04-03, 1965-04, 1965, 1972/1977, 195X or 1990~ (EDTF)"
"""What dates look like, for whoever wrote one otherwise."""
OPEN = ("", "..")
"""What stands at the end of an interval that goes on."""
_DOUBT = re.compile(r"[~?%]")
_FORMS = (
    (r"(?:\d{4}|XXXX)-\d\d-\d\d", "day"),
    (r"(?:\d{4}|XXXX)-2[1-4]", "season"),
    (r"(?:\d{4}|XXXX)-(?:0[1-9]|1[0-2])", "month"),
    (r"\d{4}", "year"),
    (r"\d{3}X", "decade"),
    (r"\d\dXX", "century"),
)
_LEAP_YEAR = 2000


def undoubted(edtf: str) -> str:
    """Return a date without EDTF's marks of doubt: `~` (approximate), `?` (uncertain), `%` (both)."""
    return _DOUBT.sub("", edtf)


def precision(edtf: str) -> str | None:
    """Return the precision of a date, a name of `schemas.vocabulary.DATE_PRECISION`; None for any other form.

    Only the form is looked at: marks of doubt count for nothing, and a day that no calendar has is a day.

    >>> precision("195X~"), precision("1947/.."), precision("Y17E7")
    ('decade', 'open_interval', None)
    """
    first, slash, last = undoubted(edtf).partition("/")
    if not slash:
        return next((name for form, name in _FORMS if re.fullmatch(form, first)), None)
    given = [side for side in (first, last) if side not in OPEN]
    if not given or "/" in last:
        return None
    return "interval" if len(given) == 2 else "open_interval"


def is_date(edtf: str) -> bool:
    """Return whether a date has a form of the dataset, on days that a calendar has; an interval may run backwards.

    >>> is_date("1972/1977"), is_date("1998-02-30"), is_date("then/1998")
    (True, False, False)
    """
    sides = [side for side in edtf.split("/") if side not in OPEN]
    return precision(edtf) is not None and all(map(_is_side, sides))


def _is_side(side: str) -> bool:
    """Return whether one side of a date has a form, at most one mark of doubt, and a day that a calendar has."""
    plain = undoubted(side)
    if precision(plain) is None or plain not in (side, side[:-1]):
        return False
    year, *month_day = plain.split("-")
    # A year that is not known may have been a leap year.
    known = _LEAP_YEAR if year == "XXXX" else int(year.replace("X", "0"))
    try:
        date(known, *map(int, month_day if len(month_day) > 1 else (1, 1)))
    except ValueError:
        return False
    return True
