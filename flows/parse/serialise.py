"""Documents as JSON, text and all: what a cache keeps so that a file is parsed once."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from flows.parse.document import Citation, Document, Note, Paragraph, Passage, Reference, Span

VERSION = 1  # of the layout; a cache written by another layout is refused


def document_to_json(document: Document) -> str:
    """Return the document, its text included, as JSON."""
    return json.dumps({"version": VERSION, **asdict(document)}, ensure_ascii=False)


def document_from_json(line: str) -> Document:
    """Return the document that `document_to_json` wrote. Raises ValueError on any other text."""
    try:
        row = json.loads(line)
        if row.pop("version") != VERSION:
            raise ValueError("written by another version")
        return Document(
            source_id=row["source_id"],
            text=row["text"],
            passages=tuple(Passage(**p) for p in row["passages"]),
            paragraphs=tuple(Paragraph(**{**p, "spans": _spans(p["spans"])}) for p in row["paragraphs"]),
            notes=tuple(Note(**{**n, "marks": _spans(n["marks"]), "more": _spans(n["more"])}) for n in row["notes"]),
            references=tuple(Reference(**r) for r in row["references"]),
            citations=tuple(Citation(**c) for c in row["citations"]),
            problems=tuple(row["problems"]),
            markup=row["markup"],
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"this is no document as parse writes it ({error}); delete the cached file") from None


def _spans(rows: list[Any]) -> tuple[Span, ...]:
    return tuple((int(start), int(end)) for start, end in rows)
