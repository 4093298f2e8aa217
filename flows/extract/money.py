"""Sums of money in a text: value in whole units and ISO 4217 code, from `seeds/lexicon/currencies.csv`.

A sign such as "Rs" is shared by several currencies; the mention keeps them all and `MoneyMention.unit`
chooses by the states that take part in the act.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from flows.extract.money_patterns import after, before
from flows.extract.numerals import number

_COLUMNS = ("sign", "place", "code", "iso3")


@dataclass(frozen=True, slots=True)
class Currency:
    """One reading of a sign or word for money: ISO 4217 code and the state whose currency it is."""

    code: str
    iso3: str


@dataclass(frozen=True, slots=True)
class MoneyMention:
    """A sum in the text: its place, its value in whole units, and the currencies its sign may stand for."""

    start: int
    end: int
    value: float
    currencies: tuple[Currency, ...]

    def unit(self, states: Collection[str]) -> str:
        """Return the ISO 4217 code: the currency of one of `states` if the sign allows it, else the first."""
        return next((c.code for c in self.currencies if c.iso3 in states), self.currencies[0].code)


class MoneyReader:
    """Finds sums of money. `path` is a CSV of sign, place (before, after), code, iso3; row order is preference.

    Raises ValueError, naming the file, if a column is not there or a place is another.
    """

    def __init__(self, path: Path) -> None:
        self._currencies: dict[str, tuple[Currency, ...]] = {}
        places: dict[str, set[str]] = {"before": set(), "after": set()}
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            if tuple(rows.fieldnames or ()) != _COLUMNS:
                raise ValueError(f"{path}: columns are {rows.fieldnames}; write {','.join(_COLUMNS)}")
            for row in rows:
                if row["place"] not in places:
                    raise ValueError(f"{path}: place of {row['sign']!r} is {row['place']!r}; write before or after")
                key = row["sign"].lower()
                self._currencies[key] = (*self._currencies.get(key, ()), Currency(row["code"], row["iso3"]))
                places[row["place"]].add(row["sign"])
        self._patterns = (before(places["before"]), after(places["after"]))

    def find(self, text: str) -> list[MoneyMention]:
        """Return the sums of money in `text`, left to right, without overlap."""
        found: list[MoneyMention] = []
        taken: set[int] = set()
        for pattern in self._patterns:
            for match in pattern.finditer(text):
                value = _value(match.groupdict()) if match["sign"] else None
                if value and taken.isdisjoint(range(*match.span())):
                    currencies = self._currencies[match["sign"].lower()]
                    found.append(MoneyMention(match.start(), match.end(), value, currencies))
                    taken.update(range(*match.span()))
        return sorted(found, key=lambda m: m.start)


def _value(parts: Mapping[str, str | None]) -> float | None:
    """Return the value of a sum from the parts of its match; a range is its lower end, with the scale of both."""
    if words := parts.get("words"):
        return number(words)
    figure, last = parts["figure"] or parts["low"] or "", parts.get("last")
    # "$50,000 to $3 million": the scale of the greater end is not that of the smaller.
    shared = not last or (number(figure) or 0) <= (number(last) or 0)
    scale = parts["scale"] or parts.get("shared") or ""
    return number(f"{figure} {scale}" if shared else figure)
