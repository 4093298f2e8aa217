"""Assembly: a text and its blocks become a Document."""

from __future__ import annotations

from typing import Literal

from flows.parse.blocks import Block, looks_like_markdown, split_blocks
from flows.parse.citations import tie_citations
from flows.parse.document import Document
from flows.parse.notes import tie_notes
from flows.parse.paragraphs import build
from flows.parse.reading import plain_reading
from flows.parse.roles import assign_roles

Markup = Literal["plain", "markdown"]


def parse_text(text: str, source_id: str, markup: Markup | None = None) -> Document:
    """Parse a text into a Document; without `markup`, whether it holds Markdown is told from the text.

    Raises ValueError if the text holds nothing but white space.
    """
    if not text.strip():
        raise ValueError(f"{source_id}: the text is empty; give a document that holds text")
    markup = markup or ("markdown" if looks_like_markdown(text) else "plain")
    return assemble(text, source_id, markup, split_blocks(text, markup), [])


def assemble(text: str, source_id: str, markup: str, blocks: list[Block], problems: list[str]) -> Document:
    """Make a Document of a text and its blocks, whose roles may be set in part."""
    for block in blocks:
        block.clean = plain_reading(text, block.start, block.end, markup)
    assign_roles(text, blocks, markup)
    passages, paragraphs = build(text, blocks)
    notes, note_problems = tie_notes(text, blocks)
    document = Document(
        source_id,
        text,
        tuple(passages),
        tuple(paragraphs),
        tuple(notes),
        problems=tuple(problems + note_problems),
        markup=markup,
    )
    return tie_citations(document, blocks)
