"""What is set on texts held out: the threshold on confidence, and how confidence is read off likelihood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import chain
from typing import Any

from flows.evaluate.mention import Mention
from flows.evaluate.scoring import Score, compare, pool, score
from flows.extract.local_confidence import Confidence, Signs
from flows.train.calibration import Example, calibration_error, fit
from flows.train.lessons import Coded

FIGURES = ("precision", "recall", "f1", "exact_f1")
_PARTS = 5
# With less, nearly half of what the release has from the local coder would be wrong.
_PRECISION = 0.55
# About its best F1 is flat: on 249 documents held out .5962 at .30 and .5955 at .34, where .03 more of the claims are
# right.
_AS_GOOD = 0.001
Say = Callable[[str], None]
Found = Sequence[tuple[Mention, Signs]]
"""What was found in a document, with the signs of each."""
Sure = Sequence[tuple[Mention, float]]
"""What was found in a document, with the confidence of each."""


def tune(coded: Sequence[Coded], found: Sequence[Found], say: Say) -> dict[str, Any]:
    """Return how confidence is made, its error, and the threshold at which F1 is best.

    It is the best that leaves each group the least precision. `found` is what networks found in each document that
    had not learned from it. Threshold, error and figures are by confidences that were not fitted to the document.
    """
    gold = [[mention for mention, _ in one.codings] for one in coded]
    judged = [judge(mine, [one for one, _ in some]) for mine, some in zip(gold, found, strict=True)]
    known = [
        [(one.kind, signs, right) for (one, signs), right in zip(some, rights, strict=True) if right is not None]
        for some, rights in zip(found, judged, strict=True)
    ]
    by_others = _by_others(known)
    sure = [
        [(one, confidence.of(one.kind, signs)) for one, signs in some]
        for some, confidence in zip(found, by_others, strict=True)
    ]
    best = _threshold(coded, sure)
    figures = {
        group: {name: round(value, 3) for name, value in one.items()}
        for group, one in by_group(coded, _scores(coded, sure, best)).items()
    }
    say(f"threshold {best:g}, on texts held out: {figures}")
    calibrated = [
        (confidence.of(kind, signs), right)
        for some, confidence in zip(known, by_others, strict=True)
        for kind, signs, right in some
    ]
    return {
        "threshold": best,
        "confidence": asdict(fit([*chain(*known)])),
        "calibration_error": round(calibration_error(c for c in calibrated if c[0] >= best), 3),
        "held_out": figures,
    }


def _by_others(known: Sequence[Sequence[Example]]) -> list[Confidence]:
    """Return for each document the confidence fitted to the others, but those of its fifth.

    Where the others are too few to tell right from wrong, it is fitted to all.
    """
    parts = []
    for part in range(_PARTS):
        others = [one for n, some in enumerate(known) if n % _PARTS != part for one in some]
        parts.append(fit(others if len({right for *_, right in others}) > 1 else [*chain(*known)]))
    return [parts[n % _PARTS] for n in range(len(known))]


def judge(gold: Sequence[Mention], predicted: Sequence[Mention]) -> list[bool | None]:
    """Return whether each prediction is right, None for those that answer borderline codings."""
    comparison = compare(gold, predicted)
    right = {id(pair[1]) for pair in comparison.pairs}
    known = right | {id(one) for one in comparison.extra}
    return [id(one) in right if id(one) in known else None for one in predicted]


def _threshold(coded: Sequence[Coded], sure: Sequence[Sure]) -> float:
    """Return where F1 of all is best with the least precision in each group, if that can be had.

    Of thresholds as good as the best it is the highest.
    """
    options = []
    for percent in range(10, 80, 2):
        scores = _scores(coded, sure, percent / 100)
        worst = min(figures["precision"] for figures in by_group(coded, scores).values())
        options.append((percent / 100, worst, pool(scores).f1))
    precise = [one for one in options if one[1] >= _PRECISION] or options
    best = max(f1 for *_, f1 in precise)
    return max(threshold for threshold, _, f1 in precise if f1 >= best - _AS_GOOD)


def _scores(coded: Sequence[Coded], sure: Sequence[Sure], least: float) -> list[Score]:
    """Return the score of what is at least as sure as `least` in each document."""
    return [
        score([mention for mention, _ in one.codings], [found for found, confidence in some if confidence >= least])
        for one, some in zip(coded, sure, strict=True)
    ]


def by_group(coded: Sequence[Coded], scores: Sequence[Score]) -> dict[str, dict[str, float]]:
    """Return precision, recall, F1 and exact F1 of the documents of each group, pooled."""
    of: dict[str, list[Score]] = {one.group: [] for one in sorted(coded, key=lambda one: one.group)}
    for one, found in zip(coded, scores, strict=True):
        of[one.group].append(found)
    return {group: {name: getattr(pool(some), name) for name in FIGURES} for group, some in of.items()}
