"""From the signs of an act to the confidence of its claim: a logistic regression, fitted where the truth is known.

The model's own likelihood knows only one act; the signs also tell what else it saw there, and in the document. On 225
texts kept aside best F1 was .567 by these signs, each fifth of the texts weighed by the others, and .542 by likelihood
alone; without any one of them, or without kinds, .565 to .567.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells whether an act is right; all but the last as log odds.

    `act`: told, between these parties. `told`: by some word of the evidence. `word`: by the word it was read at.
    `left_out`: the likeliest actor not among its parties is one. `rival`: its words tell an act of another kind.
    `elsewhere`: ln(1 + n), n the acts of this kind between these parties expected in the rest of the document.
    """

    act: float
    told: float
    word: float
    left_out: float
    rival: float
    elsewhere: float = 0.0


SIGNS = tuple(field.name for field in fields(Signs))


@dataclass(frozen=True, slots=True)
class Confidence:
    """The regression's constant, and its weights of signs and of kinds; a kind without one weighs nothing."""

    constant: float
    signs: Mapping[str, float]
    kinds: Mapping[str, float]

    @classmethod
    def of_card(cls, card: Mapping[str, Any]) -> Confidence:
        """Return the regression that a model's card tells. Raises ValueError if it is not by these signs."""
        told = card.get("confidence", {})
        if {*told.get("signs", ())} != {*SIGNS}:
            raise ValueError("card.json: tells no confidence by the signs known here; teach the model anew")
        return cls(**told)

    def of(self, kind: str, signs: Signs) -> float:
        """Return the probability that an act of a kind, with these signs, is right."""
        odds = self.constant + self.kinds.get(kind, 0.0)
        odds += sum(self.signs[name] * value for name, value in zip(SIGNS, astuple(signs), strict=True))
        return chance(odds)


AS_LIKELY = Confidence(0.0, {name: float(name == "act") for name in SIGNS}, {})
"""Confidence as the model's own likelihood, before anything is fitted."""


def log_odds(likely: float) -> float:
    """Return the logarithm of the odds of a chance, which is held off 0 and 1 by a millionth."""
    held = min(max(likely, 1e-6), 1 - 1e-6)
    return math.log(held / (1 - held))


def chance(odds: float) -> float:
    """Return the chance of log odds."""
    return 1 / (1 + math.exp(-min(max(odds, -30.0), 30.0)))
