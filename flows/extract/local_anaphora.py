"""What "the former" and "the latter" mean: their names are put in their place, and parser and model read these.

Marking the words as a mention alone did not help: the model took both parties of "the latter signed a treaty with
Hungary" for signatories, and the parser calls "latter" an adjective as often as a subject.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from typing import TYPE_CHECKING

from flows.extract.local_actors import ActorMention, unsettled
from flows.parse.document import Reading

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_OF_TWO = {"former": 0, "latter": 1}
_NAMED = frozenset({"name", "leader"})
_WORD = re.compile(r"\w+")
# "In the former" tells of a time or a case.
_WITHIN = frozenset({"during", "in", "under"})
# Parts of speech of what makes "former" and "latter" say something else: "the former envoy", "the latter half".
_NOUNS = frozenset({"NOUN", "PROPN", "NUM", "ADJ"})


def spelled_out(
    read: Reading, doc: Doc, named: Sequence[ActorMention], nouns: Set[str], name_of: Callable[[str], str | None]
) -> Reading | None:
    """Return a paragraph with names for "the former" and "the latter", None where nothing is to be put.

    `doc` is its parse and `named` whom it names; `nouns` may follow "the latter" ("the latter country"), and `name_of`
    gives the name of an actor, None if it has none that means it alone. The phrases stand for the two actors that the
    sentence names before them, or else the last sentence that names any; of more, for two joined by "and".
    """
    places = [
        (start, end, name) for start, end, actor in _meant(doc, named, nouns) if (name := name_of(actor)) is not None
    ]
    for start, end, name in reversed(places):
        read = _replaced(read, start, end, name)
    return read if places else None


def _meant(doc: Doc, named: Sequence[ActorMention], nouns: Set[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the span of each such phrase, in characters of the paragraph, and the actor it means."""
    before: tuple[str, ...] = ()
    for sentence in doc.sents:
        here = [one for one in named if one.how in _NAMED and sentence.start <= one.token < sentence.end]
        two: tuple[str, ...] = ()
        for token in sentence:
            end = _end(token, nouns)
            if end is None:
                continue
            told = [one for one in here if one.token < token.i]
            # "The former went to Cyprus, the latter" means the same two.
            if not two:
                two = before if _looks_back(token, told, doc) else _candidates(told, doc[sentence.start : token.i])
            if len(two) == len(_OF_TWO):
                yield doc[token.i - 1].idx, doc[end].idx + len(doc[end]), two[_OF_TWO[token.lower_]]
        before = _candidates(here, sentence) if here else before


def _looks_back(token: Token, told: Sequence[ActorMention], doc: Doc) -> bool:
    """Say whether the phrase means whom an earlier sentence names, since its own names nobody, or only who acts on it.

    "Japan wrote to Korea, and the latter" leaves it open, where Korea may be two.
    """
    open_names = any(token.sent.start_char <= place.start < token.idx for place in unsettled(doc))
    return not open_names and (not told or (len(_distinct(told)) == 1 and token.dep_ not in ("nsubj", "nsubjpass")))


def _candidates(mentions: Sequence[ActorMention], span: Span) -> tuple[str, ...]:
    """Return the actors named in a span, none if it goes on to name two other things: "peace and trade"."""
    last = max((one.token for one in mentions), default=span.start)
    things = any(
        token.pos_ == "NOUN" and token.dep_ == "conj" and token.head.pos_ == "NOUN" and token.head.i > last
        for token in span
    )
    return () if things else _two(mentions, span.doc)


def _two(mentions: Sequence[ActorMention], doc: Doc) -> tuple[str, ...]:
    """Return the actors named, each once; of more than two, those two that "and" joins, if just two are joined."""
    named = _distinct(mentions)
    if len(named) <= len(_OF_TWO):
        return named
    at = {one.token for one in mentions}
    joined = _distinct(one for one in mentions if any(other.i in at for other in doc[one.token].conjuncts))
    return joined if len(joined) == len(_OF_TWO) else named


def _distinct(mentions: Iterable[ActorMention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(actor for one in mentions for actor in one.actors))


def _end(token: Token, nouns: Set[str]) -> int | None:
    """Return the last token of the phrase that stands for one of two, None if the token begins none."""
    if token.lower_ not in _OF_TWO or not token.i or token.nbor(-1).lower_ != "the":
        return None
    if token.i > 1 and token.nbor(-2).lower_ in _WITHIN:
        return None
    after = token.nbor() if token.i + 1 < len(token.doc) else None
    if after is not None and after.pos_ in _NOUNS:
        return after.i if token.lower_ == "latter" and after.lemma_ in nouns else None
    return None if _says_of_what(token) else token.i


def _says_of_what(token: Token) -> bool:
    """Say whether "former" goes with a noun further on: "the former ruling party", "the former and current"."""
    if token.dep_ in ("amod", "compound") and token.head.i > token.i:
        return True
    after = token.doc[token.i + 1 : token.i + 3]
    if not after:
        return False
    joined = after[0].pos_ == "CCONJ" and len(after) > 1 and after[1].pos_ in _NOUNS
    return joined or after[0].tag_ == "VBG" or after[0].is_quote or after[-1].text == "-"


def _replaced(read: Reading, start: int, end: int, name: str) -> Reading:
    """Return the reading with a name in place of a span; each word of the name is at the place of the whole span."""
    first, last = read.offsets[start], read.offsets[end - 1]
    ends = {match.end() - 1 for match in _WORD.finditer(name)}
    places = [last if n in ends else first for n in range(len(name))]
    return Reading(read.text[:start] + name + read.text[end:], (*read.offsets[:start], *places, *read.offsets[end:]))
