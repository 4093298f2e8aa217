"""How far an act got, by the words about its trigger: modals, negation, what governs it, adverbs, modifiers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flows.extract.local_lexicon import Lexicon
from flows.extract.local_triggers import Hit

if TYPE_CHECKING:
    from spacy.tokens import Token

_NEGATIONS = frozenset({"not", "n't", "never", "no", "neither", "nor"})
_COMPLEMENTS = frozenset({"xcomp", "ccomp", "dobj", "pcomp", "acl", "pobj", "prep", "nsubjpass", "conj", "advcl"})
_ON = frozenset({"on", "to", "for", "about", "over", "of"})
_MAX_CLIMB = 3


def status(token: Token, lexicon: Lexicon) -> str:
    """Return the status that a trigger word gives its act (schemas.vocabulary.STATUS); with no cue, `occurred`."""
    words = [token, token.head] if _carried(token) else [token]
    governors = list(_governors(token))
    if _alleged(words, governors, lexicon):
        return "alleged"
    found = next((value for word in words if (value := _own(word, lexicon)) != "occurred"), "occurred")
    for governor, dependent in governors:
        if found == "cancelled":
            break
        value = lexicon.cues["governor"].get(governor.lemma_.lower(), "alleged")
        if value == "alleged" or not _promises(dependent):
            continue
        found = "cancelled" if value == "cancelled" or _negated(governor) else value
        break
    return found


def status_of_kind(hit: Hit, found: str, lexicon: Lexicon) -> str:
    """Return the status `found`, unless the trigger states no more than a promise of its kind: "ordered tanks"."""
    own = lexicon.own.get(hit.trigger.kind, {}) if hit.trigger.topic else {}
    return own.get(hit.lemma, found) if found == "occurred" else found


def advised(token: Token, lexicon: Lexicon) -> bool:
    """Say whether the trigger is only recommended: "should withdraw"."""
    return any(lexicon.cues["modal"].get(modal.lower_) == "advice" for modal in _modals(token))


def phase(hit: Hit, lexicon: Lexicon) -> str | None:
    """Return `start` or `end` where the trigger, or the verb that governs it, says that the act begins or ends."""
    cues = lexicon.phases.get(hit.trigger.kind, {})
    lemmas = [hit.lemma, hit.token.head.lemma_.lower()]
    lemmas += [child.lemma_.lower() for child in hit.token.children if child.dep_ in ("compound", "amod")]
    return next((cues[lemma] for lemma in lemmas if lemma in cues), None)


def _own(token: Token, lexicon: Lexicon) -> str:
    """Return the status that the trigger's own clause or phrase gives it."""
    cues = lexicon.cues
    if _negated(token):
        return "cancelled"
    for child in token.children:
        value = cues["modifier"].get(child.lower_) if child.dep_ in ("amod", "compound") else None
        if value:
            return value
    for modal in _modals(token):
        value = cues["modal"].get(modal.lower_, "")
        if value not in ("", "advice"):
            return value
    if token.pos_ == "VERB" and _bound(token):
        return "planned"
    return "occurred"


def _carried(token: Token) -> bool:
    """Say whether a noun's act is told by the verb that it is the object of: "sold tanks", "tanks were sold"."""
    return token.pos_ in ("NOUN", "PROPN") and token.dep_ in ("dobj", "nsubjpass") and token.head.pos_ == "VERB"


def _bound(token: Token) -> bool:
    """Say whether the verb stands in "was to visit", "is due to visit" or "is being built"."""
    to = any(child.lower_ == "to" and child.dep_ == "aux" for child in token.children)
    return to and token.dep_ == "xcomp" and token.head.lemma_ == "be"


def _modals(token: Token) -> Iterator[Token]:
    yield from (child for child in token.children if child.tag_ == "MD")


def _negated(token: Token) -> bool:
    """Say whether a verb or noun is denied, by "not" or a "no" on its subject; "not until" is no denial."""
    for child in token.children:
        if child.dep_ == "neg":
            return not any(part.lower_ == "until" for part in token.subtree)
        if child.dep_ in ("nsubj", "nsubjpass") and any(part.lower_ == "no" for part in child.children):
            return True
        if child.dep_ == "det" and child.lower_ in _NEGATIONS:
            return True
    return False


def _governors(token: Token) -> Iterator[tuple[Token, Token]]:
    """Yield what governs the trigger as a complement, nearest first, each with the word that depends on it."""
    for _ in range(_MAX_CLIMB):
        if token.dep_ not in _COMPLEMENTS:
            return
        if token.head.dep_ != "prep" and token.head.pos_ in ("VERB", "NOUN", "ADJ"):
            yield token.head, token
        token = token.head


def _promises(dependent: Token) -> bool:
    """Say whether the dependent tells of a thing not yet done: an infinitive, a clause with a modal, a noun."""
    if dependent.pos_ == "ADP":
        return dependent.lower_ in _ON
    if dependent.pos_ in ("NOUN", "PROPN"):
        return dependent.dep_ in ("dobj", "nsubjpass")
    return dependent.dep_ in ("xcomp", "acl", "pcomp") or any(child.tag_ == "MD" for child in dependent.children)


def _alleged(words: list[Token], governors: list[tuple[Token, Token]], lexicon: Lexicon) -> bool:
    cues = lexicon.cues
    for child in (child for word in words for child in word.children):
        if child.lower_ in cues["adverb"] or cues["modifier"].get(child.lower_) == "alleged":
            return True
    return any(
        cues["governor"].get(governor.lemma_.lower()) == "alleged" and dependent.dep_ != "conj"
        for governor, dependent in governors
    )
