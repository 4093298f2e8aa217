"""The forms that a date of the dataset may have in EDTF, and how precise each of them is."""

from __future__ import annotations

import re

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
