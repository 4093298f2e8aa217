"""Dates in a paragraph, as EDTF: from "12 May 1973" to "two years later", read left to right.

A date without a year takes the year told last in the same paragraph, or the one after it if its month lies half a
year or more before the month told last; without one it stays open (XXXX-05). A decade in words is of the century told
last in the paragraph if that is past, else of the twentieth. The rulings on seasons, decades and open intervals are
the codebook's (`docs/codebook.md`, "Dates and evidence").
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from flows.extract.date_patterns import PATTERNS
from flows.extract.numerals import number

_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
# Years of a decade that "early", "mid" and "late" stand for.
_PART_OF_DECADE = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}
# Days that texts name by a label of their own.
_NAMED_DAYS = {"9/11": (2001, 9, 11), "26/11": (2008, 11, 26)}
_SEASON_MONTH = {21: 4, 22: 7, 23: 10, 24: 12}
_DECADES = {
    word: 10 * n
    for n, word in enumerate(
        ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"), 2
    )
}
_HALF_YEAR = 6
_CENTURIES = {"eighteenth": 18, "nineteenth": 19, "twentieth": 20}

_JOINED = re.compile(r"\s*(?:–|—|-|to|until|till|through)\s*(?:the\s+)?(?:early|mid|late)?[\s-]*")
_SINCE = re.compile(
    r"(?:\b(?:since|beginning in|beginning on|starting in|starting from|from)\s+(?:about\s+|as early as\s+)?)"
    r"(?:the\s+)?(?:early|mid|late|start of|end of|beginning of|spring of)?[\s-]*(?:the\s+)?$",
    re.IGNORECASE,
)
_EVER_SINCE = re.compile(r"\bsince\s+(?:the\s+)?$", re.IGNORECASE)
_WORDED_END = re.compile(r"\b(?:to|until|till|through)\b")
_UNTIL = re.compile(r"\b(?:until|till|up to|prior to)\s+(?:the\s+)?(?:early|mid|late|end of)?[\s-]*(?:the\s+)?$", re.I)
# "Did not sign until May" tells of May, not of the time before it.
_NOT_UNTIL = re.compile(r"\b(?:not|never|only|hardly)\b[^.;:]*$|n['’]t\b[^.;:]*$", re.IGNORECASE)
_OF_THING = re.compile(r"\s+[A-Za-z]{3,}")
_ABOUT = re.compile(
    r"\b(?:around|about|circa|ca\.|c\.|approximately|roughly|in the (?:wake|aftermath) of|some time in)"
    r"\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\b(?:between|from)\s+(?:the\s+)?(?:early|mid|late)?[\s-]*$", re.IGNORECASE)
_WORDED = re.compile(
    rf"\b(?:{'|'.join(calendar.month_name[1:])}|years?|months?|days?|weeks?|[Cc]entury|(?i:{'|'.join(_DECADES)}))\b"
)
# The month named is past where it names a thing ("the January talks") or is told with "since" or "had".
_LOOKS_BACK = re.compile(r"(?:\bsince\s+.|\b(?i:the|its|their|last)\s+[A-Z]|\bhad\b[^.,;:]*)\Z", re.DOTALL)
_HAD = re.compile(r",?[^.,;:]{0,60}\bhad\b")
# After "5, 6 and 12" these tell that the last number is no day.
_COUNTED = re.compile(
    r"\s+(?:\w+\s+)?(?:people|persons|soldiers|troops|men|women|children|civilians|officers|policemen|prisoners|"
    r"ships|tanks|aircraft)\b"
)
# A year that only names a thing ("the accord of 1988", "the 1972 treaty") is not when the text has arrived.
_ATTRIBUTE = re.compile(r"(?:\bof|\b[Tt]he|\b[Ii]ts|\b[Aa]|\()\s?\Z")
_CONTEXT = 40


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as far as it is known: year, then month (or EDTF season 21-24), then day.

    `decade` says that only the decade of `year` is known.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    decade: bool = False

    def edtf(self) -> str:
        """Return the point in EDTF, XXXX for an unknown year."""
        if self.decade and self.year is not None:
            return f"{self.year // 10}X"
        parts = ["XXXX" if self.year is None else f"{self.year:04d}"]
        parts += [f"{self.month:02d}"] if self.month else []
        parts += [f"{self.day:02d}"] if self.month and self.day else []
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text: its place, its EDTF, and whether it was worked out from another date of the paragraph."""

    start: int
    end: int
    edtf: str
    relative: bool


@dataclass(frozen=True, slots=True)
class _Reading:
    first: Moment
    last: Moment | None = None
    relative: bool = False
    about: bool = False


_Reader = Callable[["re.Match[str]", Moment], "_Reading | None"]
_Found = tuple[int, int, _Reading]


def find_dates(text: str) -> list[DateMention]:
    """Return the dates of one paragraph, left to right; relative ones count from the date told last before them."""
    now = Moment()
    found: list[_Found] = []
    for name, match in _matches(text):
        reading = _READERS[name](match, now)
        if reading is not None:
            found.append((match.start(), match.end(), reading))
            if not _ATTRIBUTE.search(text[max(0, match.start() - _CONTEXT) : match.start()]) or reading.first.month:
                now = replace(reading.first, year=reading.first.year or now.year)
    return [_mention(text, *one) for one in _join(text, found)]


def _matches(text: str) -> list[tuple[str, re.Match[str]]]:
    """Return the matches of all patterns, left to right; where two overlap, the more specific pattern wins."""
    if not any(c.isdigit() for c in text) and not _WORDED.search(text):
        return []
    taken: list[tuple[str, re.Match[str]]] = []
    covered = bytearray(len(text))
    for name, pattern in PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(covered[start:end]):
                covered[start:end] = b"x" * (end - start)
                taken.append((name, match))
    return sorted(taken, key=lambda one: one[1].start())


def _join(text: str, found: list[_Found]) -> list[_Found]:
    """Make one interval of two dates with "to" or a dash between them, or "and" after "between".

    A day and month with "and" before another takes that one's year, if the text has told none.
    """
    out: list[_Found] = []
    for start, end, reading in found:
        if out:
            began, ended, other = out[-1]
            gap, first = text[ended:start], other.first
            if first.year is None and reading.first.month and (_JOINED.fullmatch(gap) or gap.strip(" ,") == "and"):
                first = replace(first, year=reading.first.year)
                out[-1] = (began, ended, replace(other, first=first))
            between = gap.strip() == "and" and _BETWEEN.search(text[max(0, began - _CONTEXT) : began])
            last = reading.last or reading.first
            if (_JOINED.fullmatch(gap) or between) and (last.year or 9999) >= (first.year or 0):
                out[-1] = (began, end, _Reading(first, last, other.relative or reading.relative))
                continue
        out.append((start, end, reading))
    return out


def _mention(text: str, start: int, end: int, reading: _Reading) -> DateMention:
    edtf = reading.first.edtf()
    before = text[max(0, start - _CONTEXT) : start]
    ends = bool(_UNTIL.search(before))
    until = ends and not _NOT_UNTIL.search(text[max(0, start - 2 * _CONTEXT) : start])
    if reading.last and until:
        edtf = f"../{reading.last.edtf()}"
    elif reading.last and (_WORDED_END.search(text, start, end) or not _EVER_SINCE.search(before)):
        edtf = f"{edtf}/{reading.last.edtf()}"
    elif _SINCE.search(before) and not _names_thing(text, before, end, reading.first):
        edtf = f"{edtf}/.."
    elif ends:
        edtf = f"../{edtf}" if until else edtf
    elif reading.about or _ABOUT.search(before):
        edtf += "~"
    return DateMention(start, end, edtf, reading.relative)


def _names_thing(text: str, before: str, end: int, moment: Moment) -> bool:
    """Say whether a bare year only names a thing, as in "from the 1931 invasion"."""
    bare = not moment.month and not moment.decade
    return bare and before.lower().endswith("from the ") and bool(_OF_THING.match(text, end))


def _month(name: str) -> int:
    return _SEASONS.get(name.lower()) or _MONTHS[name.lower().rstrip(".")]


def _number(text: str | None) -> int | None:
    return int(re.sub(r"\D", "", text)) if text else None


def _point(match: re.Match[str], now: Moment) -> _Reading:
    got = match.groupdict()
    month = got.get("m")
    month_number = (int(month) if month.isdigit() else _month(month)) if month else None
    year = _year(match, now)
    if year and not got.get("y") and not got.get("told") and _is_of_next_year(match, month_number, now):
        year += 1
    moment = Moment(year, month_number, _number(got.get("d")))
    return _Reading(moment, relative=not got.get("y") and year is not None)


def _year(match: re.Match[str], now: Moment) -> int | None:
    """Return the year of a date: its own, or the one told last, moved by "of the following year" and the like."""
    got = match.groupdict()
    if got.get("y") or now.year is None:
        return _number(got.get("y"))
    return now.year + bool(got.get("next")) - bool(got.get("last"))


def _is_of_next_year(match: re.Match[str], month: int | None, now: Moment) -> bool:
    """Say whether a month without a year is long past when the text has arrived, so that the next one is meant."""
    if not month or not now.month or max(month, now.month) > 12 or now.month - month < _HALF_YEAR:
        return False
    text, start = match.string, match.start()
    return not _LOOKS_BACK.search(text[max(0, start - _CONTEXT) : start + 1]) and not _HAD.match(text, match.end())


def _days(match: re.Match[str], now: Moment) -> _Reading:
    got = match.groupdict()
    year = _year(match, now)
    month = _month(got["m"])
    second = _month(got["m2"]) if got.get("m2") else month
    first, last = Moment(year, month, _number(got["d"])), Moment(year, second, _number(got["d2"]))
    if second == month and ((last.day or 0) <= (first.day or 0) or _counts(match)):
        # "May 25, 12 and 14 soldiers": the figure beside the month is the day.
        beside = first if match.start("m") < match.start("d") else last
        return _Reading(beside, relative=got["y"] is None and year is not None)
    return _Reading(first, last, relative=got["y"] is None and year is not None)


def _counts(match: re.Match[str]) -> bool:
    """Say whether the last of the figures after a month counts people or things: it does not carry on the row."""
    *_, before, last = (int(figure) for figure in re.findall(r"\d+", match.group()))
    row = match.group().endswith(f"and {last}") and last != before + 1
    return row and bool(_COUNTED.match(match.string, match.end()))


def _months(match: re.Match[str], now: Moment) -> _Reading:
    year = _year(match, now)
    first, last = Moment(year, _month(match["m"])), Moment(year, _month(match["m2"]))
    return _Reading(first, last, relative=not match["y"] and year is not None)


def _years(match: re.Match[str], _now: Moment) -> _Reading | None:
    first = int(match["y"])
    last = int(match["y2"]) if len(match["y2"]) == 4 else first - first % 100 + int(match["y2"])
    return _Reading(Moment(first), Moment(last)) if last > first else None


def _decade(match: re.Match[str], now: Moment) -> _Reading:
    year = _decade_start(match["y"], now.year)
    if not match["part"]:
        return _Reading(Moment(year, decade=True))
    first, last = _PART_OF_DECADE[match["part"]]
    return _Reading(Moment(year + first), Moment(year + last))


def _decades(match: re.Match[str], now: Moment) -> _Reading:
    first = _decade_start(match["y"], now.year)
    last = _decade_start(match["y2"], first)
    last += 100 if last < first else 0
    start = _PART_OF_DECADE[match["part"]][0] if match["part"] else 0
    end = _PART_OF_DECADE[match["part2"]][1] if match["part2"] else 9
    return _Reading(Moment(first + start), Moment(last + end))


def _decade_start(name: str, told: int | None) -> int:
    """Return the first year of a decade: "1980s", or "'80s" and "eighties" of the century of the year `told`."""
    word = re.search(rf"({'|'.join(_DECADES)})\Z", name.lower())
    year = _DECADES[word[1]] if word else int(re.sub(r"\D", "", name))
    if year >= 100:
        return year
    # The decades of this century are written in figures: "the seventies" said of 2003 are past.
    century = told - told % 100 if told and told < 2000 and not name.lower().startswith("nineteen") else 1900
    return century + year


def _century(match: re.Match[str], _now: Moment) -> _Reading:
    start = ((int(match["n"]) if match["n"] else _CENTURIES[match["w"]]) - 1) * 100
    return _Reading(Moment(start), Moment(start + 99))


def _named(match: re.Match[str], _now: Moment) -> _Reading:
    return _Reading(Moment(*_NAMED_DAYS[match["name"]]))


def _day(match: re.Match[str], now: Moment) -> _Reading | None:
    if not now.month or now.month > 12 or not 1 <= int(match["d"]) <= 31:
        return None
    return _Reading(Moment(now.year, now.month, int(match["d"])), relative=True)


def _same_month(match: re.Match[str], now: Moment) -> _Reading:
    month = _month(match["m"])
    # A winter bears the year it begins in: told after February, "that winter" is of the year before.
    began = month == _SEASONS["winter"] and now.month in (1, 2, 3)
    return _Reading(Moment(now.year - began if now.year else None, month), relative=True)


def _next_month(match: re.Match[str], now: Moment) -> _Reading:
    month = _month(match["m"])
    if now.year is None:
        return _Reading(Moment(None, month))
    # "The following March" is the first March after the date told last.
    told = _SEASON_MONTH.get(now.month, now.month) if now.month else 12
    passed = _SEASON_MONTH.get(month, month) <= told
    return _Reading(Moment(now.year + passed, month), relative=True)


def _same(match: re.Match[str], now: Moment) -> _Reading | None:
    unit = match["unit"]
    kept = {
        "year": Moment(now.year) if now.year else None,
        "decade": Moment(now.year, decade=True) if now.year else None,
        "month": Moment(now.year, now.month) if now.month else None,
        "day": now if now.day else None,
        "week": Moment(now.year, now.month) if now.month else None,
    }.get(unit)
    return _Reading(kept, relative=True, about=unit == "week") if kept else None


def _next(match: re.Match[str], now: Moment) -> _Reading | None:
    return _moved(now, 1, match["unit"])


def _last(match: re.Match[str], now: Moment) -> _Reading | None:
    return _moved(now, -1, match["unit"])


def _later(match: re.Match[str], now: Moment) -> _Reading | None:
    count = number(match["n"])
    if not count:
        return None
    way = -1 if match["way"] in ("earlier", "before", "previously") else 1
    if count < 1:
        half = {"year": (6, "month"), "decade": (5, "year")}.get(match["unit"])
        moved = _moved(now, way * half[0], half[1]) if half else None
        return replace(moved, about=True) if moved else None
    return _moved(now, way * int(count), match["unit"])


def _moved(now: Moment, count: int, unit: str) -> _Reading | None:
    """Return the moment `count` units away, as precise as both the unit and the date counted from allow."""
    if now.year is None:
        return None
    if unit in ("year", "decade"):
        year = now.year + count * (10 if unit == "decade" else 1)
        return _Reading(Moment(year), relative=True) if 0 < year < 10_000 else None
    if not now.month or now.month > 12:
        return None
    if unit == "month":
        months = now.year * 12 + now.month - 1 + count
        return _Reading(Moment(months // 12, months % 12 + 1), relative=True)
    return _moved_days(now, count, unit)


def _moved_days(now: Moment, count: int, unit: str) -> _Reading | None:
    if not now.day or now.year is None or now.month is None:
        return _Reading(Moment(now.year, now.month), relative=True, about=True)
    try:
        start = datetime.date(now.year, now.month, now.day)
        day = start + datetime.timedelta(days=count * {"day": 1, "week": 7, "fortnight": 14}[unit])
    except (ValueError, OverflowError):
        return None
    return _Reading(Moment(day.year, day.month, day.day if unit == "day" else None), relative=True, about=unit != "day")


_READERS: dict[str, _Reader] = {
    "named": _named,
    "point": _point,
    "days": _days,
    "months": _months,
    "same_month": _same_month,
    "next_month": _next_month,
    "same": _same,
    "next": _next,
    "last": _last,
    "later": _later,
    "decades": _decades,
    "decade": _decade,
    "years": _years,
    "century": _century,
    "day": _day,
}
