"""Calls and tokens per minute, and what servers say of their own limits; a minute lasts less long here."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest

from flows.extract import llm_pace
from flows.extract.llm_client import UnansweredError
from flows.extract.llm_pace import Pace, ordered_wait, reset_after, retry_after
from tests.extract.llm_samples import GOOD, coded, coder, many, parsed
from tests.extract.llm_server import Reply, serving

MINUTE = 2.0
_LATE = 0.8  # seconds by which a thread may say late, on a busy machine, that it was let through


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llm_pace, "_MINUTE", MINUTE)


@pytest.fixture
def let_through(short: None, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds at which calls were let through; when the server has them is another matter, the first above all."""
    times: list[float] = []
    wait = Pace.wait

    def told(pace: Pace, tokens: int) -> None:
        wait(pace, tokens)
        times.append(time.monotonic())

    monkeypatch.setattr(Pace, "wait", told)
    return times


def most_in_a_minute(times: list[float]) -> int:
    return max(sum(start <= t < start + MINUTE - _LATE for t in times) for start in times)


def test_no_minute_holds_more_calls_than_allowed(tmp_path: Path, let_through: list[float]) -> None:
    found, server = coded(tmp_path, GOOD, many(7), calls_per_minute=3, concurrency=4)
    assert len(found.claims) == len(server.times) == len(let_through) == 7
    assert most_in_a_minute(let_through) <= 3
    assert max(let_through) - min(let_through) >= 2 * MINUTE - _LATE


def test_no_minute_holds_more_tokens_than_allowed(tmp_path: Path, let_through: list[float]) -> None:
    asking = coder("http://127.0.0.1:9/v1", tmp_path, max_tokens=100)
    each = asking.estimate(parsed(tmp_path, many(1))).tokens_in + 100
    _, server = coded(tmp_path, GOOD, many(5), tokens_per_minute=round(2.5 * each), max_tokens=100)
    assert len(server.times) == len(let_through) == 5
    assert most_in_a_minute(let_through) <= 2


def test_a_limit_below_a_single_call_is_one_line(tmp_path: Path) -> None:
    with (
        serving(lambda n, _: Reply(GOOD)) as server,
        pytest.raises(ValueError, match=r"a call may take \d+ tokens, more than --tokens-per-minute 500") as e,
    ):
        coder(server.url, tmp_path, tokens_per_minute=500).read(parsed(tmp_path))
    assert server.calls == [] and "\n" not in str(e.value)


def test_waiting_ends_when_all_is_stopped() -> None:
    stopped = threading.Event()
    pace = Pace(1, None, stopped)
    pace.wait(1)
    threading.Timer(0.2, stopped.set).start()
    started = time.monotonic()
    pace.wait(1)
    assert time.monotonic() - started < 10


def test_a_server_that_has_no_room_left_is_not_asked_until_it_has(tmp_path: Path) -> None:
    full = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1s"}
    found, server = coded(tmp_path, lambda n, _: Reply(GOOD, headers={} if n else full), many(2), concurrency=1)
    assert len(found.claims) == len(server.calls) == 2, "no call was refused"
    assert [b - a >= 0.9 for a, b in pairwise(server.times)] == [True]


def test_a_refusal_without_retry_after_is_waited_out_as_its_limits_say(tmp_path: Path) -> None:
    full = {"x-ratelimit-remaining-tokens": "12", "x-ratelimit-reset-tokens": "900ms"}
    found, server = coded(tmp_path, lambda n, _: Reply(GOOD) if n else Reply(status=429, headers=full))
    assert len(found.claims) == 1
    assert server.times[1] - server.times[0] >= 0.85


def test_a_server_that_asks_for_no_wait_is_not_asked_again_at_once(tmp_path: Path) -> None:
    busy = lambda n, _: Reply(GOOD) if n == 3 else Reply(status=503, headers={"Retry-After": "0"})  # noqa: E731
    found, server = coded(tmp_path, busy, backoff=0.2)
    assert len(found.claims) == 1
    assert [b - a >= least for (a, b), least in zip(pairwise(server.times), (0.1, 0.2, 0.4), strict=True)] == [True] * 3


def test_a_reset_far_away_does_not_stop_a_run_that_is_still_answered(tmp_path: Path) -> None:
    full = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "23h59m"}
    found, server = coded(tmp_path, lambda n, _: Reply(GOOD, headers=full), many(2), concurrency=1)
    assert len(found.claims) == len(server.calls) == 2


@pytest.mark.parametrize(
    ("reset", "seconds"),
    [
        ("1s", 1.0),
        ("6m0s", 360.0),
        ("12ms", 0.012),
        ("7.66s", 7.66),
        ("2m59.5s", 179.5),
        ("1h30m", 5400.0),
        ("1d", 86400.0),
        ("45", 45.0),
        ("soon", None),
        ("", None),
        ("nan", None),
    ],
)
def test_time_spans_are_read_as_services_write_them(reset: str, seconds: float | None) -> None:
    headers = {"x-ratelimit-remaining-tokens": "5", "x-ratelimit-reset-tokens": reset}
    assert reset_after(headers, 6) == (None if seconds is None else pytest.approx(seconds))
    assert reset_after(headers, 5) is None, "there is room for so many"


@pytest.mark.parametrize("unit", [1, 1000])
def test_a_time_at_which_there_is_room_again_is_read_as_one(unit: int) -> None:
    headers = {"x-ratelimit-remaining-tokens": "5", "x-ratelimit-reset-tokens": f"{(time.time() + 30) * unit:.0f}"}
    assert 25 < (reset_after(headers, 6) or 0) <= 31
    assert reset_after({**headers, "x-ratelimit-reset-tokens": f"{(time.time() - 30) * unit:.0f}"}, 6) == 0.0


def test_the_longest_of_two_limits_counts() -> None:
    limits = {"requests": ("0", "2s"), "tokens": ("0", "1s")}
    headers = {
        f"x-ratelimit-{what}-{of}": v
        for of, pair in limits.items()
        for what, v in zip(("remaining", "reset"), pair, strict=True)
    }
    assert reset_after(headers, 1) == 2.0
    assert ordered_wait(headers | {"retry-after": "7"}, 1) == 7.0, "what is ordered comes first"
    assert ordered_wait({"retry-after-ms": "1500", "retry-after": "2"}, 1) == 1.5
    assert ordered_wait({}, 1) is None


def test_retry_after_is_read_as_seconds_or_date() -> None:
    assert retry_after({"retry-after": "7"}) == 7.0
    assert retry_after({"retry-after": "soon"}) is None and retry_after({}) is None
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    assert 25 < (retry_after({"retry-after": later}) or 0) <= 30


def test_a_limit_of_the_rate_alone_is_waited_out_however_often_it_is_met(tmp_path: Path) -> None:
    free_at = time.monotonic()

    def answer(n: int, shown: dict) -> Reply:
        nonlocal free_at
        if (left := free_at - time.monotonic()) > 0:
            return Reply(status=429, headers={"retry-after-ms": f"{1000 * left:.0f}"})
        free_at = time.monotonic() + 0.2
        return Reply(GOOD)

    found, server = coded(tmp_path, answer, many(7), concurrency=7, attempts=3)
    assert len(found.claims) == 7 and len(server.calls) > 14


def test_a_server_that_takes_one_call_at_a_time_is_waited_for_while_it_works(tmp_path: Path) -> None:
    busy = threading.Lock()

    def answer(n: int, shown: dict) -> Reply:
        if not busy.acquire(blocking=False):
            return Reply(status=503)
        time.sleep(0.8)
        busy.release()
        return Reply(GOOD)

    found, server = coded(tmp_path, answer, many(3), concurrency=3, attempts=3)
    assert len(found.claims) == 3 and len(server.calls) > 9


def test_a_server_that_answers_nobody_any_more_is_given_up(tmp_path: Path) -> None:
    document = parsed(tmp_path, many(8))
    with (
        serving(lambda n, _: Reply(status=429) if n else Reply(GOOD)) as server,
        pytest.raises(UnansweredError, match="did not answer after 3 attempts"),
    ):
        coder(server.url, tmp_path, concurrency=4, attempts=3).read(document)
    assert len(server.calls) < 1 + 8 * 3
