"""Which of a paragraph's dates is that of an act, and how it is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.extract.dates import DateMention

if TYPE_CHECKING:
    from spacy.tokens import Span, Token


@dataclass(frozen=True, slots=True)
class When:
    """The act's date in EDTF and its basis (schemas.vocabulary.DATE_BASIS); `place` says where it was found."""

    edtf: str | None
    basis: str | None
    place: str


NO_DATE = When(None, None, "none")


def date_of(token: Token, evidence: Span, dates: Sequence[DateMention]) -> When:
    """Return the date of the act that `token` states: the nearest in its evidence, else one its clause hangs on.

    `dates` are those of the paragraph. A date in another clause of the sentence counts only if that clause
    governs the trigger, or opens the sentence.
    """
    inside = [d for d in dates if evidence.start_char < d.end and d.start < evidence.end_char]
    if inside:
        return _when(_nearest(inside, token), "evidence")
    sentence = token.sent
    near = [d for d in dates if sentence.start_char <= d.start < sentence.end_char]
    governing = [d for d in near if _governs(d, token)]
    if governing:
        return _when(_nearest(governing, token), "sentence")
    return NO_DATE


def _governs(date: DateMention, token: Token) -> bool:
    """Say whether the date is an adverbial of the trigger or of a word that governs it."""
    span = token.doc.char_span(date.start, date.end, alignment_mode="expand")
    if span is None:
        return False
    head = span.root
    while head.pos_ not in ("VERB", "AUX") and head.dep_ != "ROOT":
        head = head.head
    return head.i == token.i or head in token.ancestors


def _nearest(dates: Sequence[DateMention], token: Token) -> DateMention:
    return min(dates, key=lambda d: (abs((d.start + d.end) // 2 - token.idx), d.start))


def _when(date: DateMention, place: str) -> When:
    basis = "relative" if date.relative else "explicit" if place == "evidence" else "context"
    return When(date.edtf, basis, place)
