from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.resolve.links import Links
from schemas.claim import Claim

from .factories import ORDER, claim

A, B, C, D = (claim(at=n * 10, claim_id=f"c_{n}") for n in range(4))
EARLY, LATE = claim(source_id="alpha", at=90, claim_id="c_early"), claim(source_id="beta", claim_id="c_late")


def regroup(groups: list[list[Claim]], together: str = "", apart: str = "") -> list[str]:
    """Return the groups, each as the numbers of its claims; links are written "01 23"."""
    links = Links(*(tuple((f"c_{p[0]}", f"c_{p[1]}") for p in text.split()) for text in (together, apart)))
    return ["".join(c.claim_id[2:] for c in group) for _, group in links.placed(groups, ORDER)]


def test_without_links_groups_stay_as_they_are() -> None:
    assert regroup([[B, A], [C]]) == ["10", "2"]


def test_a_pair_brings_its_whole_groups_together() -> None:
    assert regroup([[A, C], [B], [D]], together="12") == ["012", "3"]


def test_merges_run_on() -> None:
    assert regroup([[A], [B], [C], [D]], together="01 23 12") == ["0123"]


def test_a_split_takes_one_claim_out_and_leaves_the_rest_together() -> None:
    assert regroup([[A, B, C, D]], apart="02") == ["013", "2"]


def test_claims_told_apart_from_one_stay_together() -> None:
    assert regroup([[A, B, C, D]], apart="02 03") == ["01", "23"]
    assert regroup([[A, B, C, D]], apart="02 03 23") == ["01", "2", "3"]


def test_a_merge_takes_no_claim_along_that_is_told_apart() -> None:
    assert regroup([[A], [B, C]], together="01", apart="02") == ["01", "2"]


def test_what_the_coders_key_ties_together_moves_as_one() -> None:
    keyed = [claim(at=n * 10, claim_id=f"c_{n}", event_key="trip" if n in {1, 3} else None) for n in range(4)]
    assert regroup([keyed], apart="01") == ["02", "13"]


def test_a_split_within_a_key_unties_it() -> None:
    keyed = [claim(at=n * 10, claim_id=f"c_{n}", event_key="trip") for n in range(3)]
    assert regroup([keyed], apart="02") == ["01", "2"]


def test_a_group_begins_with_its_first_claim_in_the_order_of_sources_and_text() -> None:
    links = Links(together=((LATE.claim_id, EARLY.claim_id),))
    assert [group for _, group in links.placed([[LATE], [EARLY]], ORDER)] == [[EARLY, LATE]]


def test_groups_that_no_link_touches_keep_their_order() -> None:
    assert regroup([[D, C], [B], [A]], together="01") == ["32", "01"]


@pytest.mark.parametrize("apart", ["01", "02"])
def test_links_that_contradict_each_other_are_refused(apart: str) -> None:
    with pytest.raises(ValueError, match="decisions contradict each other: claims c_0 and c_"):
        regroup([[A], [B], [C]], together="01 12", apart=apart)


PAIRS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda p: p[0] < p[1]), max_size=4)


@given(st.lists(st.integers(0, 3), min_size=6, max_size=6), PAIRS, PAIRS)
def test_every_link_is_kept_and_no_claim_lost(
    homes: list[int], together: list[tuple[int, int]], apart: list[tuple[int, int]]
) -> None:
    claims = [claim(at=n, claim_id=f"c_{n}") for n in range(6)]
    groups = [g for home in range(4) if (g := [c for c, h in zip(claims, homes, strict=True) if h == home])]
    links = Links(*(tuple((f"c_{a}", f"c_{b}") for a, b in pairs) for pairs in (together, apart)))
    try:
        found = [group for _, group in links.placed(groups, ORDER)]
    except ValueError:
        return
    home = {c.claim_id: n for n, group in enumerate(found) for c in group}
    assert sorted(home) == sorted(c.claim_id for c in claims)
    assert sum(map(len, found)) == 6
    assert all(home[a] == home[b] for a, b in links.together)
    assert all(home[a] != home[b] for a, b in links.apart)
