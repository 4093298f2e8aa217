"""The worst mistakes of a coder over several documents, with the words where the text is at hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.evaluate.mention import Mention
from flows.evaluate.scoring import Comparison


def mistakes(
    comparisons: Mapping[str, Comparison], texts: Mapping[str, str], limit: int
) -> dict[str, list[dict[str, Any]]]:
    """Return at most `limit` missed and `limit` extra mentions, those of the most certain coder first.

    Both are named by document. `text` of a mistake is what stands at its place, None where `texts` lacks the
    document. Ties go by document, then by place.
    """
    return {
        what: sorted(
            (
                _told(name, mention, texts.get(name))
                for name, comparison in comparisons.items()
                for mention in getattr(comparison, what)
            ),
            key=lambda row: (-(row["confidence"] or 0.0), row["document"], row["char_start"], row["char_end"]),
        )[:limit]
        for what in ("missed", "extra")
    }


def _told(document: str, mention: Mention, text: str | None) -> dict[str, Any]:
    return {
        "document": document,
        "kind": mention.kind,
        "source": sorted(mention.source),
        "target": sorted(mention.target),
        "date": mention.date,
        "status": mention.status,
        "confidence": mention.confidence,
        "char_start": mention.start,
        "char_end": mention.end,
        "text": text[mention.start : mention.end] if text is not None else None,
    }
