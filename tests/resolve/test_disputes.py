"""What is a dispute, attribute by attribute: two claims of one act by two sources (`docs/disputes.md`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from flows.resolve import consensus, measures
from flows.resolve.dates import approximate
from schemas.claim import Amount, Claim

from .factories import ROOTS, claim, resolve, things
from .test_tables import KNOWN


def differ(attribute: str, *told: dict[str, Any], sources: Sequence[str] = ("alpha", "beta", "gamma")) -> list[str]:
    """Return the disputed values of an attribute where each source tells one of the claims."""
    claims = [claim(at=n * 20, **({"source_id": sources[n]} | values)) for n, values in enumerate(told)]
    return [o.value for o in consensus.disputes(consensus.witnesses(claims, ROOTS), ROOTS).get(attribute, [])]


# dates


@pytest.mark.parametrize(
    ("one", "other", "is_dispute"),
    [
        ("1965", "1965-04", False),
        ("1965", "1965-04-03", False),
        ("1965-04", "1965-04-03", False),
        ("1965-04", "1965-05", True),
        ("1965-04-03", "1965-04-04", True),
        ("1965", "1966", True),
        ("1965~", "1966", False),
        ("1965~", "1967", True),
        ("1965?", "1964", False),
        ("1965-04~", "1965-05", False),
        ("1965-04~", "1965-06", True),
        ("1965-04-03~", "1965-04-04", False),
        ("1965-04-03~", "1965-04-05", True),
        ("196X", "1967", False),
        ("196X", "1970", True),
        ("196X~", "1970", False),
        ("19XX", "1970", False),
        ("1983-23", "1983-10", False),
        ("1983-23", "1983-10-31", False),
        ("1983-23", "1983-12", True),
        ("1983-24", "1984-02", False),
        ("1983-24", "1983-02", True),
        ("1972/1977", "1974-05-01", False),
        ("1972/1977", "1977-12-31", False),
        ("1972/1977", "1978", True),
        ("1972/1977~", "1978", False),
        ("1972/1977", "1975/1980", False),
        ("1972/..", "1999", False),
        ("1972/..", "1971", True),
        ("../1972", "1971-01-01", False),
        ("XXXX-12", "1965-04", False),
        ("1965", None, False),
    ],
)
def test_dates_differ_where_no_day_can_be_both(one: str, other: str | None, is_dispute: bool) -> None:
    for pair in ((one, other), (other, one)):
        held = differ("date", *({"date": date} for date in pair))
        assert set(held) == ({one, other} if is_dispute else set()), pair


def test_an_approximate_date_stays_within_the_calendar() -> None:
    assert str(approximate("0001~").start) == "0001-01-01"
    assert str(approximate("9999~").end) == "9999-12-31"
    assert str(approximate("../1972~").end) == "1973-12-31"


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("proposed", "occurred"), ("proposed", "planned"), ("occurred", "cancelled"), ("planned", "cancelled")],
)
def test_an_offer_an_act_and_a_refusal_have_dates_of_their_own(earlier: str, later: str) -> None:
    told = [{"kind": "invitation", "date": "1949", "status": earlier}]
    told += [{"kind": "invitation", "date": "1951", "status": later}]
    assert differ("date", *told) == differ("status", *told) == []


def test_a_plan_is_dated_by_the_act_that_is_planned() -> None:
    assert differ("date", {"date": "1949", "status": "planned"}, {"date": "1951"}) == ["1949", "1951"]


def test_sources_that_date_one_step_differently_differ_whatever_became_of_it() -> None:
    offers = [{"date": date, "status": "proposed"} for date in ("1949", "1951")]
    assert differ("date", *offers, {"date": "1955"}) == ["1949", "1951"]


# status


@pytest.mark.parametrize(
    ("kind", "statuses", "shown", "is_dispute"),
    [
        ("visit", ("planned", "occurred"), "occurred", False),
        ("aid", ("proposed", "cancelled"), "cancelled", False),
        ("aid", ("proposed", "planned", "occurred"), "occurred", False),
        ("visit", ("planned", "cancelled"), "cancelled", False),
        ("invitation", ("occurred", "cancelled"), "cancelled", False),
        ("visit", ("occurred", "cancelled"), "occurred", True),
        ("agreement", ("cancelled", "occurred"), "cancelled", True),
        ("visit", ("alleged", "occurred"), "alleged", True),
        ("visit", ("planned", "alleged"), "planned", True),
        ("visit", ("alleged", "alleged"), "alleged", False),
    ],
)
def test_stages_of_one_act_are_no_dispute(kind: str, statuses: Sequence[str], shown: str, is_dispute: bool) -> None:
    told = [{"kind": kind, "status": status} for status in statuses]
    assert set(differ("status", *told)) == (set(statuses) if is_dispute else set())
    claims = [claim(at=20 * n, source_id=s, **v) for n, (s, v) in enumerate(zip(ROOTS, told, strict=False))]
    assert consensus.status_opinions(claims, ROOTS)[0].value == shown


def test_an_author_who_tells_both_outcomes_tells_a_sequence() -> None:
    both = [{"kind": "agreement", "status": status, "source_id": "alpha"} for status in ("occurred", "cancelled")]
    assert differ("status", *both) == []
    assert differ("status", *both, {"kind": "agreement", "source_id": "beta"}) == []


def test_an_author_who_alleges_and_then_asserts_asserts() -> None:
    both = [{"status": status, "source_id": "alpha"} for status in ("alleged", "occurred")]
    assert differ("status", *both, {"source_id": "beta"}) == []
    assert differ("status", *both, {"source_id": "beta", "status": "alleged"}) == ["occurred", "alleged"]


@pytest.mark.parametrize(
    ("held", "called_off", "shown"),
    [("1966", "1965", "occurred"), ("1965", "1966", "cancelled"), ("1965", "1965-04", None), ("1965", None, None)],
)
def test_outcomes_that_lie_apart_in_time_follow_each_other(
    held: str, called_off: str | None, shown: str | None
) -> None:
    claims = [claim(date=held), claim(source_id="beta", status="cancelled", date=called_off)]
    opinions = consensus.status_opinions(claims, ROOTS)
    assert [o.value for o in opinions] == ([shown] if shown else ["occurred", "cancelled"])


# amounts


@pytest.mark.parametrize(
    ("one", "other", "is_dispute"),
    [
        ((500e6, "USD"), (519e6, "USD"), False),
        ((500e6, "USD"), (526e6, "USD"), True),
        ((519e6, "USD"), (521e6, "USD"), True),
        ((520e6, "USD"), (519e6, "USD"), False),
        ((1e9, "USD"), (1.4e9, "USD"), True),
        ((1e9, "USD"), (1.04e9, "USD"), False),
        ((6.1e9, "USD"), (6e9, "USD"), False),
        ((6.1e9, "USD"), (6.2e9, "USD"), True),
        ((300, "USD"), (300e6, "USD"), True),
        ((500e6, "USD"), (500e6, "EUR"), True),
        ((500e6, "USD"), (460e6, "EUR"), True),
        ((500e6, "USD"), (500e6, ""), False),
        ((500e6, "million"), (500e6, "USD"), False),
        ((500e6, ""), (700e6, "USD"), True),
    ],
)
def test_sums_differ_beyond_what_rounding_explains(one: Any, other: Any, is_dispute: bool) -> None:
    values = {f"{value:.15g} {unit}".rstrip() for value, unit in (one, other)}
    for pair in ((one, other), (other, one)):
        held = differ("amount", *({"amount": Amount(*told)} for told in pair))
        assert set(held) == (values if is_dispute else set())


def test_the_most_exact_of_sums_that_agree_is_shown() -> None:
    claims = [
        claim(source_id=s, amount=Amount(v, u)) for s, v, u in zip(ROOTS, (5e8, 519e6), ("USD", ""), strict=False)
    ]
    assert [o.value for o in consensus.amount_opinions(claims, ROOTS)] == ["500000000 USD"]
    exact = claim(source_id="gamma", amount=Amount(519e6, "USD"))
    assert [o.value for o in consensus.amount_opinions([*claims, exact], ROOTS)] == ["519000000 USD"]


@pytest.mark.parametrize(
    ("value", "off"), [(0, 0), (20, 0), (99.5, 0), (100, 5), (150_000, 5_000), (5e8, 2.5e7), (519e6, 5e5), (-300, 15)]
)
def test_how_round_a_number_is(value: float, off: float) -> None:
    assert measures.leeway(value) == pytest.approx(off)


# quantities


@pytest.mark.parametrize(
    ("one", "other", "is_dispute"),
    [
        ((4, "Mi-35M"), (20, "gunships"), True),
        ((20, "gunships"), (21, "gunships"), True),
        ((4, "Mi-35M"), (4, "gunships"), False),
        ((5_000, "troops"), (5_200, "soldiers"), False),
        ((5_000, "troops"), (7_000, "soldiers"), True),
    ],
)
def test_numbers_differ_beyond_what_rounding_explains(one: Any, other: Any, is_dispute: bool) -> None:
    held = differ("quantity", {"quantity": things(*one)}, {"quantity": things(*other)})
    assert held == ([f"{v:.15g}" for v, _ in (one, other)] if is_dispute else [])


@pytest.mark.parametrize(
    ("one", "other", "is_dispute"),
    [
        ("governments", "development projects", False),
        ("vetoes", "UNSC resolutions vetoed", True),
        ("helicopters", "Helicopters", True),
    ],
)
def test_one_author_may_count_two_things(one: str, other: str, is_dispute: bool) -> None:
    told = [{"quantity": things(n, item)} for n, item in ((2, one), (3, other))]
    assert bool(differ("quantity", *told, sources=("alpha", "alpha"))) is is_dispute


# direction and participants


@pytest.mark.parametrize(
    ("one", "other", "is_dispute"),
    [
        ("PAK>RUS", "RUS>PAK", True),
        ("PAK>RUS", "PAK>RUS", False),
        ("IND PAK>RUS", "RUS>PAK IND", True),
        ("PAK>RUS", "RUS>PAK IND", True),
        ("PAK>RUS IND", "RUS>IND PAK", True),
        ("PAK RUS>RUS PAK", "RUS>PAK", False),
        ("PAK>RUS", "PAK>CHN", False),
        ("PAK RUS>", "RUS>PAK", False),
    ],
)
def test_direction_differs_where_all_is_the_other_way_round(one: str, other: str, is_dispute: bool) -> None:
    assert bool(differ("direction", {"sides": one}, {"sides": other})) is is_dispute
    assert differ("direction", {"sides": one, "kind": "meeting"}, {"sides": other, "kind": "meeting"}) == []


@pytest.mark.parametrize(
    ("one", "other", "is_dispute"),
    [
        ({"sides": "PAK>RUS"}, {"sides": "PAK>CHN"}, True),
        ({"sides": "PAK>RUS"}, {"sides": "PAK>CHN RUS"}, False),
        ({"sides": "PAK>RUS"}, {"sides": "RUS>PAK"}, False),
        ({"sides": "PAK>RUS"}, {"sides": "PAK>CHN", "others": ("RUS",)}, False),
        ({"sides": "PAK RUS>", "kind": "meeting"}, {"sides": "RUS PAK CHN>", "kind": "meeting"}, False),
        ({"sides": "PAK IND>", "kind": "meeting"}, {"sides": "PAK CHN>", "kind": "meeting"}, True),
    ],
)
def test_participants_differ_where_each_knows_one_whom_the_other_does_not(
    one: dict[str, Any], other: dict[str, Any], is_dispute: bool
) -> None:
    assert bool(differ("participants", one, other)) is is_dispute


def test_values_told_alike_by_claims_that_cannot_be_joined_are_one_row() -> None:
    act = {"event_key": "visit-common"}
    told: list[Claim] = [
        claim("PAK>RUS", others=("CHN",), **act),
        claim("PAK>CHN", source_id="beta", **act),
        claim("PAK>RUS", source_id="gamma", **act),
    ]
    held = consensus.disputes(told, ROOTS).get("participants", [])
    assert len({o.value for o in held}) == len(held)
    rows = resolve(told, KNOWN)["disputes"]
    assert len({(r["fact_id"], r["attribute"], r["value"]) for r in rows}) == len(rows)


def test_what_only_a_retelling_tells_differently_is_no_dispute() -> None:
    told = {"sides": "PAK>RUS", "date": "1965"}
    assert differ("date", told, told | {"date": "1970"}, sources=("alpha", "brief-alpha")) == []
    assert differ("date", told, told | {"date": "1970"}, sources=("beta", "brief-alpha")) == ["1965", "1970"]
