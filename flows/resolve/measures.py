"""Whether two sums, numbers or dates can both be right, told more or less exactly."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from flows.resolve.dates import Bounds, approximate
from schemas.claim import Amount, Claim, Quantity
from schemas.columns import COLUMNS

_CURRENCY = COLUMNS["amount_currency"].pattern or ""

_COUNTED = 100  # what is below is told as counted, not as rounded
_WIDEST = 0.05  # nobody rounds 1.4 billion to one; half a unit of the first digit alone would allow it
_STEM = 4  # letters; "vetoes" and "vetoed" name one thing
_WORD = re.compile(r"[^\W\d_]{3,}")


def leeway(value: float) -> float:
    """Return by how much a number may be off for being told round.

    Half a unit of its last digit that is not zero (500 million stands for 450 to 550), at most a twentieth of the
    number (so for 475 to 525); nothing below a hundred.
    """
    if abs(value) < _COUNTED:
        return 0.0
    exponent = Decimal(f"{value:.15g}").normalize().as_tuple().exponent
    return float(min(0.5 * 10.0 ** int(exponent), _WIDEST * abs(value)))


def same_number(a: float, b: float) -> bool:
    """Return whether the rounding of one number explains the other."""
    return abs(a - b) <= max(leeway(a), leeway(b))


def same_sum(a: Amount, b: Amount) -> bool:
    """Return whether two sums may be one: no rate turns one currency into another, a missing one may be either."""
    one_currency = a.unit == b.unit or not (is_currency(a.unit) and is_currency(b.unit))
    return one_currency and same_number(a.value, b.value)


def is_currency(unit: str) -> bool:
    """Return whether the unit of a sum is written as an ISO 4217 code."""
    return re.fullmatch(_CURRENCY, unit) is not None


def same_things(a: Claim, b: Claim) -> bool:
    """Return whether the numbers of two claims may be one, or count different things.

    Authors call the same things by different names, so between two sources number stands against number; one
    source that has no word in common for two numbers counts two things.
    """
    if a.quantity is None or b.quantity is None:
        return True
    if a.source_id == b.source_id and not _stems(a.quantity) & _stems(b.quantity):
        return True
    return same_number(a.quantity.value, b.quantity.value)


def _stems(quantity: Quantity) -> set[str]:
    return {word[:_STEM].lower() for word in _WORD.findall(quantity.item)}


def same_date(a: str, b: str) -> bool:
    """Return whether there is a day on which both dates can hold; an approximate one reaches as far again."""
    x, y = approximate(a), approximate(b)
    return max(x.start or date.min, y.start or date.min) <= min(x.end or date.max, y.end or date.max)


def width(when: Bounds) -> int:
    """Return how many days a date spans beyond its first."""
    if when.start is None and when.end is None:
        return (date.max - date.min).days + 1
    return ((when.end or date.max) - (when.start or date.min)).days
