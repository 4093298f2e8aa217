"""Where a claim stands: its section, page and, where the source may be quoted, its words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from flows.parse.document import Document
from schemas.claim import Claim


def with_places(claims: Iterable[Claim], document: Document, *, quote: bool) -> list[Claim]:
    """Return the claims with the section and page of the passage they begin in, and their words if `quote`."""
    starts = [p.start for p in document.passages]
    placed = []
    for claim in claims:
        passage = document.passages[bisect_right(starts, claim.char_start) - 1]
        words = document.text[claim.char_start : claim.char_end] if quote else None
        placed.append(replace(claim, section=passage.section, page=passage.page, quote=words))
    return placed
