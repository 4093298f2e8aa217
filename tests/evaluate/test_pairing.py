from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.evaluate.pairing import agreement, can_pair, overlap, pair_up

from .build import borderline, mention


@pytest.mark.parametrize(
    ("a", "b", "share"),
    [((0, 10), (5, 30), 0.5), ((0, 10), (6, 30), 0.4), ((0, 100), (40, 50), 1.0), ((0, 10), (10, 20), 0.0)],
)
def test_overlap_is_a_share_of_the_shorter_span(a, b, share):
    assert overlap(mention(*a), mention(*b)) == overlap(mention(*b), mention(*a)) == share


def test_half_of_the_shorter_span_is_enough():
    assert can_pair(mention(0, 100), mention(50, 300))
    assert not can_pair(mention(0, 100), mention(51, 300))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"kind": "meeting"}, False),
        ({"sides": "RUS>PAK"}, True),
        ({"sides": "USSR>PAK IND"}, True),
        ({"sides": "PAK>IND"}, False),
        ({"sides": "PAK>"}, False),
        ({"date": "1999", "status": "planned"}, True),
    ],
)
def test_a_pair_needs_one_kind_and_one_dyad(changes, expected):
    assert can_pair(mention(), mention(**changes)) is expected


@pytest.mark.parametrize(
    ("gold", "predicted", "differs"),
    [
        ({}, {}, set()),
        ({}, {"sides": "RUS>PAK"}, {"actors"}),
        ({"kind": "trade"}, {"kind": "trade", "sides": "RUS>PAK"}, set()),
        ({"kind": "trade"}, {"kind": "trade", "sides": "RUS PAK>"}, set()),
        ({"sides": "PAK>USSR"}, {}, set()),
        ({}, {"others": ["IND"]}, set()),
        ({"date": "1965~"}, {"date": "1965?"}, set()),
        ({"date": "1965"}, {"date": "1965-04"}, {"date"}),
        ({"date": "1965"}, {}, {"date"}),
        ({"date": ""}, {}, set()),
        ({}, {"status": "planned"}, {"status"}),
        ({"amount": {"value": 5, "unit": "USD"}}, {"amount": {"value": 5.001, "unit": "USD"}}, set()),
        ({"amount": {"value": 5, "unit": "USD"}}, {"amount": {"value": 5, "unit": "EUR"}}, {"amount"}),
        ({"amount": {"value": 0, "unit": "USD"}}, {}, {"amount"}),
        ({"amount": {"value": None, "unit": "USD"}}, {}, set()),
    ],
)
def test_agreement_by_attribute(gold, predicted, differs):
    checks = agreement(mention(**gold), mention(**predicted))
    assert {name for name, same in checks.items() if not same} == differs


def test_no_mention_is_used_twice():
    assert pair_up([mention()], [mention(), mention()]) == [(0, 0)]
    assert pair_up([mention(), mention()], [mention()]) == [(0, 0)]


def test_a_pair_gives_way_where_that_makes_one_more():
    gold = [mention(0, 10), mention(0, 30)]
    predicted = [mention(0, 30, date="1999"), mention(20, 30)]
    assert not can_pair(gold[0], predicted[1])
    assert sorted(pair_up(gold, predicted)) == [(0, 0), (1, 1)]


def test_of_two_candidates_the_one_that_agrees_more_wins_over_the_one_that_overlaps_more():
    gold = [mention(0, 10, date="1999")]
    assert pair_up(gold, [mention(0, 10), mention(4, 10, date="1999")]) == [(0, 1)]
    assert pair_up(gold, [mention(0, 10, sides="RUS>PAK"), mention(5, 15, date="2000")]) == [(0, 1)]


def test_of_two_that_agree_alike_the_one_that_overlaps_more_wins():
    assert pair_up([mention(0, 10)], [mention(5, 30), mention(2, 30)]) == [(0, 1)]


def test_a_latecomer_that_agrees_less_hands_its_partner_back():
    gold = [mention(), mention(date="1999")]
    predicted = [mention(), mention(date="1999", status="planned")]
    assert sorted(pair_up(gold, predicted)) == [(0, 0), (1, 1)]


def test_gold_that_counts_is_served_before_borderline_gold():
    assert pair_up([borderline(), mention()], [mention()]) == [(1, 0)]


def test_a_long_chain_of_overlaps_is_paired_throughout():
    n = 1500
    gold = [mention(10 * i, 10 * i + 20) for i in range(n)]
    assert len(pair_up(gold, [mention(10 * i + 10, 10 * i + 30) for i in range(n)])) == n


def most_pairs(gold, predicted):
    """Count the most pairs there can be by Hall's theorem: the worst shortfall of any group of gold mentions."""
    fits = [{j for j, p in enumerate(predicted) if can_pair(g, p)} for g in gold]
    groups = (group for size in range(len(fits) + 1) for group in combinations(fits, size))
    return len(gold) - max(len(group) - len(set().union(*group)) for group in groups)


def codings(make):
    place = st.tuples(st.integers(0, 30), st.integers(1, 20))
    one = st.builds(
        lambda place, sides, date: make(place[0], sum(place), sides=sides, date=date),
        place,
        st.sampled_from(["PAK>RUS", "RUS>PAK", "PAK>RUS IND", "IND>RUS"]),
        st.sampled_from([None, "1999", "1999~"]),
    )
    return st.lists(one, max_size=4)


@given(codings(mention), codings(borderline), codings(mention))
def test_as_many_pairs_as_can_be_and_of_gold_that_counts_too(sure, doubtful, predicted):
    gold = doubtful + sure
    pairs = pair_up(gold, predicted)
    assert all(can_pair(gold[g], predicted[p]) for g, p in pairs)
    assert len({g for g, _ in pairs}) == len({p for _, p in pairs}) == len(pairs) == most_pairs(gold, predicted)
    assert sum(not gold[g].borderline for g, _ in pairs) == most_pairs(sure, predicted)
