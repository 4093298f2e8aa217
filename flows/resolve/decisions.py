"""Applies what people decided: corrects and rejects claims before they are resolved, links them when they are."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flows.resolve import usable
from flows.resolve.links import Links, Pair
from schemas.claim import Amount, Claim, Quantity
from schemas.decision import PAIRS, Decision

Row = dict[str, Any]
_MEND = "take the row out of seeds/decisions, or decide anew with `bilateral review`"


@dataclass(frozen=True, slots=True)
class Decided:
    """Claims of one reading as decided; by the decisions' ids the rows of `decisions`, and of `rejects`, that follow.

    `named` are the ids of those of its claims that decisions name.
    """

    claims: list[Claim]
    rows: dict[str, Row]
    rejects: dict[str, Row]
    named: set[str]


def apply(claims: Iterable[Claim], decisions: Sequence[Decision], lexicon: usable.Known) -> Decided:
    """Correct and reject claims as decided; every decision becomes a row, corrections with the value before.

    Decisions about claims that are not among these are passed over; see `refuse_gone`. Raises ValueError with one
    line if a decision makes a claim unusable.
    """
    by_id = {claim.claim_id: claim for claim in claims}
    named = {c for d in decisions for c in d.claim_ids if c in by_id}
    here = [d for d in decisions if d.claim_id in named]
    rows = {d.decision_id: _row(d, by_id) for d in here}
    for claim_id, made in _by_claim(d for d in here if d.action == "correct").items():
        try:
            by_id[claim_id] = corrected(by_id[claim_id], made, lexicon)
        except ValueError as error:
            told = ", ".join(f"{d.decision_id} ({d.column_name})" for d in made)
            raise ValueError(f"decision {told} makes claim {claim_id} unusable: {error}; correct its value") from None
    rejects = {d.decision_id: _reject(by_id.pop(d.claim_id), d) for d in here if d.action == "reject"}
    return Decided(list(by_id.values()), rows, rejects, named)


def links(decisions: Iterable[Decision], kinds: Mapping[str, str]) -> Links:
    """Return which of the claims that support facts stand together and which apart, as decided.

    `kinds` holds the kind of each such claim that a decision names. Raises ValueError with one line if a claim
    supports no fact, or if claims of different kinds are merged.
    """
    pairs = [d for d in decisions if d.action in PAIRS]
    _refuse(pairs, kinds, "which supports no fact")
    together: list[Pair] = []
    apart: list[Pair] = []
    for decision in pairs:
        pair = (decision.claim_id, decision.other_claim_id or "")
        if decision.action == "split":
            apart.append(pair)
            continue
        if len(found := {kinds[c] for c in pair}) > 1:
            raise ValueError(
                f"decision {decision.decision_id} merges {' and '.join(sorted(found))}: a fact has one kind; "
                f"correct the kind of {pair[0]} or {pair[1]} first"
            )
        together.append(pair)
    return Links(tuple(together), tuple(apart))


def refuse_gone(decisions: Iterable[Decision], named: Collection[str]) -> None:
    """Raise ValueError with one line if a decision names a claim that no coder makes; `named` are those found."""
    _refuse(decisions, named, "which no coder makes any more")


def _refuse(decisions: Iterable[Decision], present: Collection[str], why: str) -> None:
    gone = [(d, c) for d in decisions for c in d.claim_ids if c not in present]
    if gone:
        decision, claim_id = gone[0]
        more = f" (and {len(gone) - 1} more such)" if len(gone) > 1 else ""
        named = f"decision {decision.decision_id} ({decision.action}, {decision.decided_on})"
        raise ValueError(f"{named} names claim {claim_id}, {why}{more}: {_MEND}")


def _by_claim(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    found: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        found[decision.claim_id].append(decision)
    return found


def _row(decision: Decision, claims: Mapping[str, Claim]) -> dict[str, Any]:
    before = values_of(claims[decision.claim_id])[decision.column_name] if decision.column_name else None
    return {**decision.row(), "value_before": before}


def _reject(claim: Claim, decision: Decision) -> dict[str, Any]:
    reason = f"{decision.reason} (decision {decision.decision_id}, {decision.decided_by}, {decision.decided_on})"
    return usable.reject(claim, reason)


def corrected(claim: Claim, made: Sequence[Decision], lexicon: usable.Known) -> Claim:
    """Return the claim with its columns corrected; its id stays that of the coding.

    Raises ValueError with what is wrong if the claim could not be used so.
    """
    values = values_of(claim) | {str(d.column_name): d.corrected_value for d in made}
    after = replace(
        claim,
        **{name: build(values[name]) for name, build in _PLAIN.items()},
        amount=_amount(values),
        quantity=_quantity(values),
    )
    if any(d.column_name == "date_edtf" for d in made):
        after = replace(after, date=values["date_edtf"], date_basis="coder" if values["date_edtf"] else None)
        checked = after
    else:
        # A date of the coder's that ends before it starts is flagged later and is no fault of the correction.
        [checked], _ = usable.without_reversed_dates([after])
    if problem := usable.problem(checked, lexicon):
        raise ValueError(problem)
    return after


def values_of(claim: Claim) -> dict[str, str | None]:
    """Return the claim's values under the names that decisions use, as text."""
    amount, quantity = claim.amount, claim.quantity
    return {
        "kind": claim.kind,
        "status": claim.status,
        "phase": claim.phase,
        "date_edtf": claim.date,
        "amount_value": f"{amount.value:.15g}" if amount else None,
        "amount_currency": (amount.unit or None) if amount else None,
        "quantity_value": f"{quantity.value:.15g}" if quantity else None,
        "quantity_item": quantity.item if quantity else None,
        "asserted_by": claim.asserted_by,
        **{name: "; ".join(getattr(claim, name)) or None for name in ("agents", "source", "target", "others")},
    }


def _needed(value: str | None) -> str:
    return value or ""


def _names(value: str | None) -> tuple[str, ...]:
    return tuple(part for piece in (value or "").split(";") if (part := piece.strip()))


_PLAIN: dict[str, Callable[[str | None], Any]] = {
    **{"kind": _needed, "status": _needed, "phase": lambda value: value, "asserted_by": lambda value: value},
    **dict.fromkeys(("agents", "source", "target", "others"), _names),
}
"""How a claim's plain fields are made from the text of a decision."""


def _amount(values: Mapping[str, str | None]) -> Amount | None:
    value, unit = values["amount_value"], values["amount_currency"]
    if value is None:
        if unit:
            raise ValueError("a currency stands without its sum")
        return None
    return Amount(_number(value), unit or "")


def _quantity(values: Mapping[str, str | None]) -> Quantity | None:
    value, item = values["quantity_value"], values["quantity_item"]
    if (value is None) != (item is None):
        raise ValueError("a number of things needs both quantity_value and quantity_item")
    return Quantity(_number(value), item) if value is not None and item is not None else None


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is no number")
    return value
