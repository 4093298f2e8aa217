"""Servers that know only a part of the interface: what they refuse is left out, and all else is as before."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.extract.llm_client import UnansweredError
from flows.extract.llm_endpoint import Endpoint
from tests.extract.llm_samples import GOOD, coded, coder, many, parsed
from tests.extract.llm_server import Reply, serving


def refusal(message: str, status: int = 400, **more: Any) -> Reply:
    return Reply(status=status, body=json.dumps({"error": {"message": message, **more}}).encode())


def knows(check: Callable[[dict[str, Any]], str | None], status: int = 400) -> Any:
    """A server that refuses calls with a message, where `check` has one."""

    def call(body: dict[str, Any], path: str) -> Reply | None:
        message = check(body)
        return refusal(message, status) if message else None

    return call


def no_schema(call: dict[str, Any]) -> str | None:
    form = call.get("response_format", {}).get("type")
    return "This response_format type is unavailable now" if form == "json_schema" else None


def no_form(call: dict[str, Any]) -> str | None:
    form = call.get("response_format", {}).get("type")
    return f"This model does not support response format `{form}`" if form else None


def no_temperature(call: dict[str, Any]) -> str | None:
    return "Unsupported value: 'temperature' does not support 0 with this model" if "temperature" in call else None


def other_limit(call: dict[str, Any]) -> str | None:
    told = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    return told if "max_tokens" in call else None


def reasoning(call: dict[str, Any]) -> str | None:
    return other_limit(call) or no_temperature(call) or no_schema(call)


def echoing(call: dict[str, Any]) -> str | None:
    told = no_schema(call)
    return f"{told}; you said {json.dumps(call)}" if told else None


@pytest.mark.parametrize(
    ("check", "refused", "form", "limit", "temperature"),
    [
        (no_schema, 1, "json_object", "max_tokens", True),
        (no_form, 2, None, "max_tokens", True),
        (no_temperature, 1, "json_schema", "max_tokens", False),
        (other_limit, 1, "json_schema", "max_completion_tokens", True),
        (reasoning, 3, "json_object", "max_completion_tokens", False),
        (echoing, 1, "json_object", "max_tokens", True),
    ],
)
@pytest.mark.parametrize("status", [400, 422])
def test_what_a_server_does_not_know_is_left_out_once_and_for_all(
    tmp_path: Path, check: Any, refused: int, form: str | None, limit: str, temperature: bool, status: int
) -> None:
    document = parsed(tmp_path, many(3))
    with serving(lambda n, shown: Reply(GOOD), before=knows(check, status)) as server:
        found = coder(server.url, tmp_path, concurrency=1, attempts=1).read(document)
    assert len(found.claims) == 3 and found.rejects == []
    assert len(server.calls) == refused + 3, "what was refused once is not tried again, and costs no attempt"
    for call in server.calls[refused:]:
        assert call.get("response_format", {}).get("type") == form
        assert call[limit] == 4096 and ("temperature" in call) == temperature
        assert '"additionalProperties": false' in call["messages"][0]["content"], "the schema is told in any case"


_ABOUT_FORM = "response_format: json_schema is not known"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (422, {"detail": [{"loc": ["body", "response_format"], "msg": "Input should be 'text'"}]}),
        (422, {"error": _ABOUT_FORM, "error_type": "validation"}),
        (422, {"object": "error", "message": {"detail": [{"loc": ["body", "response_format"]}]}}),
        (400, _ABOUT_FORM.encode()),
        (400, {"error": {"message": "Provider returned error", "metadata": {"raw": _ABOUT_FORM}}}),
        (400, {"error": {"message": "Invalid value", "param": "response_format"}}),
    ],
)
def test_a_refusal_is_understood_wherever_a_server_says_its_reason(tmp_path: Path, status: int, said: Any) -> None:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    unknown = lambda call, path: Reply(status=status, body=body) if no_schema(call) else None  # noqa: E731
    with serving(lambda n, shown: Reply(GOOD), before=unknown) as server:
        found = coder(server.url, tmp_path, attempts=1).read(parsed(tmp_path))
    assert len(found.claims) == 1 and len(server.calls) == 2
    assert server.calls[1]["response_format"]["type"] == "json_object"


@pytest.mark.parametrize(
    ("status", "said", "words"),
    [
        (404, {"detail": "Model m not found"}, "status 404: .*Model m not found"),
        (400, {"detail": "context length exceeded by 900"}, r"exceeded by 900.*; a context of \d{5} tokens is enough"),
        (400, {"error": {"message": "Upstream", "metadata": {"raw": "no such lane"}}}, "no such lane"),
        (403, b"<h1>Keep\nout</h1>", "<h1>Keep out</h1>.*the key is read from"),
    ],
)
def test_the_servers_own_reason_is_told_in_a_line(tmp_path: Path, status: int, said: Any, words: str) -> None:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    with (
        serving(lambda n, _: Reply(status=status, body=body)) as server,
        pytest.raises(ValueError, match=words) as error,
    ):
        coder(server.url, tmp_path).read(parsed(tmp_path))
    assert len(server.calls) == 1 and "\n" not in str(error.value)


def test_several_calls_refused_at_once_all_go_on(tmp_path: Path) -> None:
    document = parsed(tmp_path, many(8))
    with serving(lambda n, shown: Reply(GOOD, delay=0.05), before=knows(reasoning)) as server:
        found = coder(server.url, tmp_path, concurrency=8, attempts=1).read(document)
    assert len(found.claims) == 8 and found.rejects == []


def test_a_refusal_that_names_nothing_we_could_leave_out_is_for_good(tmp_path: Path) -> None:
    with (
        serving(lambda n, _: refusal("max_tokens is too large: 4096")) as server,
        pytest.raises(ValueError, match="refused the call for good: .*max_tokens is too large"),
    ):
        coder(server.url, tmp_path).read(parsed(tmp_path))
    assert len(server.calls) == 2


@pytest.mark.parametrize(
    "message",
    [
        "This model's maximum context length is 4096 tokens. However, you requested 13000; lower max_tokens",
        "the request exceeds the available context size, try increasing it",
    ],
)
def test_a_context_too_short_is_told_with_what_is_needed(tmp_path: Path, message: str) -> None:
    with (
        serving(lambda n, _: refusal(message)) as server,
        pytest.raises(ValueError, match=r"a context of \d{5} tokens is enough: start the server with it") as error,
    ):
        coder(server.url, tmp_path).read(parsed(tmp_path))
    assert len(server.calls) == 1 and "\n" not in str(error.value)


@pytest.mark.parametrize("read", [2050, 4096])
def test_a_server_that_reads_a_part_of_the_call_alone_is_found_out(tmp_path: Path, read: int) -> None:
    with serving(lambda n, _: Reply(GOOD, usage=(read, 10))) as server:
        asking = coder(server.url, tmp_path)
        with pytest.raises(ValueError, match=rf"read {read} tokens .* cut off .*a context of \d{{5}} tokens") as error:
            asking.read(parsed(tmp_path))
    assert len(server.calls) == 1 and "\n" not in str(error.value)
    assert list((tmp_path / "cache").rglob("*.json")) == [], "an answer to half a call is not kept"


@pytest.mark.parametrize(("given", "paths"), [("", 2), ("/", 2), ("/v1", 1), ("/v1/", 1), ("/v1/chat/completions", 1)])
def test_the_address_may_be_given_with_or_without_its_path(tmp_path: Path, given: str, paths: int) -> None:
    def before(call: dict[str, Any], path: str) -> Reply | None:
        return None if path == "/v1/chat/completions" else Reply(status=404, body=b"404 page not found")

    with serving(lambda n, shown: Reply(GOOD), before=before) as server:
        asking = coder(server.url.removesuffix("/v1") + given, tmp_path, attempts=1)
        assert len(asking.read(parsed(tmp_path)).claims) == 1
    assert len(server.calls) == paths


def test_a_model_that_is_not_there_is_refused_under_the_address_asked(tmp_path: Path) -> None:
    with (
        serving(lambda n, _: refusal("The model `m` does not exist", 404)) as server,
        pytest.raises(ValueError, match=r"/v1 refused the call for good: .*does not exist"),
    ):
        coder(server.url.removesuffix("/v1"), tmp_path).read(parsed(tmp_path))
    assert [headers["path"] for headers in server.headers] == ["/chat/completions", "/v1/chat/completions"]


@pytest.mark.parametrize("url", ["http://", "http://:80", "http://host:99999/v1", "ftp://host/v1", "host/v1"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="--base-url http"):
        Endpoint("m", url)


@pytest.mark.parametrize("url", ["https://reader:word-of-pass@host/v1", "https://host/v1?key=word-of-pass"])
def test_an_address_that_may_hold_a_secret_is_refused_without_being_told(url: str) -> None:
    with pytest.raises(ValueError, match="the key belongs in BILATERAL_LLM_API_KEY") as error:
        Endpoint("m", url)
    assert "word-of-pass" not in str(error.value)


KEY = "sk-very-secret-0123"


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "BILATERAL_LLM_API_KEY"])
@pytest.mark.parametrize(("status", "error"), [(401, ValueError), (400, ValueError), (500, UnansweredError)])
def test_the_key_is_never_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    name: str,
    status: int,
    error: Any,
) -> None:
    monkeypatch.setenv(name, f" {KEY}\n")
    caplog.set_level("DEBUG")
    broken = True

    def answer(n: int, shown: dict[str, Any]) -> Reply:
        return refusal(f"bad key: Bearer {KEY}", status) if broken else Reply(GOOD)

    with serving(answer) as server:
        with pytest.raises(error) as told:
            coder(server.url, tmp_path, attempts=2).read(parsed(tmp_path))
        broken = False
        asking = coder(server.url, tmp_path)
        asking.read(parsed(tmp_path))
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    kept = "".join(file.read_text() for file in tmp_path.rglob("*.json"))
    assert "bad key: Bearer ***" in str(told.value) and kept
    assert KEY not in f"{told.value} {kept} {asking.version}"
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("httpcore")]
    assert ours and KEY not in "".join(ours)


@pytest.mark.parametrize(("key", "told"), [(KEY, "***"), ("coast", "coast")])
def test_a_key_that_an_answer_repeats_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, told: str
) -> None:
    monkeypatch.setenv("BILATERAL_LLM_API_KEY", key)
    row = {**GOOD["claims"][0], "kind": f"I was sent {key}"}
    found, _ = coded(tmp_path, {"claims": [*GOOD["claims"], row]})
    assert len(found.claims) == 1
    assert [r.row["kind"] for r in found.rejects] == [f"I was sent {told}"]
    kept = "".join(file.read_text() for file in tmp_path.rglob("*.json"))
    assert f"I was sent {told}" in kept


def test_a_missing_key_is_told_with_where_it_is_read_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "BILATERAL_LLM_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    with (
        serving(lambda n, _: refusal("You didn't provide an API key", 401)) as server,
        pytest.raises(ValueError, match="the key is read from BILATERAL_LLM_API_KEY or OPENAI_API_KEY"),
    ):
        coder(server.url, tmp_path).read(parsed(tmp_path))


def test_a_key_that_cannot_be_one_is_refused_without_being_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-ключ")
    with pytest.raises(ValueError, match="OPENAI_API_KEY holds characters") as error:
        coder("http://127.0.0.1:9/v1", tmp_path)
    assert "ключ" not in str(error.value)


def completion(**message: Any) -> bytes:
    choice = {"index": 0, "finish_reason": message.pop("finish_reason", "stop"), "message": message}
    return json.dumps(
        {"id": "x", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]}
    ).encode()


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(body=completion(role="assistant", content=None, refusal="I will not")), "the model refused to answer"),
        (
            Reply(body=completion(role="assistant", content="", finish_reason="content_filter")),
            "the server's filter stopped the answer",
        ),
        (refusal("The prompt was filtered", code="content_filter"), "the server's filter stopped the answer"),
        (Reply(body=completion(role="assistant", content=None)), "the answer is not JSON"),
        (Reply(body=completion(role="assistant", content=[{"type": "text", "text": "?"}])), "the answer is not"),
    ],
)
def test_a_window_that_is_refused_is_a_reject_and_the_others_are_coded(
    tmp_path: Path, reply: Reply, reason: str
) -> None:
    found, server = coded(tmp_path, lambda n, s: reply if s["section"] == "Part 1" else Reply(GOOD), many(3))
    assert len(found.claims) == 2 and len(server.calls) == 4, "it was asked about once more"
    assert [r.reason.startswith(reason) for r in found.rejects] == [True]


@pytest.mark.parametrize(
    "body",
    [
        b'{"error": {"message": "Provider returned error", "code": 502}}',
        b'{"choices": [{"index": 0, "finish_reason": "stop"}]}',
        b'{"choices": [{"index": 0, "message": null}]}',
    ],
)
def test_a_reply_of_status_200_that_holds_no_message_is_asked_for_again(tmp_path: Path, body: bytes) -> None:
    found, server = coded(tmp_path, lambda n, _: Reply(GOOD) if n else Reply(body=body))
    assert len(found.claims) == 1 and len(server.calls) == 2


def test_an_answer_in_parts_is_put_together_without_its_thoughts(tmp_path: Path) -> None:
    words = json.dumps(GOOD)
    parts = [{"type": "thinking", "thinking": "Six."}, *({"type": "text", "text": w} for w in (words[:40], words[40:]))]
    found, server = coded(tmp_path, lambda n, _: Reply(body=completion(role="assistant", content=parts)))
    assert (len(found.claims), found.rejects, len(server.calls)) == (1, [], 1)


@pytest.mark.parametrize("ended", [["stop"], {"a": 1}, 7, None])
def test_an_answer_that_ends_for_a_reason_of_another_type_is_used(tmp_path: Path, ended: Any) -> None:
    body = completion(role="assistant", content=json.dumps(GOOD), finish_reason=ended)
    found, _ = coded(tmp_path, lambda n, _: Reply(body=body))
    assert (len(found.claims), found.rejects) == (1, [])


def test_a_server_that_is_not_there_is_told_with_the_cause(tmp_path: Path) -> None:
    with pytest.raises(UnansweredError, match="did not answer after 2 attempts .*connection attempts failed"):
        coder("http://127.0.0.1:9/v1", tmp_path, attempts=2).read(parsed(tmp_path))


@pytest.mark.parametrize(
    ("name", "value"), [("ALL_PROXY", "socks5://127.0.0.1:9"), ("ALL_PROXY", "so://x"), ("SSL_CERT_FILE", "none.pem")]
)
def test_what_the_environment_says_of_the_network_and_cannot_be_used_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=r"^https://no.invalid/v1 cannot be called: .+$"):
        coder("https://no.invalid/v1", tmp_path).read(parsed(tmp_path))


@pytest.mark.parametrize("usage", [{"prompt_tokens": "many", "completion_tokens": -3}, {"prompt_tokens": 10}, [7]])
def test_usage_that_makes_no_sense_is_estimated(tmp_path: Path, usage: Any) -> None:
    body = json.loads(Reply(GOOD).bytes()) | {"usage": usage}
    prices = {"price_in": 1.0, "price_out": 1.0, "max_cost": 1.0}
    found, _ = coded(tmp_path, lambda n, _: Reply(body=json.dumps(body).encode()), **prices)
    assert len(found.claims) == 1
    [kept] = [json.loads(file.read_text()) for file in (tmp_path / "cache").rglob("*.json")]
    assert kept["tokens_in"] > 1000 and kept["tokens_out"] > 10
