"""What the grammar of a sentence settles about an act, whatever the model makes of it: who did it, and whether.

The model learned from dense prose, in which passives with "by" and recommendations are rare. Each rule reads the
parse (ClearNLP's labels, as spaCy's English pipeline gives them) about the word that states an act, and keeps silent
where that leaves a doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from flows.extract.local_actors import ActorMention
from flows.extract.local_slots import stands_for

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

Actors = frozenset[str]
_VERBS = frozenset({"VERB", "AUX"})
# Verbs whose doer is the target of the act: "were bought by", "was received by".
_RECEIVING = frozenset(
    ("accept", "acquire", "ask", "borrow", "buy", "decline", "get", "host", "obtain", "order", "purchase", "receive")
) | {"reject", "request", "secure", "welcome"}
_KNOWN = frozenset({"the", "this", "that", "these", "those"})
_ADVICE = frozenset({"should", "ought", "must"})
_CHANCE = frozenset({"can", "could", "may", "might"})
_UNREAL = frozenset({"could", "might", "would"})
_IF = frozenset({"if", "unless"})
# Auxiliaries that before their subject make a condition without "if".
_INVERTED = frozenset({"had", "should", "were"})
_AHEAD = frozenset({"will", "shall"})
_INTENT = frozenset({"agree", "intend", "plan", "pledge", "prepare", "promise", "undertake", "vow"})
_PERFECT = frozenset({"had", "has", "have", "was", "were", "been"})
# Verbs by which their object comes to be: "built a plant" tells of the plant too, "sent a draft" not of its matter.
_MAKING = frozenset({"build", "complete", "construct", "open"})
# Verbs that in the past tense tell of a thing done; of most others ("signed", "approved", "ordered") it may lie ahead.
_DEEDS = _MAKING | frozenset(
    ("attack", "bomb", "deliver", "give", "invade", "occupy", "sell", "send", "ship", "supply", "train", "visit")
)
# Verbs of deeds that "did not" and "no" undo. Others tell of a state by what is lacking: "had not repaid the loan".
_UNDONE = (
    (_DEEDS - {"complete", "open"})
    | frozenset(
        ("annex", "arm", "conclude", "enter", "hold", "impose", "join", "lift", "meet", "ratify", "reach", "recognise")
    )
    | {"recognize", "shell", "sign", "strike"}
)
_NO = frozenset({"neither", "no"})
# Words by which a deed was done, but not so: "none was delivered late".
_QUALIFYING = frozenset({"late", "so", "too"})
_HELPING = frozenset({"aux", "auxpass"})
_FINITE = frozenset({"did", "had", "has", "have", "was", "were"})
# Words that leave something of a negated act: "did not recognise it until 1950", "no state but France", "not many".
_LEFT = (
    frozenset(
        ("again", "all", "alone", "another", "because", "before", "both", "but", "decade", "decades", "enough", "every")
    )
    | frozenset(
        ("except", "first", "full", "fully", "immediately", "many", "merely", "month", "months", "more", "much", "only")
    )
    | {"other", "save", "since", "than", "till", "unless", "until", "without", "year", "years", "yet"}
)


def sides(word: Token, mentions: Iterable[ActorMention]) -> tuple[Actors, Actors] | None:
    """Return who does and who undergoes a deed, where its words alone tell; None where they leave it open.

    They do in the passive with "by", if both are actors, and of those whom somebody accuses of the deed.
    """
    if (accusing := accusing_of(word)) is not None:
        accused = _object(accusing)
        does = actors_at(accused, mentions) if accused is not None else frozenset()
        return (does, frozenset()) if does else None
    doer, undergoer = _of_passive(word)
    if doer is None or undergoer is None:
        return None
    does, undergoes = actors_at(doer, mentions), actors_at(undergoer, mentions)
    return (does, undergoes) if does and undergoes and not does & undergoes else None


def actors_at(head: Token, mentions: Iterable[ActorMention]) -> Actors:
    """Return the actors that the phrase of a word names."""
    here = head.sent
    inside = (one for one in mentions if here.start <= one.token < here.end)
    return frozenset(actor for one in inside if stands_for(head.doc[one.token], head) for actor in one.actors)


def accusing_of(word: Token) -> Token | None:
    """Return the verb "accuse" that a deed is the matter of: "accused it of arming rebels"; None if there is none."""
    of = word.head
    return of.head if word.dep_ == "pcomp" and of.lower_ == "of" and of.head.lemma_ == "accuse" else None


def _object(verb: Token) -> Token | None:
    found = child_of(verb, "nsubjpass")
    return child_of(verb, "dobj") if found is None else found


def _of_passive(verb: Token) -> tuple[Token | None, Token | None]:
    agent = child_of(verb, "agent")
    if agent is None or verb.lemma_ in _RECEIVING:
        return None, None
    return child_of(agent, "pobj"), verb.head if verb.dep_ == "acl" else child_of(verb, "nsubjpass")


def is_told(word: Token) -> bool:
    """Say whether the text tells of an act: not where the author recommends it, thinks it possible or supposes it.

    What others demand or expect ("demanded that it should withdraw") is told.
    """
    verbs = clause(word)
    if verbs and _is_inverted(verbs[-1]):
        return False
    if not verbs or _is_reported(_first_of(verbs[-1])):
        return True
    return not (any(_is_advised(verb) for verb in verbs) or _is_supposed(verbs[-1]))


def settled_status(word: Token, given: str) -> str:
    """Return the status of an act by its verb's tense or negation; what is `given` where these leave it open."""
    verbs = clause(word)
    if given == "occurred" and verbs and _is_undone(verbs[0]):
        return "cancelled"
    intended = any(verb.dep_ == "xcomp" and verb.head.lemma_ in _INTENT for verb in verbs)
    if given == "occurred" and (intended or any(helpers_of(verb) & _AHEAD for verb in verbs)):
        return "planned"
    if given in ("planned", "proposed") and len(verbs) == 1 and _is_done(verbs[0], word):
        return "occurred"
    return given


def clause(word: Token) -> list[Token]:
    """Return the verb that a word is, or is the object of, and those that this is an infinitive of: sold, rumoured.

    Empty for other words, and for objects that are known already: who "must end the occupation" has occupied.
    """
    if word.pos_ in _VERBS:
        return list(_upward(word))
    known = any(child.dep_ == "poss" or child.lower_ in _KNOWN for child in word.children)
    return [] if known or word.dep_ not in ("dobj", "nsubjpass") else list(_upward(word.head))


def _upward(verb: Token) -> Iterator[Token]:
    yield verb
    shared = verb.dep_ == "conj" and verb.tag_ == verb.head.tag_ and not _subject(verb)
    if shared or verb.dep_ in ("xcomp", "acomp"):
        yield from _upward(verb.head)


def _first_of(verb: Token) -> Token:
    """Return the first of the verbs that a verb is joined to by "and"."""
    return _first_of(verb.head) if verb.dep_ == "conj" else verb


def _is_reported(verb: Token) -> bool:
    """Say whether a verb's clause is what another verb says or is said of, which has "that" where the parser errs."""
    that = any(child.dep_ == "mark" and child.lower_ == "that" for child in verb.children)
    return that or verb.dep_ in ("ccomp", "csubj")


def _is_advised(verb: Token) -> bool:
    helpers = helpers_of(verb) | {verb.lower_}
    if helpers & _ADVICE:
        return True
    if helpers & _CHANCE:
        # "Could not agree" tells of what came to nothing, "may have sold" of a suspicion.
        return verb.tag_ == "VB" and child_of(verb, "neg") is None
    return verb.lemma_ == "need" and verb.tag_ in ("VBZ", "VBP")


def _is_supposed(verb: Token) -> bool:
    """Say whether a verb stands in a condition, or tells what would follow from one."""
    if verb.dep_ == "advcl" and _has_if(verb):
        return verb.head.dep_ != "ccomp"
    return bool(helpers_of(verb) & _UNREAL) and any(c.dep_ == "advcl" and _has_if(c) for c in verb.children)


def _is_inverted(verb: Token) -> bool:
    """Say whether a verb stands in a condition without "if", or tells what would follow from one that comes first.

    The parser takes such a condition for what is said, or for the sentence itself, as often as for a condition: what
    counts is how the sentence begins.
    """
    while verb.dep_ == "conj" and not _subject(verb):
        verb = verb.head
    first = verb.left_edge
    if first.lower_ in _INVERTED and first.head == verb and _subject(verb) and helpers_of(verb.head) & _UNREAL:
        return True
    opening, follows = verb.sent[0], _after_condition(verb.sent)
    if follows is None:
        return False
    if verb in (opening.head, follows.head):
        return verb == opening.head or follows.lower_ in _UNREAL
    return verb.i < follows.i and (verb.head == opening or ("to" in helpers_of(verb) and opening.is_ancestor(verb)))


def _after_condition(sentence: Span) -> Token | None:
    """Return the auxiliary by which a sentence goes on that begins with a condition ("Had Chile ..., Peru would")."""
    opens = len(sentence) > 1 and sentence[0].lower_ in _INVERTED and sentence[1].pos_ not in _VERBS
    comma = next((token.i for token in sentence if token.text == ","), None)
    if not opens or comma is None or any(token.text == "?" for token in sentence):
        return None
    return next((token for token in sentence if token.i > comma and token.lower_ in _UNREAL | _AHEAD), None)


def _is_done(verb: Token, word: Token) -> bool:
    """Say whether a verb in the past tense tells of a thing done; `word` is the verb or its object."""
    if verb.lemma_ not in (_DEEDS if verb.i == word.i else _MAKING) or child_of(verb, "neg") is not None:
        return False
    helpers = helpers_of(verb)
    return not helpers if verb.tag_ == "VBD" else verb.tag_ == "VBN" and bool(helpers) and helpers <= _PERFECT


def _is_undone(verb: Token) -> bool:
    """Say whether a clause tells that a deed was not done: "did not sell", "never sold", "sold no", "neither sold"."""
    helpers, nor = helpers_of(verb), _follows_nor(verb)
    if verb.lemma_ not in _UNDONE or verb.dep_ == "relcl" or not (verb.tag_ == "VBD" or helpers & _FINITE or nor):
        return False
    if not helpers <= _FINITE | _PERFECT or any(word.lower_ in _LEFT for word in _own_words(verb)):
        return False
    return nor or any(_is_no(child) for child in verb.children)


def _follows_nor(verb: Token) -> bool:
    """Say whether a verb is joined to one before it by "nor"."""
    joined = verb.head.children if verb.dep_ == "conj" else ()
    between = [child for child in joined if child.dep_ == "cc" and verb.head.i < child.i < verb.i]
    return bool(between) and between[-1].lower_ == "nor"


def _is_no(part: Token) -> bool:
    """Say whether a part of a clause negates it; "not" does right before the verb and after its auxiliary alone."""
    if part.dep_ in ("nsubj", "nsubjpass", "dobj"):
        return _is_none(part) or any(child.lower_ in _NO and child.i < part.i for child in part.children)
    if part.dep_ in ("cc", "preconj"):
        return part.lower_ in ("neither", "nor") and part.i < part.head.i
    between = part.doc[part.i + 1 : part.head.i]
    if part.i > part.head.i or any(token.head != part.head or token.dep_ not in _HELPING for token in between):
        return False
    return part.lower_ == "never" or (part.dep_ == "neg" and part.doc[part.i - 1].dep_ in _HELPING)


def _is_none(part: Token) -> bool:
    """Say whether a part is "none", which undoes the whole deed: not in "none too soon", "none of whose", "none so"."""
    if part.lower_ != "none" or part.nbor().pos_ == "ADV" or part.nbor().lower_ in _QUALIFYING:
        return False
    words = {word.lower_ for word in (*part.subtree, *_own_words(part.head))}
    return not words & (_QUALIFYING | {"that", "which", "whom", "whose"})


def _own_words(verb: Token) -> Iterator[Token]:
    """Yield the words of a verb's clause without those of verbs that it is joined to by "and"."""
    for child in verb.children:
        if child.dep_ not in ("cc", "conj"):
            yield from child.subtree


def helpers_of(verb: Token) -> frozenset[str]:
    """Return the auxiliaries of a verb, in small letters."""
    return frozenset(child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass"))


def _has_if(verb: Token) -> bool:
    return any(child.dep_ == "mark" and child.lower_ in _IF for child in verb.children)


def _subject(verb: Token) -> bool:
    return any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children)


def child_of(word: Token, label: str) -> Token | None:
    """Return the first child of a word by an edge of this label, None if it has none."""
    return next((child for child in word.children if child.dep_ == label), None)
