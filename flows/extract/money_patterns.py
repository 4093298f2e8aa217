"""The patterns by which `MoneyReader` finds sums: a sign before a figure, or after a figure or a number in words.

Each names its parts: `sign`, `figure`, `scale`, and `last`, the greater end of a range whose scale may be its alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from flows.extract.numerals import HARD_GAPS, SCALES, WORDS


def _any(signs: Iterable[str]) -> str:
    return "|".join(re.escape(sign) for sign in sorted(signs, key=lambda s: (-len(s), s)))


_BIG = r"(?:thousand|lakhs?|million|crores?|billion|trillion)"
_SCALE = rf"(?i:(?:{_any(SCALES)})\b (?:\s+{_BIG}\b)*)"
_TO_SCALE = rf"(?=[\s-]?{_SCALE})"

# What is beside a figure, "2½", is part of it; after a space only before a scale: "$500 1/3 of which" has none.
_APART = rf"(?:\s[¼½¾⅓⅔] | [\s-][1-9]/[2-9] | \sand\sa\s(?:half|quarter)) {_TO_SCALE}"
_PART = rf"(?:[¼½¾⅓⅔] | {_APART})"


def _figure(gaps: str) -> str:
    """Return the pattern of a number in digits, in which `gaps` too may part the groups of three.

    What looks like such groups but does not fit is no figure at all, lest its first group be read alone.
    """
    spaced = rf"\d{{1,3}}(?:[{gaps}]\d{{3}})++ (?:[.,]\d{{1,2}})? (?![.,]?\d|[{gaps}]\d)"
    dotted = r"\d{1,3}(?:\.\d{3}){2,}+ (?:,\d{1,2})? (?![.,]?\d)"
    plain = rf"(?!\d{{1,3}}(?:[{gaps}]\d{{3}}\b | \.\d+\.\d)) \d[\d,]*(?:\.\d+)?"
    return rf"(?:(?:{spaced} | {dotted} | {plain}) {_PART}? | [¼½¾⅓⅔])"


_FIGURE = _figure(HARD_GAPS)
_FIGURE_OF_SIGN = _figure(f" {HARD_GAPS}")

# A number in words is matched whole, with what `number` cannot read ("point", "a third of a"): no part of it is a sum.
_ONE = r"(?:an?|one)\b"
_COUNT = rf"(?:{_any(WORDS)}|hundred)\b"
_FRACTION = rf"""(?:
    half\b (?:[\s-](?:of[\s-])?{_ONE})?
    | quarters?\b (?=[\s-](?:of[\s-]{_ONE}|{_BIG}\b)) (?:[\s-]of[\s-]{_ONE})?
    | (?:third|fifth|eighth|tenth)s?[\s-]of[\s-]{_ONE}
)"""
_AND_FRACTION = rf"and[\s-](?:(?:{_ONE}[\s-])?(?:half|quarter)|three[\s-]quarters)\b"
_SCALE_WORD = rf"(?:{_any(SCALES)})\b (?:[\s-]and(?=[\s-]{_COUNT}))?"
_COUPLE = r"couple(?:[\s-]of)?\b"
_FIRST = rf"""(?:
    (?:several|few|many)\b | {_COUPLE} | {_FRACTION} | {_COUNT} | an?\b
    | (?<!\d[\s-])(?=hundred|thousand){_SCALE_WORD}
)"""
_NEXT = rf"(?:{_COUPLE} | {_FRACTION} | {_AND_FRACTION} | {_SCALE_WORD} | {_COUNT} | point\b)"
_WORDS = rf"{_FIRST} (?:[\s-]{_NEXT})*+"

_DASH = r"\s?[-–]\s?"
_AFTER_BETWEEN = r"(?P<both>(?<=[Bb]etween\s))?"  # sums with "and" between them are a range only then


def before(signs: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of a sum whose sign, one of `signs`, stands before the figure."""
    # "US$40-$50 billion" repeats no more of the sign than its end.
    again = r"(?:(?P=sign) | (?(dollar)\$|(?!)))"
    return re.compile(
        rf"""
        (?<![\w$]) {_AFTER_BETWEEN}
        (?P<sign>{_any(signs)}) (?P<dollar>(?<=\$))? \s?
        (?P<figure>{_FIGURE_OF_SIGN})
        (?:
            {_DASH} {_FIGURE_OF_SIGN}
            | (?: {_DASH}{again} | \s(?:to|or|(?(both)and|to))\s{again} | \sto )
              \s? (?P<last>{_FIGURE_OF_SIGN}) {_TO_SCALE}
        )?
        (?:[\s-]? (?P<scale>{_SCALE}))?
        """,
        re.VERBOSE,
    )


def after(signs: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of a number with the sign, one of `signs`, that stands after it, or with none.

    A number without a sign is matched too, so that no sum begins in its midst; nor does one where a number that is
    not read as a whole goes on ("1 200 500", "2 million 500 thousand").
    """
    count = rf"(?:{_any(WORDS)})\b"
    counts = rf"{count} (?:[\s-]{count})*"
    return re.compile(
        rf"""
        (?<![\w$.,]) {_AFTER_BETWEEN}
        (?:
            (?(both) (?P<low>{counts}) \sand\s {counts} [\s-] (?P<shared>{_SCALE}) | (?!))
            | (?P<words>{_WORDS})
            | (?<!\b\d{{3}}[ ]) (?<!illion\s) (?<!thousand\s)
              (?: (?P<year>(?=(?:1[5-9]|20)\d\d\s)) )?
              (?P<figure>{_FIGURE})
              (?: {_DASH}{_FIGURE} | (?(year)(?!)|\sto\s{_FIGURE}) | (?(both)\sand\s{_FIGURE}|(?!)) )?
              (?:[\s-]? (?P<scale>{_SCALE}))?
        )
        (?: [\s-](?:of\s)? (?P<sign>{_any(signs)})\b )?
        """,
        re.VERBOSE | re.IGNORECASE,
    )
