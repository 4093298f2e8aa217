"""How likely is likely: the signs of what was found held against what is right, on documents not learned from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from flows.extract.local_confidence import SIGNS, Confidence, Signs

Example = tuple[str, Signs, bool]
"""A claim's kind and signs, and whether a person coded the same."""


def fit(examples: Sequence[Example]) -> Confidence:
    """Return the logistic regression of being right on signs and kind, with an L2 penalty of 1 and a free constant.

    Raises ValueError if all of the claims are right, or none.
    """
    right = np.array([one for _, _, one in examples])
    if not 0 < right.sum() < len(right):
        raise ValueError(f"{right.sum()} of {len(right)} claims are right: too few to calibrate; add documents")
    scaler, encoder = StandardScaler(with_mean=False), OneHotEncoder(sparse_output=False)
    signs = scaler.fit_transform([astuple(one) for _, one, _ in examples])
    of_kind = encoder.fit_transform([[kind] for kind, _, _ in examples])
    found = LogisticRegression(solver="newton-cholesky").fit(np.hstack([signs, of_kind]), right)
    told, shifts = found.coef_[0][: len(SIGNS)] / scaler.scale_, found.coef_[0][len(SIGNS) :]
    return Confidence(
        round(float(found.intercept_[0]), 4),
        {name: round(float(one), 4) for name, one in zip(SIGNS, told, strict=True)},
        {str(kind): round(float(one), 4) for kind, one in zip(encoder.categories_[0], shifts, strict=True)},
    )


BINS = 10


def calibration_error(judged: Iterable[tuple[float, bool]]) -> float:
    """Return the expected calibration error (Naeini et al. 2015): 0 to 1, over BINS bins of equal width.

    Each claim is (confidence, right); the error is the mean over claims of the gap between the mean confidence of
    the claim's bin and the share of the bin that is right.
    """
    found: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in judged:
        found.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, right))
    total = sum(len(some) for some in found.values())
    gaps = (abs(sum(c for c, _ in some) - sum(r for _, r in some)) for some in found.values())
    return sum(gaps) / total if total else 0.0
