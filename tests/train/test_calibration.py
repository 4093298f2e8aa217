"""Calibration: a line that makes confidence mean what it says."""

import random

import pytest

from flows.extract.local_confidence import Calibration
from flows.train.calibration import calibrate, calibration_error


def test_an_overconfident_model_is_brought_down() -> None:
    chance = random.Random(1)
    # Right half as often as the model finds likely.
    judged = [(likely, chance.random() < likely / 2) for likely in (chance.random() for _ in range(4000))]
    line = calibrate(judged)
    calibrated = [(line.confidence(likely), right) for likely, right in judged]
    assert calibration_error(judged) > 0.2
    assert calibration_error(calibrated) < 0.05


def test_confidence_and_likelihood_go_both_ways() -> None:
    line = Calibration(0.7, -0.4)
    for chance in (0.05, 0.5, 0.93):
        assert line.likely(line.confidence(chance)) == pytest.approx(chance)


def test_error_is_the_mean_gap_over_bins() -> None:
    # Bin 0.8: three claims, two right, mean confidence 0.8; bin 0.2: one claim, wrong, confidence 0.2.
    judged = [(0.8, True), (0.8, True), (0.8, False), (0.2, False)]
    assert calibration_error(judged) == pytest.approx((abs(2.4 - 2) + 0.2) / 4)
    assert calibration_error([]) == 0


def test_nothing_right_cannot_be_calibrated() -> None:
    with pytest.raises(ValueError, match="too few to calibrate"):
        calibrate([(0.4, False), (0.6, False)])
