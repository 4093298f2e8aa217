"""What "the former" and "the latter" mean: their names are put in their place, and parser and model read these.

Marking the words as a mention alone did not help: the model took both parties of "the latter signed a treaty with
Hungary" for signatories, and the parser calls "latter" an adjective as often as a subject.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from typing import TYPE_CHECKING

from flows.extract.local_actors import ActorMention
from flows.parse.document import Reading

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_OF_TWO = {"former": 0, "latter": 1}
_NAMED = frozenset({"name", "leader"})
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
        for token in sentence:
            end = _end(token, nouns)
            if end is None:
                continue
            told = _two([one for one in here if one.token < token.i], doc)
            two = told if len(told) > 1 else before
            if len(two) == len(_OF_TWO):
                yield doc[token.i - 1].idx, doc[end].idx + len(doc[end]), two[_OF_TWO[token.lower_]]
        before = _two(here, doc) or before


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
    after = token.nbor() if token.i + 1 < len(token.doc) else None
    if after is None or after.pos_ not in _NOUNS:
        return token.i
    return after.i if token.lower_ == "latter" and after.lemma_ in nouns else None


def _replaced(read: Reading, start: int, end: int, name: str) -> Reading:
    """Return the reading with a name in place of a span; each word of the name is at the place of the whole span."""
    first, last = read.offsets[start], read.offsets[end - 1]
    places = [first] * len(name)
    for n, after in enumerate(name[1:] + " "):
        if after == " ":
            places[n] = last
    return Reading(read.text[:start] + name + read.text[end:], (*read.offsets[:start], *places, *read.offsets[end:]))
