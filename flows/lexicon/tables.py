"""Reads the actor tables of `seeds/lexicon` row by row, and refuses a row that is not what its table promises."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flows.lexicon.matcher import Form, tokens
from schemas.vocabulary import ACTOR_TYPE, NAME_TYPE

Row = dict[str, str]
GIVEN = "given"
"""What stands in braces, in a phrase of not_actors.csv, for any given name."""
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends within it; None is open."""

    start: date | None
    end: date | None

    def holds(self, day: date) -> bool:
        """Say whether the day lies within the period."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def touches(self, year: int) -> bool:
        """Say whether any day of the year lies within the period."""
        return (self.start is None or self.start.year <= year) and (self.end is None or year <= self.end.year)

    def days_in(self, year: int) -> int:
        """Return how many days of the year lie within the period."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        start, end = max(self.start or first, first), min(self.end or last, last)
        return max(0, (end - start).days + 1)

    def overlaps(self, other: Period) -> bool:
        """Say whether the two periods share a day."""
        starts_late = other.end is not None and self.start is not None and self.start > other.end
        ends_early = self.end is not None and other.start is not None and self.end < other.start
        return not (starts_late or ends_early)


@dataclass(frozen=True, slots=True)
class Actor:
    """A state, intergovernmental organisation or armed group; `period` is its life, `iso3` empty as None."""

    actor_id: str
    name: str
    actor_type: str
    iso3: str | None
    period: Period
    basis: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name that stands for an actor in its period; `name_type` is one of schemas.vocabulary.NAME_TYPE."""

    actor_id: str
    name: str
    name_type: str
    period: Period
    basis: str


@dataclass(frozen=True, slots=True)
class Leader:
    """A person in office; `family` is the name that is enough alone, None where no single word is.

    `to_the_day` says whether the period is that of the office; else it has the years of a career, and `office` is the
    highest of it.
    """

    actor_id: str
    name: str
    family: str | None
    office: str
    period: Period
    basis: str
    to_the_day: bool = True


@dataclass(frozen=True, slots=True)
class StateCodes:
    """The codes of a state in one period: ISO 3166-1 alpha-3, Correlates of War, Gleditsch and Ward."""

    actor_id: str
    iso3: str | None
    ccode_cow: int | None
    gwcode: int | None
    period: Period
    basis: str


class _Table:
    """One CSV file, its rows, and the line each stands on."""

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        self.path = path
        self.columns = columns
        self.line = 1

    def rows(self) -> Iterator[Row]:
        """Yield the rows. Raises ValueError if the file is missing or has other columns."""
        if not self.path.is_file():
            raise ValueError(f"{self.path} is missing: put the table there, with the columns {','.join(self.columns)}")
        with self.path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            if tuple(reader.fieldnames or ()) != self.columns:
                raise ValueError(f"{self.path} has other columns: make its first line {','.join(self.columns)}")
            for row in reader:
                self.line = reader.line_num
                if None in row or None in row.values():
                    raise self.refusal("has more or fewer fields than the header", "quote fields that hold commas")
                yield row

    def refusal(self, what: str, mend: str) -> ValueError:
        """Return the one-line error for the row at hand."""
        return ValueError(f"{self.path} row {self.line} {what}: {mend}")

    def period(self, row: Row) -> Period:
        """Return the row's period. Raises ValueError for a bad date or an end before the start."""
        period = Period(self._day(row, "valid_from"), self._day(row, "valid_to"))
        if period.start and period.end and period.end < period.start:
            raise self.refusal(f"ends {period.end} before it starts {period.start}", "swap or mend the dates")
        return period

    def _day(self, row: Row, column: str) -> date | None:
        """Return a day; of a year alone the first of its days, or in `valid_to` the last."""
        told = row[column]
        if _YEAR.fullmatch(told):
            told += "-12-31" if column == "valid_to" else "-01-01"
        try:
            return date.fromisoformat(told) if told else None
        except ValueError:
            raise self.refusal(
                f"has {column} {told!r}", "write the day as yyyy-mm-dd, the year as yyyy, or leave it empty"
            ) from None

    def number(self, row: Row, column: str) -> int | None:
        """Return a code as a number. Raises ValueError if it is none."""
        if row[column] and not row[column].isdecimal():
            raise self.refusal(f"has {column} {row[column]!r}", "give a whole number or leave it empty")
        return int(row[column]) if row[column] else None

    def filled(self, row: Row, *columns: str) -> None:
        """Raise ValueError if one of the columns is empty or padded with blanks."""
        for column in columns:
            if not row[column] or row[column] != row[column].strip():
                raise self.refusal(f"has {column} {row[column]!r}", "fill it, without blanks at its ends")

    def known(self, value: str, allowed: Callable[[str], bool], what: str, mend: str) -> None:
        """Raise ValueError unless the value is allowed."""
        if not allowed(value):
            raise self.refusal(f"has the unknown {what} {value!r}", mend)


def read_actors(path: Path) -> dict[str, Actor]:
    """Read actors.csv into actors by id. Raises ValueError naming file, row and mend."""
    table = _Table(path, ("actor_id", "name", "actor_type", "iso3", "valid_from", "valid_to", "basis"))
    actors: dict[str, Actor] = {}
    for row in table.rows():
        table.filled(row, "actor_id", "name", "basis")
        table.known(row["actor_type"], ACTOR_TYPE.__contains__, "actor_type", f"use one of {', '.join(ACTOR_TYPE)}")
        if row["actor_id"] in actors:
            raise table.refusal(f"repeats the actor_id {row['actor_id']!r}", "keep one row")
        key = row["actor_id"]
        actors[key] = Actor(key, row["name"], row["actor_type"], row["iso3"] or None, table.period(row), row["basis"])
    return actors


def read_names(path: Path, actors: dict[str, Actor]) -> tuple[Name, ...]:
    """Read actor_names.csv. Raises ValueError naming file, row and mend."""
    table = _Table(path, ("actor_id", "name", "name_type", "valid_from", "valid_to", "basis"))
    allowed = set(NAME_TYPE) - {"leader"}
    seen: dict[tuple[str, Form], list[Period]] = {}
    names = []
    for row in table.rows():
        table.filled(row, "name", "basis")
        _check_actor(table, row, actors)
        table.known(row["name_type"], allowed.__contains__, "name_type", f"use one of {', '.join(sorted(allowed))}")
        period = _apart(table, row, seen.setdefault((row["actor_id"], tokens(row["name"])), []))
        names.append(Name(row["actor_id"], row["name"], row["name_type"], period, row["basis"]))
    return tuple(names)


def read_leaders(path: Path, actors: dict[str, Actor]) -> tuple[Leader, ...]:
    """Read leaders.csv. Raises ValueError naming file, row and mend."""
    table = _Table(path, ("actor_id", "name", "family", "office", "valid_from", "valid_to", "basis"))
    seen: dict[tuple[str, Form, str], list[Period]] = {}
    leaders = []
    for row in table.rows():
        table.filled(row, "name", "office", "basis")
        _check_actor(table, row, actors)
        if row["family"] and row["family"] != row["name"] and row["family"] not in row["name"]:
            raise table.refusal(f"has the family name {row['family']!r}", "write it as it stands in the name")
        period = _apart(table, row, seen.setdefault((row["actor_id"], tokens(row["name"]), row["office"]), []))
        exact = not (_YEAR.fullmatch(row["valid_from"]) or _YEAR.fullmatch(row["valid_to"]))
        who = (row["actor_id"], row["name"], row["family"] or None, row["office"])
        leaders.append(Leader(*who, period, row["basis"], exact))
    return tuple(leaders)


def read_state_codes(path: Path, actors: dict[str, Actor]) -> dict[str, tuple[StateCodes, ...]]:
    """Read state_codes.csv into the periods of each actor. Raises ValueError naming file, row and mend."""
    columns = ("actor_id", "iso3", "ccode_cow", "gwcode", "valid_from", "valid_to", "basis")
    table = _Table(path, columns)
    periods: dict[str, list[Period]] = {}
    codes: dict[str, list[StateCodes]] = {}
    for row in table.rows():
        table.filled(row, "basis")
        _check_actor(table, row, actors)
        key = row["actor_id"]
        cow, gw = table.number(row, "ccode_cow"), table.number(row, "gwcode")
        period = _apart(table, row, periods.setdefault(key, []))
        codes.setdefault(key, []).append(StateCodes(key, row["iso3"] or None, cow, gw, period, row["basis"]))
    return {key: tuple(rows) for key, rows in codes.items()}


def read_stops(path: Path, names: Collection[str]) -> frozenset[str]:
    """Read not_actors.csv: phrases that hold an actor's name and mean no actor. Raises ValueError as above.

    A phrase may hold one name type in braces: "Treaty of {capital}" speaks of all names of that type, and
    "{given} Jordan" of all given names.
    """
    table = _Table(path, ("phrase", "why"))
    phrases: set[str] = set()
    for row in table.rows():
        table.filled(row, "phrase", "why")
        if row["phrase"] in phrases:
            raise table.refusal(f"repeats the phrase {row['phrase']!r}", "keep one row")
        if row["phrase"] in names:
            raise table.refusal(f"stops the actor name {row['phrase']!r}", "drop it here or in actor_names.csv")
        slots = re.findall(r"\{(.*?)\}", row["phrase"])
        if len(slots) > 1:
            raise table.refusal(f"has {len(slots)} name types in {row['phrase']!r}", "leave one")
        for slot in slots:
            table.known(slot, {*NAME_TYPE, GIVEN}.__contains__, "name type", f"use {GIVEN}, {', '.join(NAME_TYPE)}")
        phrases.add(row["phrase"])
    return frozenset(phrases)


def read_given_names(path: Path) -> tuple[str, ...]:
    """Read given_names.csv: first names of persons. Raises ValueError naming file, row and mend."""
    table = _Table(path, ("name", "basis"))
    names: list[str] = []
    for row in table.rows():
        table.filled(row, "name", "basis")
        if row["name"] in names:
            raise table.refusal(f"repeats the name {row['name']!r}", "keep one row")
        names.append(row["name"])
    return tuple(names)


def _check_actor(table: _Table, row: Row, actors: dict[str, Actor]) -> None:
    mend = "add the actor to actors.csv or mend the code"
    table.known(row["actor_id"], actors.__contains__, "actor_id", mend)


def _apart(table: _Table, row: Row, earlier: list[Period]) -> Period:
    """Return the row's period, noted in `earlier`; rows of one key must not share a day."""
    period = table.period(row)
    if any(period.overlaps(other) for other in earlier):
        key = ", ".join(row[c] for c in ("actor_id", "name", "office") if c in row)
        raise table.refusal(f"overlaps an earlier row of {key}", "merge the rows or part their dates")
    earlier.append(period)
    return period
