"""Reasons for doubt about a fact that its own values, and those of its claims, give away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flows.lexicon.actors import Actors
from flows.lexicon.tables import Actor, Period
from flows.resolve.dates import Bounds
from flows.resolve.measures import is_currency
from schemas.claim import Claim
from schemas.ids import make_id

ANACHRONISMS = ("before_actor", "after_actor", "after_publication")
_SMALLEST_SUM = 10_000


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reason for doubt: its kind (schemas.vocabulary.FLAG), the reason in words, and what it is about."""

    flag: str
    reason: str
    actor_id: str | None = None
    claim_id: str | None = None

    @property
    def label(self) -> str:
        """The doubt in short, as `facts.flags` has it."""
        return f"{self.flag}:{self.actor_id}" if self.actor_id else self.flag

    def row(self, fact_id: str) -> dict[str, Any]:
        """Return the doubt as a row of `doubts`."""
        return {
            "doubt_id": make_id("q", fact_id, self.label, self.claim_id, self.reason),
            "flag": self.flag,
            "reason": self.reason,
            "fact_id": fact_id,
            "claim_id": self.claim_id,
            "actor_id": self.actor_id,
        }


def in_short(doubts: Iterable[Doubt]) -> str | None:
    """Return the doubts as `facts.flags` has them, None if there are none."""
    return "; ".join(dict.fromkeys(doubt.label for doubt in doubts)) or None


def date_flags(
    when: Bounds, status: str, actors: Iterable[str], lexicon: Actors, last_issue: date | None
) -> list[Doubt]:
    """Return doubts about a date: an actor that did not exist, an act told as done after all its sources.

    `last_issue` is the last day on which the latest of its sources may have been published, None if not known.
    """
    found = []
    for actor_id in sorted(set(actors)):
        actor = lexicon.actors[actor_id]
        begun, ended = actor.period.start, actor.period.end
        # A state that lost its independence and won it back was in the state lists before it began anew.
        if begun and when.end and when.end < begun and not _in_state_lists(actor, when, lexicon):
            reason = f"dated {when.end} or before, but {actor.name} began on {begun}"
            found.append(Doubt("before_actor", reason, actor_id))
        if ended and when.start and when.start > ended:
            reason = f"dated {when.start} or after, but {actor.name} ended on {ended}"
            found.append(Doubt("after_actor", reason, actor_id))
        if not found or found[-1].actor_id != actor_id:
            found += _without_codes(actor, when, lexicon)
    if status == "occurred" and last_issue and when.start and when.start > last_issue:
        reason = f"told as done, dated {when.start} or after, in a text issued by {last_issue}"
        found.append(Doubt("after_publication", reason))
    return found


def _without_codes(actor: Actor, when: Bounds, lexicon: Actors) -> list[Doubt]:
    """Return a doubt if a state of the state lists was in none at the date, as Korea from 1910 to 1948."""
    dated = when.start or when.end
    if not dated or actor.actor_id not in lexicon.state_codes or _in_state_lists(actor, when, lexicon):
        return []
    told = " to ".join(str(day) for day in dict.fromkeys((when.start, when.end)) if day)
    reason = f"dated {told}, when {actor.name} was in neither state list"
    return [Doubt("outside_state_lists", reason, actor.actor_id)]


def _in_state_lists(actor: Actor, when: Bounds, lexicon: Actors) -> bool:
    days = Period(when.start, when.end)
    return any(row.period.overlaps(days) for row in lexicon.state_codes.get(actor.actor_id, ()))


def claim_date_flags(claim: Claim, when: Bounds, lexicon: Actors, issue: date | None) -> list[Doubt]:
    """Return doubts about the date of one claim; `issue` is the last day on which its source may have been issued."""
    members = (*claim.source, *claim.target, *claim.others)
    found = date_flags(when, claim.status, members, lexicon, issue)
    return [replace(doubt, claim_id=claim.claim_id) for doubt in found]


def sum_flags(claims: Iterable[Claim]) -> list[Doubt]:
    """Return doubts about sums of money: without a currency, or too small for an act of states.

    Sums that pass between states run to millions; one below ten thousand of any currency has as a rule lost the
    word for its scale ("$300" for 300 million).
    """
    found = []
    for claim in claims:
        if claim.amount is None:
            continue
        told = f"{claim.amount.value:,.15g}"
        if currency(claim) is None:
            named = f", but {claim.amount.unit!r}, which is no ISO 4217 code" if claim.amount.unit else ""
            reason = f"the sum {told} stands without a currency{named}"
            found.append(Doubt("amount_without_currency", reason, claim_id=claim.claim_id))
        if claim.amount.value < _SMALLEST_SUM:
            reason = f"the sum {told} {claim.amount.unit}".rstrip() + " is too small for states: a million or the like?"
            found.append(Doubt("amount_without_scale", reason, claim_id=claim.claim_id))
    return found


def currency(claim: Claim) -> str | None:
    """Return the ISO 4217 code of the claim's sum, None if the coder gave none."""
    return claim.amount.unit if claim.amount and is_currency(claim.amount.unit) else None


def reversed_flags(claims: Iterable[Claim], dates: Mapping[str, str]) -> list[Doubt]:
    """Return doubts about claims whose date ends before it starts; `dates` holds these by the claim's id."""
    return [
        Doubt("reversed_interval", f"the date {dates[c.claim_id]} ends before it starts", claim_id=c.claim_id)
        for c in claims
        if c.claim_id in dates
    ]


def reading_flags(claims: Sequence[Claim], derived: set[str], telling: Mapping[str, Claim | None]) -> list[Doubt]:
    """Return doubts about how a fact is known: only by machine, only by a source that retells another.

    `telling` has for each attribute the claim whose value the fact shows.
    """
    found = []
    if all(c.coder != "hand" for c in claims):
        found.append(Doubt("machine_coded", "no person coded any of its claims"))
    else:
        read = [(name, c) for name, c in telling.items() if c and c.coder != "hand"]
        found += [Doubt("machine_coded", f"no person coded its {name}", claim_id=c.claim_id) for name, c in read]
    if all(c.source_id in derived for c in claims):
        found.append(Doubt("derived_only", "told only by sources that retell another one"))
    return found
