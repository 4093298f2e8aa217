"""The Document: a source's text, its passages, and what ties notes and references to places in it.

Offsets are Unicode code points of `Document.text`, half-open. Nothing here changes the text: a `Reading` is a
view of one paragraph with its soft hyphens, footnote marks and page breaks read through, and knows for every
character where it stands in the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of the text. The passages of a document cover it without gap or overlap.

    `role` is one of schemas.vocabulary.PASSAGE_ROLE; `section` the heading it stands under; `page` the page
    counted from 1 where the source has pages; `paragraph` the number of the logical paragraph it belongs to
    (several passages may share one), None for blocks that are no paragraph.
    """

    role: str
    start: int
    end: int
    section: str | None = None
    page: int | None = None
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A logical paragraph: the spans of text that read on as one, page breaks and notes between them left out."""

    number: int
    role: str
    spans: tuple[Span, ...]
    section: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote: its label, its own text, and the marks in the body that point to it.

    `more` holds the spans where the note goes on after a page break.
    """

    label: str
    start: int
    end: int
    marks: tuple[Span, ...] = ()
    more: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of a reference list. `key` is what citations match it by, such as "craig 2015"."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """An author-year citation in the body; `reference` is the index of its entry, None if there is none."""

    start: int
    end: int
    reference: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A paragraph as a reader takes it in: clean text, and for each of its characters the place in the source."""

    text: str
    offsets: tuple[int, ...]

    def source_span(self, start: int, end: int) -> Span:
        """Return the half-open span of the source's text that text[start:end] was read from.

        Raises ValueError if the span is empty or outside the reading.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"span {start}-{end} is not inside a reading of {len(self.text)} characters")
        return self.offsets[start], self.offsets[end - 1] + 1


@dataclass(frozen=True, slots=True)
class Document:
    """A source as parsed.

    `problems` reports what parsing could not tie up, one line each; `markup` says how the text's signs are to be
    read: "markdown" or "plain".
    """

    source_id: str
    text: str
    passages: tuple[Passage, ...]
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[Note, ...] = ()
    references: tuple[Reference, ...] = ()
    citations: tuple[Citation, ...] = ()
    problems: tuple[str, ...] = field(default=())
    markup: str = "plain"
