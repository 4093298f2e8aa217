"""Where actors stand about a trigger word: its subject, its object, behind "with", or further off.

A slot is named after the edge of the parse: `subj`, `obj`, `poss`, `mod` (modifier), `by`, or the preposition.
`csubj` is the subject a verb borrows ("agreed to sell"), `g_...` the slots of the verb that governs a noun,
`deep` anything lower in the trigger's phrase, `left` and `right` the rest of the sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flows.extract.local_actors import ActorMention

if TYPE_CHECKING:
    from spacy.tokens import Token

# Edges through which a mention stands for the phrase it is in: "the Soviet foreign minister" acts for RUS.
_THROUGH = frozenset({"conj", "appos", "compound", "amod", "poss", "nmod", "nummod", "case", "det", "npadvmod"})
# Edges from a word up to what governs it, along which it takes the governor's subject or other arguments.
_SHARED = frozenset(
    {"xcomp", "conj", "advcl", "ccomp", "dobj", "pobj", "prep", "acl", "relcl", "pcomp", "attr", "nsubjpass", "nsubj"}
)
_SLOTS = {
    "nsubj": "subj",
    "nsubjpass": "obj",
    "dobj": "obj",
    "obj": "obj",
    "attr": "attr",
    "oprd": "attr",
    "dative": "to",
    "agent": "by",
    "poss": "poss",
    "amod": "mod",
    "compound": "mod",
    "nmod": "mod",
    "npadvmod": "mod",
    "appos": "appos",
    "conj": "conj",
}
_MAX_CLIMB = 5
_GOVERNED = frozenset(
    ["subj", "obj", "by", "to", "with", "against", "from", "of", "on", "in", "at", "for", "between", "poss", "mod"]
)
_VERBS = frozenset({"VERB", "AUX"})
_WH = frozenset({"which", "who", "that", "whom", "whose"})


def slots(word: Token, mentions: Sequence[ActorMention]) -> list[str]:
    """Return for each actor of a word's sentence the slot about the word in which it stands."""
    chain = _climb(word)
    verb = next((link for link in chain if link.pos_ in _VERBS), None)
    subject = _subject(verb, _MAX_CLIMB) if verb is not None else None
    tokens = (word.doc[mention.token] for mention in mentions)
    return [_as_subject(token, word, verb, subject) or _slot(token, word, chain) for token in tokens]


def _as_subject(token: Token, trigger: Token, verb: Token | None, subject: Token | None) -> str | None:
    """Name the slot of a mention that stands for the subject of the trigger, or of the verb that governs it."""
    if verb is None or subject is None or trigger.i in (token.i, subject.i) or not stands_for(token, subject):
        return None
    if verb.i != trigger.i:
        return "g_subj"
    return "subj" if subject.head.i == verb.i else "csubj"


def _subject(verb: Token, depth: int) -> Token | None:
    """Return the word that heads a verb's subject, its own or the one it borrows from what governs it."""
    own = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    if own is not None:
        return verb.head if own.lower_ in _WH and verb.dep_ == "relcl" else own
    if depth == 0 or any(child.dep_ in ("nsubjpass", "agent") for child in verb.children):
        return None
    governor = verb.head
    if verb.dep_ == "xcomp":
        controller = next((child for child in governor.children if child.dep_ in ("dobj", "nsubjpass")), None)
        return controller or _subject(governor, depth - 1)
    if verb.dep_ == "acl":
        return governor if verb.tag_ != "VBN" else None
    if verb.dep_ == "pcomp":
        governor = governor.head
    if verb.dep_ in ("conj", "advcl", "ccomp", "pcomp"):
        return _subject(governor, depth - 1) if governor.pos_ in _VERBS else governor
    return None


def stands_for(token: Token, head: Token) -> bool:
    """Say whether a mention stands for the phrase that `head` heads."""
    while token.i != head.i:
        if (token.dep_ not in _THROUGH and not _of(token)) or token.dep_ == "ROOT":
            return False
        token = token.head
    return True


def _climb(token: Token) -> list[Token]:
    """Return the token and the words that govern it, as far as they share their arguments with it."""
    chain = [token]
    while token.dep_ in _SHARED and len(chain) < _MAX_CLIMB:
        token = token.head
        chain.append(token)
    return chain


def _slot(token: Token, trigger: Token, chain: Sequence[Token]) -> str:
    if token.i == trigger.i:
        return "self"
    path = [token]
    places = {link.i: n for n, link in enumerate(chain)}
    while path[-1].i not in places and path[-1].dep_ != "ROOT":
        path.append(path[-1].head)
    top = path[-1]
    if top.i not in places or len(path) < 2:
        return _apart(token, trigger, chain)
    level = places[top.i]
    slot = _edge(path[:-1])
    if level == 0:
        return slot
    if slot == "deep":
        return _apart(token, trigger, chain)
    if level == 1 and trigger.dep_ in ("acl", "relcl"):
        return "obj"
    return f"g_{slot}" if slot in _GOVERNED else "g_prep"


def _edge(path: Sequence[Token]) -> str:
    """Name the slot that a path of tokens, from the mention up to a child of the trigger, goes through."""
    child = path[-1]
    inner = list(path[:-1])
    if child.dep_ in ("prep", "agent", "dative") and inner:
        slot = "by" if child.dep_ == "agent" else child.lower_ if child.dep_ == "prep" else "to"
        inner = inner[:-1]
    else:
        slot = _SLOTS.get(child.dep_, "deep")
    if any(part.dep_ not in _THROUGH and not _of(part) for part in inner):
        return "deep"
    return slot


def _of(part: Token) -> bool:
    """Say whether the edge is that of "of" or "from" in "officials of Pakistan", which stands for the whole."""
    return part.dep_ == "pobj" or (part.dep_ == "prep" and part.lower_ in ("of", "from"))


def _apart(token: Token, trigger: Token, chain: Sequence[Token]) -> str:
    if len(chain) > 1 and token.i == chain[1].i:
        return "obj" if trigger.dep_ in ("acl", "relcl") else "head"
    return "left" if token.i < trigger.i else "right"
