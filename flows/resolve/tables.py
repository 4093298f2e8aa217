"""From claims to the rows of every table that rests on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.lexicon.actors import Actors
from flows.lexicon.kinds import Kind
from flows.lexicon.tables import StateCodes
from flows.resolve import consensus, flags, identity, usable
from flows.resolve.dates import Bounds, bounds
from schemas.claim import Claim
from schemas.ids import make_id
from schemas.source import Source

Rows = list[dict[str, Any]]
_NO_DATE = Bounds(None, None, None)


@dataclass(frozen=True)
class Knowledge:
    """What claims are resolved with: actors, kinds, the sources in the order of their registration, what is one act."""

    actors: Actors
    kinds: Mapping[str, Kind]
    sources: Sequence[Source]
    judge: identity.Judge


def resolve(claims: Iterable[Claim], readings: Set[tuple[str, str]], known: Knowledge) -> dict[str, Rows]:
    """Return rows of claims, claim_actors, facts, fact_actors, disputes and rejects.

    `readings` are the pairs of source and coder that were read, whether or not a claim came of it. Facts rest on
    the claims of each source's best-ranked coder; the other coders' claims stand in `claims` without a fact.
    Raises ValueError for a claim of an unregistered source.
    """
    order = {s.source_id: n for n, s in enumerate(known.sources)}
    kept, rejects = usable.split(claims, known.actors)
    if strangers := {c.source_id for c in kept} - set(order):
        raise ValueError(f"claims of unregistered source {', '.join(sorted(strangers))}: add it to sources.toml")
    best = usable.preferred(kept, readings, known.sources)
    groups = identity.facts([c for c in kept if c.claim_id in best], order, known.judge)
    fact_of = {c.claim_id: _fact_id(group) for group in groups for c in group}
    tables: dict[str, Rows] = {
        "claims": [_claim_row(c, fact_of.get(c.claim_id)) for c in kept],
        "claim_actors": [row for c in kept for row in _claim_actor_rows(c, known.actors)],
        "facts": [],
        "fact_actors": [],
        "disputes": [],
        "rejects": rejects,
    }
    resolver = _Resolver(known)
    for group in groups:
        fact, actors, differences = resolver.fact(group)
        tables["facts"].append(fact)
        tables["fact_actors"] += actors
        tables["disputes"] += differences
    return tables


def _fact_id(group: Sequence[Claim]) -> str:
    """Return the id of a fact: that of its first claim in the order of sources, which later sources leave alone."""
    return make_id("f", group[0].claim_id)


class _Resolver:
    def __init__(self, known: Knowledge) -> None:
        self._known = known
        self._roots = usable.roots(known.sources)
        self._derived = {s.source_id for s in known.sources if s.derived_from}
        self._issued = {s.source_id: _last_day(s) for s in known.sources}

    def fact(self, group: Sequence[Claim]) -> tuple[dict[str, Any], Rows, Rows]:
        """Return the row of a fact, of its actors and of its disputes."""
        disputes = consensus.disputes(group, self._roots)
        chosen, date_claim = self._chosen(group)
        when = bounds(date_claim.date) if date_claim and date_claim.date else _NO_DATE
        members = {a for c in group for a in (*c.source, *c.target, *c.others)}
        issues = [day for c in group if (day := self._issued[c.source_id])]
        last_issue = max(issues) if len(issues) == len(group) else None
        found = flags.date_flags(when, chosen["status"], members, self._known.actors, last_issue)
        plover, quad, intensity = self._known.kinds[group[0].kind].event_type(chosen["status"], chosen["phase"])
        fact_id = _fact_id(group)
        row = {
            "fact_id": fact_id,
            "kind": group[0].kind,
            "plover_type": plover,
            "quad_class": quad,
            "intensity": intensity,
            **chosen,
            **_date_columns(date_claim),
            "n_claims": len(group),
            "n_sources": consensus.independent(group, self._roots),
            "is_disputed": bool(disputes),
            "is_anachronistic": any(f.split(":")[0] in flags.ANACHRONISMS for f in found),
            "flags": "; ".join([*found, *flags.reading_flags(group, self._derived)]) or None,
        }
        return row, self._actor_rows(fact_id, group, when), _dispute_rows(fact_id, disputes)

    def _chosen(self, group: Sequence[Claim]) -> tuple[dict[str, Any], Claim | None]:
        claims, roots = consensus.witnesses(group, self._roots), self._roots
        best = {
            name: next(iter(consensus.opinions(consensus.of_people(claims, value), value, roots)), None)
            for name, value in consensus.VALUES.items()
        }
        best["status"] = consensus.status_opinions(consensus.of_people(claims, lambda c: c.status), roots)[0]
        first = {name: getattr(o.claims[0], name) if o else None for name, o in best.items()}
        amount, quantity = first["amount"], first["quantity"]
        dated = consensus.date_opinions(consensus.of_people(claims, lambda c: c.date), roots)
        columns = {
            "status": first["status"],
            "phase": first["phase"],
            "amount_value": amount.value if amount else None,
            "amount_currency": amount.unit if amount else None,
            "quantity_value": quantity.value if quantity else None,
            "quantity_item": quantity.item if quantity else None,
        }
        return columns, dated[0].claims[0] if dated else None

    def _actor_rows(self, fact_id: str, group: Sequence[Claim], when: Bounds) -> Rows:
        """Return the actors of the claim that most claims agree with in its parties, and all third parties."""
        claims = consensus.of_people(consensus.witnesses(group, self._roots), consensus.parties)
        parties = consensus.opinions(claims, consensus.parties, self._roots)[0].claims[0]
        roles = [("source", a) for a in parties.source] + [("target", a) for a in parties.target]
        sides = {a for _, a in roles}
        others = {a for c in group for a in (*c.source, *c.target, *c.others)} - sides
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
        """Return the codes at the first day the act may have had, else at its last: a state may begin between."""
        days = [day for day in (when.start, when.end) if day]
        if not days:
            return self._known.actors.codes(actor_id, None)
        found = (self._known.actors.codes(actor_id, day) for day in days)
        return next((codes for codes in found if codes), None)


def _last_day(source: Source) -> date | None:
    try:
        return bounds(source.issued).end
    except ValueError as error:
        raise ValueError(f"source {source.source_id}: issued {error}; correct it in sources.toml") from None


def _date_columns(claim: Claim | None) -> dict[str, Any]:
    if claim is None or claim.date is None:
        return {}
    start, end, precision = bounds(claim.date)
    return {
        "date_edtf": claim.date,
        "date_start": start,
        "date_end": end,
        "date_precision": precision,
        "date_basis": claim.date_basis,
    }


def _dispute_rows(fact_id: str, disputes: Mapping[str, Sequence[consensus.Opinion]]) -> Rows:
    return [
        {
            "fact_id": fact_id,
            "attribute": attribute,
            "value": opinion.value,
            "n_claims": len(opinion.claims),
            "n_sources": opinion.n_sources,
        }
        for attribute, held in disputes.items()
        for opinion in held
    ]


def _claim_row(claim: Claim, fact_id: str | None) -> dict[str, Any]:
    amount, quantity = claim.amount, claim.quantity
    copied = (
        "claim_id source_id coder coder_version kind status phase char_start char_end quote_sha256 quote section page "
        "asserted_by confidence"
    )
    return {
        **{name: getattr(claim, name) for name in copied.split()},
        "fact_id": fact_id,
        "is_preferred": fact_id is not None,
        **_date_columns(claim),
        "amount_value": amount.value if amount else None,
        "amount_currency": amount.unit if amount else None,
        "quantity_value": quantity.value if quantity else None,
        "quantity_item": quantity.item if quantity else None,
        "agents": "; ".join(claim.agents) or None,
    }


def _claim_actor_rows(claim: Claim, actors: Actors) -> Rows:
    """Return the claim's actors; an agent stands with an actor only where the lexicon knows whose agent it is."""
    when = bounds(claim.date).start if claim.date else None
    agents: dict[str, list[str]] = {}
    for agent in claim.agents:
        named = {m.actor_id for m in actors.mentions(agent, when.year if when else None)}
        if len(named) == 1:
            agents.setdefault(named.pop(), []).append(agent)
    sides = (("source", claim.source), ("target", claim.target), ("other", claim.others))
    return [
        {
            "claim_id": claim.claim_id,
            "role": role,
            "actor_id": actor_id,
            "agent": "; ".join(agents.get(actor_id, [])) or None,
        }
        for role, side in sides
        for actor_id in dict.fromkeys(side)
    ]
