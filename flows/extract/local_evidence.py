"""The shortest run of a sentence that states an act: the trigger's clause or noun phrase, trimmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

# What hangs on a trigger but tells of something else.
_OTHER_CLAUSES = frozenset({"advcl", "parataxis", "relcl", "mark", "punct", "cc", "intj", "discourse"})
_CLAUSAL = frozenset({"ccomp"})
_TRIM = frozenset(" ,;:.—–-()\"'’‘“”")
_CLOSERS = {"“": "”", '"': '"', "(": ")", "‘": "’"}


def clause(token: Token) -> Span:
    """Return the clause or phrase that the trigger heads, with its subject, without other clauses and coordinates.

    A verb that borrows its subject ("agreed to sell", "visited and signed") keeps its own words only.
    """
    kept = {token.i}
    stack = [child for child in token.children if not _leads_away(child, token)]
    while stack:
        part = stack.pop()
        kept.add(part.i)
        stack.extend(child for child in part.children if child.dep_ not in ("relcl", "parataxis"))
    if token.pos_ in ("NOUN", "PROPN"):
        kept |= _light_verb(token)
    return _trimmed(token.doc[min(kept) : max(kept) + 1])


def _leads_away(child: Token, token: Token) -> bool:
    if child.dep_ in _OTHER_CLAUSES:
        return True
    if child.dep_ == "conj":
        return token.pos_ in ("VERB", "AUX") or child.i - token.i > 4
    return child.dep_ in _CLAUSAL and child.i > token.i


def _light_verb(token: Token) -> set[int]:
    """Return the places of the verb that carries a noun's act and of that verb's subject: "held talks"."""
    verb = token.head
    if token.dep_ not in ("dobj", "nsubjpass", "nsubj") or verb.pos_ != "VERB" or abs(verb.i - token.i) > 12:
        return set()
    kept = {verb.i}
    for child in verb.children:
        if child.dep_ in ("prep", "agent", "aux", "auxpass", "nsubj", "npadvmod") or child is token:
            kept |= {part.i for part in child.subtree if part.dep_ not in ("relcl", "parataxis")}
    return kept


def _trimmed(span: Span) -> Span:
    start, end = span.start, span.end
    while end - start > 1 and (span.doc[start].dep_ in ("cc", "mark") or not set(span.doc[start].text) - _TRIM):
        start += 1
    while end - start > 1 and not set(span.doc[end - 1].text) - _TRIM:
        end -= 1
    return span.doc[start:end]
