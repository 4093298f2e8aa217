"""Rows of the tables that rest on the lexicon and the registry alone: sources, kinds, actors, names, codes."""

from __future__ import annotations

from typing import Any

from flows.resolve.claim_rows import Rows
from flows.resolve.known import Knowledge
from schemas.ids import make_id


def reference_rows(known: Knowledge) -> dict[str, Rows]:
    """Return rows of sources, kinds, actors, actor_names and state_codes."""
    actors = known.actors
    names = [
        *((n.actor_id, n.name, n.name_type, n.period) for n in actors.names),
        *((leader.actor_id, leader.name, "leader", leader.period) for leader in actors.leaders),
    ]
    return {
        "sources": [s.row() for s in known.sources],
        "kinds": [k.row for k in known.kinds.values()],
        "actors": [
            {
                "actor_id": a.actor_id,
                "actor_name": a.name,
                "actor_type": a.actor_type,
                "iso3": a.iso3,
                **_valid(a.period),
            }
            for a in actors.actors.values()
        ],
        "actor_names": [
            {
                "name_id": make_id("a", actor_id, name, name_type, period.start),
                "actor_id": actor_id,
                "actor_name": name,
                "name_type": name_type,
                **_valid(period),
            }
            for actor_id, name, name_type, period in names
        ],
        "state_codes": [
            {"actor_id": c.actor_id, "iso3": c.iso3, "ccode_cow": c.ccode_cow, "gwcode": c.gwcode, **_valid(c.period)}
            for rows in actors.state_codes.values()
            for c in rows
        ],
    }


def _valid(period: Any) -> dict[str, Any]:
    return {"valid_from": period.start, "valid_to": period.end}
