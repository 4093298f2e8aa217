"""How far an act got: statuses that are stages of one course of things, and those that contradict each other.

An act is offered, planned, then done or called off. Who tells only of an earlier stage says nothing against a later
one, so all these are one opinion, told by its last stage. Two sources disagree where one tells that the act took
place and the other that it never did, or where one asserts what the other only knows as alleged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flows.resolve.dates import Bounds, bounds
from schemas.claim import Claim

_STAGE = {"alleged": 0, "proposed": 1, "planned": 2, "occurred": 3, "cancelled": 4}
_OUTCOMES = {"occurred", "cancelled"}

STEPS = ("act", "offer", "refusal")
"""What the date of a claim is of, by the codebook: of the act itself, done or to be done, else of an offer of it, or
of its refusal."""


def step(claim: Claim) -> str:
    """Return which of STEPS a claim's date is of."""
    return {"proposed": "offer", "cancelled": "refusal"}.get(claim.status, "act")


def asserting(claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims without what a source only alleges though it also tells it in its own words."""
    firm = {c.source_id for c in claims if c.status != "alleged"}
    return [c for c in claims if c.status != "alleged" or c.source_id not in firm]


def from_the_last(claims: Sequence[Claim]) -> Callable[[Claim], int]:
    """Return what sorts the claims by how far they tell that the act got, the last stage first.

    What was done can be undone (an invitation declined, a pact called off), so `cancelled` is the last, unless all
    that is dated as done lies after all that is dated as called off: a visit put off, then made.
    """
    done, off = ([w for c in claims if c.status == s and (w := _when(c))] for s in ("occurred", "cancelled"))
    resumed = bool(done and off) and all(_before(x, y) for x in off for y in done)
    order = _STAGE | ({"occurred": len(_STAGE)} if resumed else {})
    return lambda c: -order[c.status]


def one_course(claims: Sequence[Claim]) -> Callable[[Claim, Claim], bool]:
    """Return what says whether the statuses of two of the claims can both hold.

    `occurred` and `cancelled` can where the act is an invitation (made, then declined), where one of the sources
    tells both, or where they are dated so that one lies wholly before the other.
    """
    told: dict[str, set[str]] = {}
    for claim in claims:
        told.setdefault(claim.source_id, set()).add(claim.status)
    undone = any(statuses >= _OUTCOMES for statuses in told.values())

    def agree(a: Claim, b: Claim) -> bool:
        statuses = {a.status, b.status}
        if len(statuses) == 1:
            return True
        if statuses == _OUTCOMES:
            return undone or a.kind == "invitation" or _apart(a, b)
        return "alleged" not in statuses

    return agree


def _when(claim: Claim) -> Bounds | None:
    found = bounds(claim.date) if claim.date else None
    return found if found and (found.start or found.end) else None


def _apart(a: Claim, b: Claim) -> bool:
    x, y = _when(a), _when(b)
    return bool(x and y) and (_before(x, y) or _before(y, x))


def _before(x: Bounds | None, y: Bounds | None) -> bool:
    return bool(x and y and x.end and y.start and x.end < y.start)
