"""How far figures would move with other documents: bootstrap intervals over the documents scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple

import numpy as np

from flows.evaluate.scoring import Score

LEVEL = 0.95
ROUNDS = 2000
SEED = 20_000
"""Any number, but always the same one: the same codings must give the same intervals."""

Interval = tuple[float, float]


def intervals(scores: Sequence[Score], shares: Sequence[str]) -> dict[str, Interval] | None:
    """Return the percentile interval of each of the `shares` of the pooled score, at LEVEL.

    Documents, not claims, are drawn with replacement (Efron and Tibshirani 1993, chapter 13), since claims of
    one document are alike. `scores` holds one score a document; with fewer than two there is nothing to draw
    from, and the answer is None.
    """
    if len(scores) < 2:
        return None
    counts = np.array([astuple(score) for score in scores])
    random = np.random.default_rng(SEED)
    drawn = random.integers(len(scores), size=(ROUNDS, len(scores)))
    pooled = [Score(*map(int, row)) for row in counts[drawn].sum(axis=1)]
    tail = (1 - LEVEL) / 2
    ends = {share: np.quantile([getattr(one, share) for one in pooled], (tail, 1 - tail)) for share in shares}
    return {share: (float(low), float(high)) for share, (low, high) in ends.items()}
