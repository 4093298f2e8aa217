"""Issued: the date of publication in a citation, as EDTF."""

from __future__ import annotations

import re

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}  # EDTF level 1
YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
PATTERNS = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        rf"\b{MONTH}\s+{DAY}\s*,?\s+{YEAR}\b",
        rf"\b{DAY}\s+{MONTH}\s*,?\s*{YEAR}\b",
        rf"\b{YEAR}[a-z]?,\s*{MONTH}\s+{DAY}\b",
        rf"\b{YEAR}-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b",
        rf"\b{YEAR}[a-z]?,\s*(?P<month>1[0-2]|0?[1-9])\s+(?P<day>[0-3]?\d)\b",
        rf"\b(?P<season>spring|summer|autumn|fall|winter)\s*,?\s+{YEAR}\b",
        rf"\b{MONTH}\s*,?\s+{YEAR}\b",
        rf"\b{YEAR}[a-z]?,\s*{MONTH}",
        rf"\([^()]*?\b{YEAR}[a-z]?\s*[,)]",
        rf"(?<![\d./–-]){YEAR}[a-z]?(?![\d/–-])",
    )
)


def find_issued(text: str) -> str | None:
    """Return the most precise date in a citation's text as EDTF ("2017-03-14", "2017-24", "2015"), or None.

    >>> find_issued("Harbour Review 12, no. 3 (Winter 2017): 4-9")
    '2017-24'
    """
    for pattern in PATTERNS:
        m = pattern.search(text)
        if m:
            return _edtf(m.groupdict())
    return None


def _edtf(parts: dict[str, str | None]) -> str:
    year, month, day = parts["year"] or "", parts.get("month"), parts.get("day")
    season = parts.get("season")
    if season:
        return f"{year}-{_SEASONS[season.lower()]}"
    if not month:
        return year
    number = int(month) if month.isdigit() else _NAMES.index(month.lower()[:3]) + 1
    if day and 1 <= int(day) <= 31:
        return f"{year}-{number:02d}-{int(day):02d}"
    return f"{year}-{number:02d}"
