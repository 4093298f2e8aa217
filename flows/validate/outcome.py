"""What a check of the gate found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Part = Literal["expectations", "bounds", "data tests"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A check that passed, or the first rows it does not hold for; one that only `warns` stops no release."""

    part: Part
    name: str
    check: str
    passed: bool
    rows: str = ""
    warns: bool = False

    def __str__(self) -> str:
        return f"{self.name}: {self.check} fails for {self.rows}"


def stopping(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Return the outcomes for which a release must not be made."""
    return [one for one in outcomes if not (one.passed or one.warns)]


def warnings(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Return the outcomes that somebody should look at, though they stop nothing."""
    return [one for one in outcomes if one.warns and not one.passed]
