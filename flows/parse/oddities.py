"""Spans of years in a text that cannot be right, such as a life that ends after the document was issued."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flows.parse.document import Document
from schemas.ids import make_id

_SPAN = re.compile(r"(?<![\d.,/-])([12]\d{3})\s?[-–—]\s?([12]\d{3})(?![\d.,/-]*\d)")
_BRACKETS = "([", ")]"
_READ = frozenset({"body", "abstract", "note"})
_LONGEST_LIFE = 125
_FAR = 100


def doubt_rows(document: Document, issued: str) -> list[dict[str, Any]]:
    """Return a row of `doubts` for each span of years in the text that cannot be right.

    A span ("1904-1960") is odd if it ends before it starts, lies more than a century after the document's issue,
    or, in brackets as lives and reigns are, ends after the issue and is longer than a life. `issued` is EDTF; where
    it gives no year, only the first is looked for. Numbers of pages and the like are left alone: only 1000 to
    2999 are read as years, and outside of brackets a falling pair is no doubt.
    """
    year = _last_year(issued)
    return [
        {
            "doubt_id": make_id("q", document.source_id, start, end),
            "flag": "odd_years",
            "reason": reason,
            "source_id": document.source_id,
            "char_start": start,
            "char_end": end,
        }
        for start, end, reason in _odd(document, year)
    ]


def _odd(document: Document, year: int | None) -> Iterator[tuple[int, int, str]]:
    for passage in document.passages:
        if passage.role not in _READ:
            continue
        for found in _SPAN.finditer(document.text, passage.start, passage.end):
            first, last = int(found[1]), int(found[2])
            enclosed = _is_enclosed(document.text, found)
            if reason := _reason(first, last, year, enclosed=enclosed):
                yield found.start(), found.end(), f"{first} to {last}: {reason}"


def _reason(first: int, last: int, year: int | None, *, enclosed: bool) -> str | None:
    if last < first:
        return "ends before it starts" if enclosed else None
    if year is None:
        return None
    if last > year + _FAR:
        return f"more than a century after the document, issued in {year}"
    if enclosed and last > year and last - first > _LONGEST_LIFE:
        return f"longer than a life, and after the document, issued in {year}"
    return None


def _is_enclosed(text: str, found: re.Match[str]) -> bool:
    before, after = text[max(found.start() - 1, 0) : found.start()], text[found.end() : found.end() + 1]
    return bool(before) and bool(after) and before in _BRACKETS[0] and after in _BRACKETS[1]


def _last_year(issued: str) -> int | None:
    """Return the last year that an EDTF date names; None if it is open to the future or names no whole year."""
    years = re.findall(r"(?<![\dX-])\d{4}(?![\dX])", issued)
    return int(years[-1]) if years and not issued.endswith(("/", "..")) else None
