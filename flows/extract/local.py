"""The `local` coder: a parser, a lexicon of actors and a small learned model, offline and deterministic.

An encoder reads windows of word pieces; at each word that may state an act, heads on top of it say of which kind,
who acts on whom, when, how far it got and in which words. What is likely enough becomes a claim. Where the grammar of
its sentence leaves no doubt, that overrules the model (`local_syntax`, `local_reports`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits

from flows.extract.local_actors import unsettled
from flows.extract.local_acts import Act, acts, signs_in_document
from flows.extract.local_amounts import agents_in, quantity_in
from flows.extract.local_confidence import Confidence, Signs
from flows.extract.local_dates import Offer
from flows.extract.local_model import Model
from flows.extract.local_reading import MODEL, Page, ReadDocument, Reader
from flows.extract.local_windows import windows
from flows.lexicon.actors import Unsettled
from flows.parse.document import Document
from schemas.claim import Amount, Claim, with_ids
from schemas.ids import fingerprint, sha256_text

if TYPE_CHECKING:
    from spacy.tokens import Span


@dataclass(frozen=True, slots=True)
class Read:
    """What reading a document gave: claims, and names left open, their places in characters of the document."""

    claims: list[Claim]
    unsettled: list[Unsettled]


class LocalCoder:
    """Codes documents by a lexicon and a model. `threshold` is the least confidence at which a claim is kept.

    By default it is the model's own, at which its F1 was best on texts that it had not learned from.
    """

    name = "local"

    def __init__(self, lexicon: Path, model: Path, threshold: float | None = None) -> None:
        self._reader = Reader(lexicon)
        self._lexicon = self._reader.lexicon
        self._model = Model(model)
        self._threshold = float(self._model.card["threshold"] if threshold is None else threshold)
        self._confidence = Confidence.of_card(self._model.card)

    @cached_property
    def version(self) -> str:
        """Hashes of the code, of the lexicon and of the model, the parser's version, and the threshold."""
        parts = (_code(), self._lexicon.fingerprint, self._model.fingerprint, metadata.version(MODEL))
        return "+".join((*parts, f"{self._threshold:g}"))

    def code(self, document: Document) -> list[Claim]:
        """Return the claims of a document, in order of place."""
        return self.code_many([document])[0]

    def read(self, document: Document) -> Read:
        """Return the claims of a document, and the places whose name stands for several actors."""
        (read,) = self._reader.read([document])
        return Read(self._claims(document, read), [place for page in read.pages for place in _open_names(page)])

    def code_many(self, documents: Sequence[Document]) -> list[list[Claim]]:
        """Return the claims of each document; their paragraphs go through the parser in one stream."""
        read = self._reader.read(documents)
        return [self._claims(document, one) for document, one in zip(documents, read, strict=True)]

    def with_signs(self, documents: Sequence[Document]) -> list[list[tuple[Claim, Signs]]]:
        """Return the claims of each document, without ids, each with what its confidence is made from."""
        read = self._reader.read(documents)
        return [list(self._found(document, one)) for document, one in zip(documents, read, strict=True)]

    def _claims(self, document: Document, read: ReadDocument) -> list[Claim]:
        return with_ids(claim for claim, _ in self._found(document, read))

    def _found(self, document: Document, read: ReadDocument) -> Iterator[tuple[Claim, Signs]]:
        """Yield the claims that are sure enough, each with its signs, in order of place."""
        # The heads' tables are too small for several threads: on two processors these took twice the time of one.
        with threadpool_limits(1, "blas"):
            found = [
                act
                for window in windows(read, self._model.tokenizer)
                for act in acts(window, read, self._model.encode(window), self._model)
            ]
        for act, signs in zip(found, signs_in_document(found), strict=True):
            confidence = self._confidence.of(act.kind, signs)
            if confidence >= self._threshold:
                yield self._claim(document, read.pages[act.word.page], act, confidence), signs

    def _phase(self, act: Act, evidence: Span) -> str | None:
        """Return whether an act begins or ends: what a word of the evidence says, else what the model does.

        The model takes "lifted" for the beginning of a sanction; in the coded texts not kept aside the words are
        wrong between beginning and end in 7 of 142 cases.
        """
        words = self._lexicon.phases.get(act.kind, {})
        return next((words[t.lemma_.lower()] for t in evidence if t.lemma_.lower() in words), act.phase)

    def _claim(self, document: Document, page: Page, act: Act, confidence: float) -> Claim:
        evidence = page.doc[act.first : act.last + 1]
        start, end = page.reading.source_span(evidence.start_char, evidence.end_char)
        states = (*act.roles.source, *act.roles.target)
        cues = self._lexicon.cues
        amount = Amount(act.money.value, act.money.unit(states)) if act.money else None
        return Claim(
            source_id=document.source_id,
            coder=self.name,
            coder_version=self.version,
            kind=act.kind,
            source=act.roles.source,
            target=act.roles.target,
            others=act.roles.others,
            date=act.date.edtf if act.date else None,
            date_basis=_basis(act.date, evidence) if act.date else None,
            status=act.status,
            asserted_by=act.asserted_by,
            phase=self._phase(act, evidence),
            amount=amount,
            quantity=quantity_in(evidence, page, cues["pair"]),
            agents=agents_in(evidence, page, cues["definite"] | cues["title"], frozenset(act.roles.source)),
            char_start=start,
            char_end=end,
            quote_sha256=sha256_text(document.text[start:end]),
            confidence=round(confidence, 3),
        )


@lru_cache(maxsize=2)
def local_coder(seeds: Path) -> LocalCoder:
    """Return the local coder with lexicon and model of a seeds folder; kept, since loading them takes seconds."""
    return LocalCoder(seeds / "lexicon", seeds / "model")


def _basis(date: Offer, evidence: Span) -> str:
    """Return what a date rests on: one in the words of the claim, one of its paragraph, or a working out."""
    if date.year != "told":
        return "relative"
    inside = evidence.start_char <= date.start < evidence.end_char
    return "explicit" if inside and date.part == "whole" else "context"


def _open_names(page: Page) -> Iterator[Unsettled]:
    """Yield the names of a page that stand for several actors still, at their places in the document."""
    for name in unsettled(page.doc):
        start, end = page.reading.source_span(name.start, name.end)
        yield replace(name, start=start, end=end)


@lru_cache(maxsize=1)
def _code() -> str:
    """Return a hash of the modules that decide what is coded."""
    here = Path(__file__).parent
    names = {"dates.py", "date_patterns.py", "money.py", "money_patterns.py", "numerals.py"}
    own = (p for p in here.glob("*.py") if p.name in names or p.name.startswith("local"))
    return fingerprint([*own, *(here.parent / "lexicon").glob("*.py")])[:12]
