from __future__ import annotations

from typing import Any

import pytest

from flows.resolve import consensus
from schemas.claim import Amount, Claim
from schemas.vocabulary import SYMMETRIC_KINDS

from .factories import DOLLARS, ROOTS, claim, things


def told(source_id: str, at: int = 0, **values: Any) -> Claim:
    return claim(source_id=source_id, at=at, **values)


def status(*claims: Claim) -> list[tuple[str, int, int]]:
    return [(o.value, o.n_sources, len(o.claims)) for o in consensus.status_opinions(claims, ROOTS)]


def dates(*claims: Claim) -> list[tuple[str, int, int]]:
    return [(o.value, o.n_sources, len(o.claims)) for o in consensus.date_opinions(claims, ROOTS)]


def disputed(*claims: Claim) -> dict[str, list[str]]:
    return {
        name: [o.value for o in held]
        for name, held in consensus.disputes(consensus.witnesses(claims, ROOTS), ROOTS).items()
    }


def test_sources_count_before_claims() -> None:
    often = [told("alpha", at, status="cancelled") for at in range(3)]
    assert status(*often, told("beta"), told("gamma")) == [("occurred", 2, 2), ("cancelled", 1, 3)]


def test_claims_count_where_sources_do_not_decide() -> None:
    assert status(told("alpha", status="cancelled"), told("beta"), told("beta", 5))[0] == ("occurred", 1, 2)


def test_the_first_wins_a_draw() -> None:
    both = told("alpha", phase="start"), told("beta", phase="end")
    assert [o.value for o in consensus.opinions(both, lambda c: c.phase, ROOTS)] == ["start", "end"]
    assert status(told("alpha", status="alleged"), told("beta", status="alleged")) == [("alleged", 2, 2)]


def test_a_brief_adds_no_source_to_its_origin() -> None:
    assert consensus.independent([told("alpha"), told("brief-alpha")], ROOTS) == 1
    assert status(told("alpha"), told("brief-alpha"), told("beta", status="cancelled"))[0] == ("occurred", 1, 2)


def test_claims_without_a_value_hold_no_opinion() -> None:
    held = consensus.amount_opinions([told("alpha"), told("beta", amount=DOLLARS)], ROOTS)
    assert [(o.value, o.n_sources) for o in held] == [("500000000 USD", 1)]


def test_dates_that_can_all_hold_are_one_opinion_told_by_the_most_precise() -> None:
    assert dates(told("alpha", date="1965"), told("beta", date="1965-04")) == [("1965-04", 2, 2)]
    assert disputed(told("alpha", date="1965"), told("beta", date="1965-04")) == {}


def test_dates_that_cannot_hold_together_are_disputed() -> None:
    assert disputed(told("alpha", date="1965"), told("beta", date="1966")) == {"date": ["1965", "1966"]}


def test_no_date_and_qualified_dates_are_no_dispute() -> None:
    assert disputed(told("alpha", date="1965~"), told("beta", date="1965"), told("gamma")) == {}
    assert dates(told("alpha"), told("beta")) == []


def test_a_vague_date_counts_for_the_best_supported_of_those_it_can_hold_with() -> None:
    january, december = told("alpha", date="1965-01"), told("beta", date="1965-12")
    again, vague = told("gamma", date="1965-12"), [told("alpha", at, date="1965") for at in (20, 40)]
    assert dates(january, december, again, *vague) == [("1965-12", 3, 4), ("1965-01", 1, 1)]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("date", ("1965-03", "1965-02", "1965")),
        ("date", ("1964", "1963", "196X")),
        ("status", ("occurred", "cancelled", "planned")),
        ("amount", (Amount(520e6, "USD"), Amount(481e6, "USD"), DOLLARS)),
    ],
)
def test_a_vague_telling_counts_for_the_first_of_rivals_with_equal_support(name: str, values: tuple[Any, ...]) -> None:
    first, *others = (told(source_id, **{name: value}) for source_id, value in zip(ROOTS, values, strict=False))
    held = getattr(consensus, f"{name}_opinions")([first, *others], ROOTS)
    assert [(first in o.claims, len(o.claims)) for o in held] == [(True, 2), (False, 1)]


def test_dates_of_a_chain_need_to_hold_all_together() -> None:
    assert disputed(
        told("alpha", date="1964/1965"), told("beta", date="1965/1966"), told("gamma", date="1966/1967")
    ) == {"date": ["1965/1966", "1964/1965"]}


def test_an_open_date_is_the_vaguest() -> None:
    assert dates(told("alpha", date="1960/.."), told("beta", date="196X")) == [("196X", 2, 2)]


def test_a_date_without_a_year_yields_to_one_with_bounds() -> None:
    assert dates(told("alpha", date="XXXX-12"), told("beta", date="../1970")) == [("../1970", 2, 2)]


def test_sums_are_disputed_by_value_and_currency() -> None:
    first, equal = told("alpha", amount=DOLLARS), told("beta", amount=Amount(500_000_000, "USD"))
    assert disputed(first, equal) == {}
    assert disputed(first, told("beta", amount=Amount(5e8, "EUR"))) == {"amount": ["500000000 USD", "500000000 EUR"]}


def test_numbers_are_disputed_whatever_the_things_are_called() -> None:
    four, also_four = told("alpha", quantity=things(4, "Mi-35")), told("beta", quantity=things(4, "gunships"))
    assert disputed(four, also_four) == {}
    assert disputed(four, told("beta", quantity=things(20, "Mi-35"))) == {"quantity": ["4", "20"]}


def test_status_is_disputed() -> None:
    assert disputed(told("alpha"), told("beta", status="cancelled")) == {"status": ["occurred", "cancelled"]}


def test_only_a_reversal_disputes_the_direction() -> None:
    forth, back = told("alpha", sides="PAK>RUS"), told("beta", sides="RUS>PAK")
    assert disputed(forth, back) == {"direction": ["PAK>RUS", "RUS>PAK"]}
    assert disputed(forth, told("beta", sides="RUS>PAK IND")) == {"direction": ["PAK>RUS", "RUS>IND, PAK"]}
    assert disputed(forth, told("beta", sides="RUS PAK>PAK RUS")) == {}, "both act on each other"
    third = disputed(forth, back, told("gamma", sides="PAK>CHN"))
    assert third == {"direction": ["PAK>RUS", "RUS>PAK"], "participants": ["PAK, RUS", "CHN, PAK"]}


def test_participants_are_disputed_where_each_names_one_whom_the_other_does_not_know() -> None:
    forth = told("alpha", sides="PAK>RUS")
    assert disputed(forth, told("beta", sides="PAK>CHN")) == {"participants": ["PAK, RUS", "CHN, PAK"]}
    assert disputed(forth, told("beta", sides="PAK>RUS CHN")) == {}
    assert disputed(forth, told("beta", sides="PAK>CHN", others=("RUS",))) == {}


def test_participants_that_most_sources_tell_come_first() -> None:
    held = disputed(told("alpha", sides="PAK>CHN"), told("beta", sides="PAK>RUS"), told("gamma", sides="PAK>RUS IND"))
    assert held == {"participants": ["IND, PAK, RUS", "CHN, PAK"]}


@pytest.mark.parametrize("kind", sorted(SYMMETRIC_KINDS))
def test_symmetric_kinds_have_no_direction(kind: str) -> None:
    assert disputed(told("alpha", kind=kind), told("beta", kind=kind, sides="RUS>PAK")) == {}


def test_parties_are_compared_without_their_order() -> None:
    assert consensus.parties(claim("IND PAK>RUS")) == consensus.parties(claim("PAK IND>RUS"))
    assert consensus.parties(claim("PAK>RUS")) != consensus.parties(claim("RUS>PAK"))
    assert consensus.parties(claim("PAK>RUS", kind="meeting")) == consensus.parties(claim("RUS PAK>", kind="meeting"))
