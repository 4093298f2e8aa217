from __future__ import annotations

import random
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.resolve import identity
from flows.resolve.evidence import Ceiling, Corpus, comparable, features, weight
from flows.resolve.units import unit
from schemas.claim import Amount, Claim
from schemas.vocabulary import KIND, SYMMETRIC_KINDS

from .factories import DOLLARS, JUDGE, ORDER, claim, facts_of, things


def partition(*claims: Claim) -> set[frozenset[str]]:
    return {frozenset(c.claim_id for c in group) for group in facts_of(claims, ORDER, JUDGE)}


def one(*claims: Claim) -> bool:
    return len(facts_of(claims, ORDER, JUDGE)) == 1


def pair(both: dict[str, Any], first: dict[str, Any] | None = None, second: dict[str, Any] | None = None) -> bool:
    """Return whether a claim of alpha and one of beta are one fact; both have the attributes of `both`."""
    return one(claim(**{**both, **(first or {})}), claim(**{"source_id": "beta", **both, **(second or {})}))


# within a source


@pytest.mark.parametrize("kind", KIND)
def test_one_key_is_one_fact_whatever_else_differs(kind: str) -> None:
    same = {"event_key": "act-1", "kind": kind}
    assert one(claim(date="1965", **same), claim("RUS>IND", date="1970", at=50, **same))


def test_a_key_names_an_act_of_one_kind() -> None:
    assert not one(claim(event_key="trip-1"), claim(event_key="trip-1", kind="agreement"))


def test_the_beginning_of_a_thing_and_its_end_are_two_facts_under_one_key() -> None:
    key = {"event_key": "embargo-1", "kind": "sanction"}
    begun, told = claim(phase="start", **key), claim(at=50, **key)
    lifted, again = (claim(phase="end", at=at, **key) for at in (100, 150))
    assert partition(begun, told, lifted, again) == {
        frozenset({begun.claim_id, told.claim_id}),
        frozenset({lifted.claim_id, again.claim_id}),
    }
    # Without a beginning nothing says that the others do not tell of the end too.
    assert one(told, lifted, again)


def test_different_keys_never_merge() -> None:
    alike = {"date": "1965-04-03", "agents": ("Ayub Khan",), "amount": DOLLARS}
    assert not one(claim(event_key="trip-1", **alike), claim(event_key="trip-2", at=50, **alike))


def test_different_keys_do_not_merge_over_a_third_source() -> None:
    alike = {"date": "1965-04-03", "agents": ("Ayub Khan",)}
    first, second = claim(event_key="trip-1", **alike), claim(event_key="trip-2", at=50, **alike)
    third = claim(source_id="beta", event_key="voyage", **alike)
    assert partition(first, second, third) == {
        frozenset({first.claim_id, third.claim_id}),
        frozenset({second.claim_id}),
    }


def test_two_coders_may_use_one_key_for_two_acts() -> None:
    assert not one(claim(event_key="trip-1"), claim(event_key="trip-1", coder="llm"))


def test_claims_without_keys_merge_on_evidence_alone() -> None:
    told = {
        "kind": "agreement",
        "coder": "local",
        "agents": ("Kosygin", "Ayub Khan"),
        "quantity": things(3, "charters"),
    }
    assert one(claim(date="1965-04", **told), claim(date="1965-04-03", at=9000, **told))
    assert not one(claim(coder="local", agents=("Kosygin",)), claim(coder="local", at=50, agents=("Ayub Khan",)))


# across sources: what is enough


@pytest.mark.parametrize(
    "evidence",
    [
        {"date": "1965-04-03"},
        {"date": "1965-04"},
        {"date": "1965", "agents": ("Ayub Khan",)},
        {"date": "1965", "others": ("IND",)},
        {"agents": ("Ayub Khan",)},
        {"event_key": "trip-tashkent-summit"},
        {"date": "1965", "quantity": things(4, "Mi-35")},
        {"date": "196X", "amount": DOLLARS},
        {"kind": "membership", "date": "2017"},
        {"kind": "armed_conflict", "date": "1971", "sides": "IND>PAK"},
        {"kind": "withdrawal", "date": "1989", "sides": "RUS>AFG"},
    ],
    ids=str,
)
def test_enough_evidence_merges(evidence: dict[str, Any]) -> None:
    assert pair(evidence)


@pytest.mark.parametrize(
    "evidence",
    [
        {},
        {"date": "196X"},
        {"date": "1965/.."},
        {"date": "XXXX-04-03"},
        {"agents": ("Khan",)},
        {"agents": ("the President", "Foreign Minister")},
        {"others": ("IND", "CHN")},
        {"quantity": things(4, "Mi-35")},
        {"kind": "membership"},
    ],
    ids=str,
)
def test_one_vague_hint_does_not_merge_what_may_be_another_act(evidence: dict[str, Any]) -> None:
    assert not pair_among_others(evidence)


@pytest.mark.parametrize("evidence", [{"date": "1965"}, {"event_key": "visit-president-meeting"}], ids=str)
def test_a_year_or_a_common_key_merges_what_fits_nothing_else(evidence: dict[str, Any]) -> None:
    assert pair_among_others(evidence)


def pair_among_others(evidence: dict[str, Any]) -> bool:
    """Return whether a claim of alpha and one of beta are one fact where each source tells five other acts of them."""
    kind = evidence.get("kind", "visit")
    others = [
        claim(source_id=s, kind=kind, event_key=f"{s}-{n}", at=100 * n, agents=(f"Envoy{s}{n}",))
        for s in ("alpha", "beta")
        for n in range(1, 6)
    ]
    first, second = claim(**evidence), claim(source_id="beta", **evidence)
    return any({first, second} <= set(group) for group in facts_of([first, second, *others], ORDER, JUDGE))


def test_what_has_no_rival_needs_less() -> None:
    assert pair({"date": "1965"})
    assert not pair({})


# across sources: what keeps apart

STRONG: dict[str, Any] = {"date": "1965-04-03", "agents": ("Ayub Khan",), "amount": DOLLARS}


def test_the_evidence_used_below_would_merge() -> None:
    assert pair(STRONG)


@pytest.mark.parametrize(
    "difference",
    [
        {"date": "1985"},
        {"sides": "PAK>CHN"},
        {"sides": "RUS>PAK"},
        {"kind": "invitation"},
    ],
    ids=str,
)
def test_what_cannot_be_one_act_stays_apart(difference: dict[str, Any]) -> None:
    assert not pair(STRONG, {}, difference)


def test_authors_may_differ_on_the_date_of_an_act() -> None:
    assert pair(STRONG, {}, {"date": "1965-04-04"})


@pytest.mark.parametrize(
    "difference", [{"amount": Amount(3e8, "USD")}, {"amount": Amount(5e8, "EUR")}, {"quantity": things(5, "planes")}]
)
def test_other_sums_or_numbers_speak_against(difference: dict[str, Any]) -> None:
    told = {"amount": DOLLARS, "quantity": things(4, "planes")}
    first, same, other = (unit([claim(**v)], JUDGE.names) for v in (told, told, {**told, **difference}))
    corpus = Corpus([first, same, other])
    weights = JUDGE.weights[identity.WITHIN]
    assert weight(features(first, other, corpus), weights) < weight(features(first, same, corpus), weights)


def test_every_member_must_admit_a_claim() -> None:
    named = {"agents": ("Ayub Khan",)}
    first, vague = claim(date="1965", **named), claim(source_id="beta", **named)
    other = claim(source_id="gamma", date="1970", **named)
    assert partition(first, vague, other) == {
        frozenset({first.claim_id, vague.claim_id}),
        frozenset({other.claim_id}),
    }


def test_a_claim_joins_the_fact_it_fits_best() -> None:
    near, far = claim(date="1965", agents=("Ayub Khan",)), claim(date="1965", at=50, agents=("Bhutto",))
    late = claim(source_id="beta", date="1965", agents=("Ayub Khan", "Bhutto"))
    assert frozenset({near.claim_id, late.claim_id}) in partition(near, far, late)


# directions


@pytest.mark.parametrize("kind", KIND)
def test_order_of_the_parties_matters_only_where_the_kind_has_one(kind: str) -> None:
    told = {"kind": kind, "date": "1965-04-03"}
    assert pair(told, {"sides": "PAK>RUS"}, {"sides": "RUS>PAK"}) == (kind in SYMMETRIC_KINDS)


def test_parties_of_a_symmetric_kind_may_stand_on_any_side() -> None:
    talks = {"kind": "meeting", "date": "1965-04-03"}
    assert pair(talks, {"sides": "PAK RUS>"}, {"sides": "RUS>PAK IND"})


@pytest.mark.parametrize("told", ["IND>PAK", "PAK>IND"])
def test_a_war_without_an_attacker_is_the_one_with_either(told: str) -> None:
    assert pair({"kind": "armed_conflict", "date": "1965-09"}, {"sides": "IND PAK>"}, {"sides": told})


def test_a_party_that_stands_alone_is_told_apart_by_the_third_parties() -> None:
    told = {"kind": "mediation", "date": "1965-09", "sides": "RUS>"}
    assert pair(told, {"others": ("IND", "PAK")}, {"others": ("PAK",)})
    assert not pair(told, {"others": ("IND",)}, {"others": ("CHN",)})


# properties

quick = settings(max_examples=40, deadline=None)


def mostly_none(*values: Any) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), st.sampled_from(values))


def claims_of(*sources: str, coder: str = "hand") -> st.SearchStrategy[list[Claim]]:
    built = st.builds(
        claim,
        sides=st.sampled_from(["PAK>RUS", "RUS>PAK", "PAK RUS>", "PAK>RUS IND"]),
        at=st.integers(0, 3),
        source_id=st.sampled_from(sources),
        coder=st.just(coder),
        kind=st.sampled_from(["visit", "meeting", "membership"]),
        date=mostly_none("1965", "1965-04", "1965-04-03", "1966", "196X", "XXXX-12"),
        agents=st.sampled_from([(), ("Ayub Khan",), ("Bhutto",)]),
        amount=mostly_none(DOLLARS, Amount(3e8, "USD")),
        event_key=mostly_none("first", "second"),
    )
    return st.lists(built, max_size=6, unique_by=lambda c: c.claim_id)


def first_claim(claims: list[Claim]) -> dict[str, str]:
    return {c.claim_id: group[0].claim_id for group in facts_of(claims, ORDER, JUDGE) for c in group}


@quick
@given(claims_of("alpha", "beta", "gamma"))
def test_facts_share_out_the_claims(claims: list[Claim]) -> None:
    groups = facts_of(claims, ORDER, JUDGE)
    assert sorted(c.claim_id for g in groups for c in g) == sorted(c.claim_id for c in claims)
    for group in groups:
        assert len({c.kind for c in group}) == 1
        keys = {(c.source_id, c.event_key) for c in group if c.event_key}
        assert len(keys) == len({source_id for source_id, _ in keys})


@quick
@given(claims_of("alpha", "beta", "gamma"), st.randoms(use_true_random=False))
def test_input_order_does_not_matter(claims: list[Claim], chance: random.Random) -> None:
    shuffled = list(claims)
    chance.shuffle(shuffled)
    assert facts_of(shuffled, ORDER, JUDGE) == facts_of(claims, ORDER, JUDGE)


@quick
@given(claims_of("alpha", "beta"), claims_of("gamma", "brief-alpha"))
def test_sources_at_the_end_leave_earlier_facts_alone(before: list[Claim], added: list[Claim]) -> None:
    was, now = first_claim(before), first_claim(before + added)
    assert {key: now[key] for key in was} == was


@quick
@given(claims_of("alpha", "beta"), claims_of("alpha", "beta"))
def test_a_fact_whose_claims_did_not_change_keeps_its_first_claim(some: list[Claim], more: list[Claim]) -> None:
    groups = facts_of(some, ORDER, JUDGE)
    known = {c.claim_id for c in some}
    after = facts_of(some + [c for c in more if c.claim_id not in known], ORDER, JUDGE)
    first = {frozenset(c.claim_id for c in g): g[0].claim_id for g in after}
    for group in groups:
        members = frozenset(c.claim_id for c in group)
        assert first.get(members, group[0].claim_id) == group[0].claim_id


@quick
@given(claims_of("alpha", "beta"))
def test_evidence_weighs_the_same_from_both_sides(some: list[Claim]) -> None:
    units = [unit([c], JUDGE.names) for c in some]
    corpus = Corpus(units)
    for a, b in combinations(units, 2):
        assert comparable(a, b) == comparable(b, a)
        if comparable(a, b):
            assert features(a, b, corpus) == features(b, a, corpus)


@quick
@given(claims_of("alpha"), claims_of("beta"))
def test_no_evidence_across_sources_outweighs_its_ceiling(some: list[Claim], others: list[Claim]) -> None:
    first, second = ([unit([c], JUDGE.names) for c in claims] for claims in (some, others))
    corpus, weights = Corpus([*first, *second]), JUDGE.weights[identity.ACROSS]
    ceiling = Ceiling(weights)
    for a, b in product(first, second):
        if comparable(a, b):
            assert weight(features(a, b, corpus), weights) <= ceiling(a, b)
