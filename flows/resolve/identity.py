"""Which claims report the same act.

Claims of one source that the hand coder gave one event key are one *unit*; every other claim is a unit of its
own. Two units may be the same act only if they are of one kind, share a pair of actors that stand to each other
in the same way, both end something or neither does, and their dates can both hold. Then evidence is weighed
(`weigh`), and a unit joins the fact whose members it fits best, if every member admits it and the best weight
reaches THRESHOLD. Units are taken in the order of the sources' registration and of the text, so a source added
at the end leaves earlier facts as they were.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from flows.resolve.dates import Bounds, bounds
from schemas.claim import Claim
from schemas.vocabulary import SYMMETRIC_KINDS

THRESHOLD = 2.0
SELDOM_TWICE = {"membership": 1.5, "armed_conflict": 1.0, "withdrawal": 0.5}
_NARROW_DAYS = 31
_YEAR_DAYS = 366
_MIN_WORD = 4


@dataclass(frozen=True)
class Unit:
    """Claims that are known to report one act, and what tells it apart."""

    claims: tuple[Claim, ...]
    order: tuple[int, int, str]
    pairs: frozenset[tuple[str, str]]
    dates: tuple[Bounds, ...]
    others: frozenset[str]
    words: frozenset[str]
    amounts: frozenset[tuple[float, str]]
    quantities: frozenset[float]
    ends: bool


@dataclass
class Fact:
    """Units that report one act."""

    units: list[Unit] = field(default_factory=list)

    @property
    def claims(self) -> list[Claim]:
        """The claims of all units, in order."""
        return [claim for unit in self.units for claim in unit.claims]


def facts(claims: Sequence[Claim], source_order: dict[str, int]) -> list[list[Claim]]:
    """Return claims grouped by the act they report, by kind; within a kind in the order of sources and text."""
    found: list[Fact] = []
    sharing: dict[tuple[str, tuple[str, str]], list[int]] = defaultdict(list)
    for unit in sorted(_units(claims, source_order), key=lambda u: u.order):
        blocks = [(unit.claims[0].kind, pair) for pair in sorted(unit.pairs)]
        candidates = sorted({n for block in blocks for n in sharing[block]})
        best = max(candidates, key=lambda n: _fit(unit, found[n]), default=None)
        if best is None or _fit(unit, found[best]) < THRESHOLD:
            best = len(found)
            found.append(Fact())
        found[best].units.append(unit)
        for block in blocks:
            if best not in sharing[block]:
                sharing[block].append(best)
    return [fact.claims for fact in found]


def weigh(a: Unit, b: Unit) -> float | None:
    """Return the weight of evidence that two units of one kind report one act, None if they cannot.

    Dates that meet within a month weigh 2, within a year 1.5, within longer 0.5; a shared word of agents, things
    or the coder's key 1.5, two or more 2.5; a shared third party 0.5; an equal sum 2; an equal number of things 1;
    sums or numbers that differ -1.5 each. To join the same organisation, to fight the same enemy at the same
    time or to withdraw from there is seldom done twice, so these kinds start with a weight (SELDOM_TWICE). The
    weights are plain judgement: an act needs two independent hints, or a precise date.
    """
    if not a.pairs & b.pairs or a.ends != b.ends or _told_apart(a, b):
        return None
    dated = _date_weight(a.dates, b.dates)
    if dated is None:
        return None
    weight = SELDOM_TWICE.get(a.claims[0].kind, 0.0) + dated
    weight += (0.0, 1.5, 2.5)[min(2, len(a.words & b.words))]
    weight += 0.5 * bool(a.others & b.others)
    weight += _agreement(a.amounts, b.amounts, 2.0) + _agreement(a.quantities, b.quantities, 1.0)
    return weight


def _told_apart(a: Unit, b: Unit) -> bool:
    """Return whether one coder, reading one source, gave the two different keys."""
    x, y = a.claims[0], b.claims[0]
    return bool(x.event_key and y.event_key) and (x.source_id, x.coder) == (y.source_id, y.coder)


def _fit(unit: Unit, fact: Fact) -> float:
    weights = [weigh(unit, other) for other in fact.units]
    known = [w for w in weights if w is not None]
    return max(known) if len(known) == len(weights) else float("-inf")


def _agreement(a: frozenset[object], b: frozenset[object], gain: float) -> float:
    if not a or not b:
        return 0.0
    return gain if a & b else -1.5


def _date_weight(a: Sequence[Bounds], b: Sequence[Bounds]) -> float | None:
    """Return the weight of the narrowest meeting of two sets of dates, None if none of them meet."""
    if not a or not b:
        return 0.0
    widths = [width for x in a for y in b if (width := _meeting(x, y)) is not None]
    if not widths:
        return None
    narrowest = min(widths)
    return 2.0 if narrowest <= _NARROW_DAYS else 1.5 if narrowest <= _YEAR_DAYS else 0.5


def _meeting(a: Bounds, b: Bounds) -> int | None:
    """Return the days of the wider of two dates that can both hold, None if they cannot."""
    low, high = max(a.start or date.min, b.start or date.min), min(a.end or date.max, b.end or date.max)
    if low > high:
        return None
    return max(((x.end or date.max) - (x.start or date.min)).days for x in (a, b))


def _units(claims: Sequence[Claim], source_order: dict[str, int]) -> list[Unit]:
    groups: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        # An event key names one act of one kind: two kinds under one key are two acts (a visit and its pact).
        same = (claim.event_key, claim.kind) if claim.event_key else (claim.claim_id,)
        groups[(claim.source_id, claim.coder, *same)].append(claim)
    return [_unit(sorted(group, key=lambda c: (c.char_start, c.claim_id)), source_order) for group in groups.values()]


def _unit(group: list[Claim], source_order: dict[str, int]) -> Unit:
    dates = {bounds(c.date) for c in group if c.date}
    return Unit(
        claims=tuple(group),
        order=(source_order[group[0].source_id], group[0].char_start, group[0].claim_id),
        pairs=frozenset(pair for c in group for pair in _pairs(c)),
        dates=tuple(sorted((b for b in dates if b.start or b.end), key=str)),
        others=frozenset(a for c in group for a in c.others),
        words=frozenset(word for c in group for word in _words(c)),
        amounts=frozenset((c.amount.value, c.amount.unit) for c in group if c.amount),
        quantities=frozenset(c.quantity.value for c in group if c.quantity),
        ends=any(c.phase == "end" for c in group),
    )


def _pairs(claim: Claim) -> set[tuple[str, str]]:
    """Return the pairs of actors in their relation.

    Pairs stand both ways for symmetric kinds and where one side is not given, since either may have acted; a party
    that stands alone is paired with the third parties.
    """
    if claim.kind not in SYMMETRIC_KINDS and claim.source and claim.target:
        return {(s, t) for s in claim.source for t in claim.target}
    parties = {*claim.source, *claim.target}
    partners = parties if len(parties) > 1 else set(claim.others)
    return {pair for a in parties or partners for b in partners if a != b for pair in ((a, b), (b, a))}


def _words(claim: Claim) -> set[str]:
    """Return the words that tell the act apart: of its agents, its things and the coder's key."""
    actors = {a.lower() for a in (*claim.source, *claim.target, *claim.others)}
    item = claim.quantity.item if claim.quantity else ""
    text = " ".join((*claim.agents, item, claim.event_key or "")).lower()
    found = {w for w in re.findall(r"[^\W\d_]+", text) if len(w) >= _MIN_WORD}
    return found - actors - set(claim.kind.split("_")) - _EMPTY


_EMPTY = frozenset(
    re.findall(
        r"\w+",
        "president prime minister foreign defence defense general chief secretary deputy government army leader "
        "agreement treaty pact visit meeting arms basing milcoop exercise invitation conflict talks state",
    )
)
"""Words of titles and of kinds, which every other act shares."""
