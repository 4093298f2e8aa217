"""What dates look like in English prose: the patterns that `dates` reads, the most specific first."""

from __future__ import annotations

import calendar
import re

_MONTH = rf"(?:{'|'.join(calendar.month_name[1:])}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_YEAR = r"(?:1[5-9]\d\d|20\d\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_AND = r"(?:\s*(?:–|—|-|\bto\b|\buntil\b|\bthrough\b|\bto the\b)\s*|\s+and\s+)"
_UP_TO = rf"(?:(?:(?:,\s*{_DAY}\b){{1,9}},?)?{_AND}|/)"  # "7, 8 and 9 October" goes from the first to the last
_SEASON = r"(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)"
_COUNT = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"eighteen|twenty|thirty|forty|fifty)"
)
_UNIT = r"(?P<unit>day|week|fortnight|month|year|decade)s?"
_SAME = r"(?:[Tt]he|[Tt]hat)\s+(?:same|very)|[Tt]hat"
_NEXT = r"[Tt]he\s+(?:following|next|ensuing)"
_LAST = r"[Tt]he\s+(?:previous|preceding|prior)"
_OF_YEAR = rf"(?:,?\s+(?:of\s+)?(?P<y>{_YEAR})\b)"
_PART = r"(?:(?:early|mid|late)[\s-]+)?"
# A four-digit number before one of these counts things and is no year.
_THINGS = (
    r"(?!\s*(?:km|kilomet|miles|tons?\b|tonnes?\b|troops|soldiers|men\b|people|MW|megawatt|per\s?cent|%|[–-]?mile))"
)
_LATER = (
    r"(?P<way>later|afterwards?|thereafter|on|earlier|after|before|previously)\b"
    r"(?=\s*[,.;:)—–]|\s+(?:it|he|she|they|the\s+two|in|by|when)\b|(?<=later)|(?<=earlier)|(?<=afterwards))"
)

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("named", r"(?<!\d)(?P<name>9/11|26/11)(?!\d)"),
        ("point", rf"\b(?P<y>{_YEAR})-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])\b"),
        ("days", rf"\b(?P<d>{_DAY}){_UP_TO}(?P<d2>{_DAY})\s+(?:of\s+)?(?P<m>{_MONTH}){_OF_YEAR}?"),
        (
            "days",
            rf"\b(?P<m>{_MONTH})\s+(?P<d>{_DAY}){_UP_TO}(?:(?P<m2>{_MONTH})\s+)?(?P<d2>{_DAY})\b(?!\d){_OF_YEAR}?",
        ),
        ("point", rf"\b(?P<d>{_DAY})\s+(?:of\s+)?(?P<m>{_MONTH}){_OF_YEAR}?"),
        ("point", rf"\b(?P<m>{_MONTH})\s+(?P<d>{_DAY})\b(?!\d){_OF_YEAR}?"),
        ("months", rf"\b(?P<m>{_MONTH}|{_SEASON}){_AND}(?P<m2>{_MONTH}|{_SEASON}){_OF_YEAR}"),
        ("point", rf"\b{_PART}(?P<m>{_MONTH}|{_SEASON}){_OF_YEAR}"),
        ("same_month", rf"\b(?:{_SAME})\s+{_PART}(?P<m>{_MONTH}|{_SEASON})\b"),
        ("next_month", rf"\b(?:{_NEXT})\s+{_PART}(?P<m>{_MONTH}|{_SEASON})\b"),
        ("same", rf"\b(?:{_SAME})\s+{_UNIT}\b"),
        ("next", rf"\b(?:{_NEXT})\s+{_UNIT}\b"),
        ("last", rf"\b(?:{_LAST})\s+{_UNIT}\b"),
        ("last", r"\b[Tt]he\s+(?P<unit>year|month|day)\s+before\b(?!\s+the)"),
        ("later", rf"\b(?P<n>(?i:{_COUNT}))\s+{_UNIT}\s+{_LATER}"),
        ("decades", r"\b(?:the\s+)?(?P<y>1[5-9]\d0|20\d0)['’]?s\s+and\s+(?:the\s+)?(?:19|20)?(?P<y2>\d0)['’]?s\b"),
        ("decade", r"\b(?:(?P<part>early|mid|late)[\s-]+)?(?:the\s+)?(?P<y>1[5-9]\d0|20\d0)['’]?s\b"),
        ("years", rf"\b[Ll]ate[\s-]+(?P<y>{_YEAR})\s+and\s+early[\s-]+(?P<y2>{_YEAR})\b"),
        ("years", rf"\b[Bb]etween\s+(?P<y>{_YEAR})\s+and\s+(?P<y2>{_YEAR})\b"),
        ("years", rf"\b(?:FY\s?)?(?P<y>{_YEAR})\s*[–—/-]\s*(?P<y2>{_YEAR}|\d\d)\b(?!-?\d)"),
        ("years", rf"\b(?P<y>{_YEAR})\s+(?:to|until|through)\s+{_PART}(?P<y2>{_YEAR})\b"),
        ("century", r"\b(?:(?P<n>1[5-9]|2[01])(?:th|st)|(?P<w>eighteenth|nineteenth|twentieth))[\s-]century\b"),
        ("point", rf"(?<![\w$£€¥.,/-])(?:(?:early|mid|late)-)?(?P<y>{_YEAR})\b(?![,.]\d){_THINGS}"),
        ("point", rf"(?<=[a-z,–-]\s)(?P<m>{_MONTH})\b(?!\s+\d)"),
        ("point", rf"(?<=\b[Ii]n\s)(?:the\s+)?(?P<m>{_SEASON})\b(?=[\s,.;]+(?!of\b))"),
        ("day", r"\b[Oo]n\s+the\s+(?P<d>\d{1,2})(?:st|nd|rd|th)\b(?=\s*[,.;:)]|\s+(?:and|but|the|when|he|she|it)\b)"),
    )
)
