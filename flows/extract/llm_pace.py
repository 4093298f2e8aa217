"""When a model may be asked: the user's limits per minute, and what the server says of its own."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from pyrate_limiter import Limiter, Rate

_MINUTE = 60.0  # seconds
_LOOK = 0.05  # seconds between two looks at whether a limit has room again
LONGEST_ORDERED = 600.0
"""Seconds that a server may make us wait."""

_EPOCH = 1e9  # seconds since 1970, long ago; no span of time is as long
_DURATION = re.compile(
    r"(?:(?P<d>\d+)d)?(?:(?P<h>\d+)h)?(?:(?P<m>\d+)m(?!s))?(?:(?P<s>\d+(?:\.\d+)?)s)?(?:(?P<ms>\d+(?:\.\d+)?)ms)?"
)
_SECONDS = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


class Pace:
    """Lets calls through no faster than the limits; safe to use from several threads.

    `calls` and `tokens` are what any minute may hold, None for no limit; `stopped` ends all waiting.
    """

    def __init__(self, calls: int | None, tokens: int | None, stopped: threading.Event) -> None:
        self._stopped = stopped
        self._lock = threading.Lock()
        self._not_before = 0.0
        self._most = tokens
        self._calls, self._tokens = (Limiter(Rate(n, round(_MINUTE * 1000))) if n else None for n in (calls, tokens))

    def wait(self, tokens: int) -> None:
        """Wait until a call of so many tokens may be made, or all is stopped.

        Raises ValueError if the limit is too low for a single call.
        """
        if self._most is not None and tokens > self._most:
            raise ValueError(
                f"a call may take {tokens} tokens, more than --tokens-per-minute {self._most}: "
                "raise it, or lower --max-tokens"
            )
        for limiter, weight in ((self._calls, 1), (self._tokens, tokens)):
            while limiter is not None and not self._stopped.is_set():
                if limiter.try_acquire("call", weight, blocking=False):
                    break
                self._stopped.wait(_LOOK)
        while (left := self._not_before - time.monotonic()) > 0 and not self._stopped.is_set():
            self._stopped.wait(left)

    def hold(self, seconds: float) -> None:
        """Let no thread call before so many seconds have passed: a server's limit is on all of them together."""
        with self._lock:
            self._not_before = max(self._not_before, time.monotonic() + seconds)

    def heed(self, headers: Mapping[str, str], tokens: int) -> None:
        """Hold calls back where a reply says that the server has no room for a further one, of so many tokens."""
        seconds = reset_after(headers, tokens)
        if seconds is not None and seconds <= LONGEST_ORDERED:
            self.hold(seconds)


class Traffic:
    """Which calls are under way and when one was last answered; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._begun: list[float] = []
        self._answered = 0.0

    @contextmanager
    def call(self) -> Iterator[None]:
        """Count a call as under way, and as answered if no error ends it."""
        begun, answered = time.monotonic(), 0.0
        with self._lock:
            self._begun.append(begun)
        try:
            yield
            answered = time.monotonic()
        finally:
            with self._lock:
                self._begun.remove(begun)
                self._answered = max(self._answered, answered)

    def served_since(self, when: float) -> bool:
        """Return whether any call was answered since, or one that began before is still worked on."""
        with self._lock:
            return self._answered > when or any(begun < when for begun in self._begun)


def ordered_wait(headers: Mapping[str, str], tokens: int) -> float | None:
    """Return the seconds that a server asks to wait before a call of so many tokens, None if it does not say."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    seconds = retry_after(headers)
    return reset_after(headers, tokens) if seconds is None else seconds


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds a server asks to wait by Retry-After (RFC 9110: seconds or a date), None if it does not."""
    value = headers.get("retry-after")
    if not value:
        return None
    seconds = _number(value)
    if seconds is not None:
        return seconds
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, ((when if when.tzinfo else when.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())


def reset_after(headers: Mapping[str, str], tokens: int) -> float | None:
    """Return in how many seconds x-ratelimit-reset-* promises room for a call of so many tokens.

    None if x-ratelimit-remaining-* leaves room for one now, or the server does not tell.
    """
    waits = []
    for what, needed in (("requests", 1), ("tokens", tokens)):
        remaining = _number(headers.get(f"x-ratelimit-remaining-{what}"))
        reset = _seconds(headers.get(f"x-ratelimit-reset-{what}"))
        if remaining is not None and remaining < needed and reset is not None:
            waits.append(reset)
    return max(waits, default=None)


def _seconds(value: str | None) -> float | None:
    """Read a time span as services write it: `6m0s`, `12ms`, `7.66s`, seconds without a unit, or a time.

    A time is in seconds or milliseconds since 1970, and tells how long from now it is; one that is over is 0.
    """
    found = _DURATION.fullmatch(value.strip()) if value and value.strip() else None
    if found is None:
        number = _number(value)
        if number is None or number < _EPOCH:
            return number
        return max(0.0, number / (1000 if number >= 1000 * _EPOCH else 1) - time.time())
    return sum(_SECONDS[unit] * float(number) for unit, number in found.groupdict().items() if number)


def _number(value: str | None) -> float | None:
    """Return a number of 0 or more, which infinity and what is no number are not; below 0 counts as 0."""
    try:
        number = float(value) if value else None
    except ValueError:
        return None
    return None if number is None or not number < float("inf") else max(0.0, number)
