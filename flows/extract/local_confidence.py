"""From the model's own likelihoods to confidence: a line in log odds, fitted where the truth is known (Platt 1999)."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Calibration:
    """The line's slope and shift."""

    slope: float
    shift: float

    def confidence(self, likely: float) -> float:
        """Return the probability of a claim being right, of what the model finds likely."""
        return _chance(self.slope * log_odds(likely) + self.shift)

    def likely(self, confidence: float) -> float:
        """Return how likely the model finds what deserves a confidence."""
        return _chance((log_odds(confidence) - self.shift) / self.slope)


def log_odds(chance: float) -> float:
    """Return the logarithm of the odds of a chance, which is held off 0 and 1 by a millionth."""
    held = min(max(chance, 1e-6), 1 - 1e-6)
    return math.log(held / (1 - held))


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-min(max(odds, -30.0), 30.0)))
