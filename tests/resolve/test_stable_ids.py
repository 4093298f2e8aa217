"""What leaves the facts of other sources as they are: a source in the middle of the order, a coder of any rank."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings

from schemas.claim import Claim
from schemas.ids import make_id

from .factories import ALPHA, GAMMA, claim, knowledge, resolve, source
from .test_identity import claims_of

quick = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def of_another_kind(claims: list[Claim]) -> list[Claim]:
    return [replace(c, kind="sanction", claim_id=make_id("c", c.claim_id)) for c in claims]


def members(tables: dict[str, list[dict[str, Any]]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in tables["claims"]:
        if row["fact_id"]:
            found.setdefault(row["fact_id"], set()).add(row["claim_id"])
    return found


@quick
@given(claims_of("alpha", "gamma"), claims_of("beta"))
def test_a_source_in_the_middle_leaves_alone_what_it_does_not_tell(some: list[Claim], added: list[Claim]) -> None:
    before = resolve(some, knowledge(ALPHA, GAMMA))
    after = resolve([*some, *of_another_kind(added)], knowledge(ALPHA, source("beta"), GAMMA))
    now = {row["fact_id"]: row for row in after["facts"]}
    assert all(now[row["fact_id"]] == row for row in before["facts"])


@quick
@given(claims_of("alpha", "gamma"), claims_of("beta"))
def test_a_fact_whose_claims_did_not_change_keeps_its_id(some: list[Claim], added: list[Claim]) -> None:
    before = members(resolve(some, knowledge(ALPHA, GAMMA)))
    after = members(resolve([*some, *added], knowledge(ALPHA, source("beta"), GAMMA)))
    ids = {frozenset(claims): fact for fact, claims in after.items()}
    assert all(ids.get(frozenset(claims), fact) == fact for fact, claims in before.items())


@quick
@given(claims_of("alpha", "gamma"), claims_of("beta", coder="local"), claims_of("beta"))
def test_a_better_ranked_coder_changes_only_facts_of_its_source(
    some: list[Claim], machine: list[Claim], people: list[Claim]
) -> None:
    known = knowledge(ALPHA, source("beta"), GAMMA)
    other = [*some, *of_another_kind(machine)]
    before, after = resolve(other, known), resolve([*other, *of_another_kind(people)], known)
    now = {row["fact_id"]: row for row in after["facts"]}
    assert all(now[row["fact_id"]] == row for row in before["facts"] if row["kind"] != "sanction")


def test_a_source_in_the_middle_may_tell_an_act_before_the_one_that_told_it() -> None:
    first, last = claim(date="1965-04-03"), claim(source_id="gamma", kind="aid", date="1965-04-03")
    told = claim(source_id="beta", kind="aid", date="1965-04-03")
    before = members(resolve([first, last], knowledge(ALPHA, GAMMA)))
    after = members(resolve([first, told, last], knowledge(ALPHA, source("beta"), GAMMA)))
    assert {frozenset(c) for c in after.values()} == {
        frozenset({first.claim_id}),
        frozenset({told.claim_id, last.claim_id}),
    }
    assert set(before) & set(after) == {fact for fact, claims in before.items() if first.claim_id in claims}
