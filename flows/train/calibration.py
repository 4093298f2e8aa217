"""How likely is likely: the signs of what was found held against what is right, on documents not learned from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from flows.extract.local_confidence import SIGNS, Confidence, Signs

Example = tuple[str, Signs, bool]
"""A claim's kind and signs, and whether a person coded the same."""

# Of the squares of weights (signs in standard deviations), against the sum of what each example adds.
_PENALTY = 1.0
Vector = NDArray[np.float64]


def fit(examples: Sequence[Example]) -> Confidence:
    """Return the logistic regression of being right on signs and kind, with an L2 penalty and a free constant.

    Raises ValueError if all of the claims are right, or none.
    """
    right = np.array([one for _, _, one in examples], dtype=float)
    if not 0 < right.sum() < len(right):
        raise ValueError(f"{int(right.sum())} of {len(right)} claims are right: too few to calibrate; add documents")
    kinds = sorted({kind for kind, _, _ in examples})
    signs = np.array([astuple(one) for _, one, _ in examples])
    deviation = np.maximum(signs.std(axis=0), 1e-6)
    of_kind = np.array([[float(kind == one) for one in kinds] for kind, _, _ in examples])
    weights = _regression(np.hstack([np.ones((len(right), 1)), signs / deviation, of_kind]), right)
    told = [round(float(one), 4) for one in weights[1 : 1 + len(SIGNS)] / deviation]
    shifts = [round(float(one), 4) for one in weights[1 + len(SIGNS) :]]
    return Confidence(
        round(float(weights[0]), 4), dict(zip(SIGNS, told, strict=True)), dict(zip(kinds, shifts, strict=True))
    )


def _regression(x: Vector, right: Vector) -> Vector:
    """Return the weights of columns, the first of which, the constant, is not penalised."""
    side = np.where(right > 0, 1.0, -1.0)
    penalty = np.full(x.shape[1], _PENALTY)
    penalty[0] = 0.0

    def unlikely(weights: Vector) -> tuple[float, Vector]:
        margin = side * (x @ weights)
        slope = -side / (1 + np.exp(np.clip(margin, -30, 30)))
        return float(np.logaddexp(0, -margin).sum() + penalty @ weights**2 / 2), x.T @ slope + penalty * weights

    found: Any = minimize(unlikely, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B")
    return np.asarray(found.x)


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
