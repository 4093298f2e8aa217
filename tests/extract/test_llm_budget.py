"""The limit on cost: never passed, whatever is asked for at the same time, and used as far as it goes."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from flows.extract.llm_budget import Budget, OverBudgetError


def test_without_a_limit_every_call_may_be_made() -> None:
    budget = Budget(None)
    for _ in range(3):
        budget.reserve(1e9)


def test_a_call_that_reaches_the_limit_may_be_made_and_one_beyond_it_may_not() -> None:
    budget = Budget(1.0)
    budget.reserve(1.0)
    budget.settle(1.0, 0.75)
    budget.reserve(0.25)
    budget.settle(0.25, 0.25)
    with pytest.raises(OverBudgetError, match=r"might exceed 1 \(spent: 1.0000, the next call at most 0.2500\)"):
        budget.reserve(0.25)
    budget.reserve(0.0)


def test_a_call_waits_for_those_under_way() -> None:
    budget = Budget(1.0)
    budget.reserve(0.75)
    made = threading.Event()

    def call() -> None:
        budget.reserve(0.5)
        made.set()

    thread = threading.Thread(target=call)
    thread.start()
    assert not made.wait(0.1), "with 0.75 set aside there is no room for 0.5"
    budget.settle(0.75, 0.25)
    assert made.wait(5)
    thread.join()


def test_all_threads_together_keep_within_the_limit() -> None:
    budget, lock = Budget(1.0), threading.Lock()
    set_aside, most_at_once, spent, refused = 0.0, 0.0, 0.0, 0

    def call(number: int) -> None:
        nonlocal set_aside, most_at_once, spent, refused
        try:
            budget.reserve(0.25)
        except OverBudgetError:
            with lock:
                refused += 1
            return
        with lock:
            set_aside += 0.25
            most_at_once = max(most_at_once, spent + set_aside)
        time.sleep(0.002)
        with lock:
            set_aside -= 0.25
            spent += 0.0625
        budget.settle(0.25, 0.0625)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(call, range(40)))
    assert most_at_once <= 1.0
    assert spent == 0.8125, "only when less is left than a call may cost are calls refused"
    assert refused == 40 - 13
