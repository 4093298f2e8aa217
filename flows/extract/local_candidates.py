"""Candidate claims of a paragraph: what each trigger word may state, who may act on whom, and how likely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from flows.extract.dates import DateMention
from flows.extract.local_actors import ActorMention, Context
from flows.extract.local_evidence import clause
from flows.extract.local_lexicon import Lexicon
from flows.extract.local_roles import Roles, Side, readings, sides
from flows.extract.local_scorer import (
    Setting,
    Sighting,
    act_features,
    chances,
    nobody_features,
    probability,
    role_features,
)
from flows.extract.local_slots import Filler, fillers
from flows.extract.local_status import advised, status, status_of_kind
from flows.extract.local_triggers import Hit, TriggerFinder
from flows.extract.local_when import When, date_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token


@dataclass(frozen=True, slots=True)
class RoleReading:
    """A way to read who acts on whom, and how likely it is the right one if the act is told."""

    roles: Roles
    features: tuple[str, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible claim: a trigger as read, its role readings, and how likely it tells an act.

    `nobody` are the features of none of the readings being right.
    """

    sight: Sighting
    features: tuple[str, ...]
    probability: float
    readings: tuple[RoleReading, ...]
    nobody: tuple[str, ...]

    @property
    def best(self) -> RoleReading:
        """The likeliest reading of who acts on whom; the first of equals."""
        return max(self.readings, key=lambda one: one.probability)

    @property
    def confidence(self) -> float:
        """The probability that the trigger states an act of the kind and that the best role reading is right."""
        return self.probability * self.best.probability


@dataclass(frozen=True, slots=True)
class Word:
    """What a trigger word's place says: actors in their slots, date, status, evidence, and what stands about it."""

    filled: list[Filler]
    when: When
    status: str
    evidence: Span
    named: int
    peers: frozenset[str]


class CandidateFinder:
    """Finds the candidate claims of parsed paragraphs by the words and weights of the local lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._triggers = TriggerFinder(lexicon)

    def candidates(
        self,
        mentions: Sequence[ActorMention],
        dates: Sequence[DateMention],
        sentences: Iterable[tuple[Span, Context]],
        setting: Setting,
        floor: float = 0.0,
    ) -> Iterator[Candidate]:
        """Yield a candidate for each trigger word and kind of a paragraph that has two actors to act.

        Those less likely than `floor` to tell an act are left out, which saves reading their roles.
        """
        for sentence, context in sentences:
            here = [m for m in mentions if sentence.start <= m.token < sentence.end]
            hits = self._triggers.find(sentence)
            unsaid = setting.unsaid(context)
            for token, of_word in groupby(hits, key=attrgetter("token")):
                if advised(token, self._lexicon):
                    continue
                word = self._word(token, here, hits, dates)
                for frame, of_frame in groupby(sorted(of_word, key=_frame), key=_frame):
                    found = sides(frame, word.filled, unsaid)
                    ways = readings(frame, found)
                    for hit in of_frame if ways else ():
                        yield from self._candidate(hit, word, found, ways, setting, floor)

    def _word(
        self, token: Token, mentions: Sequence[ActorMention], hits: Iterable[Hit], dates: Sequence[DateMention]
    ) -> Word:
        """Read what a trigger word says whatever kind it states."""
        evidence = clause(token)
        when = date_of(token, evidence, dates)
        peers = _peers(token, hits, evidence)
        return Word(fillers(token, mentions), when, status(token, self._lexicon), evidence, len(mentions), peers)

    def _candidate(
        self, hit: Hit, word: Word, found: Sequence[Side], ways: Sequence[Roles], setting: Setting, floor: float
    ) -> Iterator[Candidate]:
        how_far = status_of_kind(hit, word.status, self._lexicon)
        sight = Sighting(hit, word.when, how_far, word.evidence, ways[0], word.named, word.peers)
        speaking = act_features(sight, setting)
        likely = probability(speaking, self._lexicon.act_weights)
        if likely >= floor:
            nobody = nobody_features(hit, found, setting)
            read = self._read(hit, found, ways, nobody, setting)
            yield Candidate(sight, tuple(speaking), likely, read, tuple(nobody))

    def _read(
        self, hit: Hit, found: Sequence[Side], ways: Sequence[Roles], nobody: Sequence[str], setting: Setting
    ) -> tuple[RoleReading, ...]:
        options = [role_features(hit, roles, found, setting) for roles in ways]
        likely = chances([*options, nobody], self._lexicon.role_weights)
        return tuple(RoleReading(*one) for one in zip(ways, map(tuple, options), likely, strict=False))


def _frame(hit: Hit) -> str:
    return hit.trigger.frame


def _peers(token: Token, hits: Iterable[Hit], evidence: Span) -> frozenset[str]:
    """Return the kinds of the other triggers in a trigger's evidence, and how strong they are."""
    return frozenset(
        f"{other.trigger.kind} {other.trigger.weight}"
        for other in hits
        if other.token.i != token.i and evidence.start <= other.token.i < evidence.end
    )
