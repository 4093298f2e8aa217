"""How a language model is asked, by a server on loopback that misbehaves in every way we know of."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from flows.extract.llm import LlmCoder
from flows.extract.llm_budget import OverBudgetError
from flows.extract.llm_client import UnansweredError
from flows.extract.llm_endpoint import Endpoint
from tests.extract.llm_samples import GOOD, LEXICON, ROW, SALE, TEXT, coded, coder, many, parsed
from tests.extract.llm_server import Reply, serving


def test_the_call_asks_for_the_schema_and_marks_context_as_context(tmp_path: Path) -> None:
    _, server = coded(tmp_path, {"claims": []}, many(3), concurrency=1)
    call = server.calls[1]
    asked = call["response_format"]["json_schema"]
    assert call["response_format"]["type"] == "json_schema" and asked["strict"] is True
    assert set(asked["schema"]["properties"]["claims"]["items"]["required"]) == set(ROW)
    shown = server.shown(1)
    assert shown["section"] == "Part 1" and shown["text"].startswith("Year 1.")
    assert "Year 0." in shown["context_before"] and "Year 2." in shown["context_after"]


def test_the_key_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k-123")
    _, server = coded(tmp_path, GOOD)
    assert server.headers[0]["authorization"] == "Bearer k-123"
    assert server.headers[0]["path"] == "/v1/chat/completions"


def test_a_rate_limit_is_waited_out_as_long_as_the_server_says(tmp_path: Path) -> None:
    found, server = coded(tmp_path, lambda n, _: Reply(GOOD) if n else Reply(status=429, headers={"Retry-After": "1"}))
    assert len(found.claims) == 1 and len(server.calls) == 2
    assert server.times[1] - server.times[0] >= 1.0


def test_a_rate_limit_holds_all_calls_back(tmp_path: Path) -> None:
    answer = lambda n, _: Reply(GOOD, delay=0.05) if n else Reply(status=429, headers={"Retry-After": "1"})  # noqa: E731
    _, server = coded(tmp_path, answer, many(8), concurrency=2)
    begun = sorted(server.times)
    assert sum(t - begun[0] >= 1.0 for t in begun) >= len(begun) - 3


@pytest.mark.parametrize("status", [500, 502, 503, 408])
def test_an_error_of_the_server_is_tried_again(tmp_path: Path, status: int) -> None:
    found, server = coded(tmp_path, lambda n, _: Reply(GOOD) if n == 2 else Reply(status=status))
    assert len(found.claims) == 1 and len(server.calls) == 3


def test_a_server_that_hangs_is_left_and_asked_again(tmp_path: Path) -> None:
    found, server = coded(tmp_path, lambda n, _: Reply(GOOD, delay=0.0 if n else 2.0), timeout=0.4)
    assert len(found.claims) == 1 and len(server.calls) == 2


@pytest.mark.parametrize("part", ["head", "body"])
def test_a_reply_that_trickles_in_is_left_when_the_time_is_up_and_asked_for_again(tmp_path: Path, part: str) -> None:
    found, server = coded(tmp_path, lambda n, _: Reply(GOOD, trickles="" if n else part), timeout=1.0)
    assert len(found.claims) == 1 and len(server.calls) == 2
    assert 0.5 < server.times[1] - server.times[0] < 5.0


def test_a_server_whose_replies_all_trickle_in_is_given_up(tmp_path: Path) -> None:
    with (
        serving(lambda n, _: Reply(GOOD, trickles="body")) as server,
        pytest.raises(
            UnansweredError,
            match=r"after 2 attempts \(no whole answer within 0.3 s, which --timeout sets\)",
        ),
    ):
        coder(server.url, tmp_path, timeout=0.3, attempts=2).read(parsed(tmp_path))


@pytest.mark.parametrize(
    "body",
    [
        b"<html>busy</html>",
        b"{}",
        b'{"choices": []}',
        b'{"choices": nu',
        b'{"choices": "\xff"}',
        b'{"choices": {"a": 1}}',
        b'{"choices": "abc"}',
        b"[1]",
        b'"so"',
        b"[" * 100_000,
    ],
    ids=lambda body: body[:20].decode("latin-1"),
)
def test_a_reply_that_is_no_completion_is_asked_for_again(tmp_path: Path, body: bytes) -> None:
    found, server = coded(tmp_path, lambda n, _: Reply(GOOD) if n else Reply(body=body))
    assert len(found.claims) == 1 and len(server.calls) == 2


def test_a_web_page_is_refused_at_once(tmp_path: Path) -> None:
    page = Reply(body=b"<html>hi</html>", headers={"Content-Type": "text/html; charset=utf-8"})
    with serving(lambda n, _: page) as server:
        with pytest.raises(ValueError, match=r"answers with a web page, .*: check --base-url"):
            coder(server.url, tmp_path).read(parsed(tmp_path))
        assert len(server.calls) == 1


def test_replies_that_cannot_be_read_are_told_as_such(tmp_path: Path) -> None:
    with (
        serving(lambda n, _: Reply(body=b'{"choices": nu')) as server,
        pytest.raises(UnansweredError, match=r"after 4 attempts \(its answer cannot be read: .*column 13"),
    ):
        coder(server.url, tmp_path).read(parsed(tmp_path))


def test_a_server_that_never_answers_is_one_line_and_what_came_is_kept(tmp_path: Path) -> None:
    document = parsed(tmp_path, many(3))
    broken = True

    def answer(n, shown):
        return Reply(status=500) if broken and shown["section"] == "Part 2" else Reply(GOOD)

    with serving(answer) as server:
        with pytest.raises(UnansweredError, match="did not answer after 4 attempts .*run the same command again") as e:
            coder(server.url, tmp_path, concurrency=1).read(document)
        assert "\n" not in str(e.value)
        broken, before = False, len(server.calls)
        found = coder(server.url, tmp_path, concurrency=1).read(document)
        assert len(server.calls) - before == 1, "two windows had been paid for"
        assert len(found.claims) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_call_refused_for_good_is_not_repeated(tmp_path: Path, status: int) -> None:
    with serving(lambda n, _: Reply(status=status)) as server:
        with pytest.raises(ValueError, match="refused the call for good"):
            coder(server.url, tmp_path).read(parsed(tmp_path))
        assert len(server.calls) == 1


def test_an_empty_purse_is_not_waited_for(tmp_path: Path) -> None:
    body = json.dumps({"error": {"message": "pay", "type": "x", "code": "insufficient_quota"}}).encode()
    with serving(lambda n, _: Reply(status=429, body=body)) as server:
        with pytest.raises(ValueError, match="refused the call for good"):
            coder(server.url, tmp_path).read(parsed(tmp_path))
        assert len(server.calls) == 1


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply("Sure! Here are the claims:"), "the answer is not JSON"),
        (Reply('{"claims": [{"amount": NaN}]}'), "the answer is not JSON"),
        (Reply("[" * 100_000), "the answer is not JSON"),
        (Reply(""), "the answer is not JSON"),
        (Reply([ROW, "and so on"]), 'the answer is not of the form {"claims": [...]}'),
        (Reply({"events": []}), 'the answer is not of the form {"claims": [...]}'),
        (Reply({"claims": ROW}), 'the answer is not of the form {"claims": [...]}'),
    ],
)
def test_an_unusable_answer_is_asked_for_once_more_then_kept_as_a_reject(tmp_path: Path, reply, reason) -> None:
    found, server = coded(tmp_path, lambda n, _: reply)
    assert found.claims == [] and len(server.calls) == 2
    [reject] = found.rejects
    assert reject.reason == reason
    assert reject.row == reply.content if isinstance(reply.content, str) else json.loads(reject.row) == reply.content
    assert reject.table_row(0, quote=True)["table_name"] == "document"
    again, _ = coded(tmp_path, lambda n, _: reply if n == 0 else Reply(GOOD))
    assert len(again.claims) == 1, "an unusable answer is not kept for later runs"


def test_a_window_whose_answer_is_cut_off_is_asked_about_in_halves(tmp_path: Path) -> None:
    def answer(n, shown):
        cut = Reply(json.dumps(GOOD)[:90], finish_reason="length")
        return cut if n == 0 else Reply(GOOD if SALE in shown["text"] else {"claims": []})

    found, server = coded(tmp_path, answer)
    assert [TEXT[c.char_start : c.char_end] for c in found.claims] == [SALE]
    assert found.rejects == [] and len(server.calls) == 3
    parts = [server.shown(1), server.shown(2)]
    assert f"{parts[0]['text']} {parts[1]['text']}" == server.shown(0)["text"]
    assert parts[0]["context_after"] == parts[1]["text"] and parts[1]["context_before"] == parts[0]["text"]
    again, silent = coded(tmp_path, answer)
    assert again == found and silent.calls == []


def test_what_is_cut_off_in_halves_too_is_a_reject(tmp_path: Path) -> None:
    found, server = coded(tmp_path, lambda n, _: Reply(json.dumps(GOOD)[:90], finish_reason="length"))
    assert found.claims == [] and len(server.calls) == 3
    assert {r.reason for r in found.rejects} == {"the answer was cut off at the longest length allowed"}


def test_options_that_a_model_does_not_take_are_left_out(tmp_path: Path) -> None:
    def answer(n, shown):
        for name in ("max_tokens", "temperature"):
            if name in server.calls[n]:
                error = {"message": f"Unsupported parameter: '{name}'", "type": "x", "param": name, "code": "x"}
                return Reply(status=400, body=json.dumps({"error": error}).encode())
        return Reply(GOOD)

    with serving(answer) as server:
        assert len(coder(server.url, tmp_path).read(parsed(tmp_path)).claims) == 1
        assert len(server.calls) == 3 and server.calls[-1]["max_completion_tokens"] == 4096


def test_a_second_run_asks_nobody_and_another_model_is_asked(tmp_path: Path) -> None:
    first, server = coded(tmp_path, GOOD, many(3))
    second, silent = coded(tmp_path, GOOD, many(3))
    assert (len(server.calls), len(silent.calls)) == (3, 0)
    assert second == first
    other, asked = coded(tmp_path, GOOD, many(3), model="other-model")
    assert len(asked.calls) == 3 and other.claims[0].coder_version != first.claims[0].coder_version


def test_another_codebook_is_another_prompt_and_another_version(tmp_path: Path) -> None:
    from flows.extract.llm_prompt import CODEBOOK

    changed = tmp_path / "codebook.md"
    changed.write_text(CODEBOOK.read_text(encoding="utf-8") + "\n- Letters between ministers are out.\n")
    endpoint = Endpoint("m", "http://127.0.0.1:9/v1")
    one, two = (LlmCoder(LEXICON, endpoint, tmp_path, codebook=book) for book in (CODEBOOK, changed))
    assert one.version != two.version
    changed.write_text("# Empty\n")
    with pytest.raises(ValueError, match="does not define the kind visit"):
        LlmCoder(LEXICON, endpoint, tmp_path, codebook=changed)


@pytest.mark.parametrize("table", ["actors.csv", "actor_names.csv", "leaders.csv", "not_actors.csv"])
def test_other_names_of_actors_are_another_version(tmp_path: Path, table: str) -> None:
    lexicon = Path(shutil.copytree(LEXICON, tmp_path / "lexicon"))
    endpoint = Endpoint("m", "http://127.0.0.1:9/v1")
    before = LlmCoder(lexicon, endpoint, tmp_path).version
    (lexicon / table).write_text((lexicon / table).read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert LlmCoder(lexicon, endpoint, tmp_path).version != before


def test_calls_run_side_by_side_but_not_more_than_allowed(tmp_path: Path) -> None:
    found, server = coded(tmp_path, lambda n, _: Reply(GOOD, delay=0.2), many(9), concurrency=3)
    assert server.most_at_once == 3
    starts = [c.char_start for c in found.claims]
    assert starts == sorted(starts) and len(starts) == 9


def test_a_run_stops_before_it_costs_more_than_allowed(tmp_path: Path) -> None:
    prices = {"price_in": 1.0, "price_out": 1000.0, "concurrency": 1, "max_tokens": 100}
    document = parsed(tmp_path, many(6))
    with serving(lambda n, _: Reply(GOOD, usage=(10_000, 100))) as server:
        each = 10_000 / 1e6 + 100 * 1000 / 1e6
        with pytest.raises(ValueError, match="raise --max-cost .*what was answered is kept"):
            coder(server.url, tmp_path, max_cost=0.35, **prices).read(document)
        assert len(server.calls) >= 1 and len(server.calls) * each <= 0.35
        paid = len(server.calls)
        assert len(coder(server.url, tmp_path, **prices).read(document).claims) == 6
        assert len(server.calls) == 6 and paid < 6


def test_progress_is_told_window_by_window(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with serving(lambda n, _: Reply(GOOD)) as server:
        endpoint = Endpoint("small-model", server.url)
        asking = LlmCoder(LEXICON, endpoint, tmp_path / "cache", progress=lambda *step: told.append(step))
        asking.read(parsed(tmp_path, many(3)))
    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("concurrency", [1, 4])
def test_what_calls_under_way_leave_over_is_used(tmp_path: Path, concurrency: int) -> None:
    # A call may cost 0.1 and costs 0.01: with little more than one such call allowed, all six can be made.
    prices = {"price_in": 0.0, "price_out": 1000.0, "concurrency": concurrency, "max_tokens": 100}
    found, server = coded(tmp_path, lambda n, _: Reply(GOOD, usage=(10_000, 10)), many(6), max_cost=0.155, **prices)
    assert len(found.claims) == len(server.calls) == 6


def test_the_limit_is_on_all_documents_together_and_a_stopped_coder_goes_on(tmp_path: Path) -> None:
    prices = {"price_in": 0.0, "price_out": 1000.0, "max_tokens": 100, "max_cost": 0.35}
    one, two, three = (parsed(tmp_path, many(n).replace("Year", year)) for n, year in ((2, "In"), (2, "By"), (1, "To")))
    with serving(lambda n, shown: Reply(GOOD, usage=(9_000, 10 if shown["text"].startswith("To") else 100))) as server:
        asking = coder(server.url, tmp_path, **prices)
        assert len(asking.read(one).claims) == 2
        with pytest.raises(OverBudgetError, match=r"exceed 0.35 \(spent: 0.3000, the next call at most 0.1000\)") as e:
            asking.read(two)
        assert "\n" not in str(e.value) and len(server.calls) == 3
        with pytest.raises(OverBudgetError):
            asking.read(three)
        assert len(asking.read(one).claims) == 2, "what was paid for costs nothing"
        assert len(server.calls) == 3


def test_an_estimate_calls_nobody_and_knows_what_is_paid(tmp_path: Path) -> None:
    document = parsed(tmp_path, many(4))
    with serving(lambda n, _: Reply(GOOD)) as server:
        asking = coder(server.url, tmp_path, price_in=1.0, price_out=2.0)
        before = asking.estimate(document)
        assert (before.windows, before.cached, len(server.calls)) == (4, 0, 0)
        assert before.cost == pytest.approx((before.tokens_in + 2 * before.tokens_out) / 1e6) and before.cost > 0
        asking.read(document)
        after = asking.estimate(document)
        assert (after.cached, after.tokens_in, after.cost) == (4, 0, 0)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"base_url": "host:8000"}, "--base-url http"),
        ({"model": ""}, "--model NAME"),
        ({"concurrency": 0}, "--concurrency must be 1 or more"),
        ({"calls_per_minute": 0}, "--calls-per-minute must be 1 or more"),
        ({"tokens_per_minute": -1, "max_tokens": 0}, "--max-tokens, --tokens-per-minute must be 1 or more"),
        ({"timeout": float("inf")}, "--timeout must be more than 0"),
        ({"timeout": 1e10}, "--timeout must be more than 0 seconds, and at most 86400"),
        ({"timeout": float("nan")}, "--timeout must be more than 0"),
        ({"timeout": 0.0}, "--timeout must be more than 0"),
        ({"max_cost": 1.0}, "need both prices"),
        ({"price_out": 1.0}, "need both prices"),
        ({"max_cost": float("nan"), "price_in": 1.0, "price_out": 1.0}, "must be 0 or more"),
        ({"price_in": -1.0}, "must be 0 or more"),
    ],
)
def test_options_that_make_no_sense_are_refused(options, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Endpoint(**{"model": "m", "base_url": "http://127.0.0.1:9/v1", **options})
