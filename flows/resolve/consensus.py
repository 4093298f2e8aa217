"""What the claims of one fact say together: the best-supported value of each attribute, and where they differ.

Rule for every attribute (`docs/disputes.md`): the value told by most independent sources; then by most claims; then
the one that comes first in the order of sources and text. Values that can all hold are one opinion, told by the most
precise of them (the last stage of a course of things, the fullest list of parties); a value that can hold with
several opinions counts for the best supported. A source that retells another has no say where its origin speaks, nor
a machine where a person has coded the attribute. Nothing is averaged.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flows.resolve import measures, stages
from flows.resolve.dates import approximate
from schemas.claim import Claim
from schemas.vocabulary import SYMMETRIC_KINDS

_SEVERAL = 2  # most facts of a large corpus rest on one claim, which agrees with itself


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
    return _ranked(held, roots)


@dataclass(frozen=True, slots=True)
class _Way:
    """How the values of an attribute are held against each other: what sorts vague ones last, agreement, the value."""

    vagueness: Callable[[Claim], Any]
    agree: Callable[[Claim, Claim], bool]
    tell: Callable[[Claim], str]


def _rounded(value: float) -> float:
    return measures.leeway(value) / abs(value) if value else 0.0


def _sides(claim: Claim) -> set[str]:
    return {*claim.source, *claim.target}


def _same_company(a: Claim, b: Claim) -> bool:
    return _sides(a) <= {*_sides(b), *b.others} or _sides(b) <= {*_sides(a), *a.others}


_DATE = _Way(
    lambda c: measures.width(approximate(c.date or "")),
    lambda a, b: measures.same_date(a.date or "", b.date or ""),
    lambda c: c.date or "",
)
_AMOUNT = _Way(
    lambda c: c.amount and (not measures.is_currency(c.amount.unit), _rounded(c.amount.value)),
    lambda a, b: not a.amount or not b.amount or measures.same_sum(a.amount, b.amount),
    lambda c: f"{c.amount.value:.15g} {c.amount.unit}".rstrip() if c.amount else "",
)
_QUANTITY = _Way(
    lambda c: c.quantity and _rounded(c.quantity.value),
    lambda a, b: not a.quantity or not b.quantity or measures.same_number(a.quantity.value, b.quantity.value),
    lambda c: f"{c.quantity.value:.15g}" if c.quantity else "",
)
_PARTICIPANTS = _Way(lambda c: -len(_sides(c)), _same_company, lambda c: ", ".join(sorted(_sides(c))))


def date_opinions(claims: Sequence[Claim], roots: Mapping[str, str], last: Claim | None = None) -> list[Opinion]:
    """Return the dates that cannot hold together, best supported first, each told by its most precise claim.

    An offer, the act itself and its refusal have dates of their own, so only the dates of one of them are held
    against each other: of the last stage told if that is dated, else of the act, the offer or the refusal. `last`
    tells that stage where other claims than these decide it.
    """
    return next(iter(_dates_by_step(claims, roots, last)), [])


def _dates_by_step(claims: Sequence[Claim], roots: Mapping[str, str], last: Claim | None) -> list[list[Opinion]]:
    """Return the opinions on the date of each step of the act that is dated, the one to show first."""
    shown = [last] if last else [o.claims[0] for o in status_opinions(claims, roots)[:1]]
    found = []
    for step in dict.fromkeys([*map(stages.step, shown), *stages.STEPS]):
        told = [c for c in claims if c.date and stages.step(c) == step]
        found.append(_opinions(told, _DATE, roots))
    return [held for held in found if held]


def status_opinions(claims: Sequence[Claim], roots: Mapping[str, str]) -> list[Opinion]:
    """Return how far the act got, best supported first; stages of one course of things are one opinion."""
    told = stages.asserting(claims)
    way = _Way(stages.from_the_last(told), stages.one_course(told), lambda c: c.status)
    return _opinions(told, way, roots)


def phase_opinions(claims: Sequence[Claim], roots: Mapping[str, str]) -> list[Opinion]:
    """Return what the act begins or ends, best supported first, by claims that tell its status and date as shown.

    A claim that tells another date, or how the act came to nothing, may speak of another part of it.
    """
    if all(c.phase is None for c in claims):
        return []
    shown = (status_opinions(claims, roots)[:1], date_opinions(claims, roots)[:1])
    status, dated = ({c.claim_id for o in held for c in o.claims} for held in shown)
    told = [c for c in claims if c.claim_id in status and (c.date is None or c.claim_id in dated)]
    return opinions(told, lambda c: c.phase, roots)


def amount_opinions(claims: Sequence[Claim], roots: Mapping[str, str]) -> list[Opinion]:
    """Return the sums that rounding does not explain, best supported first, each told by its most exact claim."""
    return _opinions([c for c in claims if c.amount], _AMOUNT, roots)


def quantity_opinions(claims: Sequence[Claim], roots: Mapping[str, str]) -> list[Opinion]:
    """Return the numbers that rounding does not explain, best supported first, each told by its most exact claim."""
    return _opinions([c for c in claims if c.quantity], _QUANTITY, roots)


def participant_opinions(claims: Sequence[Claim], roots: Mapping[str, str]) -> list[Opinion]:
    """Return the parties that cannot all be meant, best supported first, each told by the claim that names most.

    One who names fewer parties than another, or names one as a third party, says no different thing.
    """
    return _opinions(claims, _PARTICIPANTS, roots)


def _opinions(claims: Sequence[Claim], way: _Way, roots: Mapping[str, str]) -> list[Opinion]:
    """Return the claims as groups that agree throughout, best supported first, each told by its least vague claim.

    A claim that agrees with several groups goes to the best supported; groups told by one value are one opinion.
    """
    if len(claims) < _SEVERAL:
        return _ranked({way.tell(c): [c] for c in claims}, roots)
    first = {c.claim_id: n for n, c in reversed(list(enumerate(claims)))}

    def support(group: Sequence[Claim]) -> tuple[int, int, int]:
        return independent(group, roots), len(group), -min(first[c.claim_id] for c in group)

    groups: list[list[Claim]] = []
    for claim in sorted(claims, key=way.vagueness):
        homes = (g for g in groups if all(way.agree(claim, other) for other in g))
        home = max(homes, key=support, default=None)
        if home is None:
            groups.append([claim])
        else:
            home.append(claim)
    held: dict[Hashable, list[Claim]] = {}
    for group in groups:
        held.setdefault(way.tell(group[0]), []).extend(group)
    in_order = sorted(held.items(), key=lambda item: min(first[c.claim_id] for c in item[1]))
    return _ranked(dict(in_order), roots)


def _ranked(held: Mapping[Hashable, Sequence[Claim]], roots: Mapping[str, str]) -> list[Opinion]:
    found = [Opinion(str(value), tuple(claims), independent(claims, roots)) for value, claims in held.items()]
    return sorted(found, key=lambda o: (-o.n_sources, -len(o.claims)))


def as_shown(
    attribute: str, held: Sequence[Opinion], telling: Claim | None, roots: Mapping[str, str]
) -> tuple[Sequence[Opinion], Opinion | None, str | None]:
    """Return the opinions as a fact shows them, the one it shows, and the rule (schemas.vocabulary.CHOSEN_BY).

    `telling` tells what the fact shows: its value stands for its opinion, though others tell it more precisely. The
    parties shown are those that most name alike, so for them the rule is about those.
    """
    own = next((o for o in held if telling in o.claims), None)
    if own is None or telling is None:
        return held, None, None
    value = _TELL[attribute](telling) or own.value
    chosen = next((o for o in held if o.value == value), own)
    shown = replace(chosen, value=value)
    if attribute == "participants":
        alike = opinions([c for o in held for c in o.claims], parties, roots)
        rule = _chosen_by(alike, next(o for o in alike if telling in o.claims))
    else:
        rule = _chosen_by(held, chosen)
    return [shown if o is chosen else o for o in held], shown, rule


def _chosen_by(held: Sequence[Opinion], chosen: Opinion) -> str:
    rivals = [o for o in held if o is not chosen]
    support = chosen.n_sources, len(chosen.claims)
    if any((o.n_sources, len(o.claims)) > support for o in rivals):
        return "people"
    if all(o.n_sources < chosen.n_sources for o in rivals):
        return "sources"
    return "claims" if all((o.n_sources, len(o.claims)) < support for o in rivals) else "order"


def disputes(claims: Sequence[Claim], roots: Mapping[str, str], last: Claim | None = None) -> dict[str, list[Opinion]]:
    """Return the attributes on which the claims hold more than one value, with the values.

    `last` tells the stage whose date is shown where other claims than these decide it.
    """
    if len(claims) < _SEVERAL:
        return {}
    dates = _dates_by_step(claims, roots, last)
    by_attribute = {
        "date": next((held for held in dates if len(held) > 1), []),
        "status": status_opinions(claims, roots),
        "amount": amount_opinions(claims, roots),
        "quantity": _rivals(quantity_opinions(claims, roots), measures.same_things),
        "direction": _rivals(opinions(claims, direction, roots), lambda a, b: not _is_reversed(a, b)),
        "participants": participant_opinions(claims, roots),
    }
    return {attribute: held for attribute, held in by_attribute.items() if len(held) > 1}


def _rivals(held: list[Opinion], agree: Callable[[Claim, Claim], bool]) -> list[Opinion]:
    """Return the opinions that some claim of another one contradicts."""
    return [o for o in held if any(not agree(a, b) for p in held if p is not o for a in o.claims for b in p.claims)]


BY_ATTRIBUTE: dict[
    str, tuple[Callable[[Claim], object | None], Callable[[Sequence[Claim], Mapping[str, str]], list[Opinion]]]
] = {
    "status": (lambda c: c.status, status_opinions),
    "phase": (lambda c: c.status, phase_opinions),
    "amount": (lambda c: c.amount, amount_opinions),
    "quantity": (lambda c: c.quantity, quantity_opinions),
}
"""For each attribute but the date that one claim tells for the fact: its value in a claim, and the opinions on it."""


def parties(claim: Claim) -> Hashable:
    """Return who acts on whom in a claim, whatever order they are named in; all as one where the kind is symmetric."""
    if claim.kind in SYMMETRIC_KINDS:
        return frozenset({*claim.source, *claim.target})
    return frozenset(claim.source), frozenset(claim.target)


def direction(claim: Claim) -> str | None:
    """Return who acts on whom, where there are two sides and it matters which is which."""
    if claim.kind in SYMMETRIC_KINDS or not claim.source or not claim.target:
        return None
    return ">".join(", ".join(sorted(set(side))) for side in (claim.source, claim.target))


def _is_reversed(a: Claim, b: Claim) -> bool:
    """Return whether some pair acts the other way round in the other claim, and none the same way."""
    forth, back = ({(s, t) for s in c.source for t in c.target} for c in (a, b))
    return bool(forth & {(t, s) for s, t in back}) and not forth & back


_TELL: dict[str, Callable[[Claim], str | None]] = {
    "date": _DATE.tell,
    "status": lambda c: c.status,
    "amount": _AMOUNT.tell,
    "quantity": _QUANTITY.tell,
    "direction": direction,
    "participants": _PARTICIPANTS.tell,
}
