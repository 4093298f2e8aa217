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
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_ONES = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_TEENS = r"(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
_COUNT = (
    rf"(?:(?<![\d.,])\d{{1,3}}|half\s+an?|an?"
    rf"|(?<!hundred\s)(?<!hundred\sand\s)(?:{_TENS}(?:[\s-]{_ONES})?|{_TEENS}|(?<!ty[\s-]){_ONES}))"
)
_UNIT = r"(?P<unit>day|week|fortnight|month|year|decade)s?"
_SAME = r"(?:[Tt]he|[Tt]hat)\s+(?:same|very)|[Tt]hat"
_NEXT = r"[Tt]he\s+(?:following|next|ensuing)"
_LAST = r"[Tt]he\s+(?:previous|preceding|prior)"
_OF_YEAR = (
    rf"(?:,?\s+(?:of\s+)?(?P<y>{_YEAR})\b|\s+(?:of\s+)?(?:the\s+(?:(?:very\s+)?same"
    r"|(?P<next>following|next|ensuing)|(?P<last>previous|preceding|prior))|that(?:\s+same)?)\s+(?P<told>year)\b(?!['’]))"
)
_PART = r"(?:(?:early|mid|late)[\s-]+)?"
# A four-digit number before one of these counts things and is no year.
_THINGS = (
    r"(?!\s*(?:km|kilomet|miles|tons?\b|tonnes?\b|troops|soldiers|men\b|people|MW|megawatt|per\s?cent|%|[–-]?mile))"
)
_PART_OF_DECADE = r"(?:(?P<part>early|mid|late)[\s-]+)?"
_DECADE = r"(?:1[5-9]\d0|20\d0)['’]?s"
_DECADE_WORD = r"(?i:(?:nineteen[\s-])?(?:twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties))"
# Without "the" they are years of age: "in his seventies".
_DECADES = (
    rf"\b{_PART_OF_DECADE}(?:the\s+)?(?P<y>{_DECADE})\b",
    rf"\b[Tt]he\s+{_PART_OF_DECADE}(?P<y>['’‘]?[2-9]0s|{_DECADE_WORD})\b",
)
_AND_DECADE = (
    r"(?:\s*[–—/-]\s*|\s+(?:and|to|until|till|through)\s+)(?:the\s+)?(?:(?P<part2>early|mid|late)[\s-]+)?"
    rf"(?:the\s+)?(?P<y2>{_DECADE}|['’‘]?\d0s|{_DECADE_WORD})\b"
)
# What is counted on the nth is dated; these have a number of their own ("On the 9th Army's flank").
_NUMBERED = (
    r"(?!(?:Army|Air|Armou?red|Infantry|Cavalry|Corps|Division|Brigade|Regiment|Battalion|Fleet|Party|Congress|"
    r"Plenum|Parallel|Amendment|Anniversary|Summit|Session|Conference|Round|Meeting)\b)"
)
_NTH = r"(?P<d>\d{1,2})(?:st|nd|rd|th)\b"
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
        *(("decades", decade + _AND_DECADE) for decade in _DECADES),
        *(("decade", decade) for decade in _DECADES),
        ("years", rf"\b[Ll]ate[\s-]+(?P<y>{_YEAR})\s+and\s+early[\s-]+(?P<y2>{_YEAR})\b"),
        ("years", rf"\b[Bb]etween\s+(?P<y>{_YEAR})\s+and\s+(?P<y2>{_YEAR})\b"),
        ("years", rf"\b(?:FY\s?)?(?P<y>{_YEAR})\s*[–—/-]\s*(?P<y2>{_YEAR}|\d\d)\b(?!-?\d)"),
        ("years", rf"\b(?P<y>{_YEAR})\s+(?:to|until|through)\s+{_PART}(?P<y2>{_YEAR})\b"),
        ("century", r"\b(?:(?P<n>1[5-9]|2[01])(?:th|st)|(?P<w>eighteenth|nineteenth|twentieth))[\s-]century\b"),
        ("point", rf"(?<![\w$£€¥.,/-])(?:(?:early|mid|late)-)?(?P<y>{_YEAR})\b(?![,.]\d){_THINGS}"),
        ("point", rf"(?<=[a-z,–-]\s)(?P<m>{_MONTH})\b(?!\s+\d)"),
        ("point", rf"(?<=\b[Ii]n\s)(?:the\s+)?(?P<m>{_SEASON})\b(?=[\s,.;]+(?!of\b))"),
        ("day", rf"\b[Oo]n\s+the\s+{_NTH}(?=\s*[,.;:)]|\s+(?:and|but|the|when|he|she|it)\b)"),
        ("day", rf"\bOn\s+the\s+{_NTH}(?=\s+(?:{_NUMBERED}[A-Z]|(?:they|his|her|its|their|both|an?)\b))"),
    )
)
