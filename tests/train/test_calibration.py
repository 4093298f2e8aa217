"""Calibration: a regression that makes confidence mean what it says."""

import math
import random
from collections.abc import Callable
from dataclasses import asdict

import pytest

from flows.extract.local_confidence import AS_LIKELY, SIGNS, Confidence, Signs, chance, log_odds
from flows.train.calibration import Example, calibration_error, fit


def signs(act: float = 0.0, **others: float) -> Signs:
    return Signs(**{name: others.get(name, act if name == "act" else 0.0) for name in SIGNS})


def drawn(count: int, right: Callable[[str, Signs], float]) -> list[Example]:
    """Acts of two kinds with signs drawn by chance, each as often right as `right` says of its kind and signs."""
    rng = random.Random(1)
    found = []
    for _ in range(count):
        kind = rng.choice(("visit", "trade"))
        one = signs(rng.gauss(0, 2), left_out=rng.gauss(-2, 1), elsewhere=rng.random())
        found.append((kind, one, rng.random() < right(kind, one)))
    return found


def test_an_overconfident_model_is_brought_down() -> None:
    # Right half as often as the model finds likely.
    examples = drawn(4000, lambda _, one: chance(one.act) / 2)
    confidence = fit(examples)
    assert calibration_error((chance(one.act), right) for _, one, right in examples) > 0.2
    assert calibration_error((confidence.of(kind, one), right) for kind, one, right in examples) < 0.05


def test_what_decides_is_found() -> None:
    odds = {"visit": 0.5, "trade": -0.5}
    confidence = fit(drawn(20_000, lambda kind, one: chance(odds[kind] + 0.7 * one.act - 0.4 * one.left_out)))
    assert confidence.signs["act"] == pytest.approx(0.7, abs=0.1)
    assert confidence.signs["left_out"] == pytest.approx(-0.4, abs=0.1)
    assert confidence.signs["elsewhere"] == pytest.approx(0, abs=0.15)
    assert confidence.signs["told"] == 0
    assert confidence.kinds["visit"] - confidence.kinds["trade"] == pytest.approx(1, abs=0.2)


def test_confidence_is_the_chance_of_the_weighted_signs() -> None:
    known = Confidence(-0.5, dict.fromkeys(SIGNS, 0.0) | {"act": 2.0, "rival": -1.0}, {"visit": 0.25})
    one = signs(0.75, rival=0.5)
    assert known.of("visit", one) == pytest.approx(1 / (1 + math.exp(-0.75)))
    assert known.of("threat", one) == pytest.approx(1 / (1 + math.exp(-0.5)))
    assert AS_LIKELY.of("visit", signs(log_odds(0.3), told=5)) == pytest.approx(0.3)


def test_a_card_that_knows_other_signs_is_refused() -> None:
    assert Confidence.of_card({"confidence": asdict(AS_LIKELY)}) == AS_LIKELY
    for card in ({"calibration": [1.0, 0.0]}, {"confidence": {"constant": 0, "signs": {"act": 1}, "kinds": {}}}):
        with pytest.raises(ValueError, match="teach the model anew"):
            Confidence.of_card(card)


def test_error_is_the_mean_gap_over_bins() -> None:
    # Bin 0.8: three claims, two right, mean confidence 0.8; bin 0.2: one claim, wrong, confidence 0.2.
    judged = [(0.8, True), (0.8, True), (0.8, False), (0.2, False)]
    assert calibration_error(judged) == pytest.approx((abs(2.4 - 2) + 0.2) / 4)
    assert calibration_error([]) == 0


def test_nothing_right_cannot_be_calibrated() -> None:
    with pytest.raises(ValueError, match="too few to calibrate"):
        fit([("visit", signs(), False), ("visit", signs(1), False)])
