"""Units of evidence: claims of one source that are held to report one act, with what tells the act apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from sys import intern

from flows.lexicon.tables import Name
from flows.resolve import consensus
from flows.resolve.dates import Bounds, bounds
from schemas.claim import Claim
from schemas.vocabulary import SYMMETRIC_KINDS

Pair = tuple[str, str]
Dates = tuple[Bounds, ...]
Days = tuple[tuple[int, int], ...]
_STEM = 6  # letters; "invaded" and "invasion" are one word
_WORD = re.compile(r"[\w-]*\d[\w-]*|[^\W\d_]{3,}")
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "the and for with that this from which were was has have had been its their his her they also into upon over "
        "under after before between while when where would could should other both more than such these those will not "
        "but are who whom whose about against during first january february march april may june july august september "
        "october november december",
    )
)
_TITLES = frozenset(
    re.findall(
        r"\w+",
        "president prime minister foreign defence defense general chief secretary deputy government army leader "
        "leaders state ministry administration",
    )
)
_NAMES = frozenset({"short", "official", "abbreviation", "demonym", "capital", "metonym", "variant"})


@dataclass(frozen=True, eq=False, slots=True)
class Unit:
    """Claims of one source held to report one act; sets are unions over the claims.

    `pairs` are actors in their relation, `reach` also pairs a party with third parties; `days` are the first and last
    days of the dates as ordinals; `around` are the dates the text was at (`dates_around`); `words` are stems of the
    agents, the things and the quote, as far as it is known, `key_words` those of the hand coder's event key.
    """

    claims: tuple[Claim, ...]
    kind: str
    source_id: str
    pairs: frozenset[Pair]
    reach: frozenset[Pair]
    sides: frozenset[object]
    parties: frozenset[str]
    others: frozenset[str]
    dates: Dates
    days: Days
    around: Dates
    agents: frozenset[str]
    words: frozenset[str]
    key_words: frozenset[str]
    amounts: frozenset[object]
    quantities: frozenset[object]
    status: str
    phases: frozenset[str]

    @property
    def key(self) -> tuple[str, str] | None:
        """The coder and the key it gave, None if it gave none."""
        first = self.claims[0]
        return (first.coder, first.event_key) if first.event_key else None


def name_words(names: Iterable[Name]) -> frozenset[str]:
    """Return the words of actors' names: two claims about one pair of states share them, whatever they tell."""
    found = (w for n in names if n.name_type in _NAMES for w in re.findall(r"[^\W\d_]+", n.name.lower()))
    return frozenset(found)


def dates_around(claims: Iterable[Claim]) -> dict[str, Dates]:
    """Return by claim of one source the date that its text was at: its own, or the last one told before it.

    What stands before the first date goes with that one.
    """
    told = sorted(claims, key=lambda c: (c.char_start, c.claim_id))
    own = [_dates([claim]) for claim in told]
    last: Dates = next((dates for dates in own if dates), ())
    found = {}
    for claim, dates in zip(told, own, strict=True):
        last = found[claim.claim_id] = dates or last
    return found


def unit(claims: Iterable[Claim], names: Set[str], around: Mapping[str, Dates] | None = None) -> Unit:
    """Return the unit of claims of one source and kind; words of actors' `names` tell nothing and are left out.

    `around` are the `dates_around` of the whole source; without them only the claims' own dates count.
    """
    group = tuple(sorted(claims, key=lambda c: (c.char_start, c.claim_id)))
    first = group[0]
    pairs = frozenset(pair for c in group for pair in _pairs(c))
    parties = frozenset(a for c in group for a in (*c.source, *c.target))
    others = frozenset(a for c in group for a in c.others) - parties
    dates = _dates(group)
    agents = _words((a for c in group for a in c.agents), names, _TITLES)
    items = (c.quantity.item for c in group if c.quantity)
    quotes = (c.quote for c in group if c.quote)
    return Unit(
        claims=group,
        kind=first.kind,
        source_id=first.source_id,
        pairs=pairs,
        reach=pairs | {p for a in parties for b in others for p in ((a, b), (b, a))},
        sides=frozenset(consensus.parties(c) for c in group),
        parties=parties,
        others=others,
        dates=dates,
        days=in_days(dates),
        around=tuple(sorted({b for c in group for b in around.get(c.claim_id, ())}, key=str)) if around else dates,
        agents=agents,
        words=agents | _words((*items, *quotes), names),
        key_words=_words(
            (c.event_key.replace("-", " ") for c in group if c.event_key), names, {*first.kind.split("_")}
        ),
        amounts=frozenset((c.amount.value, c.amount.unit) for c in group if c.amount),
        quantities=frozenset(c.quantity.value for c in group if c.quantity),
        status=min((c.status for c in group), key=_STATUS.index),
        phases=frozenset(c.phase for c in group if c.phase),
    )


_STATUS = ("occurred", "cancelled", "planned", "proposed", "alleged")
"""How far an act got, the furthest first."""


def keyed(claims: Sequence[Claim], names: Set[str]) -> list[Unit]:
    """Return the units that claims of one source make by their keys alone, in the order of the text.

    The beginning of a thing and its end (a sanction and its lifting), which coders give one key now and then, are two.
    """
    around = dates_around(claims)
    return in_order(unit(act, names, around) for group in by_key(claims) for act in _begun_and_ended(group))


def by_key(claims: Iterable[Claim]) -> list[list[Claim]]:
    """Return claims of one source by their keys, those without a key alone.

    An event key names one act of one kind: two kinds under one key are two acts (a visit and its pact).
    """
    groups: dict[tuple[str, ...], list[Claim]] = {}
    for claim in claims:
        same = (claim.coder, claim.event_key, claim.kind) if claim.event_key else (claim.claim_id,)
        groups.setdefault(same, []).append(claim)
    return list(groups.values())


def _begun_and_ended(group: Sequence[Claim]) -> list[list[Claim]]:
    if not begins_and_ends(c.phase for c in group):
        return [[*group]]
    return [[c for c in group if (c.phase == "end") == ended] for ended in (False, True)]


def begins_and_ends(phases: Iterable[str | None]) -> bool:
    """Say whether some of the phases begin a thing and others end it."""
    return {"start", "end"} <= {*phases}


def in_order(units: Iterable[Unit]) -> list[Unit]:
    """Return units of one source in the order of the text."""
    return sorted(units, key=lambda u: (u.claims[0].char_start, u.claims[0].claim_id))


def _dates(claims: Iterable[Claim]) -> Dates:
    found = {bounds(c.date) for c in claims if c.date}
    return tuple(sorted((b for b in found if b.start or b.end), key=str))


def in_days(dates: Dates) -> Days:
    """Return the first and last days of dates as ordinals; an open end is as far as the calendar goes."""
    return tuple(((d.start or date.min).toordinal(), (d.end or date.max).toordinal()) for d in dates)


def _words(texts: Iterable[str], names: Set[str], empty: Set[str] = frozenset()) -> frozenset[str]:
    """Return the stems of the words of some texts but for those that tell nothing.

    They are shared: a million claims have few words.
    """
    found = {w for text in texts for w in _WORD.findall(text.lower()) if not w.isdigit()}
    return frozenset(intern(w[:_STEM]) for w in found - _COMMON - names - empty)


def _pairs(claim: Claim) -> set[Pair]:
    """Return the pairs of actors in their relation.

    Pairs stand both ways for symmetric kinds and where one side is not given, since either may have acted; a party
    that stands alone is paired with the third parties.
    """
    if claim.kind not in SYMMETRIC_KINDS and claim.source and claim.target:
        return {(s, t) for s in claim.source for t in claim.target}
    parties = {*claim.source, *claim.target}
    partners = parties if len(parties) > 1 else set(claim.others)
    return {pair for a in parties or partners for b in partners if a != b for pair in ((a, b), (b, a))}
