"""What is set on texts held out: the threshold on confidence, and how confidence is read off likelihood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flows.evaluate.mention import Mention
from flows.evaluate.scoring import Score, compare, pool, score
from flows.extract.local_confidence import Calibration
from flows.train.calibration import Judged, calibrate, calibration_error
from flows.train.lessons import Coded

FIGURES = ("precision", "recall", "f1", "exact_f1")
# With less, nearly half of what the release has from the local coder would be wrong.
_PRECISION = 0.55
Say = Callable[[str], None]


def tune(coded: Sequence[Coded], found: Sequence[Sequence[Mention]], say: Say) -> dict[str, Any]:
    """Return the calibration, its error, and the threshold at which F1 is best with the least precision in each group.

    `found` is what networks found in each document that had not learned from it, at their own likelihoods.
    """
    gold = [[mention for mention, _ in one.codings] for one in coded]
    judged = [one for pair in zip(gold, found, strict=True) for one in judge(*pair)]
    line = calibrate(judged)
    best = _threshold(coded, found, line)
    sure = [[one for one in some if line.confidence(one.confidence or 0) >= best] for some in found]
    scores = [score(*pair) for pair in zip(gold, sure, strict=True)]
    figures = {
        group: {name: round(value, 3) for name, value in found.items()}
        for group, found in by_group(coded, scores).items()
    }
    say(f"threshold {best:g}, on texts held out: {figures}")
    calibrated = [(line.confidence(likely), right) for likely, right in judged]
    return {
        "threshold": best,
        "calibration": [line.slope, line.shift],
        "calibration_error": round(calibration_error(c for c in calibrated if c[0] >= best), 3),
        "held_out": figures,
    }


def judge(gold: Sequence[Mention], predicted: Sequence[Mention]) -> Judged:
    """Return each prediction's confidence and whether it is right; those that answer borderline codings left out."""
    comparison = compare(gold, predicted)
    right = {id(pair[1]) for pair in comparison.pairs}
    wrong = {id(one) for one in comparison.extra}
    return [(float(one.confidence or 0), id(one) in right) for one in predicted if id(one) in right or id(one) in wrong]


def _threshold(coded: Sequence[Coded], found: Sequence[Sequence[Mention]], line: Calibration) -> float:
    """Return where F1 of all is best with the least precision in each group, if that can be had."""
    gold = [[mention for mention, _ in one.codings] for one in coded]
    options = []
    for percent in range(10, 80, 2):
        least = percent / 100
        left = [[one for one in some if line.confidence(one.confidence or 0) >= least] for some in found]
        scores = [score(*pair) for pair in zip(gold, left, strict=True)]
        worst = min(figures["precision"] for figures in by_group(coded, scores).values())
        options.append((least, worst, pool(scores).f1))
    precise = [one for one in options if one[1] >= _PRECISION] or options
    return max(precise, key=lambda one: one[2])[0]


def by_group(coded: Sequence[Coded], scores: Sequence[Score]) -> dict[str, dict[str, float]]:
    """Return precision, recall, F1 and exact F1 of the documents of each group, pooled."""
    of: dict[str, list[Score]] = {one.group: [] for one in sorted(coded, key=lambda one: one.group)}
    for one, found in zip(coded, scores, strict=True):
        of[one.group].append(found)
    return {group: {name: getattr(pool(some), name) for name in FIGURES} for group, some in of.items()}
