"""Who is named in a paragraph: actors by the lexicon, persons learned from the document, pronouns and pairs.

A mention is tied to one token of the parse. What a pronoun, a bare title ("the president") or a pair ("both
sides") stands for is the nearest earlier actor that fits; that is a guess, and `how` says so. A name that several
actors bear at the time ("Korea", "Wilson") is the one of them that the paragraph, or else the document, names by a
name of its own; where it names none or several, the place stays `unsettled`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows.extract.local_lexicon import Lexicon
from flows.lexicon.actors import Actors, Mention, Unsettled

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_OPEN = "unsettled names"
_HYPHENS = frozenset({"-", "–"})
_SURNAME = re.compile(r"(?<=\s)[^\W\d_]['’]?[^\W\d_]*[a-zß-ÿ][^\W\d_]*\Z")
_PERSON = frozenset({"he", "him", "his", "she", "her", "hers"})
_THING = frozenset({"it", "its"})
_SEVERAL = frozenset({"they", "them", "their", "theirs", "both"})
_SOLID = frozenset({"name", "leader", "person"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
# States of which the lexicon has people with the family name first.
_FAMILY_FIRST = frozenset({"CCP", "CHN", "KOR", "PRK", "TWN"})
_MISTER = frozenset({"dr", "dr.", "lord", "mr", "mr.", "sir"})
_WHERE = frozenset({"at", "in", "near"})
_THE = frozenset({"all", "the", "these", "those"})
_OTHERS = frozenset({"another", "first", "further", "last", "more", "new", "other"})
_PAIR = ("one", "other")
_SOME = frozenset({"any", "each", "either", "few", "many", "most", "neither", "none", "one", "several", "some"})
_NUMBERS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


@dataclass(frozen=True, slots=True)
class ActorMention:
    """Actors meant at one token: `how` is name, leader, person, pronoun, title or pair; `label` is the text's own."""

    token: int
    actors: tuple[str, ...]
    how: str
    label: str


@dataclass
class Memory:
    """What a reader of the document remembers: who was named how often, and whom pronouns point to."""

    counts: Counter[str] = field(default_factory=Counter)
    people: dict[str, str] = field(default_factory=dict)
    surnames: dict[str, set[str]] = field(default_factory=dict)
    person: str | None = None
    subject: str | None = None
    pair: tuple[str, ...] = ()
    groups: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def dyad(self) -> tuple[str, ...]:
        """Return the two actors the document names most, fewer if it names fewer."""
        return tuple(actor for actor, _ in sorted(self.counts.items(), key=lambda one: (-one[1], one[0]))[:2])


class ActorFinder:
    """Finds actors in parsed paragraphs, by the actor lexicon and the cues of the local lexicon."""

    def __init__(self, actors: Actors, lexicon: Lexicon) -> None:
        self._actors = actors
        self._titles = lexicon.cues["title"]
        self._definite = lexicon.cues["definite"]
        self._pair_nouns = lexicon.cues["pair"]
        self._places = lexicon.places
        names = sorted(lexicon.places, key=lambda name: (-len(name), name))
        self._place_pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")

    def named(self, text: str, doc: Doc, year: int | None) -> list[ActorMention]:
        """Return the actors that a paragraph names outright; `doc` is its text parsed, `year` what it tells of.

        Names that stand for several actors are kept with the parse until `all` knows the document.
        """
        found = {m.token: m for mention in self._actors.mentions(text, year) if (m := _mention(doc, mention))}
        taken = {token.i for mention in found.values() for token in _phrase(doc[mention.token])}
        for match in self._place_pattern.finditer(text):
            span = doc.char_span(match.start(), match.end(), alignment_mode="expand")
            if span is None:
                continue
            place = ActorMention(span.root.i, self._places[match.group()], "place", span.text)
            # "Portuguese Timor" is a place of its own, not one of Portugal's names.
            misread = [n for n, m in found.items() if _lies_in(m, span) and not {*m.actors} <= {*place.actors}]
            if misread or place.token not in taken:
                found = {token: mention for token, mention in found.items() if token not in misread}
                found[place.token] = place
        doc.user_data[_OPEN] = [(place, year) for place in self._actors.unsettled(text, year)]
        return [found[token] for token in sorted(found)]

    def name_of(self, actor: str, year: int | None) -> str | None:
        """Return an actor's name if it means that actor alone in the year, else None."""
        known = self._actors.actors.get(actor)
        return known.name if known is not None and self._actors.resolve(known.name, year) == actor else None

    def learn_people(self, doc: Doc, named: Iterable[ActorMention], memory: Memory) -> None:
        """Remember persons whom the text itself places: "Soviet Ambassador Orlov", "Orlov, the Soviet envoy".

        Of leaders named in full the last name too, which may be too common to be known alone ("Andrew Jackson").
        """
        by_token = {mention.token: mention for mention in named}
        for mention in by_token.values():
            if surname := self._surname(mention):
                memory.surnames.setdefault(surname, set()).add(mention.actors[0])
            head = _noun_head(doc[mention.token])
            names = [head] if head.pos_ == "PROPN" else []
            names += [child for child in head.children if child.dep_ == "appos" and child.pos_ == "PROPN"]
            if head.dep_ == "appos" and head.head.pos_ == "PROPN":
                names.append(head.head)
            phrase = {part.lemma_.lower() for part in head.subtree}
            if phrase & self._titles:
                for name in names:
                    if name.i not in by_token and name.lower_ not in self._titles:
                        memory.people.setdefault(name.text, mention.actors[0])

    def _surname(self, mention: ActorMention) -> str | None:
        """Return the last name of a leader named in full, None where the last word is no such name."""
        found = _SURNAME.search(mention.label) if mention.how == "leader" else None
        if found is None or _FAMILY_FIRST & {*mention.actors}:
            return None
        name = found.group()
        # Not of Mackenzie King, nor of the Shah of Iran.
        return None if name.lower() in self._titles or self._actors.mentions(name) else name

    def all(self, sentences: Iterable[Span], named: list[ActorMention], memory: Memory) -> list[ActorMention]:
        """Return named and implied actors of a paragraph, and bring `memory` to its end."""
        sentences = list(sentences)
        by_token = {mention.token: mention for mention in named}
        if sentences:
            by_token |= self._settled(sentences[0].doc, named, memory)
        found: list[ActorMention] = []
        for sentence in sentences:
            here = []
            for token in sentence:
                mention = by_token.get(token.i) or self._implied(token, memory)
                if mention is not None:
                    here.append(mention)
                    _remember_mention(token, mention, memory)
            _remember_sentence(sentence, here, memory)
            found += here
        return found

    def _settled(self, doc: Doc, named: Iterable[ActorMention], memory: Memory) -> dict[int, ActorMention]:
        """Return by token the names that several actors bear, where the context says which; leave the others open."""
        told = {actor for mention in named if mention.how != "place" for actor in mention.actors}
        settled, still_open = {}, []
        for place, year in doc.user_data[_OPEN]:
            meant = self._actors.settle(place, year, told) or self._actors.settle(place, year, memory.counts.keys())
            mention = _mention(doc, meant) if meant else None
            if mention is None:
                still_open.append((place, year))
            else:
                settled[mention.token] = mention
        doc.user_data[_OPEN] = still_open
        return settled

    def _implied(self, token: Token, memory: Memory) -> ActorMention | None:
        pos = token.pos_
        if pos == "PRON":
            actors, how = _pronoun(token.lower_, memory)
        elif pos == "NOUN":
            actors, how = self._noun(token, memory)
        elif pos == "NUM" and token.lower_ in _NUMBERS and _stands_alone(token):
            actors, how = _so_many(_NUMBERS[token.lower_], memory), "pair"
        elif pos == "PROPN" and token.text in memory.people:
            actors, how = (memory.people[token.text],), "person"
        elif pos == "PROPN" and len(meant := memory.surnames.get(token.text, ())) == 1 and self._is_alone(token):
            actors, how = tuple(meant), "person"
        else:
            return None
        actors = tuple(actor for actor in actors if actor)
        return ActorMention(token.i, actors, how, token.text) if actors else None

    def _is_alone(self, token: Token) -> bool:
        """Say whether a last name stands without a given name, and is not part of another name."""
        doc, titled = token.doc, self._titles | _MISTER
        before = doc[token.i - 1] if token.i else None
        after = doc[token.i + 1] if token.i + 1 < len(doc) else None
        if before is not None and (before.pos_ == "DET" or before.lower_ in _WHERE):
            return False
        beside = [one for one in (before, after) if one is not None]
        return not any((one.pos_ == "PROPN" and one.lower_ not in titled) or one.text in _HYPHENS for one in beside)

    def _noun(self, token: Token, memory: Memory) -> tuple[tuple[str, ...], str]:
        lemma = token.lemma_
        if lemma not in self._pair_nouns and lemma not in self._definite:
            return (), ""
        determiners = {child.lower_ for child in token.children if child.dep_ in ("det", "nummod", "predet", "amod")}
        if lemma in self._pair_nouns and (numbers := determiners & _NUMBERS.keys()):
            number = min(_NUMBERS[number] for number in numbers)
            known = number == len(_PAIR) or (determiners & _THE and not determiners & _OTHERS)
            return (_so_many(number, memory) if known and not _is_part(token) else ()), "pair"
        if lemma in self._definite and determiners == {"the"} and token.dep_ in ("nsubj", "agent", "nsubjpass", "dobj"):
            return (memory.subject or "",), "title"
        return (), ""


def unsettled(doc: Doc) -> list[Unsettled]:
    """Return the places of a paragraph, parsed and read, whose name stands for several actors still."""
    return [place for place, _ in doc.user_data[_OPEN]]


def _mention(doc: Doc, mention: Mention) -> ActorMention | None:
    """Tie a mention to the token of the parse that its words hang on."""
    span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    if span is None:
        return None
    how = "leader" if mention.name_type == "leader" else "name"
    return ActorMention(span.root.i, (mention.actor_id,), how, span.text)


def _lies_in(mention: ActorMention, span: Span) -> bool:
    """Say whether a mention is of some of the words of a span, not of all."""
    return span.start <= mention.token < span.end and len(mention.label) < len(span.text)


def _pronoun(word: str, memory: Memory) -> tuple[tuple[str, ...], str]:
    if word in _PERSON:
        return (memory.person or memory.subject or "",), "pronoun"
    if word in _THING:
        return (memory.subject or "",), "pronoun"
    if word in _SEVERAL:
        return memory.pair or memory.dyad(), "pair"
    return (), ""


def _so_many(number: int, memory: Memory) -> tuple[str, ...]:
    """Return the last so many actors named together; of two also the last named in one sentence, or the document's."""
    if number > len(_PAIR):
        return memory.groups.get(number, ())
    pair = memory.pair if len(memory.pair) == number else memory.dyad()
    return pair if len(pair) == number else ()


def _is_part(token: Token) -> bool:
    """Say whether a group is told of only in part: "one of the two", "some of the three states"."""
    of = token.head
    return token.dep_ == "pobj" and of.lower_ == "of" and (of.head.pos_ == "NUM" or of.head.lower_ in _SOME)


def _stands_alone(number: Token) -> bool:
    """Say whether a number stands for those it counts: "the two concluded a treaty"."""
    after = number.nbor() if number.i + 1 < len(number.doc) else None
    counts = after is not None and after.pos_ in ("NOUN", "PROPN", "ADJ", "NUM")
    return (
        number.i > 0
        and number.nbor(-1).lower_ == "the"
        and not counts
        and number.dep_ in ("nsubj", "nsubjpass", "pobj")
        and not _is_part(number)
    )


def _phrase(token: Token) -> Iterable[Token]:
    """Yield the words of a name: its last word and those compounded with it."""
    yield token
    yield from (child for child in token.children if child.dep_ in ("compound", "nmod"))


def _noun_head(token: Token) -> Token:
    """Return the noun that a modifier belongs to: "Soviet" in "Soviet Ambassador Orlov" gives Orlov."""
    while token.dep_ in ("amod", "compound", "nmod", "poss") and token.head.pos_ in ("NOUN", "PROPN"):
        token = token.head
    return token


def _remember_mention(token: Token, mention: ActorMention, memory: Memory) -> None:
    if mention.how in ("leader", "person"):
        memory.person = mention.actors[0]
    if mention.how in _SOLID and token.dep_ in _SUBJECTS:
        memory.subject = mention.actors[0]


def _remember_sentence(sentence: Span, here: Sequence[ActorMention], memory: Memory) -> None:
    """Bring the memory up to the end of a sentence: the last two actors named together, a subject if it has none."""
    solid = [mention for mention in here if mention.how in _SOLID]
    if solid and not any(sentence.doc[mention.token].dep_ in _SUBJECTS for mention in solid):
        memory.subject = solid[0].actors[0]
    together = tuple(dict.fromkeys(actor for mention in here for actor in mention.actors))
    if len(together) >= 2:
        memory.pair = together[:2]
    memory.groups.update((len(group), group) for group in _groups(solid, sentence.doc))


def _groups(mentions: Sequence[ActorMention], doc: Doc) -> Iterator[tuple[str, ...]]:
    """Yield the actors of a sentence, if they are several, and then each group of them that "and" joins."""
    by_head: dict[int, list[str]] = {}
    for mention in mentions:
        by_head.setdefault(_noun_head(doc[mention.token]).i, []).extend(mention.actors)
    chains = [[*by_head], *([head, *(other.i for other in doc[head].conjuncts)] for head in by_head)]
    for chain in chains:
        group = tuple(dict.fromkeys(actor for head in sorted(chain) for actor in by_head.get(head, ())))
        if len(group) > 1:
            yield group
