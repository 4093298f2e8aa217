"""Who acts on whom: the sides that an act may have, and the ways to read them that a frame prefers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from flows.extract.local_slots import WEAK, Filler

_MOST_SIDES = 7
# Where an actor that the sentence leaves unsaid may come from: spoken of last, named last, the document's two.
UNSAID = ("subject", "last", "doc")

# Which slots name the source and the target, best first; "g_" marks an argument of the governing verb.
_ACTING = ("subj", "csubj", "by", "poss", "mod", "g_subj", "g_by", "head", "from", "g_poss", "g_mod", "left")
_UNDERGOING = (
    "obj", "against", "with", "to", "on", "in", "into", "of", "between", "over", "for", "toward", "towards", "upon",
    "at", "among", "from", "mod", "g_obj", "g_against", "g_with", "g_to", "g_on", "g_in", "g_of", "g_from", "g_for",
    "appos", "attr", "deep", "g_at", "g_prep", "head", "right",
)  # fmt: skip
_FRAMES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "act": (_ACTING, _UNDERGOING),
    "come": (("subj", "csubj", "by", "of", "poss", "mod", "g_subj", "g_by", "obj", "head", "left"), _UNDERGOING),
    "get": (
        ("by", "from", "obj", "of", "with", "mod", "g_obj", "g_from", "to", "g_to", "for", "deep", "right"),
        ("subj", "csubj", "poss", "head", "g_subj", "g_by", "to", "for", "in", "left"),
    ),
    "sym": (
        ("between", "subj", "csubj", "by", "poss", "mod", "with", "obj", "of", "among", "g_subj", "g_by", "g_obj",
         "head", "left"),
        ("with", "between", "obj", "to", "mod", "of", "among", "by", "in", "from", "on", "g_with", "g_obj", "g_to",
         "g_from", "g_of", "g_between", "g_poss", "g_mod", "conj", "appos", "deep", "g_in", "g_prep", "right"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """Actors that may be one side of an act: those of one slot, or `subject`, `last`, `doc` where left unsaid."""

    actors: tuple[str, ...]
    slot: str
    hows: frozenset[str] = frozenset()
    distance: int = 99


@dataclass(frozen=True, slots=True)
class Roles:
    """A way to read who acts on whom; `target` is None where the source's actors act together."""

    first: Side
    second: Side | None

    @property
    def source(self) -> tuple[str, ...]:
        """The actors who act."""
        return self.first.actors

    @property
    def target(self) -> tuple[str, ...]:
        """The actors acted on, without any that act."""
        return tuple(a for a in self.second.actors if a not in self.first.actors) if self.second else ()


def sides(frame: str, filled: Iterable[Filler], unsaid: Iterable[tuple[str, str]]) -> list[Side]:
    """Return the possible sides of an act told in a frame, best first, no set of actors twice.

    `unsaid` are actors that the text may leave out, each with the name of where it comes from.
    """
    groups: dict[str, list[Filler]] = {}
    for one in sorted(filled, key=lambda one: one.distance):
        key = f"{one.slot} {one.mention.token}" if one.slot in WEAK else one.slot
        groups.setdefault(key, []).append(one)
    found = [_side(group) for group in groups.values()]
    found += [Side((actor,), name) for name, actor in unsaid]
    ranks = _RANKS[frame]
    unique: dict[frozenset[str], Side] = {}
    for side in sorted(found, key=lambda side: (min(ranks[0](side.slot), ranks[1](side.slot)), side.distance)):
        unique.setdefault(frozenset(side.actors), side)
    return list(unique.values())[:_MOST_SIDES]


def readings(frame: str, found: Sequence[Side]) -> list[Roles]:
    """Return the ways to read who acts on whom: every two sides, in the order the frame prefers, and sides of two.

    The reading whose slots the frame ranks best comes first.
    """
    source, target = _RANKS[frame]

    def rank(roles: Roles) -> int:
        return source(roles.first.slot) + (target(roles.second.slot) if roles.second else source(roles.first.slot))

    out = [Roles(side, None) for side in found if len(side.actors) > 1]
    for one, other in combinations(found, 2):
        forward = source(one.slot) + target(other.slot) <= source(other.slot) + target(one.slot)
        roles = Roles(one, other) if forward else Roles(other, one)
        if roles.target and not set(roles.source) <= set(roles.second.actors if roles.second else ()):
            out.append(roles)
    return sorted(out, key=rank)


def _side(group: Sequence[Filler]) -> Side:
    in_order = sorted(group, key=lambda one: one.mention.token)
    actors = dict.fromkeys(actor for one in in_order for actor in one.mention.actors)
    return Side(tuple(actors), group[0].slot, frozenset(one.mention.how for one in group), group[0].distance)


def _rank(slots: Sequence[str]) -> Callable[[str], int]:
    places = {slot: n for n, slot in enumerate((*slots, *UNSAID))}
    return lambda slot: places.get(slot, len(places))


_RANKS = {frame: (_rank(source), _rank(target)) for frame, (source, target) in _FRAMES.items()}
