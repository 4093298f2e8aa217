"""Reach: the words that a note mark or an author-year citation stands for.

The rule, which `schemas.columns` tells users of the data:

* A mark stands for the words of its sentence before it, back to the mark before it in that sentence. Marks with no
  word between them stand for the same words.
* A name outside brackets with its year behind it ("Toma (1995) holds that ...") stands for the words of its sentence
  after it, up to the next mark; if none follow, for those before it as any mark.
* The only marks of a paragraph, at its very end, stand for the whole paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from flows.parse.document import Document, Reading, Span
from flows.parse.reading import reading

if TYPE_CHECKING:
    from spacy.language import Language

WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark: its span in the source, its span in the reading (empty for a note mark), and whether a name opens it."""

    source: Span
    start: int
    end: int
    opens: bool


def reaches(document: Document) -> dict[Span, Span]:
    """Return for each mark in the prose the span of the source that it stands for; both are half-open."""
    found: dict[Span, Span] = {}
    notes = sorted({mark for note in document.notes for mark in note.marks})
    cited = sorted({(c.start, c.end) for c in document.citations})
    for paragraph in document.paragraphs:
        inside = [*_within(notes, paragraph.spans), *_within(cited, paragraph.spans)]
        if inside:
            read = reading(document, paragraph)
            marks = sorted((_mark(read, span) for span in inside), key=lambda m: (m.start, m.source))
            found |= dict(_of_paragraph(read, marks))
    return found


def _within(marks: Sequence[Span], spans: Iterable[Span]) -> Iterator[Span]:
    for start, end in spans:
        yield from marks[bisect_left(marks, (start, 0)) : bisect_left(marks, (end, 0))]


def _mark(read: Reading, span: Span) -> _Mark:
    start, end = bisect_left(read.offsets, span[0]), bisect_left(read.offsets, span[1])
    before = read.text[:start]
    bracketed = before.count("(") > before.count(")")
    return _Mark(span, start, end, end > start and not bracketed)


def _of_paragraph(read: Reading, marks: Sequence[_Mark]) -> Iterator[tuple[Span, Span]]:
    sentences = _sentences(read.text)
    starts = [start for start, _ in sentences]
    by_sentence: dict[int, list[_Mark]] = {}
    for mark in marks:
        # A note mark stands behind its words, so it belongs to the sentence of the character before it.
        at = mark.start if mark.end > mark.start else max(mark.start - 1, 0)
        n = max(bisect_right(starts, at) - 1, 0)
        if n and mark.end > mark.start and not mark.opens and not WORD.search(read.text[starts[n] : mark.start]):
            n -= 1  # brackets behind a full stop belong to the sentence that it ends
        by_sentence.setdefault(n, []).append(mark)
    runs = {n: _runs(read.text, here) for n, here in by_sentence.items()}
    if len(runs) == 1 and len(*runs.values()) == 1:
        run = next(iter(runs.values()))[0]
        if not run[0].opens and not _has_word(read.text[run[-1].end :]):
            yield from _spread(read, run, 0, run[0].start)
            return
    for n, here in runs.items():
        yield from _of_sentence(read, sentences[n], here)


def _of_sentence(read: Reading, sentence: Span, runs: Sequence[Sequence[_Mark]]) -> Iterator[tuple[Span, Span]]:
    at = sentence[0]
    for n, run in enumerate(runs):
        stop = runs[n + 1][0].start if n + 1 < len(runs) else sentence[1]
        if run[-1].opens and _has_word(read.text[run[-1].end : stop]):
            yield from _spread(read, run, run[0].start, stop)
            at = stop
        else:
            yield from _spread(read, run, at, run[0].start)
            at = run[-1].end


def _spread(read: Reading, run: Sequence[_Mark], start: int, end: int) -> Iterator[tuple[Span, Span]]:
    """Yield each mark of a run with the span of the source from a place in the reading on, the marks included."""
    start += len(read.text[start:]) - len(read.text[start:].lstrip())
    first = read.offsets[start] if start < len(read.offsets) else run[0].source[0]
    last = read.offsets[end - 1] + 1 if end > start else first
    whole = min(first, run[0].source[0]), max(last, run[-1].source[1])
    yield from ((mark.source, whole) for mark in run)


def _runs(text: str, marks: Sequence[_Mark]) -> list[list[_Mark]]:
    """Return the marks of a sentence in runs with no word between them."""
    runs: list[list[_Mark]] = []
    for mark in marks:
        if runs and not _has_word(text[runs[-1][-1].end : mark.start]):
            runs[-1].append(mark)
        else:
            runs.append([mark])
    return runs


def _has_word(text: str) -> bool:
    """Return whether words stand in a text beside years and pages that go on with a citation, "2004, p. 9)"."""
    return bool(WORD.search(re.sub(r"\A[\d\s,:;–-]*(?:pp?\.\s*[\d–-]+)?\s*\)", "", text)))


def _sentences(text: str) -> list[Span]:
    return [(sentence.start_char, sentence.end_char) for sentence in _splitter()(text).sents]


@lru_cache(maxsize=1)
def _splitter() -> Language:
    import spacy  # noqa: PLC0415

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    return nlp
