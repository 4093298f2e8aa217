"""Whether a passage tells a sum in the currency that a model gives it: 39,000 crore rupees are no dollars."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from flows.extract.money import MoneyReader

NEAR = 1e-6
"""By what share two numbers may differ that are meant as one."""


class Currencies:
    """What signs and words for money may mean, by a CSV as `MoneyReader` reads it; errors are those of that class."""

    def __init__(self, path: Path) -> None:
        self._money = MoneyReader(path)
        with path.open(encoding="utf-8", newline="") as lines:
            self._rows = [(row["sign"].lower(), row["code"]) for row in csv.DictReader(lines)]
        self._signs = sorted({sign for sign, _ in self._rows}, key=len, reverse=True)

    def tell(self, passages: Iterable[str], value: float, unit: str) -> bool:
        """Say whether passages leave it open that a sum is in a currency (ISO 4217).

        They do if they tell it so somewhere, or tell no sum of that value that `MoneyReader` finds.
        """
        told = [codes for passage in passages for codes in self._told(passage, value)]
        return not told or any(unit in codes for codes in told)

    def _told(self, passage: str, value: float) -> Iterator[frozenset[str]]:
        """Yield, for each time a passage tells a sum, the currencies that it may be in."""
        for one in self._money.find(passage):
            if abs(one.value - value) <= NEAR * value:
                words = passage[one.start : one.end].lower()
                # A sum begins or ends with its sign.
                sign = next(sign for sign in self._signs if words.startswith(sign) or words.endswith(sign))
                yield frozenset(code for other, code in self._rows if _is_a(other, sign))


def _is_a(other: str, sign: str) -> bool:
    """Say whether a sign may stand for another: "$" for "A$", "dollars" for any dollars, "US$" for itself alone."""
    return other == sign or other.endswith(f" {sign}") or (not sign[0].isalpha() and other.endswith(sign))
