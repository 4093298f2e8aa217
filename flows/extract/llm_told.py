"""What of a model's row the passage must tell: the year of the act, and its sum and number. A model knows more."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Any

from flows.extract.dates import find_dates
from flows.extract.llm_currency import NEAR, Currencies
from flows.extract.llm_windows import BETWEEN, Window
from flows.extract.numerals import HARD_GAPS, SCALES, WORDS, number

DASHES = re.compile("[\u2010-\u2015\u2212]")
"""What stands for a hyphen."""

# First and last year of what a text tells: a year, a decade, a century, an interval.
_Span = tuple[int, int]


def _ended(found: re.Match[str]) -> Iterator[_Span]:
    """Yield the last year of "1972-7", "1972-77" or "1999-02"."""
    first, short = found.groups()
    end = int(first[: 4 - len(short)] + short)
    end += 0 if end > int(first) else 10 ** len(short)
    yield end, end


def _one_of(found: re.Match[str], *beginnings: int) -> Iterator[_Span]:
    """Yield the years that two figures may stand for, behind each of these beginnings."""
    yield from ((int(f"{n}{end}"),) * 2 for n in beginnings for end in found.groups() if end)


_TENS = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
_TEN = f"(?:{'|'.join(_TENS)})"
_ORDINALS = {"sixteenth": 16, "seventeenth": 17, "twenty-first": 21}

# Years as texts tell them, but for what `find_dates` reads.
_TELLS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Iterable[_Span]]], ...] = (
    (re.compile(r"(?<!\d)\d{4}(?!\d)"), lambda m: [(int(m[0]), int(m[0]))]),
    (re.compile(r"(?<!\d)(\d{4})\s?[-/]\s?(\d{1,2})(?![\d-])"), _ended),
    (re.compile(r"(?<!\w)['\u2018\u2019](\d\d)(?![\ds])"), lambda m: _one_of(m, 17, 18, 19, 20)),
    (re.compile(r"\bFY\s?['\u2019]?(\d\d)(?:-(\d\d))?(?!\d)"), lambda m: _one_of(m, 20)),
    # "The late 1950s" tells the decade, "the '60s" one of the twentieth century.
    (re.compile(r"(?<!\d)(\d{3})0['\u2019]?s\b"), lambda m: _years(f"{m[1]}X")),
    (re.compile(r"(?<!\d)([2-9])0['\u2019]?s\b"), lambda m: _years(f"19{m[1]}X")),
    (
        re.compile(r"(?i)\b(\d\d)(?:st|nd|rd|th)\b(?=[^.;]{0,30}\bcentur)"),
        lambda m: _years(f"{int(m[1]) - 1:02d}XX"),
    ),
    # In a list the article stands before the first alone. Without any they are years of age: "in his seventies".
    (
        re.compile(rf"(?i)\bthe {_TEN}(?:(?:,|,? and|,? or)(?: the)? {_TEN})+"),
        lambda m: chain.from_iterable(_years(f"19{_TENS.index(ten) + 2}X") for ten in re.findall(_TEN, m[0].lower())),
    ),
    (
        re.compile(rf"(?i)\b({'|'.join(_ORDINALS)})\b(?=[^.;]{{0,30}}\bcentur)"),
        lambda m: _years(f"{_ORDINALS[m[1].lower()] - 1}XX"),
    ),
    (re.compile(r"(?i)\bturn of the (?:last |new )?century\b"), lambda _: [(n - 1, n) for n in (1800, 1900, 2000)]),
    (re.compile(r"\b(?:Sept(?:ember|\.)? 11|9-11)\b"), lambda _: [(2001, 2001)]),
)
_MONTH = re.compile(r"\d{4}(-\d\d(?:-\d\d)?)[~?%]?")
_FAR = 60  # years; no text works out a date further away

_LONG = "|".join(sorted((word for word in SCALES if len(word) > 1), key=len, reverse=True))
# Behind a scale a note's number may stand, no letter.
_SCALE = rf"(?:{_LONG})(?![^\W\d])"
# One letter is a scale right behind the figure ("$90m"), not that of an M-47.
_LETTER = r"(?<=[\d¼½¾⅓⅔])[kmb](?![^\W\d]|-?\d)"
_SCALED = rf"(?:\s?[¼½¾⅓⅔])?(?:(?:[\s-]?{_SCALE})+|{_LETTER})?"
# "On January 16, 162 sailors" tells two numbers, "1 200 sailors" one: both readings are told.
_FIGURES = (
    re.compile(rf"(?:\d(?:[\d,.]*\d)?|(?=[¼½¾⅓⅔])){_SCALED}", re.IGNORECASE),
    re.compile(rf"(?<![\d,.])\d{{1,3}}(?:[ {HARD_GAPS}]\d{{3}})+(?!\d){_SCALED}", re.IGNORECASE),
)
_NUMERAL = rf"(?:{'|'.join(sorted({*WORDS, 'half', 'quarters?'}, key=len, reverse=True))}|{_LONG})"
_IN_WORDS = re.compile(
    rf"(?<!\d)(?<!\d[\s-])\b(?:an?[\s-])?{_NUMERAL}(?:[\s-](?:(?:and|of|an?|one)[\s-])*{_NUMERAL})*(?![^\W\d])",
    re.IGNORECASE,
)
_ANY_SCALE = re.compile(rf"(?<![^\W\d])({_SCALE})|({_LETTER})", re.IGNORECASE)
# Words that `number` does not read, and others for them; what is behind a figure may stand right behind it ("5mln").
_PLAINER = tuple(
    (re.compile(rf"(?i)(?<![^\W\d]){rare}"), f" {plain}")
    for rare, plain in (
        (r"(?:mln\b|mil\.)", "million"),
        (r"bln\b", "billion"),
        (r"a score\b", "twenty"),
        (r"two[\s-]score\b", "forty"),
        (r"three[\s-]?score\b", "sixty"),
        (r"four[\s-]?score\b", "eighty"),
        (r"trio\b", "three"),
    )
)
_LONGEST = 12  # words of a number
_A_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_CENTS = 10  # what is less may be told in hundredths: "63 cents"
_FEW = (1.0, 2.0)  # things that no numeral need tell: "a frigate", "both frigates"


def as_told(row: dict[str, Any], window: Window, currencies: Currencies) -> tuple[dict[str, Any], list[str]]:
    """Return a row without what the passage that the model was shown does not tell of it, and what that is.

    It may be the year of its date, its amount (for its currency too) or its quantity. What people code is told there:
    in the codings of 60 given texts, of 1,293 dates all but 20, which are worked out from others, of 129 sums all but
    a fifth of another, of 123 numbers all but one ("all but two of the fifteen").
    """
    if not (row["date"] or row["amount"] or row["quantity"]):
        return row, []
    shown = (window.section or "", window.before, *window.text.split(BETWEEN), window.after)
    passages = tuple(DASHES.sub("-", one) for one in shown)
    years, months, numbers = _told_by(passages)
    changed: dict[str, Any] = {}
    if row["date"] and not _tells_years(years, row["date"], relative=row["date_basis"] == "relative"):
        known = _MONTH.fullmatch(row["date"])
        changed["date"] = f"XXXX{known[1]}" if known and known[1][:3] in months else None
    if (amount := row["amount"]) and not (
        _tells_number(numbers, amount["value"]) and currencies.tell(passages, amount["value"], amount["unit"])
    ):
        changed["amount"] = None
    if row["quantity"] and not _tells_number({*numbers, *_FEW}, row["quantity"]["value"], row["quantity"]["item"]):
        changed["quantity"] = None
    return {**row, **changed}, ["year" if key == "date" else key for key in changed]


@lru_cache(maxsize=16)
def _told_by(passages: tuple[str, ...]) -> tuple[frozenset[_Span], frozenset[str], frozenset[float]]:
    """Return the years that passages tell, the months (-05; seasons too) and the numbers."""
    dates = [date.edtf for passage in passages for date in find_dates(passage)]
    told = (tells(found) for one in passages for pattern, tells in _TELLS for found in pattern.finditer(one))
    read = ((ends[0][0], ends[-1][1]) for edtf in dates if (ends := _years(edtf)))
    months = {month for edtf in dates for month in re.findall(r"(?<=[\dX]{4})-\d\d", edtf)}
    return frozenset(chain(*told, read)), frozenset(months), frozenset(_numbers(" ".join(passages)))


def _years(edtf: str) -> list[_Span]:
    """Return the first and last year that a date, or each end of an interval, may be of; none of an unknown year."""
    known = (end[:4] for end in edtf.split("/") if end[:4] not in ("", "..", "XXXX"))
    return [(int(year.replace("X", "0")), int(year.replace("X", "9"))) for year in known]


def _tells_years(told: Collection[_Span], edtf: str, *, relative: bool) -> bool:
    """Say whether the years of a date are told; one that is worked out needs one not too far away.

    A decade or an interval told is enough for an end of an interval, not for a date: "in the 1970s" is no 1973.
    """
    return all(
        any(
            (first <= a and b <= last)
            or (a <= first and last <= b and (a == b or first < last or "/" in edtf))
            or (relative and a - _FAR <= last and first <= b + _FAR)
            for a, b in told
        )
        for first, last in _years(edtf)
    )


def _tells_number(told: Iterable[float], value: float, item: str = "") -> bool:
    """Say whether a number is told, if small also as so many hundredths; `item` may begin with its scale."""
    scale = SCALES.get(item.split(maxsplit=1)[0].lower(), 1.0) if item.split() else 1.0
    wanted = {value, value * scale, *([value * 100] if value < _CENTS else [])}
    return any(abs(one - by) <= NEAR * by for one in told for by in wanted)


def _numbers(text: str) -> Iterator[float]:
    """Yield the numbers that a passage tells, in figures or in words, and those of parts of these words.

    One without a scale may have any that the passage names: "$40 to $50 million", "$4 billion, and then ten".
    """
    for rare, plain in _PLAINER:
        text = rare.sub(plain, text)
    scales = {SCALES[(m[1] or m[2]).lower()] for m in _ANY_SCALE.finditer(text)}
    for told, bare in chain(_in_figures(text), _in_words(text)):
        if (value := number(told)) is not None:
            yield value
            if bare and not _A_YEAR.fullmatch(told):
                yield from (value * scale for scale in scales)


def _in_figures(text: str) -> Iterator[tuple[str, bool]]:
    """Yield numbers in figures with their scales, and whether they have none."""
    for found in chain.from_iterable(figure.finditer(text) for figure in _FIGURES):
        spaced = re.sub(rf"(?i)(?<=[^\s-])-?(?={_SCALE}|{_LETTER})", " ", found[0])
        yield spaced, _ANY_SCALE.search(found[0]) is None


def _in_words(text: str) -> Iterator[tuple[str, bool]]:
    """Yield numbers in words and all parts of them, and whether the whole has no scale."""
    for found in _IN_WORDS.finditer(text):
        words = re.split(r"[\s-]+", found[0])[:_LONGEST]
        bare = _ANY_SCALE.search(found[0]) is None
        starts = range(len(words))
        yield from ((" ".join(words[start : end + 1]), bare) for start in starts for end in starts[start:])
