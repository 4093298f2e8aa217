"""How likely is likely: the model's own likelihoods held against what is right, on documents it did not learn from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from scipy.optimize import minimize

from flows.extract.local_confidence import Calibration, log_odds

Judged = Sequence[tuple[float, bool]]
"""Claims as (likelihood before calibration, whether a person coded the same)."""


def calibrate(judged: Judged) -> Calibration:
    """Return the line that turns log odds of likelihoods into log odds of being right (Platt 1999).

    Raises ValueError if all of the claims are right, or none.
    """
    right = np.array([one for _, one in judged], dtype=float)
    if not 0 < right.sum() < len(right):
        raise ValueError(f"{int(right.sum())} of {len(right)} claims are right: too few to calibrate; add documents")
    odds = np.array([log_odds(likely) for likely, _ in judged])

    def unlikely(line: Sequence[float]) -> float:
        margin = np.where(right > 0, 1, -1) * (line[0] * odds + line[1])
        return float(np.logaddexp(0, -margin).sum())

    slope, shift = minimize(unlikely, [1.0, 0.0], method="Nelder-Mead").x
    return Calibration(round(float(slope), 4), round(float(shift), 4))


def calibration_error(judged: Iterable[tuple[float, bool]], bins: int = 10) -> float:
    """Return the expected calibration error (Naeini et al. 2015): 0 to 1, over `bins` bins of equal width.

    Each claim is (confidence, right); the error is the mean over claims of the gap between the mean confidence of
    the claim's bin and the share of the bin that is right.
    """
    found: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in judged:
        found.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, right))
    total = sum(len(some) for some in found.values())
    gaps = (abs(sum(c for c, _ in some) - sum(r for _, r in some)) for some in found.values())
    return sum(gaps) / total if total else 0.0
