"""Tables: a Document's passages, cited works and citations as rows of the schemas' tables."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from flows.parse.bibliography import Bibliography, bibliography
from flows.parse.document import Document, Span
from flows.parse.reach import reaches
from flows.parse.work import Work
from schemas.ids import make_id

Row = dict[str, Any]


def passage_rows(document: Document) -> list[Row]:
    """Return a row of `passages` for each passage of the document."""
    return [
        {
            "passage_id": make_id("p", document.source_id, p.start, p.end),
            "source_id": document.source_id,
            "passage_role": p.role,
            "section": p.section,
            "page": p.page,
            "paragraph": p.paragraph,
            "char_start": p.start,
            "char_end": p.end,
        }
        for p in document.passages
    ]


def work_rows(document: Document) -> list[Row]:
    """Return a row of `works` for each work that the document cites, in the order of their first citation."""
    rows: dict[str, Row] = {}
    for work in bibliography(document).works:
        work_id = _work_id(work)
        row = {
            "work_id": work_id,
            "authors": "; ".join(work.authors) or None,
            "title": work.title,
            "issued": work.issued,
            "container": work.container,
            "url": work.url,
        }
        rows.setdefault(work_id, row)
    return list(rows.values())


def citation_rows(document: Document) -> list[Row]:
    """Return a row of `citations` for each place that cites a work, and for each note that cites none.

    A note's place is its mark in the text, one row a mark and work; a note without a mark stands for itself.
    Which claims cite a work there is told when claims are known (`flows.resolve.cited`).
    """
    found = bibliography(document)
    reach = reaches(document)
    starts = [p.start for p in document.passages]
    rows: dict[str, Row] = {}
    for marker, (start, end), work, resolved_by in _citations(document, found):
        work_id = _work_id(found.works[work]) if work is not None else None
        passage = document.passages[max(bisect_right(starts, start) - 1, 0)]
        citation_id = make_id("k", document.source_id, start, end, marker, work_id)
        row = {
            "citation_id": citation_id,
            "source_id": document.source_id,
            "marker": marker,
            "char_start": start,
            "char_end": end,
            "resolved_by": resolved_by,
            "reach_start": reach[start, end][0] if (start, end) in reach else None,
            "reach_end": reach[start, end][1] if (start, end) in reach else None,
            "work_id": work_id,
            "passage_id": make_id("p", document.source_id, passage.start, passage.end),
            "claim_id": None,
        }
        rows.setdefault(citation_id, row)
    return sorted(rows.values(), key=lambda r: (r["char_start"], r["char_end"]))


def _citations(document: Document, found: Bibliography) -> Iterator[tuple[str, Span, int | None, str]]:
    for note, resolutions in zip(document.notes, found.notes, strict=True):
        for span in note.marks or ((note.start, note.end),):
            for resolution in resolutions:
                yield note.label, span, resolution.work, resolution.resolved_by
    for citation in document.citations:
        work = found.references[citation.reference] if citation.reference is not None else None
        marker = " ".join(document.text[citation.start : citation.end].split())
        yield marker, (citation.start, citation.end), work, "unresolved" if work is None else "author_year"


def _work_id(work: Work) -> str:
    """Return an id that the same work has in every document that cites it alike."""
    title = " ".join((work.title or "").lower().split())
    return make_id("w", work.family, title or work.url, (work.issued or "")[:4])
