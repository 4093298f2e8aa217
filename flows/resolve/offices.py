"""Whether the persons who act held office at the date, as the lexicon's table of leaders knows their terms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from flows.lexicon.actors import Actors
from flows.lexicon.tables import Leader, Period
from flows.resolve.dates import Bounds
from flows.resolve.flags import Doubt
from schemas.claim import Claim

_TITLES = {
    "prime minister": "prime minister",
    "premier": "prime minister",
    "president": "president",
    "foreign minister": "foreign minister",
    "secretary of state": "secretary of state",
}
"""Offices as agents are called by them, and as the table of leaders calls them."""

# A person who no longer, or not yet, held the office is called so; "Deputy" and "Vice" make it another office.
_NOT_HOLDING = re.compile(r"\b(?:former|ex|late|then-future|deputy|vice|designate|elect)\b", re.IGNORECASE)


def office_flags(claim: Claim, when: Bounds, lexicon: Actors) -> list[Doubt]:
    """Return a doubt for each agent of the claim who held no office at its date, or not the one that is named.

    Only persons of the claim's actors are looked up, and only where the lexicon knows them; several persons of
    one name are taken together, so a doubt means that none of them fits.
    """
    if when.start is None and when.end is None:
        return []
    members = {*claim.source, *claim.target, *claim.others}
    found = []
    for agent in claim.agents:
        terms = [] if _NOT_HOLDING.search(agent) else _terms(agent, members, lexicon)
        if terms and (reason := _reason(f"{agent}, dated {claim.date},", agent, terms, when)):
            found.append(Doubt("out_of_office", reason, terms[0].actor_id, claim.claim_id))
    return found


def _terms(agent: str, members: set[str], lexicon: Actors) -> list[Leader]:
    """Return the terms of office of the persons whom the agent's words may name."""
    names = {m.name for m in lexicon.mentions(agent) if m.name_type == "leader"}
    names |= {unsettled.name for unsettled in lexicon.unsettled(agent)}
    if not names:
        return []
    found = [p for p in lexicon.leaders if p.actor_id in members and names & {p.name, p.family}]
    return sorted(found, key=lambda p: (p.actor_id, str(p.period.start)))


def _reason(lead: str, agent: str, terms: Sequence[Leader], when: Bounds) -> str | None:
    days = Period(when.start, when.end)
    held = [term for term in terms if term.period.overlaps(days)]
    if not held:
        did = "held office" if all(term.to_the_day for term in terms) else "acted"
        return f"{lead} {did} {_spans(terms)} by the lexicon"
    title = next(
        (office for words, office in _TITLES.items() if re.search(rf"\b{words}\b", agent, re.IGNORECASE)), None
    )
    offices = {term.office.partition(",")[0] for term in held}
    # Some rows of the table name several offices in one ("governor-general or president"): these refute no title.
    if title and title not in offices and offices <= set(_TITLES.values()) and all(term.to_the_day for term in held):
        return f"{lead} was then {' and '.join(sorted(offices))} by the lexicon"
    return None


def _spans(terms: Sequence[Leader]) -> str:
    """Return the spans of the terms, those that overlap told as one."""
    spans: list[list[date]] = []
    for term in sorted(terms, key=lambda t: t.period.start or date.min):
        start, end = term.period.start or date.min, term.period.end or date.max
        if spans and start < spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], end)
        else:
            spans.append([start, end])
    days = all(term.to_the_day for term in terms)
    told = {date.min: "...", date.max: "now"}
    return ", ".join(" to ".join(str(told.get(day, day if days else day.year)) for day in span) for span in spans)
