from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from flows.resolve.blocks import Blocks
from flows.resolve.evidence import THRESHOLD, YEAR, Ceiling, comparable
from flows.resolve.units import Unit, unit
from schemas.claim import Claim
from schemas.vocabulary import KIND
from tests.resolve.factories import JUDGE, claim

SIDES = ["PAK>RUS", "RUS>PAK", "PAK RUS>", "PAK>", "IND PAK>RUS", "CHN>PAK"]

claims = st.builds(
    claim,
    sides=st.sampled_from(SIDES),
    others=st.sampled_from([(), ("IND",), ("CHN", "RUS")]),
    kind=st.sampled_from(["visit", "meeting", "mediation"]),
)
dated = st.builds(
    claim,
    sides=st.sampled_from(SIDES),
    kind=st.just("visit"),
    date=st.sampled_from([None, "1965", "1966-02", "1960/1969", "1980", "19XX", "1999-12-01"]),
    agents=st.sampled_from([(), ("Ayub Khan",), ("Kosygin", "Ayub Khan")]),
)


@given(st.lists(claims, max_size=8), claims)
def test_blocks_give_the_units_that_are_comparable_and_no_others(some: list[Claim], other: Claim) -> None:
    units, one = [unit([c], JUDGE.names) for c in some], unit([other], JUDGE.names)
    blocks: Blocks[int] = Blocks()
    for n, each in enumerate(units):
        blocks.add(each, n)
    assert blocks.comparable(one) == {n for n, each in enumerate(units) if comparable(each, one)}


@given(st.lists(dated, max_size=8), dated)
def test_near_units_are_all_that_the_evidence_can_make_one(some: list[Claim], other: Claim) -> None:
    units, one = [unit([c], JUDGE.names) for c in some], unit([other], JUDGE.names)
    blocks: Blocks[int] = Blocks()
    for n, each in enumerate(units):
        blocks.add(each, n)
    weights = JUDGE.weights["across"]
    ceiling = Ceiling(weights)
    assert ceiling.far("visit", 1) < weights[THRESHOLD]
    found = {n for n, each in enumerate(units) if comparable(each, one) and ceiling(each, one) > weights[THRESHOLD]}
    assert found <= blocks.near(one, YEAR) <= blocks.comparable(one)


def test_units_years_apart_without_a_word_in_common_are_not_near() -> None:
    first, other, told = (
        unit([claim("PAK>RUS", kind="visit", date=date, agents=agents)], JUDGE.names)
        for date, agents in (("1965", ("Ayub Khan",)), ("1999", ()), ("1999", ("Ayub Khan",)))
    )
    blocks: Blocks[int] = Blocks()
    blocks.add(first, 0)
    assert (blocks.near(other, YEAR), blocks.comparable(other)) == (set(), {0})
    assert blocks.near(told, YEAR) == {0}


@given(st.sampled_from(sorted(KIND)), dated, dated)
def test_no_pair_exceeds_what_far_units_can_come_to(kind: str, a: Claim, b: Claim) -> None:
    one, other = (unit([replace(c, kind=kind, source_id=s)], JUDGE.names) for c, s in ((a, "alpha"), (b, "beta")))
    apart = far_apart(one, other)
    ceiling = Ceiling(JUDGE.weights["across"])
    if apart and comparable(one, other):
        assert ceiling(one, other) <= max(-5.0, ceiling.far(kind, 1))


def far_apart(one: Unit, other: Unit) -> bool:
    """Say whether two units are dated more than a year apart and have no word in common."""
    blocks: Blocks[int] = Blocks()
    blocks.add(one, 0)
    return not blocks.near(other, YEAR)
