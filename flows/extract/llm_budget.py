"""What a run may spend on a model: every call sets its most aside before it is made, so the limit is never passed."""

from __future__ import annotations

import threading
from typing import NamedTuple


class Spent(NamedTuple):
    """What calls took: how many were answered, tokens read and written, and the cost of these and of calls in vain."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0

    def since(self, earlier: Spent) -> Spent:
        """Return what was spent after an earlier look."""
        return Spent(
            self.calls - earlier.calls,
            self.tokens_in - earlier.tokens_in,
            self.tokens_out - earlier.tokens_out,
            self.cost - earlier.cost,
        )


class OverBudgetError(ValueError):
    """A call that might exceed the cost allowed, and was not made."""


class Budget:
    """A limit on cost that all calls of a run share, None for no limit; safe to use from several threads.

    Costs are in the currency of the prices that they are worked out from.
    """

    def __init__(self, limit: float | None) -> None:
        self._limit = limit
        self._settled = threading.Condition()
        self._spent = Spent()
        self._under_way: list[float] = []

    def reserve(self, most: float) -> None:
        """Set aside what a call may cost at most, once calls under way have left enough.

        Raises OverBudgetError if nothing is under way and the call might still exceed the limit.
        """
        with self._settled:
            while self._limit is not None and self._spent.cost + sum(self._under_way) + most > self._limit:
                if not self._under_way:
                    raise OverBudgetError(
                        f"stopped before the cost might exceed {self._limit:g} (spent: {self._spent.cost:.4f}, "
                        f"the next call at most {most:.4f}): raise --max-cost or BILATERAL_LLM_MAX_COST; "
                        "what was answered is kept and not paid for again"
                    )
                self._settled.wait()
            self._under_way.append(most)

    def settle(self, reserved: float, cost: float, read: tuple[int, int] | None = None) -> None:
        """Replace what was set aside for a call by what it cost; `read` are its tokens in and out, if answered."""
        with self._settled:
            self._under_way.remove(reserved)
            so_far, (tokens_in, tokens_out) = self._spent, read or (0, 0)
            self._spent = Spent(
                so_far.calls + (read is not None),
                so_far.tokens_in + tokens_in,
                so_far.tokens_out + tokens_out,
                so_far.cost + cost,
            )
            self._settled.notify_all()

    @property
    def spent(self) -> Spent:
        """What the calls that are settled took."""
        with self._settled:
            return self._spent
