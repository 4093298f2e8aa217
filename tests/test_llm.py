"""Which model the environment names, and by which limits it is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from flows.extract.llm_endpoint import Endpoint
from flows.llm import dry_run, endpoint_of, is_named
from flows.settings import Settings
from tests.extract.llm_samples import LEXICON, many

URL = "http://127.0.0.1:9/v1"


def named(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"BILATERAL_LLM_{name}", value)


def test_what_neither_options_nor_environment_say_is_as_usual() -> None:
    assert endpoint_of("m", URL, timeout=None) == Endpoint("m", URL)


def test_the_environment_names_all_and_options_come_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = {"CONCURRENCY": "2", "TIMEOUT": "7.5", "PRICE_IN": "0", "PRICE_OUT": "1.5", "MAX_COST": "20"}
    named(monkeypatch, MODEL="m", BASE_URL=URL, **numbers)
    prices = {"price_in": 0.0, "price_out": 1.5}
    assert endpoint_of() == Endpoint("m", URL, concurrency=2, timeout=7.5, max_cost=20.0, **prices)
    chosen = endpoint_of("other", max_cost=0.0, timeout=60.0)
    assert chosen == Endpoint("other", URL, concurrency=2, timeout=60.0, max_cost=0.0, **prices)


def test_limits_per_minute_and_the_longest_answer_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    named(monkeypatch, MODEL="m", BASE_URL=URL, CALLS_PER_MINUTE="30", TOKENS_PER_MINUTE="90000", MAX_TOKENS="16000")
    usual = Endpoint("m", URL, calls_per_minute=30, tokens_per_minute=90_000, max_tokens=16_000)
    assert endpoint_of() == usual
    assert endpoint_of(calls_per_minute=5) == replace(usual, calls_per_minute=5)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "give --model and --base-url, or set BILATERAL_LLM_MODEL"),
        ({"MODEL": "m"}, "give --model and --base-url"),
        ({"BASE_URL": URL}, "give --model and --base-url"),
        ({"MODEL": "m", "BASE_URL": URL, "MAX_COST": "much"}, "BILATERAL_LLM_MAX_COST is 'much': give a number"),
        ({"MODEL": "m", "BASE_URL": URL, "CONCURRENCY": "1.5"}, "BILATERAL_LLM_CONCURRENCY is '1.5': give a whole"),
        ({"MODEL": "m", "BASE_URL": URL, "CALLS_PER_MINUTE": "0"}, "--calls-per-minute must be 1 or more"),
        ({"MODEL": "m", "BASE_URL": URL, "TOKENS_PER_MINUTE": "9k"}, "TOKENS_PER_MINUTE is '9k': give a whole"),
        ({"MODEL": "m", "BASE_URL": URL, "MAX_COST": "3"}, "BILATERAL_LLM_PRICE_IN and BILATERAL_LLM_PRICE_OUT"),
        ({"MODEL": "m", "BASE_URL": URL, "PRICE_IN": "nan"}, "must be 0 or more"),
    ],
)
def test_what_makes_no_sense_is_one_line(monkeypatch: pytest.MonkeyPatch, values: dict[str, str], words: str) -> None:
    named(monkeypatch, **values)
    with pytest.raises(ValueError, match=words) as error:
        endpoint_of()
    assert "\n" not in str(error.value)


def test_half_a_name_is_meant_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_named()
    named(monkeypatch, MODEL="m")
    assert is_named()


@pytest.mark.parametrize(
    ("limit", "words"), [(0.05, "one call may cost 0.0"), (0.15, "all calls may cost 0.1"), (1.0, None), (None, None)]
)
def test_a_dry_run_says_that_the_limit_on_cost_may_stop_the_run(
    tmp_path: Path, limit: float | None, words: str | None
) -> None:
    (tmp_path / "coasts.md").write_text(many(2))
    priced = Endpoint("m", URL, price_in=3.0, price_out=15.0, max_cost=limit)
    told = dry_run([tmp_path / "coasts.md"], priced, Settings(LEXICON.parent, tmp_path / "out", tmp_path))
    assert told[0].startswith("coasts: 2 windows, ")
    assert len(told) == 1 + (words is not None)
    assert words is None or words in told[1]
