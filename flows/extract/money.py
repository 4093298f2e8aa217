"""Sums of money in a text: value in whole units and ISO 4217 code, from `seeds/lexicon/currencies.csv`.

A sign such as "Rs" is shared by several currencies; the mention keeps them all and `MoneyMention.unit`
chooses by the states that take part in the act.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from flows.extract.numerals import SCALES, number

_COLUMNS = ("sign", "place", "code", "iso3")
_SCALE = rf"(?:{'|'.join(sorted(SCALES, key=len, reverse=True))})\b(?:\s+crore\b)?"
_FIGURE = r"\d[\d,]*(?:\.\d+)?"
_WORD = (
    r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety|half|hundred|thousand)"
)
_WORDS = rf"{_WORD}(?:[\s-]{_WORD})*(?:\sand\sa\shalf)?"
_NO_YEAR = r"(?!(?:1[5-9]|20)\d\d\s)"
_OTHER = re.compile(r"\s?[–]\s?|(?<=\d)\s?-\s?(?=\d)|(?<=\d)\s(?:to|and)\s")  # what parts the ends of a range


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
        # A range such as 1.2-1.5 billion is read as its lower bound, with the scale that both share. Sums with "and"
        # between them are one only after "between".
        dash = rf"\s?[-–]\s?{_FIGURE}"
        signs = _any(places["before"])
        spread = (
            rf"(?:{dash}|\s(?:(?:to|or|(?(both)and|to))\s(?P=sign)|to)\s?(?P<last>{_FIGURE})(?=[\s-]?(?i:{_SCALE})))?"
        )
        ends = rf"{_FIGURE}(?:{dash})?|{_NO_YEAR}{_FIGURE}\sto\s{_FIGURE}|(?<=between\s){_FIGURE}\sand\s{_FIGURE}"
        self._patterns = (
            re.compile(
                rf"(?<![\w$])(?P<both>(?<=[Bb]etween\s))?(?P<sign>{signs})\s?(?P<figure>{_FIGURE}){spread}"
                rf"(?:[\s-]?(?P<scale>(?i:{_SCALE})))?"
            ),
            re.compile(
                rf"(?<![\w$.,])(?P<figure>{ends}|{_WORDS})(?:[\s-]?(?P<scale>{_SCALE}))?"
                rf"[\s-](?:of\s)?(?P<sign>{_any(places['after'])})\b",
                re.IGNORECASE,
            ),
        )

    def find(self, text: str) -> list[MoneyMention]:
        """Return the sums of money in `text`, left to right, without overlap."""
        found: list[MoneyMention] = []
        for pattern in self._patterns:
            for match in pattern.finditer(text):
                figure = _OTHER.split(match["figure"])[0]
                last = match.groupdict().get("last")
                # "$50,000 to $3 million": the scale of the greater end is not that of the smaller.
                shared = not last or (number(figure) or 0) <= (number(last) or 0)
                value = number(f"{figure} {match['scale'] or ''}" if shared else figure)
                if value and not any(m.start < match.end() and match.start() < m.end for m in found):
                    currencies = self._currencies[match["sign"].lower()]
                    found.append(MoneyMention(match.start(), match.end(), value, currencies))
        return sorted(found, key=lambda m: m.start)


def _any(signs: Iterable[str]) -> str:
    return "|".join(re.escape(sign) for sign in sorted(signs, key=lambda s: (-len(s), s)))
