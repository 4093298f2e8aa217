"""Who says so: whether the text only reports an act as somebody's claim, and to whom it attributes the claim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from flows.extract.local_actors import ActorMention
from flows.extract.local_slots import stands_for
from flows.extract.local_syntax import Actors, accusing_of, actors_at, child_of, clause, helpers_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_HEARSAY = frozenset({"allegedly", "purportedly", "reportedly", "supposedly"})
# Verbs of saying that leave what is said to whoever says it.
_SAYING = frozenset(
    ("allege", "argue", "assert", "charge", "claim", "contend", "estimate", "maintain", "report", "say", "state")
)
_RUMOUR = _SAYING | {"believe", "rumor", "rumour", "suspect", "think"}
# Nouns for those whom one may go by, beside names: "according to an agreement" attributes nothing.
_TELLERS = frozenset(
    ("account", "analyst", "commentator", "diplomat", "government", "historian", "journal", "journalist", "minister")
) | {"newspaper", "observer", "officer", "official", "paper", "press", "report", "source", "spokesman", "witness"}
_PASSIVE = frozenset({"auxpass", "nsubjpass"})
_AHEAD = frozenset({"shall", "will", "would"})
# Kinds of act that one may do by saying so.
_IN_WORD = frozenset({"opposition", "support", "threat"})


@dataclass(frozen=True, slots=True)
class Report:
    """That an act is told as somebody's claim; `by` heads the words for who claims it, None if the text names none.

    Of a `denied` act `by` says that it was not: who claims that it was, the text leaves open.
    """

    by: Token | None
    denied: bool = False


def report(word: Token) -> Report | None:
    """Return how the text reports the act that a word states, None where the author asserts it."""
    verbs = clause(word)
    if not verbs:
        return None
    told_by = next((found for verb in verbs if (found := _according_to(verb)) is not None), None)
    if told_by is not None:
        return Report(told_by)
    return _said_of(verbs) or (Report(None) if any(_is_hearsay(verb) for verb in verbs) else None)


def reported_status(found: Report, word: Token, given: str) -> str:
    """Return the status of a reported act: alleged, unless what is said to be is a proposal or lies ahead."""
    if found.denied:
        return "alleged"
    verbs = clause(word)
    ahead = any(helpers_of(verb) & _AHEAD for verb in verbs) or (given == "planned" and len(verbs) > 1)
    return given if found.by is not None and (given == "proposed" or ahead) else "alleged"


def is_own_word(found: Report, word: Token, kind: str, source: Iterable[str], mentions: Iterable[ActorMention]) -> bool:
    """Say whether the act lies in the saying itself: "said that it opposed the war", not "that it had opposed"."""
    if found.by is None or found.denied or kind not in _IN_WORD or helpers_of(word) & {"had", "have", "has"}:
        return False
    return bool(actors_at(found.by, mentions) & {*source})


def bystanders(found: Report, word: Token, mentions: Sequence[ActorMention]) -> Actors:
    """Return the actors who say of others that they did something: they do it not themselves."""
    subjects = [child for verb in clause(word) for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]
    if found.by is None or found.by in subjects or any(subject.pos_ == "PRON" for subject in subjects):
        return frozenset()
    sentence = word.sent
    elsewhere = (
        one
        for one in mentions
        if sentence.start <= one.token < sentence.end and not stands_for(word.doc[one.token], found.by)
    )
    return actors_at(found.by, mentions) - {actor for one in elsewhere for actor in one.actors}


def asserted_by(found: Report) -> str | None:
    """Return the words for who claims that the act was done, None if the text names nobody who does."""
    return None if found.by is None or found.denied else name_of(found.by)


def name_of(speaker: Token) -> str | None:
    """Return the words for who speaks, without the article: "foreign minister of Chad"; None for a pronoun."""
    if speaker.pos_ not in ("NOUN", "PROPN"):
        return None
    before = [part for part in speaker.lefts if part.dep_ in ("amod", "compound", "nmod", "poss")]
    start = before[0].left_edge.i if before else speaker.i
    start += speaker.doc[start].dep_ == "det"
    of = next((part for part in speaker.rights if part.dep_ == "prep" and part.lower_ == "of"), None)
    whose = child_of(of, "pobj") if of is not None else None
    return str(speaker.doc[start : (speaker if whose is None else whose).i + 1].text)


def _according_to(verb: Token) -> Token | None:
    according = next((part for part in verb.children if part.dep_ == "prep" and part.lower_ == "according"), None)
    to = child_of(according, "prep") if according is not None else None
    teller = child_of(to, "pobj") if to is not None else None
    if teller is None:
        return None
    named = teller.lemma_ in _TELLERS or any(part.pos_ == "PROPN" for part in (teller, *teller.children))
    return teller if named else None


def _said_of(verbs: list[Token]) -> Report | None:
    """Return who says what a clause tells: "they said that", "was said to have", "accused it of", ", they said,"."""
    top = verbs[-1]
    if (denying := _denying(verbs)) is not None:
        return Report(_speaker(denying), denied=True) if child_of(denying, "neg") is None else None
    if any(_is_passive(verb) and verb.lemma_ in _RUMOUR for verb in verbs[1:]):
        return Report(None)
    if (accusing := accusing_of(top)) is not None:
        return Report(_speaker(accusing))
    saying = top.head if top.dep_ == "ccomp" else child_of(top, "parataxis")
    if saying is None or not _is_finite(top) or _is_parted(top, saying):
        return None
    if _is_passive(saying):
        return Report(_speaker(saying)) if saying.lemma_ in _RUMOUR else None
    speaker = _speaker(saying)
    return Report(speaker) if speaker is not None and saying.lemma_ in _SAYING else None


def _denying(verbs: list[Token]) -> Token | None:
    """Return the verb "deny" that a clause is the matter of: "denied that it sold", "reports that", "selling"."""
    top = verbs[-1]
    above = [top.head] if top.dep_ == "ccomp" and "to" not in helpers_of(top) and not _is_parted(top, top.head) else []
    if top.dep_ == "acl" and top.head.dep_ == "dobj" and (mark := child_of(top, "mark")) is not None:
        above += [top.head.head] if mark.lower_ == "that" else []
    above += [verb for below, verb in pairwise(verbs) if below.dep_ == "xcomp" and "to" not in helpers_of(below)]
    return next((verb for verb in above if verb.lemma_ == "deny"), None)


def _speaker(saying: Token) -> Token | None:
    if _is_passive(saying):
        agent = child_of(saying, "agent")
        return child_of(agent, "pobj") if agent is not None else None
    return child_of(saying, "nsubj")


def _is_finite(verb: Token) -> bool:
    """Say whether a verb tells, rather than bids: "insisted that it leave" is a demand."""
    return verb.tag_ in ("VBD", "VBZ", "VBP") or bool(helpers_of(verb))


def _is_parted(one: Token, other: Token) -> bool:
    """Say whether a semicolon stands between two verbs, which the parser may tie together all the same."""
    first, last = sorted((one.i, other.i))
    return any(token.text == ";" for token in one.doc[first:last])


def _is_hearsay(verb: Token) -> bool:
    """Say whether a verb is told as hearsay or as a guess: "reportedly sold", "may have sold"."""
    helpers = helpers_of(verb)
    guessed = verb.tag_ == "VBN" and "have" in helpers and bool(helpers & {"may", "might"})
    return guessed or any(child.dep_ == "advmod" and child.lower_ in _HEARSAY for child in verb.children)


def _is_passive(verb: Token) -> bool:
    return any(child.dep_ in _PASSIVE for child in verb.children)
