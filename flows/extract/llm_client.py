"""Asks a language model behind an OpenAI-compatible address: retries, rate limits, a cache."""

from __future__ import annotations

import asyncio
import json
import os
import random
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from flows.extract.llm_budget import Budget, Spent
from flows.extract.llm_dialect import Dialect, is_too_long
from flows.extract.llm_endpoint import Endpoint
from flows.extract.llm_pace import LONGEST_ORDERED, Pace, Traffic, ordered_wait
from flows.extract.llm_prompt import Prompt, answer_schema
from schemas.ids import sha256_text

if TYPE_CHECKING:
    from openai import AsyncOpenAI

KEYS = ("BILATERAL_LLM_API_KEY", "OPENAI_API_KEY")
"""The variables that may hold the key, the first one that is set."""

CUT_OFF, REFUSED, FILTERED = "length", "refusal", "content_filter"
"""How an answer may end that is not the model's own end: too long, refused by the model, stopped by the server."""

_BYTES_PER_TOKEN = 3  # in UTF-8, of English about 4; fewer, so that an estimate is rather too high
_MOST_PER_TOKEN = 7  # bytes, more than any model's tokens of English hold on average
_FEWEST_READ = 1000  # tokens; no server has a shorter context, so fewer are a wrong count
_TYPICAL_ANSWER = 600  # tokens, for --dry-run
_LONGEST_PAUSE = 60.0  # seconds, of our own back-off
_MOST_TOLD = 1000  # characters of a server's message; after it, it may repeat the whole call
_REFUSALS = (400, 422, 501)  # statuses under which servers say that they do not know a part of a call
_MASK = "***"
_SHORTEST_KEY = 12  # characters; a shorter one, for a server of one's own, may be a word of the text
_FILTERS = ("content_filter", "content_policy_violation")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model said, how that ended (as the interface's finish_reason), and what it cost in tokens."""

    content: str
    ended: str
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
        self._pace = Pace(endpoint.calls_per_minute, endpoint.tokens_per_minute, self._stopped)
        self._traffic = Traffic()
        self._budget = Budget(endpoint.max_cost)
        self._dialect = Dialect()
        self._key = _key()

    def start(self) -> None:
        """Let calls be made, also after a stop; what was spent stays spent."""
        self._stopped.clear()

    def stop(self) -> None:
        """Let calls that wait give up."""
        self._stopped.set()

    @property
    def spent(self) -> Spent:
        """What all calls that have ended took."""
        return self._budget.spent

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
        return self._tokens_in(payload), min(_TYPICAL_ANSWER, self.endpoint.max_tokens)

    def most(self, payload: str) -> float:
        """Return what a call about a window may cost at most."""
        return self.endpoint.cost(self._tokens_in(payload), self.endpoint.max_tokens)

    def _tokens_in(self, payload: str) -> int:
        return self._size(payload) // _BYTES_PER_TOKEN

    def _size(self, payload: str) -> int:
        return sum(len(part.encode()) for part in (self._prompt.instructions, json.dumps(answer_schema()), payload))

    def ask(self, payload: str) -> Answer:
        """Ask the model about a window, again after failures that may pass.

        Raises UnansweredError when the attempts are used up or all is stopped, ValueError when the server refuses the
        call for good or the call might exceed a limit.
        """
        from openai import OpenAIError  # noqa: PLC0415

        failures, failed = 0, time.monotonic()
        while True:
            dialect = self._dialect
            try:
                return self._try(payload, dialect)
            except UnansweredError:
                raise
            except (OpenAIError, OSError, _NoCompletionError) as error:
                if getattr(error, "code", None) in _FILTERS:
                    return Answer(self._problem(error), FILTERED, 0, 0)
                if self._adapted(error, dialect):
                    continue
                if _is_rate_limit(error) and self._traffic.served_since(failed):
                    # The server answers, only not all of us at once.
                    failures = 0
                failures, failed = failures + 1, time.monotonic()
                pause = self._pause(error, failures, payload)
                if _is_rate_limit(error):
                    self._pace.hold(pause)
                else:
                    self._stopped.wait(pause)

    def _try(self, payload: str, dialect: Dialect) -> Answer:
        """Ask once, within the cost allowed and no sooner than the user and the server want the model to be asked."""
        most, cost, read = self.most(payload), 0.0, None
        # Before the turn to call: to load the package takes a second, and turns are counted by the minute.
        connection = self._connection(dialect)
        self._budget.reserve(most)
        try:
            self._pace.wait(self._most_tokens(payload))
            if self._stopped.is_set():
                raise UnansweredError("stopped before the window was asked about")
            try:
                with self._traffic.call():
                    answer = self._call(connection, payload, dialect)
            except Exception as error:
                # A call that ended without an answer may have been worked on, and be billed.
                cost = most if _status(error) is None else 0.0
                raise
            read = (answer.tokens_in, answer.tokens_out)
            cost = self.endpoint.cost(*read)
            return answer
        finally:
            self._budget.settle(most, cost, read)

    def _most_tokens(self, payload: str) -> int:
        return self._tokens_in(payload) + self.endpoint.max_tokens

    def _file(self, payload: str) -> Path:
        key = sha256_text("\x1f".join((payload, self.endpoint.model, self._prompt.hash, str(self.endpoint.max_tokens))))
        return self._cache / key[:2] / f"{key}.json"

    def _call(self, connection: AsyncOpenAI, payload: str, dialect: Dialect) -> Answer:
        said = dialect.body(self.endpoint.model, self._prompt.instructions, payload, self.endpoint.max_tokens)
        raw = asyncio.run(self._reply(connection, said))
        self._pace.heed(raw.headers, self._most_tokens(payload))
        if _is_page(raw):
            raise ValueError(f"{self._address} answers with a web page, so it is no API for models: check --base-url")
        reply = _parsed(raw)
        content, ended = _said(reply)
        if len(self._key) >= _SHORTEST_KEY:
            content = content.replace(self._key, _MASK)
        usage = getattr(reply, "usage", None)
        written = _count(usage, "completion_tokens") or len(content.encode()) // _BYTES_PER_TOKEN
        return Answer(content, ended, self._read(usage, payload), written)

    def _read(self, usage: Any, payload: str) -> int:
        """Return the tokens of a call that a server read. Raises ValueError if it cannot have read the whole call."""
        read = _count(usage, "prompt_tokens") or 0
        if read < _FEWEST_READ:
            return self._tokens_in(payload)
        if read < (least := self._size(payload) // _MOST_PER_TOKEN):
            # Ollama cuts what does not fit, the codebook first, and answers as if nothing were missing.
            raise ValueError(
                f"{self._address} read {read} tokens of a call that has at least {least}, so it cut off the rest; "
                f"a context of {self._most_tokens(payload)} tokens is enough: start the server with it"
            )
        return read

    async def _reply(self, connection: AsyncOpenAI, said: Mapping[str, Any]) -> Any:
        """Return the whole reply to a call. Raises TimeoutError if it is not there in time.

        A time-out of the client package begins anew with every byte; only what is awaited can be left altogether.
        """
        # The typed signature spells every message out as a dictionary type of its own.
        completions = cast(Any, connection.chat.completions)
        try:
            async with asyncio.timeout(self.endpoint.timeout), connection:
                return await completions.with_raw_response.create(**said)
        except TimeoutError:
            raise TimeoutError(f"no whole answer within {self.endpoint.timeout:g} s, which --timeout sets") from None

    def _connection(self, dialect: Dialect) -> AsyncOpenAI:
        """Return a client for a call. Raises ValueError if address, proxy or certificates allow of none."""
        # The package takes a second to load; only a call needs it.
        from openai import AsyncOpenAI  # noqa: PLC0415

        address = self.endpoint.base_url + dialect.suffix
        try:
            # Servers on one's own machine ask for no key, but the package wants one.
            return AsyncOpenAI(api_key=self._key or "none", base_url=address, timeout=None, max_retries=0)
        except Exception as error:
            # The packages below raise what they like, for SOCKS even an ImportError.
            raise ValueError(f"{address} cannot be called: {error}") from error

    def _pause(self, error: Exception, failures: int, payload: str) -> float:
        """Return how long to wait after a failure. Raises where waiting does not help, or no attempt is left."""
        problem = self._problem(error)
        if not _may_pass(error):
            raise ValueError(
                f"{self._address} refused the call for good: {problem}{self._mend(error, payload)}"
            ) from None
        ordered = ordered_wait(_headers(error), self._most_tokens(payload))
        if failures == self.endpoint.attempts or (ordered or 0.0) > LONGEST_ORDERED:
            asked = f", and asks to wait {ordered:.0f} s" if ordered else ""
            raise UnansweredError(
                f"{self._address} did not answer after {failures} attempts ({problem}{asked}): "
                "run the same command again later; what was answered is kept and not paid for again"
            ) from None
        own = min(_LONGEST_PAUSE, self.endpoint.backoff * 2 ** (failures - 1)) * random.uniform(0.5, 1.0)
        return ordered or own

    def _adapted(self, error: Exception, used: Dialect) -> bool:
        """Return whether the same may be asked in another way than was used, since the server refused that one."""
        other = None
        if _status(error) in _REFUSALS:
            other = used.after(_told(error)[:_MOST_TOLD])
        elif _status(error) in (404, 405) and self.endpoint.is_bare and not used.suffix:
            other = replace(used, suffix="/v1")
        if other is None:
            return False
        with self._lock:
            # Another thread may have been refused the same, and the way changed since.
            if self._dialect == used:
                self._dialect = other
        return True

    @property
    def _address(self) -> str:
        return self.endpoint.base_url + self._dialect.suffix

    def _mend(self, error: Exception, payload: str) -> str:
        if is_too_long(_told(error)[:_MOST_TOLD]):
            needed = self._most_tokens(payload)
            return f"; a context of {needed} tokens is enough: start the server with it, or ask another model"
        if _status(error) in (401, 403):
            return f"; the key is read from {' or '.join(KEYS)}"
        return ""

    def _problem(self, error: Exception) -> str:
        """Return in a line what went wrong, and never the key, which a server may repeat."""
        status = _status(error)
        text = f"{error} {error.__cause__ or ''}" if status is None else f"status {status}: {_told(error)}"
        line = " ".join(text.split()) or type(error).__name__
        return (line.replace(self._key, _MASK) if self._key else line)[:_MOST_TOLD]


class _NoCompletionError(ValueError):
    """A reply of status 200 that cannot be read, or is no chat completion."""


def _key() -> str:
    """Return the key that the environment holds, empty if none. Raises ValueError if it cannot be sent."""
    name = next((name for name in KEYS if os.environ.get(name, "").strip()), None)
    key = os.environ[name].strip() if name else ""
    if not (key.isascii() and key.isprintable()):
        raise ValueError(f"{name} holds characters that no key has: set it anew")
    return key


def _is_page(raw: Any) -> bool:
    """Return whether a reply of status 200 is a web page, and no JSON under a wrong name."""
    page = str(raw.headers.get("content-type", "")).lower().startswith("text/html")
    return page and not raw.text.lstrip().startswith(("{", "["))


def _parsed(raw: Any) -> Any:
    """Return what a whole reply holds. Raises _NoCompletionError if that cannot be read."""
    try:
        return raw.parse()
    except (ValueError, RecursionError) as error:
        raise _NoCompletionError(f"its answer cannot be read: {error}") from None


def _said(reply: Any) -> tuple[str, str]:
    """Return what a reply says and how it ended. Raises _NoCompletionError if it is no chat completion."""
    choices = getattr(reply, "choices", None)
    choice = choices[0] if choices and isinstance(choices, list) else None
    message = getattr(choice, "message", None)
    if message is None:
        problem = getattr(reply, "error", None)
        raise _NoCompletionError("its answer is no chat completion" + (f": {problem}" if problem else ""))
    if refusal := getattr(message, "refusal", None):
        return str(refusal), REFUSED
    ended = getattr(choice, "finish_reason", None)
    return _words(getattr(message, "content", None)), ended if isinstance(ended, str) else ""


def _words(content: Any) -> str:
    """Return the text of a message, which servers may cut into parts, among them thoughts that are none of it."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    texts = [part["text"] for part in parts if isinstance(part, dict) and isinstance(part.get("text"), str)]
    return "".join(texts) if texts or not content else json.dumps(content, default=str)


def _count(usage: Any, name: str) -> int | None:
    count = getattr(usage, name, None)
    return count if isinstance(count, int) and count >= 0 else None


def _told(error: Exception) -> str:
    """Return what a server says of its refusal, all of which may matter; the package's own words hold a part alone."""
    text = getattr(getattr(error, "response", None), "text", None) or str(error)
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def _headers(error: Exception) -> Mapping[str, str]:
    return cast(Mapping[str, str], getattr(getattr(error, "response", None), "headers", None) or {})


def _status(error: Exception) -> int | None:
    return getattr(error, "status_code", None)


def _is_rate_limit(error: Exception) -> bool:
    return _status(error) in (429, 503)


def _may_pass(error: Exception) -> bool:
    """Return whether the same call may succeed later: too many calls, an error of the server, no or half an answer."""
    from openai import APIConnectionError  # noqa: PLC0415

    if getattr(error, "code", None) == "insufficient_quota":
        return False
    status = _status(error)
    if status is None:
        return isinstance(error, (APIConnectionError, OSError, _NoCompletionError))
    return status in (408, 409, 429) or status >= 500
