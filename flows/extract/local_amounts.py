"""What a claim's clause tells beside the act: numbers of things, and persons who act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from flows.extract.dates import DateMention
from flows.extract.local_actors import ActorMention
from flows.extract.money import MoneyMention
from flows.extract.numerals import number
from schemas.claim import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

# Numbers with these count time or rank, not things.
_NOT_THINGS = frozenset(
    {"day", "week", "month", "year", "decade", "century", "hour", "time", "o'clock", "percent", "%"}
)


def quantity_in(evidence: Span, apart: Iterable[MoneyMention | DateMention]) -> Quantity | None:
    """Return the first number of things in the evidence, with the things named as in the text.

    `apart` are the sums and dates that the paragraph names: their numbers count nothing.
    """
    places = [range(mention.start, mention.end) for mention in apart]
    for token in evidence:
        if token.dep_ != "nummod" or token.head.i <= token.i or token.head.pos_ not in ("NOUN", "PROPN"):
            continue
        value = number(" ".join(part.text for part in token.subtree if part.i <= token.i))
        if not value or any(token.idx in place for place in places) or not _is_thing(token.head):
            continue
        item = evidence.doc[token.i + 1 : token.head.i + 1].text
        # "Three-way talks" are not three of anything.
        if item[0].isalpha():
            return Quantity(value, item)
    return None


def agents_in(evidence: Span, mentions: Sequence[ActorMention], dates: Iterable[DateMention]) -> tuple[str, ...]:
    """Return the names of the persons who act in the evidence, as the text has them; a month is no person."""
    days = [range(mention.start, mention.end) for mention in dates]
    persons = (
        m
        for m in mentions
        if m.how in ("leader", "person")
        and evidence.start <= m.token < evidence.end
        and not any(evidence.doc[m.token].idx in day for day in days)
    )
    names = (_full_name(evidence.doc[mention.token], mention.label) for mention in persons)
    return tuple(dict.fromkeys(names))


def _full_name(token: Token, label: str) -> str:
    parts = [part for part in token.subtree if part.dep_ == "compound" and part.pos_ == "PROPN" and part.i < token.i]
    start = min((part.i for part in parts), default=token.i)
    text = token.doc[start : token.i + 1].text
    return text if len(text) > len(label) else label


def _is_thing(head: Token) -> bool:
    return head.lemma_.lower() not in _NOT_THINGS and head.ent_type_ == ""
