"""How a server is spoken to: what it does not know of the interface is left out, and its answers are read leniently."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from flows.extract.llm_prompt import answer_schema

SCHEMA, JSON, FREE = "json_schema", "json_object", "text"
"""How much of an answer's form a server can promise, best first; the instructions hold the schema in any case."""

_NEXT = {SCHEMA: JSON, JSON: FREE}
_FORM = re.compile(r"response.?format|json.?schema|json.?object|grammar|structured.?output|guided", re.IGNORECASE)
_TEMPERATURE = re.compile(r"\btemperature\b")
_MAX_TOKENS = re.compile(r"\bmax_tokens\b")
_TOO_LONG = re.compile(r"context.{0,3}(?:length|size|window)|prompt is too long", re.IGNORECASE)
# From the beginning alone: sought everywhere, an answer of 100,000 characters without thoughts took seconds.
_THOUGHTS = re.compile(r"\A.*</think(?:ing)?>", re.DOTALL)
_THINKS = re.compile(r"\s*<think(?:ing)?>")
_FENCED = re.compile(
    r"(?P<fence>```|~~~)[ \t]*(?:json)?\s*(?P<inside>[\[{].*?[\]}])\s*(?P=fence)", re.DOTALL | re.IGNORECASE
)
_BEGUN = re.compile(r'\{\s*"claims"|\[\s*\{')


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a server takes, as far as is known: all of it, until it refuses something.

    `limit` is its name for the longest answer, `suffix` what is added to the address.
    """

    form: str = SCHEMA
    limit: str = "max_tokens"
    temperature: bool = True
    suffix: str = ""

    def body(self, model: str, instructions: str, payload: str, max_tokens: int) -> dict[str, Any]:
        """Return what a call says: two messages and how to answer, and no tools that a model could use."""
        said: dict[str, Any] = {
            "model": model,
            "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": payload}],
            self.limit: max_tokens,
        }
        if self.temperature:
            said["temperature"] = 0
        if self.form == SCHEMA:
            schema = {"name": "claims", "strict": True, "schema": answer_schema()}
            said["response_format"] = {"type": SCHEMA, "json_schema": schema}
        elif self.form == JSON:
            said["response_format"] = {"type": JSON}
        return said

    def after(self, refusal: str) -> Dialect | None:
        """Return how to speak after a server's refusal, None if the refusal names nothing that can be left out.

        Of several things named, the first is left out: servers may repeat the whole call after their message.
        """
        if _TOO_LONG.search(refusal):
            return None
        found = [(hit.start(), other) for named, other in self._others() if (hit := named.search(refusal))]
        return min(found, key=lambda pair: pair[0])[1] if found else None

    def _others(self) -> Iterator[tuple[re.Pattern[str], Dialect]]:
        if self.temperature:
            yield _TEMPERATURE, replace(self, temperature=False)
        if self.limit == "max_tokens":
            yield _MAX_TOKENS, replace(self, limit="max_completion_tokens")
        if self.form in _NEXT:
            yield _FORM, replace(self, form=_NEXT[self.form])


def is_too_long(refusal: str) -> bool:
    """Return whether a server refuses a call because the model's context is too short for it."""
    return bool(_TOO_LONG.search(refusal))


def answer_in(content: str) -> Any:
    """Return the JSON of an answer, without what models put around it where a server does not hold them to a form.

    That is a byte order mark, thoughts, a Markdown fence and prose. Raises ValueError or RecursionError if there is
    none, or several of which it may be any.
    """
    whole = content.removeprefix("\ufeff")
    rest = _THOUGHTS.sub("", whole)
    fenced = _FENCED.findall(rest)
    for part in (whole, rest, *(inside for _, inside in fenced if len(fenced) == 1)):
        with suppress(ValueError):
            return _DECODER.decode(part)
    begun = _BEGUN.search(rest)
    if begun is None or _THINKS.match(rest):
        raise ValueError("no answer")
    answer, end = _DECODER.raw_decode(rest, begun.start())
    if _BEGUN.search(rest, end):
        raise ValueError("several answers")
    return answer


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_number)
