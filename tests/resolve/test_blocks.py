from hypothesis import given
from hypothesis import strategies as st

from flows.resolve.blocks import Blocks
from flows.resolve.evidence import comparable
from flows.resolve.units import unit
from schemas.claim import Claim
from tests.resolve.factories import JUDGE, claim

SIDES = ["PAK>RUS", "RUS>PAK", "PAK RUS>", "PAK>", "IND PAK>RUS", "CHN>PAK"]

claims = st.builds(
    claim,
    sides=st.sampled_from(SIDES),
    others=st.sampled_from([(), ("IND",), ("CHN", "RUS")]),
    kind=st.sampled_from(["visit", "meeting", "mediation"]),
)


@given(st.lists(claims, max_size=8), claims)
def test_blocks_give_the_units_that_are_comparable_and_no_others(some: list[Claim], other: Claim) -> None:
    units, one = [unit([c], JUDGE.names) for c in some], unit([other], JUDGE.names)
    blocks: Blocks[int] = Blocks()
    for n, each in enumerate(units):
        blocks.add(each, n)
    assert blocks.comparable(one) == {n for n, each in enumerate(units) if comparable(each, one)}
