"""What a run may spend on a model: every call sets its most aside before it is made, so the limit is never passed."""

from __future__ import annotations

import threading


class OverBudgetError(ValueError):
    """A call that might exceed the cost allowed, and was not made."""


class Budget:
    """A limit on cost that all calls of a run share, None for no limit; safe to use from several threads.

    Costs are in the currency of the prices that they are worked out from.
    """

    def __init__(self, limit: float | None) -> None:
        self._limit = limit
        self._settled = threading.Condition()
        self._spent = 0.0
        self._under_way: list[float] = []

    def reserve(self, most: float) -> None:
        """Set aside what a call may cost at most, once calls under way have left enough.

        Raises OverBudgetError if nothing is under way and the call might still exceed the limit.
        """
        with self._settled:
            while self._limit is not None and self._spent + sum(self._under_way) + most > self._limit:
                if not self._under_way:
                    raise OverBudgetError(
                        f"stopped before the cost might exceed {self._limit:g} (spent: {self._spent:.4f}, the next "
                        f"call at most {most:.4f}): raise --max-cost or BILATERAL_LLM_MAX_COST; "
                        "what was answered is kept and not paid for again"
                    )
                self._settled.wait()
            self._under_way.append(most)

    def settle(self, reserved: float, cost: float) -> None:
        """Replace what was set aside for a call by what it cost."""
        with self._settled:
            self._under_way.remove(reserved)
            self._spent += cost
            self._settled.notify_all()
