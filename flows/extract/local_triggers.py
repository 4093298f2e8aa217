"""Which words of a sentence state an act, and of which kinds: the trigger table held against the parse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.extract.local_lexicon import Lexicon, Trigger

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_CLASS = {"VERB": "V", "AUX": "V", "NOUN": "N", "PROPN": "N", "ADJ": "V"}
_OWN_CLAUSE = frozenset({"relcl", "advcl", "ccomp", "parataxis", "conj"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A word that may state an act of the trigger's kind; `topics` are those found beside it."""

    token: Token
    trigger: Trigger
    lemma: str
    topics: frozenset[str]


class TriggerFinder:
    """Finds trigger words of all kinds in a sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._triggers = lexicon.triggers
        self._topics_of: dict[str, frozenset[str]] = {}
        for topic, lemmas in lexicon.topics.items():
            for lemma in lemmas:
                self._topics_of[lemma] = self._topics_of.get(lemma, frozenset()) | {topic}

    def find(self, sentence: Span) -> list[Hit]:
        """Return the sentence's trigger words, left to right, one hit for each kind that a word can state."""
        hits: list[Hit] = []
        for token in sentence:
            word_class = _CLASS.get(token.pos_)
            lemma = token.lemma_.lower()
            triggers = self._triggers.get((lemma, word_class)) if word_class else None
            if not triggers or _is_auxiliary(token):
                continue
            topics = self._topics_beside(token)
            by_kind: dict[str, Trigger] = {}
            for trigger in sorted(triggers, key=_preference):
                if not trigger.topic or trigger.topic in topics:
                    by_kind.setdefault(trigger.kind, trigger)
            hits.extend(Hit(token, trigger, lemma, topics) for trigger in by_kind.values())
        return hits

    def _topics_beside(self, token: Token) -> frozenset[str]:
        """Return the topics of the words that hang on a token, or that it hangs on if it is a noun."""
        topics: frozenset[str] = frozenset()
        for part in _beside(token):
            topics |= self._topics_of.get(part.lemma_.lower(), frozenset())
        return topics


def _beside(token: Token) -> Iterable[Token]:
    """Yield the words of the token's own clause or noun phrase, other clauses that hang on it left out."""
    if token.pos_ in ("NOUN", "PROPN"):
        yield token.head
    stack = list(token.children)
    while stack:
        part = stack.pop()
        if part.dep_ in _OWN_CLAUSE or (part.dep_ in ("nsubj", "agent") and token.pos_ != "NOUN"):
            continue
        yield part
        stack.extend(part.children)
    if token.dep_ in ("acl", "relcl"):
        yield token.head


def _preference(trigger: Trigger) -> tuple[bool, bool, str]:
    """Put words that by themselves name an act first, then those that do beside a topic, then the weak."""
    return trigger.strength == "weak", not trigger.topic, trigger.topic


def _is_auxiliary(token: Token) -> bool:
    return token.dep_ in ("aux", "auxpass")
