"""Windows: a document cut into runs of sentences that the encoder reads at once, a few sentences of context before.

A window holds word pieces of several paragraphs; the places of words, actors, dates and sums in it are known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows.extract.local_actors import ActorMention
from flows.extract.local_dates import Offer
from flows.extract.local_reading import Page, ReadDocument
from flows.extract.money import MoneyMention

if TYPE_CHECKING:
    from tokenizers import Tokenizer

CORE = 230  # pieces of a window that are coded
BEFORE = 50  # pieces, at least, of what comes before them
LONGEST = 512  # pieces that the encoder can take
CLS, SEP = 101, 102  # BERT's marks of the beginning of a text and of the end of a part
# Words that can state an act.
CONTENT = frozenset({"VERB", "NOUN", "PROPN", "ADJ", "AUX"})
HOWS = ("name", "leader", "person", "pronoun", "title", "pair", "place", "document")
RANKS = 4  # the three most named actors of a document, and all others
# What is marked at a piece: nothing, an actor (by how it is named and how often), a date, a sum.
DATE, _SUM = 1 + RANKS * len(HOWS), 2 + RANKS * len(HOWS)
MARKS = 3 + RANKS * len(HOWS)


@dataclass(frozen=True, slots=True)
class Place:
    """A word of a window: its page, its token there, its first piece and its sentence in the window."""

    page: int
    token: int
    piece: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Actor:
    """A mention of actors in a window; `standing` is how often the document names the first (0: most)."""

    at: Place
    mention: ActorMention
    index: int
    standing: int


@dataclass(slots=True)
class Window:
    """Pieces with their marks, and what stands among them.

    `core` are the words that are coded here, `words` those of them that can state an act; `actors` also stand in
    the context, `dates` and `sums` only in the core's paragraphs.
    """

    pieces: list[int]
    marks: list[int]
    core: list[Place] = field(default_factory=list)
    words: list[Place] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)
    dates: list[tuple[Place, Offer]] = field(default_factory=list)
    sums: list[tuple[Place, MoneyMention]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence, or as much of it as a window can hold: its tokens, each with its first piece, and its pieces."""

    page: int
    start: int
    first_pieces: Sequence[int]
    pieces: Sequence[int]


def windows(read: ReadDocument, tokenizer: Tokenizer, first: int = CORE) -> Iterator[Window]:
    """Yield the windows of a document; every sentence is in the core of one, the first of `first` pieces at most."""
    sentences = list(_sentences(read.pages, tokenizer))
    start = 0
    while start < len(sentences):
        end, size = start + 1, len(sentences[start].pieces)
        while end < len(sentences) and size + len(sentences[end].pieces) < (CORE if start else first):
            size += len(sentences[end].pieces) + 1
            end += 1
        before, size = start, 0
        while before > 0 and size < BEFORE:
            before -= 1
            size += len(sentences[before].pieces)
        while _pieces(sentences[before:end]) > LONGEST:
            before += 1
        yield _window(read, sentences[before:end], start - before)
        start = end


def _pieces(sentences: Sequence[_Sentence]) -> int:
    """Return how many pieces a window of these sentences may have at most, with its marks."""
    return 1 + sum(len(sentence.pieces) + 1 for sentence in sentences)


def _sentences(pages: Sequence[Page], tokenizer: Tokenizer) -> Iterator[_Sentence]:
    encoded = tokenizer.encode_batch([page.doc.text for page in pages], add_special_tokens=False)
    for number, (page, one) in enumerate(zip(pages, encoded, strict=True)):
        ends = [end for _, end in one.offsets]
        first = [min(bisect_right(ends, token.idx), max(len(ends) - 1, 0)) for token in page.doc]
        for sentence in page.doc.sents:
            yield from _cut(number, sentence.start, sentence.end, first, one.ids)


def _cut(page: int, start: int, end: int, first: Sequence[int], ids: Sequence[int]) -> Iterator[_Sentence]:
    """Yield a sentence, in parts if it is longer than a window's core."""
    while start < end:
        stop = start + 1
        while stop < end and first[stop] - first[start] <= CORE - 10:
            stop += 1
        last = first[stop] if stop < len(first) else len(ids)
        pieces = ids[first[start] : min(last, first[start] + CORE)]
        yield _Sentence(page, start, [piece - first[start] for piece in first[start:stop]], pieces)
        start = stop


def _window(read: ReadDocument, sentences: Sequence[_Sentence], context: int) -> Window:
    """Put sentences together; the first `context` of them are only read, not coded."""
    pieces, places, page = [CLS], [], None
    core: list[Place] = []
    for number, sentence in enumerate(sentences):
        if page not in (None, sentence.page):
            pieces.append(SEP)
        page = sentence.page
        base = len(pieces)
        pieces.extend(sentence.pieces)
        here = [
            Place(page, sentence.start + n, base + piece, number)
            for n, piece in enumerate(sentence.first_pieces)
            if piece < len(sentence.pieces)
        ]
        places += here
        if number >= context:
            core += here
    pieces.append(SEP)
    window = Window(pieces, [0] * len(pieces), core)
    pages = read.pages
    window.words = [place for place in core if pages[place.page].doc[place.token].pos_ in CONTENT]
    _mark(window, read, {(place.page, place.token): place for place in places})
    return window


def _mark(window: Window, read: ReadDocument, places: dict[tuple[int, int], Place]) -> None:
    """Find and mark the actors, dates and sums of a window."""
    standing = {actor: n for n, actor in enumerate(read.standing[: RANKS - 1])}
    for number in sorted({place.page for place in places.values()}):
        for index, mention in enumerate(read.pages[number].mentions):
            if place := places.get((number, mention.token)):
                rank = standing.get(mention.actors[0], RANKS - 1)
                window.actors.append(Actor(place, mention, index, rank))
                window.marks[place.piece] = 1 + HOWS.index(mention.how) * RANKS + rank
    for number in sorted({place.page for place in window.core}):
        page = read.pages[number]
        for date in page.offers:
            if place := places.get((number, _token_at(page, date.start))):
                window.dates.append((place, date))
                window.marks[place.piece] = window.marks[place.piece] or DATE
        for money in page.money:
            if place := places.get((number, _token_at(page, money.start))):
                window.sums.append((place, money))
                window.marks[place.piece] = window.marks[place.piece] or _SUM


def _token_at(page: Page, start: int) -> int:
    """Return the token that holds a character, or the last before it."""
    return bisect_right(page.starts, start) - 1
