"""What the claims of one fact say together: the best-supported value of each attribute, and where they differ.

Rule for every attribute: the value told by most independent sources; then by most claims; then the one that
comes first in the order of sources and text. Dates that can all hold are one opinion, told by its most precise
date; a date that can hold with several opinions counts for the best supported of them. A source that tells of a
plan and then of what became of it holds the last stage alone. A source that retells another has no say where its
origin speaks, nor a machine where a person has coded the attribute. Nothing is averaged.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flows.resolve.dates import Bounds, bounds
from schemas.claim import Claim
from schemas.vocabulary import SYMMETRIC_KINDS


@dataclass(frozen=True, slots=True)
class Opinion:
    """A value of an attribute and who holds it: number of claims, and of independent sources."""

    value: str
    claims: tuple[Claim, ...]
    n_sources: int


def independent(claims: Sequence[Claim], roots: Mapping[str, str]) -> int:
    """Return the number of independent sources of the claims; `roots` maps each to where its evidence is from."""
    return len({roots[c.source_id] for c in claims})


def witnesses(claims: Sequence[Claim], roots: Mapping[str, str]) -> list[Claim]:
    """Return the claims that have a say: a retelling has none in what its origin tells itself."""
    telling = {c.source_id for c in claims}
    return [c for c in claims if roots[c.source_id] == c.source_id or roots[c.source_id] not in telling]


def of_people(claims: Sequence[Claim], value: Callable[[Claim], Hashable | None]) -> Sequence[Claim]:
    """Return the claims coded by people that hold a value, all claims if there are none."""
    return [c for c in claims if c.coder == "hand" and value(c) is not None] or claims


def opinions(
    claims: Sequence[Claim], value: Callable[[Claim], Hashable | None], roots: Mapping[str, str]
) -> list[Opinion]:
    """Return the values that the claims hold, best supported first; claims for which `value` is None hold none."""
    held: dict[Hashable, list[Claim]] = {}
    for claim in claims:
        if (v := value(claim)) is not None:
            held.setdefault(v, []).append(claim)
    found = [Opinion(str(v), tuple(c), independent(c, roots)) for v, c in held.items()]
    return sorted(found, key=lambda o: (-o.n_sources, -len(o.claims)))


def date_opinions(claims: Sequence[Claim], roots: Mapping[str, str]) -> list[Opinion]:
    """Return the dates that cannot hold together, best supported first, each told by its most precise claim."""
    groups: list[list[Claim]] = []
    for claim in sorted((c for c in claims if c.date), key=lambda c: _width(bounds(c.date or ""))):
        homes = (g for g in groups if all(_meet(claim, other) for other in g))
        home = max(homes, key=lambda g: (independent(g, roots), len(g)), default=None)
        if home is None:
            groups.append([claim])
        else:
            home.append(claim)
    found = [Opinion(g[0].date or "", tuple(g), independent(g, roots)) for g in groups]
    return sorted(found, key=lambda o: (-o.n_sources, -len(o.claims)))


def status_opinions(claims: Sequence[Claim], roots: Mapping[str, str]) -> list[Opinion]:
    """Return how far the act got, best supported first, each source's earlier stages left out."""
    last: dict[str, int] = {}
    for c in claims:
        last[c.source_id] = max(last.get(c.source_id, 0), _STAGE[c.status])
    return opinions([c for c in claims if _STAGE[c.status] == last[c.source_id]], lambda c: c.status, roots)


_STAGE = {"alleged": 0, "proposed": 1, "planned": 2, "occurred": 3, "cancelled": 3}


def participant_opinions(claims: Sequence[Claim], roots: Mapping[str, str]) -> list[Opinion]:
    """Return the parties that cannot all be meant, best supported first, each told by the claim that names most.

    One who names fewer parties than another, or names one as a third party, says no different thing.
    """
    groups: list[list[Claim]] = []
    for claim in sorted(claims, key=lambda c: -len(_sides(c))):
        homes = (g for g in groups if all(_same_company(claim, other) for other in g))
        home = max(homes, key=lambda g: (independent(g, roots), len(g)), default=None)
        if home is None:
            groups.append([claim])
        else:
            home.append(claim)
    found = [Opinion(", ".join(sorted(_sides(g[0]))), tuple(g), independent(g, roots)) for g in groups]
    return sorted(found, key=lambda o: (-o.n_sources, -len(o.claims)))


def _sides(claim: Claim) -> set[str]:
    return {*claim.source, *claim.target}


def _same_company(a: Claim, b: Claim) -> bool:
    return _sides(a) <= {*_sides(b), *b.others} or _sides(b) <= {*_sides(a), *a.others}


def chosen_by(held: Sequence[Opinion], chosen: Opinion) -> str:
    """Return the rule by which an opinion was chosen among all that are held (schemas.vocabulary.CHOSEN_BY)."""
    rivals = [o for o in held if o is not chosen]
    support = chosen.n_sources, len(chosen.claims)
    if any((o.n_sources, len(o.claims)) > support for o in rivals):
        return "people"
    if all(o.n_sources < chosen.n_sources for o in rivals):
        return "sources"
    return "claims" if all((o.n_sources, len(o.claims)) < support for o in rivals) else "order"


def disputes(claims: Sequence[Claim], roots: Mapping[str, str]) -> dict[str, list[Opinion]]:
    """Return the attributes on which the claims hold more than one value, with the values."""
    by_attribute = {
        "date": date_opinions(claims, roots),
        "status": status_opinions(claims, roots),
        **{name: opinions(claims, VALUES[name], roots) for name in ("amount", "quantity")},
        "direction": _reversals(opinions(claims, direction, roots)),
        "participants": participant_opinions(claims, roots),
    }
    return {attribute: held for attribute, held in by_attribute.items() if len(held) > 1}


def _amount(claim: Claim) -> str | None:
    return f"{claim.amount.value:.15g} {claim.amount.unit}" if claim.amount else None


def _quantity(claim: Claim) -> str | None:
    # Items are named differently by every author, so only the number is held against the number.
    return f"{claim.quantity.value:.15g}" if claim.quantity else None


VALUES: dict[str, Callable[[Claim], Hashable | None]] = {
    "phase": lambda c: c.phase,
    "amount": _amount,
    "quantity": _quantity,
}
"""By what claims are told to hold the same value of an attribute."""


def parties(claim: Claim) -> Hashable:
    """Return who acts on whom in a claim, whatever order they are named in; all as one where the kind is symmetric."""
    if claim.kind in SYMMETRIC_KINDS:
        return frozenset({*claim.source, *claim.target})
    return frozenset(claim.source), frozenset(claim.target)


def direction(claim: Claim) -> str | None:
    """Return who acts on whom, where one acts on one and it matters which."""
    if claim.kind in SYMMETRIC_KINDS or len(claim.source) != 1 or len(claim.target) != 1:
        return None
    return f"{claim.source[0]}>{claim.target[0]}"


def _reversals(held: list[Opinion]) -> list[Opinion]:
    """Return the directions whose reverse is held too: another party is no reversal."""
    values = {o.value for o in held}
    return [o for o in held if ">".join(reversed(o.value.split(">"))) in values]


def _width(b: Bounds) -> int:
    if b.start is None and b.end is None:
        return (date.max - date.min).days + 1
    return ((b.end or date.max) - (b.start or date.min)).days


def _meet(a: Claim, b: Claim) -> bool:
    x, y = bounds(a.date or ""), bounds(b.date or "")
    return max(x.start or date.min, y.start or date.min) <= min(x.end or date.max, y.end or date.max)
