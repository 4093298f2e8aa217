"""Which model is asked, where, and within which limits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from urllib.parse import urlsplit

_MILLION = 1_000_000
_LONGEST = 86_400.0  # seconds, a day; a longer time was meant in another unit
_CALL = "/chat/completions"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Which model to ask and how.

    `timeout` is the seconds that a call may take, however its reply comes in; `attempts` the calls per window before
    giving up; `backoff` the first pause in seconds, doubled each time; `max_tokens` the longest answer, with what the
    model thinks before it; prices are per million tokens, and `max_cost` is in the prices' currency. The limits per
    minute are on all calls together, and count for each call what it may take at most, as hosted services do.
    """

    model: str
    base_url: str
    concurrency: int = 4
    timeout: float = 120.0
    attempts: int = 6
    backoff: float = 1.0
    max_tokens: int = 4096
    calls_per_minute: int | None = None
    tokens_per_minute: int | None = None
    price_in: float | None = None
    price_out: float | None = None
    max_cost: float | None = None

    def __post_init__(self) -> None:
        # People paste the whole address of the call.
        object.__setattr__(self, "base_url", self.base_url.rstrip("/").removesuffix(_CALL))
        if not self.model or not self._is_address():
            raise ValueError("the llm coder needs --model NAME and --base-url http://... (such as http://host:8000/v1)")
        parts = urlsplit(self.base_url)
        if parts.username is not None or parts.query:
            # Clients write addresses to their logs.
            raise ValueError(
                "--base-url must hold no user, password or query: the key belongs in BILATERAL_LLM_API_KEY"
            )
        counts = {
            "--concurrency": self.concurrency,
            "attempts": self.attempts,
            "--max-tokens": self.max_tokens,
            "--calls-per-minute": self.calls_per_minute,
            "--tokens-per-minute": self.tokens_per_minute,
        }
        if small := [name for name, count in counts.items() if count is not None and count < 1]:
            raise ValueError(f"{', '.join(small)} must be 1 or more")
        if not 0 < self.timeout <= _LONGEST:
            raise ValueError(f"--timeout must be more than 0 seconds, and at most {_LONGEST:.0f}")
        self._check_money()

    def _is_address(self) -> bool:
        try:
            parts = urlsplit(self.base_url)
            return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            return False

    def _check_money(self) -> None:
        money = [value for value in (self.price_in, self.price_out, self.max_cost) if value is not None]
        if not all(math.isfinite(value) and value >= 0 for value in money):
            raise ValueError("--max-cost, --price-in and --price-out must be 0 or more")
        if money and (self.price_in is None or self.price_out is None):
            raise ValueError(
                "--max-cost, --price-in and --price-out need both prices, each per million tokens "
                "(or BILATERAL_LLM_PRICE_IN and BILATERAL_LLM_PRICE_OUT)"
            )

    @property
    def is_bare(self) -> bool:
        """Whether the address names a server alone, so that the interface may be under /v1."""
        return urlsplit(self.base_url).path == ""

    def cost(self, tokens_in: int, tokens_out: int) -> float:
        """Return what so many tokens cost; 0 without prices."""
        return ((self.price_in or 0.0) * tokens_in + (self.price_out or 0.0) * tokens_out) / _MILLION
