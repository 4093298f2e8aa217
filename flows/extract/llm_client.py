"""Asks a language model behind an OpenAI-compatible address: retries, rate limits, a cache."""

from __future__ import annotations

import json
import math
import os
import random
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from flows.extract.llm_budget import Budget, OverBudgetError
from flows.extract.llm_prompt import Prompt, answer_schema
from schemas.ids import sha256_text

if TYPE_CHECKING:
    from openai import OpenAI

_BYTES_PER_TOKEN = 3  # in UTF-8, of English about 4; fewer, so that an estimate is rather too high
_TYPICAL_ANSWER = 600  # tokens, for --dry-run
_MILLION = 1_000_000
_LONGEST_PAUSE = 60.0  # seconds, of our own back-off
_LONGEST_ORDERED = 600.0  # seconds that a server may make us wait by Retry-After


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Which model to ask and how.

    `timeout` is in seconds per call; `attempts` the calls per window before giving up; `backoff` the first pause in
    seconds, doubled each time; `max_tokens` the longest answer; prices are per million tokens, and `max_cost` is in
    the prices' currency.
    """

    model: str
    base_url: str
    concurrency: int = 4
    timeout: float = 120.0
    attempts: int = 6
    backoff: float = 1.0
    max_tokens: int = 4096
    price_in: float | None = None
    price_out: float | None = None
    max_cost: float | None = None

    def __post_init__(self) -> None:
        if not self.model or not self.base_url.startswith(("http://", "https://")):
            raise ValueError("the llm coder needs --model NAME and --base-url http://... (such as http://host:8000/v1)")
        if self.concurrency < 1 or self.attempts < 1:
            raise ValueError("--concurrency must be 1 or more")
        if not self.timeout > 0:
            raise ValueError("--timeout must be more than 0 seconds")
        money = [value for value in (self.price_in, self.price_out, self.max_cost) if value is not None]
        if not all(math.isfinite(value) and value >= 0 for value in money):
            raise ValueError("--max-cost, --price-in and --price-out must be 0 or more")
        if self.max_cost is not None and (self.price_in is None or self.price_out is None):
            raise ValueError(
                "--max-cost needs --price-in and --price-out, each per million tokens "
                "(or BILATERAL_LLM_PRICE_IN and BILATERAL_LLM_PRICE_OUT)"
            )

    def cost(self, tokens_in: int, tokens_out: int) -> float:
        """Return what so many tokens cost; 0 without prices."""
        return ((self.price_in or 0.0) * tokens_in + (self.price_out or 0.0) * tokens_out) / _MILLION


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model said, whether it was cut off, and what it cost in tokens."""

    content: str
    cut_off: bool
    tokens_in: int
    tokens_out: int


class UnansweredError(OSError):
    """The server did not answer a window within the attempts allowed; a later run may."""


class Client:
    """Asks one endpoint with one prompt; safe to use from several threads."""

    def __init__(self, endpoint: Endpoint, prompt: Prompt, cache: Path) -> None:
        self.endpoint = endpoint
        self._prompt = prompt
        self._cache = cache
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._not_before = 0.0
        self._budget = Budget(endpoint.max_cost)
        self._openai: OpenAI | None = None
        self._options: dict[str, float] = {"temperature": 0, "max_tokens": endpoint.max_tokens}

    def start(self) -> None:
        """Let calls be made, also after a stop; what was spent stays spent."""
        self._stopped.clear()

    def stop(self) -> None:
        """Let calls that wait give up."""
        self._stopped.set()

    def cached(self, payload: str) -> Answer | None:
        """Return the answer that an earlier run was given for a window, if any."""
        file = self._file(payload)
        try:
            return Answer(**json.loads(file.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def keep(self, payload: str, answer: Answer) -> None:
        """Keep an answer for later runs."""
        file = self._file(payload)
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
        part.write_text(json.dumps(asdict(answer), ensure_ascii=False), encoding="utf-8")
        part.replace(file)

    def tokens(self, payload: str) -> tuple[int, int]:
        """Return an estimate of the tokens that a window takes, in and out."""
        size = sum(len(part.encode()) for part in (self._prompt.instructions, json.dumps(answer_schema()), payload))
        return size // _BYTES_PER_TOKEN, min(_TYPICAL_ANSWER, self.endpoint.max_tokens)

    def ask(self, payload: str) -> Answer:
        """Ask the model about a window, again after failures that may pass.

        Raises UnansweredError when the attempts are used up, ValueError when the server refuses the call for good
        or the call might exceed the cost allowed.
        """
        for attempt in range(self.endpoint.attempts):
            try:
                return self._try(payload)
            except (UnansweredError, OverBudgetError):
                raise
            except Exception as error:
                pause = self._pause(error, attempt)
                self._hold(pause) if _is_rate_limit(error) else self._stopped.wait(pause)
        raise AssertionError("the last attempt returns or raises")

    def _try(self, payload: str) -> Answer:
        """Ask once, within the cost allowed and no sooner than the server wants to be asked."""
        most, cost = self.endpoint.cost(self.tokens(payload)[0], self.endpoint.max_tokens), 0.0
        self._budget.reserve(most)
        try:
            self._wait()
            try:
                answer = self._call(payload)
            except Exception as error:
                # A call that ended without an answer may have been worked on, and be billed.
                cost = most if _status(error) is None else 0.0
                raise
            cost = self.endpoint.cost(answer.tokens_in, answer.tokens_out)
            return answer
        finally:
            self._budget.settle(most, cost)

    def _file(self, payload: str) -> Path:
        key = sha256_text("\x1f".join((payload, self.endpoint.model, self._prompt.hash, str(self.endpoint.max_tokens))))
        return self._cache / key[:2] / f"{key}.json"

    def _call(self, payload: str) -> Answer:
        schema = {"name": "claims", "strict": True, "schema": answer_schema()}
        # The typed signature spells every message out as a dictionary type of its own.
        completions = cast(Any, self._connection().chat.completions)
        reply = completions.create(
            model=self.endpoint.model,
            messages=[
                {"role": "system", "content": self._prompt.instructions},
                {"role": "user", "content": payload},
            ],
            response_format={"type": "json_schema", "json_schema": schema},
            **self._options,
        )
        choices = getattr(reply, "choices", None)
        if not choices:
            raise _NoCompletionError("its answer is no chat completion")
        usage = getattr(reply, "usage", None)
        content = choices[0].message.content or ""
        return Answer(
            content,
            choices[0].finish_reason == "length",
            getattr(usage, "prompt_tokens", None) or self.tokens(payload)[0],
            getattr(usage, "completion_tokens", None) or len(content.encode()) // _BYTES_PER_TOKEN,
        )

    def _connection(self) -> OpenAI:
        # The package takes a second to load; only a call needs it.
        from openai import OpenAI  # noqa: PLC0415

        with self._lock:
            if self._openai is None:
                self._openai = OpenAI(
                    # Servers on one's own machine ask for no key, but the package wants one.
                    api_key=os.environ.get("OPENAI_API_KEY") or "none",
                    base_url=self.endpoint.base_url,
                    timeout=self.endpoint.timeout,
                    max_retries=0,
                )
            return self._openai

    def _pause(self, error: Exception, attempt: int) -> float:
        """Return how long to wait after a failure. Raises where waiting does not help, or no attempt is left."""
        problem = _problem(error)
        if attempt + 1 < self.endpoint.attempts and self._adapted(error):
            return 0.0
        if not _may_pass(error):
            if isinstance(error, ValueError) and not isinstance(error, _NoCompletionError):
                raise error
            raise ValueError(f"{self.endpoint.base_url} refused the call for good: {problem}") from None
        ordered = retry_after(_headers(error))
        if attempt + 1 == self.endpoint.attempts or (ordered or 0.0) > _LONGEST_ORDERED:
            asked = f", and asks to wait {ordered:.0f} s" if ordered else ""
            raise UnansweredError(
                f"{self.endpoint.base_url} did not answer after {attempt + 1} attempts ({problem}{asked}): "
                "run the same command again later; what was answered is kept and not paid for again"
            ) from None
        own = min(_LONGEST_PAUSE, self.endpoint.backoff * 2**attempt) * random.uniform(0.5, 1.0)
        return own if ordered is None else ordered

    def _adapted(self, error: Exception) -> bool:
        """Leave out an option that the model does not take: some refuse a temperature, or name the limit otherwise."""
        refused = (
            [name for name in ("temperature", "max_tokens") if name in str(error)] if _status(error) == 400 else []
        )
        options = {name: value for name, value in self._options.items() if name not in refused}
        if "max_tokens" in refused:
            options["max_completion_tokens"] = self.endpoint.max_tokens
        self._options = options
        return bool(refused)

    def _hold(self, seconds: float) -> None:
        """Let no thread call before so many seconds have passed: the limit is on all of them together."""
        with self._lock:
            self._not_before = max(self._not_before, time.monotonic() + seconds)

    def _wait(self) -> None:
        while (left := self._not_before - time.monotonic()) > 0 and not self._stopped.is_set():
            self._stopped.wait(left)
        if self._stopped.is_set():
            raise UnansweredError("stopped before the window was asked about")


class _NoCompletionError(ValueError):
    """A reply of status 200 that is no chat completion."""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds a server asks to wait by Retry-After (RFC 9110: seconds or a date), None if it does not."""
    value = headers.get("retry-after")
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, ((when if when.tzinfo else when.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())


def _headers(error: Exception) -> Mapping[str, str]:
    return cast(Mapping[str, str], getattr(getattr(error, "response", None), "headers", None) or {})


def _status(error: Exception) -> int | None:
    return getattr(error, "status_code", None)


def _is_rate_limit(error: Exception) -> bool:
    return _status(error) in (429, 503)


def _may_pass(error: Exception) -> bool:
    """Say whether the same call may succeed later: too many calls, an error of the server, no or half an answer."""
    from openai import APIConnectionError, APIResponseValidationError  # noqa: PLC0415

    if getattr(error, "code", None) == "insufficient_quota":
        return False
    status = _status(error)
    if isinstance(error, APIConnectionError | APIResponseValidationError | _NoCompletionError | json.JSONDecodeError):
        return True
    return status in (408, 409, 429) or (status is not None and status >= 500)


def _problem(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text[:200] or type(error).__name__
