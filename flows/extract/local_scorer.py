"""How likely a candidate is a claim: that its trigger states an act, times that its roles are read right.

Both are logistic sums of feature weights, learned from coded texts (`seeds/lexicon/weights.csv`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from flows.extract.local_actors import Context, Memory
from flows.extract.local_roles import UNSAID, Roles, Side
from flows.extract.local_triggers import Hit
from flows.extract.local_when import When

if TYPE_CHECKING:
    from spacy.tokens import Span

INTERCEPT = "intercept"
_CONTENT = frozenset({"VERB", "NOUN", "ADJ"})
NOBODY = Side((), "none")
_TELLING = frozenset(
    {"dobj", "nsubjpass", "compound", "amod", "advmod", "neg", "prt", "xcomp", "nsubj", "nummod", "attr"}
)


def probability(features: Iterable[str], weights: Mapping[str, float]) -> float:
    """Return the logistic of the sum of the features' weights; unknown features weigh nothing.

    `weights` holds an intercept beside the weight of each feature.
    """
    total = weights.get(INTERCEPT, 0.0) + sum(weights.get(feature, 0.0) for feature in features)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True, slots=True)
class Setting:
    """What a document is about: its two most named actors, and how much of its naming is theirs (0 to 4)."""

    dyad: tuple[str, ...]
    share: int

    @classmethod
    def of(cls, memory: Memory) -> Setting:
        """Return the setting of a document whose named actors `memory` has counted."""
        dyad = memory.dyad()
        total = sum(memory.counts.values())
        return cls(dyad, 5 * sum(memory.counts[actor] for actor in dyad) // (total + 1))

    def unsaid(self, context: Context) -> list[tuple[str, str]]:
        """Return the actors that a sentence may mean without naming them, each with where it comes from."""
        subject = [("subject", context.subject)] if context.subject else []
        return subject + [("last", actor) for actor in context.pair] + [("doc", actor) for actor in self.dyad]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A trigger as read: its date, status and evidence, what stands about it, and the roles its frame prefers.

    `named` is how many actors its sentence holds; `peers` are the kinds of other triggers in its evidence.
    """

    hit: Hit
    when: When
    status: str
    evidence: Span
    frame: Roles
    named: int
    peers: frozenset[str]


def act_features(sight: Sighting, setting: Setting) -> list[str]:
    """Return what speaks for or against a trigger stating an act of its kind."""
    hit, when, evidence, frame = sight.hit, sight.when, sight.evidence, sight.frame
    token, kind = hit.token, hit.trigger.kind
    word = f"{hit.lemma}/{token.pos_}"
    determiner = next((child.lower_ for child in token.children if child.dep_ == "det"), "none")
    tense = next((child.lower_ for child in token.children if child.dep_ in ("aux", "auxpass")), "none")
    second = (frame.second or NOBODY).slot
    strength = hit.trigger.weight
    found = [
        f"kind={kind}",
        f"word={word}",
        f"word={word}|{kind}",
        f"topic={hit.trigger.topic or '-'}|{kind}",
        f"strength={strength}|{kind}",
        f"strength={strength}|{token.pos_}",
        f"strength={strength}|{when.place}",
        f"strength={strength}|{frame.first.slot}+{second}",
        f"dep={token.dep_}",
        f"dep={token.dep_}|{kind}",
        f"tag={token.tag_}|{kind}",
        f"status={sight.status}",
        f"status={sight.status}|{kind}",
        f"date={when.place}",
        f"date={when.place}|{kind}",
        f"determiner={determiner}|{token.pos_}",
        f"tense={tense}",
        f"length={min(len(evidence) // 4, 8)}",
        f"named={min(sight.named, 4)}",
        f"named={min(sight.named, 3)}|{kind}",
        f"share={setting.share}",
        f"source={frame.first.slot}|{kind}",
        f"target={second}|{kind}",
        f"slots={frame.first.slot}+{second}",
        f"dyad={len({*frame.source, *frame.target} & {*setting.dyad})}|{setting.share}",
    ]
    return found + _words(sight)


def _words(sight: Sighting) -> list[str]:
    """Return the features of the words about a trigger."""
    token, kind = sight.hit.token, sight.hit.trigger.kind
    word = f"{sight.hit.lemma}/{token.pos_}"
    head = [f"head={token.head.lemma_.lower()}|{kind}", f"headpos={token.head.pos_}"]
    found = head if token.dep_ != "ROOT" else []
    for child in token.children:
        if child.dep_ in _TELLING:
            found += [f"{child.dep_}={child.lemma_.lower()}|{kind}", f"has={child.dep_}|{kind}"]
        elif child.dep_ == "prep":
            found += [f"prep={child.lower_}|{kind}", f"prep={child.lower_}|{word}"]
            found += [f"pobj={pobj.lemma_.lower()}|{kind}" for pobj in child.children if pobj.dep_ == "pobj"]
    found += [f"topics={topic}|{kind}" for topic in sorted(sight.hit.topics)]
    found += [
        f"near={part.lemma_.lower()}|{kind}" for part in sight.evidence if part.pos_ in _CONTENT and part is not token
    ]
    found += [f"peer={peer}|{kind}" for peer in sorted(sight.peers)]
    found += [f"above={above.lemma_.lower()}|{kind}" for above in islice(token.ancestors, 1, 3)]
    return found


def role_features(hit: Hit, roles: Roles, sides: Sequence[Side], setting: Setting) -> list[str]:
    """Return what speaks for or against a reading of who acts on whom, out of the `sides` there are."""
    kind, pos = hit.trigger.kind, hit.token.pos_
    first, second = roles.first, roles.second or NOBODY
    slots = f"{first.slot}+{second.slot}"
    both = len({*roles.source, *roles.target} & {*setting.dyad})
    found = [
        f"slots={slots}",
        f"slots={slots}|{kind}",
        f"slots={slots}|{pos}",
        f"dyad={both}|{setting.share}",
        f"dyad={both}|{kind}",
        f"parties={min(len(roles.source), 3)}+{min(len(roles.target), 3)}",
    ]
    for role, side in (("source", first), ("target", second)):
        where = f"{role}={side.slot}"
        found += [where, f"{where}|{kind}", f"{where}|{pos}", f"{where}|{hit.lemma}", f"{where}|{hit.trigger.frame}"]
        found += [f"{role} how={how}" for how in sorted(side.hows)]
        found += [f"{role} far={min(side.distance.bit_length(), 5)}"]
        found += [f"{role} dyad={len({*side.actors} & {*setting.dyad})}|{side.slot in UNSAID}"]
    for side in sides:
        if side is not first and side is not second and side.slot not in UNSAID:
            found += [f"left out={side.slot}", f"left out={side.slot}|{pos}"]
    return found


def nobody_features(hit: Hit, sides: Sequence[Side], setting: Setting) -> list[str]:
    """Return what speaks for none of the readings being right."""
    said = sum(side.slot not in UNSAID for side in sides)
    return ["nobody", f"nobody|{hit.trigger.kind}", f"nobody said={min(said, 4)}", f"nobody share={setting.share}"]


def chances(options: Sequence[Sequence[str]], weights: Mapping[str, float]) -> list[float]:
    """Return the probability of each option, given the features of each: they exclude each other."""
    scores = [sum(weights.get(feature, 0.0) for feature in option) for option in options]
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    return [power / sum(powers) for power in powers]
