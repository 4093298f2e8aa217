"""From claims that report one act to rows of `facts`, `fact_actors`, `disputes` and `doubts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flows.lexicon.tables import Period, StateCodes
from flows.resolve import consensus, flags, usable
from flows.resolve.cited import origins
from flows.resolve.claim_rows import Rows, date_columns, quantity_columns, sum_columns
from flows.resolve.dates import Bounds, bounds
from flows.resolve.known import Knowledge
from flows.resolve.offices import office_flags
from schemas.claim import Claim
from schemas.ids import make_id
from schemas.source import Source

_NO_DATE = Bounds(None, None, None)


def fact_id(first_claim_id: str) -> str:
    """Return the id of a fact, by its first claim in the order of sources, which later sources leave alone."""
    return make_id("f", first_claim_id)


class Resolver:
    """Makes the rows of facts; `reversed_dates` holds by claim the dates that end before they start."""

    def __init__(self, known: Knowledge, reversed_dates: Mapping[str, str]) -> None:
        self._known = known
        self._reversed_dates = reversed_dates
        self._roots = usable.roots(known.sources)
        self._derived = {s.source_id for s in known.sources if s.derived_from}
        self._issued = {s.source_id: _last_day(s) for s in known.sources}

    def fact(self, group: Sequence[Claim]) -> dict[str, Rows]:
        """Return the rows of a fact, of its actors, disputes and doubts."""
        key = fact_id(group[0].claim_id)
        heard = consensus.witnesses(group, self._roots)
        roots = origins(group, self._roots, self._known.cited)
        telling = _telling(heard, roots)
        shown = _shown(heard, telling)
        chosen, date_claim = _values(telling), telling["date"]
        when = bounds(date_claim.date) if date_claim and date_claim.date else _NO_DATE
        disputes = consensus.disputes(heard, roots, telling["status"])
        doubts = self._doubts(shown, when, date_claim, chosen["status"])
        doubts += flags.reading_flags(group, self._derived, telling)
        plover, quad, intensity = self._known.kinds[group[0].kind].event_type(chosen["status"], chosen["phase"])
        row = {
            "fact_id": key,
            "kind": group[0].kind,
            "plover_type": plover,
            "quad_class": quad,
            "intensity": intensity,
            **chosen,
            **date_columns(date_claim),
            "n_claims": len(group),
            "n_sources": consensus.independent(group, roots),
            "is_disputed": bool(disputes),
            "is_anachronistic": any(d.flag in flags.ANACHRONISMS and d.claim_id is None for d in doubts),
            "flags": flags.in_short(doubts),
        }
        return {
            "facts": [row],
            "fact_actors": self._actor_rows(key, shown, telling["participants"], when),
            "disputes": _dispute_rows(key, disputes, telling, roots),
            "doubts": [doubt.row(key) for doubt in doubts],
        }

    def _doubts(self, shown: Sequence[Claim], when: Bounds, date_claim: Claim | None, status: str) -> list[flags.Doubt]:
        """Return the doubts about what a fact shows: first about its own values, then about those of its claims."""
        lexicon = self._known.actors
        members = {a for c in shown for a in (*c.source, *c.target, *c.others)}
        issues = [day for c in shown if (day := self._issued[c.source_id])]
        last_issue = max(issues) if len(issues) == len(shown) else None
        found = flags.date_flags(when, status, members, lexicon, last_issue)
        of_fact = {d.label for d in found}
        for claim in shown:
            own = bounds(claim.date) if claim.date else _NO_DATE
            dated = flags.claim_date_flags(claim, own, lexicon, self._issued[claim.source_id])
            # What the fact's own date gives away already is not told again of each claim that has it.
            same = date_claim is not None and claim.date == date_claim.date
            found += [d for d in dated if not (same and d.label in of_fact)]
            found += office_flags(claim, own, lexicon)
        return [*found, *flags.sum_flags(shown), *flags.reversed_flags(shown, self._reversed_dates)]

    def _actor_rows(self, fact_id: str, shown: Sequence[Claim], parties: Claim | None, when: Bounds) -> Rows:
        """Return the actors of the claim that most claims agree with in its parties; who else is named stands aside."""
        roles = [("source", a) for a in parties.source] + [("target", a) for a in parties.target] if parties else []
        sides = {a for _, a in roles}
        others = {a for c in shown for a in (*c.source, *c.target, *c.others)} - sides
        roles += [("other", a) for a in sorted(others)]
        rows = []
        for role, actor_id in dict.fromkeys(roles):
            codes = self._codes(actor_id, when)
            rows.append(
                {
                    "fact_id": fact_id,
                    "role": role,
                    "actor_id": actor_id,
                    "iso3": codes.iso3 if codes else self._plain_iso3(actor_id),
                    "ccode_cow": codes.ccode_cow if codes else None,
                    "gwcode": codes.gwcode if codes else None,
                }
            )
        return rows

    def _plain_iso3(self, actor_id: str) -> str | None:
        """Return the ISO code of an actor that no state system has, so that no dated row can tell it."""
        known = self._known.actors
        return None if actor_id in known.state_codes else known.actors[actor_id].iso3

    def _codes(self, actor_id: str, when: Bounds) -> StateCodes | None:
        """Return the codes at the first day the act may have had, else at its last, else the first between them.

        A state may begin, or begin and end, within a date such as "196X"; without a date the codes of all times hold.
        """
        actors = self._known.actors
        days = [day for day in (when.start, when.end) if day]
        if not days:
            return actors.codes(actor_id, None)
        between = Period(when.start, when.end)
        on_a_day = (actors.codes(actor_id, day) for day in days)
        within = (row for row in actors.state_codes.get(actor_id, ()) if row.period.overlaps(between))
        return next((codes for codes in (*on_a_day, *within) if codes), None)


def _telling(heard: Sequence[Claim], roots: Mapping[str, str]) -> dict[str, Claim | None]:
    """Return for each attribute the claim whose value the fact shows, None where no claim has one.

    For parties it is the claim that most claims agree with; `heard` are the claims that have a say.
    """
    held = {
        name: opinions(consensus.of_people(heard, value), roots)
        for name, (value, opinions) in consensus.BY_ATTRIBUTE.items()
    }
    agreed = consensus.opinions(consensus.of_people(heard, consensus.parties), consensus.parties, roots)
    telling = {name: _first(opinions) for name, opinions in (*held.items(), ("participants", agreed))}
    dated = consensus.of_people(heard, lambda c: c.date)
    telling["date"] = _first(consensus.date_opinions(dated, roots, telling["status"]))
    return {**telling, "direction": telling["participants"]}


def _first(opinions: Sequence[consensus.Opinion]) -> Claim | None:
    return opinions[0].claims[0] if opinions else None


def _shown(heard: Sequence[Claim], telling: Mapping[str, Claim | None]) -> list[Claim]:
    """Return the claims that a fact shows something of: those of people, and who else tells one of its values."""
    speaking = {c.claim_id for c in (*consensus.of_people(heard, consensus.parties), *telling.values()) if c}
    return [c for c in heard if c.claim_id in speaking]


def _last_day(source: Source) -> date | None:
    try:
        return bounds(source.issued).end
    except ValueError as error:
        raise ValueError(f"source {source.source_id}: issued {error}; correct it in sources.toml") from None


def _values(telling: Mapping[str, Claim | None]) -> dict[str, Any]:
    """Return the columns of a fact that claims tell, but for its date."""
    status, phase = telling["status"], telling["phase"]
    return {
        "status": status.status if status else None,
        "phase": phase.phase if phase else None,
        **sum_columns(telling["amount"]),
        **quantity_columns(telling["quantity"]),
    }


def _dispute_rows(
    fact_id: str,
    disputes: Mapping[str, Sequence[consensus.Opinion]],
    telling: Mapping[str, Claim | None],
    roots: Mapping[str, str],
) -> Rows:
    rows = []
    for attribute, found in disputes.items():
        held, shown, rule = consensus.as_shown(attribute, found, telling[attribute], roots)
        for opinion in held:
            is_chosen = opinion is shown
            rows.append(
                {
                    "fact_id": fact_id,
                    "attribute": attribute,
                    "value": opinion.value,
                    "source_ids": "; ".join(dict.fromkeys(c.source_id for c in opinion.claims)),
                    "n_claims": len(opinion.claims),
                    "n_sources": opinion.n_sources,
                    "is_chosen": is_chosen,
                    "chosen_by": rule if is_chosen else None,
                }
            )
    return rows
