"""Which claims can be used; the others are kept as rejects with their reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from typing import Any, Protocol

from flows.resolve.dates import ReversedError, bounds
from schemas.claim import Claim, to_json
from schemas.ids import make_id
from schemas.source import Source


class Known(Protocol):
    """What says which actors there are, such as the lexicon."""

    def is_actor(self, actor_id: str) -> bool: ...  # noqa: D102


def without_reversed_dates(claims: Iterable[Claim]) -> tuple[list[Claim], dict[str, str]]:
    """Return all claims, those whose date ends before it starts without it, and these dates by the claim's id.

    Such a date says when nothing can have happened, but the act is told all the same.
    """
    kept, dates = [], {}
    for claim in claims:
        if claim.date is not None and _is_reversed(claim.date):
            dates[claim.claim_id] = claim.date
            kept.append(replace(claim, date=None, date_basis=None))
        else:
            kept.append(claim)
    return kept, dates


def _is_reversed(date: str) -> bool:
    try:
        bounds(date)
    except ReversedError:
        return True
    except ValueError:
        return False
    return False


def split(claims: Iterable[Claim], lexicon: Known) -> tuple[list[Claim], list[dict[str, Any]]]:
    """Return the usable claims, and rows of `rejects` for the others."""
    good, rejects = [], []
    for claim in claims:
        reason = problem(claim, lexicon)
        if reason is None:
            good.append(claim)
        else:
            rejects.append(reject(claim, reason))
    return good, rejects


def reject(claim: Claim, reason: str) -> dict[str, Any]:
    """Return the row of `rejects` for a claim."""
    row_json = to_json(claim)
    reject_id = make_id("r", "claims", reason, row_json)
    return {"reject_id": reject_id, "table_name": "claims", "reason": reason, "row_json": row_json}


def problem(claim: Claim, lexicon: Known) -> str | None:
    """Return why a claim cannot be used, or None."""
    if wrong := claim.problem():
        return wrong
    unknown = sorted(a for a in {*claim.source, *claim.target, *claim.others} if not lexicon.is_actor(a))
    if unknown:
        return f"unknown actor {', '.join(unknown)}"
    if claim.date is not None:
        try:
            bounds(claim.date)
        except ValueError as error:
            return str(error)
    return None


def best_coders(readings: Set[tuple[str, str]], sources: Iterable[Source]) -> dict[str, str | None]:
    """Return for each source its best-ranked coder among those that have read it, None if none has.

    A best-ranked coder who read a source and found nothing is believed: no other coder's claims stand in.
    """
    return {s.source_id: next((k for k in s.coders if (s.source_id, k) in readings), None) for s in sources}


def order(source_ids: Iterable[str], sources: Sequence[Source]) -> dict[str, int]:
    """Return the place of each registered source. Raises ValueError if some of the ids are of no such source."""
    places = {s.source_id: n for n, s in enumerate(sources)}
    if strangers := {*source_ids} - set(places):
        raise ValueError(f"claims of unregistered source {', '.join(sorted(strangers))}: add it to sources.toml")
    return places


def roots(sources: Sequence[Source]) -> dict[str, str]:
    """Return for each source the one that its evidence comes from in the end. Raises ValueError on a circle."""
    parent = {s.source_id: s.derived_from for s in sources}
    found = {}
    for source_id in parent:
        seen, at = [source_id], source_id
        while (up := parent[at]) is not None:
            if up in seen:
                raise ValueError(f"sources derive from each other in a circle: {' -> '.join([*seen, up])}")
            seen.append(up)
            at = up
        found[source_id] = at
    return found
