"""What a claim's clause tells beside the act: numbers of things, and persons who act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import TYPE_CHECKING

from flows.extract.dates import DateMention
from flows.extract.local_reading import Page
from flows.extract.money import MoneyMention
from flows.extract.numerals import number
from schemas.claim import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

# Numbers with these count time, shares, money or actors, not things.
_TIMES = frozenset({"day", "week", "month", "year", "decade", "century", "hour", "time", "o'clock", "winter", "summer"})
_SHARES = frozenset({"percent", "cent", "%"})
_MONEY = frozenset({"dollar", "euro", "franc", "mark", "pound", "rouble", "ruble", "rupee"})
# Those who act beside the words of the lexicon for pairs, which the pronouns are read by too.
_PARTIES = frozenset({"member", "signatory", "administration", "head", "superpower", "korea", "germany", "germanie"})
_NOT_THINGS = _TIMES | _SHARES | _MONEY | _PARTIES
_PERSONS = frozenset({"leader", "person"})
_NAMED = _PERSONS | {"name"}
_MODIFIES = frozenset({"compound", "amod", "nmod", "poss"})
_VAGUE = frozenset({"several", "few", "many"})


def quantity_in(evidence: Span, page: Page, parties: Set[str]) -> Quantity | None:
    """Return the first number of things in the evidence, with the things named as in the text.

    The numbers in sums and dates count nothing. `parties` are the nouns, as lemmas, for those who act ("the two
    countries"): they are the claim's actors, not its things.
    """
    places = [*_places(page.money), *_places(page.dates)]
    for token in evidence:
        if token.dep_ != "nummod" or token.head.i <= token.i or token.head.pos_ not in ("NOUN", "PROPN"):
            continue
        value = _number([part.text for part in token.subtree if part.i <= token.i])
        if not value or any(token.idx in place for place in places) or not _is_thing(token.head, parties):
            continue
        item = evidence.doc[token.i + 1 : token.head.i + 1].text
        # "Three-way talks" are not three of anything.
        if item[0].isalpha():
            return Quantity(value, item)
    return None


def agents_in(evidence: Span, page: Page, offices: Set[str], does: Set[str]) -> tuple[str, ...]:
    """Return the names of the persons and bodies who act in the evidence, as the text has them.

    A month is no person, nor is one after whom a thing is named ("the Marshall Plan"). `offices` are the nouns for
    offices and bodies, `does` the actors who act: of these alone such are named ("the Soviet government").
    """
    days = _places(page.dates)
    persons = frozenset(mention.token for mention in page.mentions if mention.how in _PERSONS)
    names = []
    for mention in page.mentions:
        token = evidence.doc[mention.token]
        if not evidence.start <= token.i < evidence.end or any(token.idx in day for day in days):
            continue
        if (office := _office(token, offices)) is not None:
            if mention.how in _NAMED and not does.isdisjoint(mention.actors) and not _is_of(office, persons):
                names.append(office.text)
        elif mention.how in _PERSONS and not _names_a_thing(token):
            names.append(_full_name(token, mention.label))
    return tuple(dict.fromkeys(names))


def _is_of(office: Span, persons: Set[int]) -> bool:
    """Say whether an office is that of the person named right before it: "Brezhnev, the Soviet leader"."""
    doc, before = office.doc, office.start - 1
    before -= before > 0 and doc[before].pos_ == "DET"
    return before > 0 and doc[before].text == "," and before - 1 in persons


def _office(token: Token, offices: Set[str]) -> Span | None:
    """Return the office or body that a name says whose it is, "Soviet government" of "Soviet", if it does."""
    head, doc = token.head, token.doc
    if token.dep_ not in _MODIFIES or head.i < token.i or offices.isdisjoint({head.lemma_.lower(), head.lower_}):
        return None
    # "Soviet leader Brezhnev" and "Brezhnev, the Soviet leader" name the person.
    if (head.dep_ in _MODIFIES and head.head.i > head.i) or "appos" in (
        head.dep_,
        *(part.dep_ for part in head.children),
    ):
        return None
    first = min((part.i for part in token.subtree if part.dep_ in _MODIFIES), default=token.i)
    return doc[min(first, token.i) : head.i + 1]


def _places(mentions: Iterable[MoneyMention | DateMention]) -> list[range]:
    return [range(mention.start, mention.end) for mention in mentions]


def _number(words: Sequence[str]) -> float | None:
    """Return the number that the words end in, 50 of "more than 50"; None for "several hundred"."""
    for first, word in enumerate(words):
        value = number(" ".join(words[first:]))
        if value is not None or word.lower() in _VAGUE:
            return value
    return None


def _full_name(token: Token, label: str) -> str:
    parts = [part for part in token.subtree if part.dep_ == "compound" and part.pos_ == "PROPN" and part.i < token.i]
    start = min((part.i for part in parts), default=token.i)
    text = token.doc[start : token.i + 1].text
    return text if len(text) > len(label) else label


def _names_a_thing(token: Token) -> bool:
    head = token.head
    return token.dep_ == "compound" and head.i > token.i and head.pos_ == "PROPN" and head.ent_type_ != "PERSON"


def _is_thing(head: Token, parties: Set[str]) -> bool:
    # The lemma of a name is itself: "the three Powers".
    lemmas = {head.lemma_.lower(), head.lower_.removesuffix("s")}
    return lemmas.isdisjoint(_NOT_THINGS | parties) and head.ent_type_ == ""
