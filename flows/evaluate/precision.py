"""How precise a coded date is, read from the form of its EDTF alone."""

from __future__ import annotations

import re

NO_DATE = "none"
OTHER = "other"

_FORMS = (
    (r"[^/]+/[^/]+", "interval"),
    (r"/.+|.+/", "open_interval"),
    (r"[\dX]{4}-\d\d-\d\d", "day"),
    (r"[\dX]{4}-2[1-4]", "season"),
    (r"[\dX]{4}-\d\d", "month"),
    (r"\d{4}", "year"),
    (r"\d{3}X", "decade"),
    (r"\d\dXX", "century"),
)


def date_precision(edtf: str | None) -> str:
    """Return the precision of an EDTF date by the names of `schemas.vocabulary.DATE_PRECISION`.

    `none` stands for no date, `other` for a form that those names do not cover; marks of doubt count for nothing.

    >>> date_precision("195X~"), date_precision("1947/.."), date_precision(None)
    ('decade', 'open_interval', 'none')
    """
    if not edtf:
        return NO_DATE
    plain = re.sub(r"[~?%]", "", edtf).replace("..", "")
    return next((name for form, name in _FORMS if re.fullmatch(form, plain)), OTHER)
