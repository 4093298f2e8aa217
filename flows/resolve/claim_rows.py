"""From a claim to rows of `claims` and `claim_actors` and back, and to the columns that a fact has from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flows.lexicon.actors import Actors
from flows.resolve import flags
from flows.resolve.dates import bounds
from schemas.claim import Amount, Claim, Quantity

Row = dict[str, Any]
Rows = list[Row]
_COPIED = (
    *("source_id", "coder", "coder_version", "kind", "status", "phase", "char_start", "char_end", "quote_sha256"),
    *("asserted_by", "confidence", "claim_id"),
)
_SHOWN = ("quote", "section", "page")
"""What is not part of the coding, but tells where it stands."""


def claim_row(claim: Claim, reversed_dates: Mapping[str, str]) -> Row:
    """Return the claim as a row without its fact."""
    return {
        **{name: getattr(claim, name) for name in (*_COPIED, *_SHOWN)},
        "fact_id": None,
        "is_preferred": False,
        **({"date_edtf": reversed_dates[claim.claim_id]} if claim.claim_id in reversed_dates else date_columns(claim)),
        **sum_columns(claim),
        **quantity_columns(claim),
        "agents": "; ".join(claim.agents) or None,
    }


def claim_of(row: Row, actors: Iterable[Row]) -> Claim:
    """Return the claim that a row of `claims` stands for, with the rows of its actors in their order."""
    sides: dict[str, list[str]] = {"source": [], "target": [], "other": []}
    for actor in actors:
        sides[actor["role"]].append(actor["actor_id"])
    return Claim(
        **{name: row[name] for name in _COPIED},
        source=tuple(sides["source"]),
        target=tuple(sides["target"]),
        others=tuple(sides["other"]),
        date=row["date_edtf"],
        date_basis=row["date_basis"],
        amount=None if row["amount_value"] is None else Amount(row["amount_value"], row["amount_currency"] or ""),
        quantity=None if row["quantity_value"] is None else Quantity(row["quantity_value"], row["quantity_item"]),
        agents=tuple(row["agents"].split("; ")) if row["agents"] else (),
    )


def claim_actor_rows(claim: Claim, actors: Actors) -> Rows:
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


def sum_columns(claim: Claim | None) -> dict[str, Any]:
    """Return the columns of a sum of money; a currency is given only if it is one."""
    amount = claim.amount if claim else None
    return {
        "amount_value": amount.value if amount else None,
        "amount_currency": flags.currency(claim) if claim else None,
    }


def quantity_columns(claim: Claim | None) -> dict[str, Any]:
    """Return the columns of a number of things."""
    quantity = claim.quantity if claim else None
    return {
        "quantity_value": quantity.value if quantity else None,
        "quantity_item": quantity.item if quantity else None,
    }


def date_columns(claim: Claim | None) -> dict[str, Any]:
    """Return the columns of a date, none without one."""
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
