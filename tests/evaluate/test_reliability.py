import random

import krippendorff
import pytest

from flows.evaluate.reliability import alphas
from flows.evaluate.scoring import compare

from .build import mention


def statuses(*values):
    return [mention(20 * n, 20 * n + 10, status=value) for n, value in enumerate(values)]


def test_alpha_by_hand():
    first = statuses("occurred", "occurred", "planned", "planned")
    second = statuses("occurred", "occurred", "planned", "occurred")
    # Values: 5 of one, 3 of the other. Observed disagreement 1/4, expected 2*5*3 / (8*7): alpha = 1 - (1/4)/(15/28).
    assert alphas([compare(first, second)])["status"] == pytest.approx(1 - 7 / 15)


@pytest.mark.parametrize("values", [2, 5, 40])
def test_alpha_is_that_of_the_reference(values):
    chance = random.Random(values)
    units = [(a, chance.choice([a, chance.randrange(values)])) for a in chance.choices(range(values), k=60)]
    coded = [[mention(20 * n, 20 * n + 10, date=f"{1900 + unit[side]}") for n, unit in enumerate(units)]
             for side in (0, 1)]  # fmt: skip
    expected = krippendorff.alpha(list(zip(*units, strict=True)), level_of_measurement="nominal")
    assert alphas([compare(*coded)])["date"] == pytest.approx(expected)


def test_full_agreement_is_one_and_one_value_alone_undefined():
    coded = statuses("occurred", "planned")
    assert alphas([compare(coded, coded)]) == {
        "kind": None, "actors": None, "date": None, "status": 1.0, "amount": None,
    }  # fmt: skip


def test_no_unit_in_common_leaves_every_alpha_undefined():
    assert set(alphas([compare([mention()], [mention(50, 60)])]).values()) == {None}
    assert set(alphas([]).values()) == {None}


def test_kinds_are_compared_where_the_place_is_the_same():
    first = [mention(), mention(20, 30, kind="trade")]
    second = [mention(), mention(20, 30)]
    assert alphas([compare(first, first)])["kind"] == 1.0
    assert alphas([compare(first, second)])["kind"] == 0.0


def test_the_order_of_parties_counts_only_where_the_kind_has_one():
    turned = [mention(sides="RUS>PAK"), mention(20, 30, sides="IND>PAK")]
    straight = [mention(sides="PAK>RUS"), mention(20, 30, sides="PAK>IND")]
    assert alphas([compare(straight, turned)])["actors"] == 0.0
    same = [[mention(m.start, m.end, kind="trade", sides=s) for m, s in zip(turned, sides, strict=True)]
            for sides in (("RUS>PAK", "IND>PAK"), ("PAK>RUS", "PAK>IND"))]  # fmt: skip
    assert alphas([compare(*same)])["actors"] == 1.0
