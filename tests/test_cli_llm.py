"""The commands with a model, as people run them: in a terminal, and interrupted."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.extract.llm_samples import ROW, SALE, many
from tests.extract.llm_server import Reply, Server, serving

ROOT = Path(__file__).resolve().parents[1]
LONG = SALE.replace("Chile", f"Chile, whose coast is {'very ' * 60}long,")


def command(server: Server, *arguments: str) -> list[str]:
    named = ("--coder", "llm", "--model", "small", "--base-url", server.url)
    return [sys.executable, "-m", "flows.cli", *arguments, *named]


def in_terminal(line: list[str], output: Path | None) -> str:
    """Run a command with stderr, and stdout where no file is named, in a terminal; return what that showed,
    with a new line for each move of the cursor."""
    pty = pytest.importorskip("pty")
    here, there = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    with (output or Path(os.devnull)).open("wb") as file:
        out = there if output is None else file
        running = subprocess.Popen(line, cwd=ROOT, env=environment, stdout=out, stderr=there)
    os.close(there)
    shown = b""
    try:
        while more := os.read(here, 65536):
            shown += more
    except OSError:
        pass  # so ends a terminal that all have left
    os.close(here)
    assert running.wait(60) == 0, shown.decode()
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "\n", shown.decode())


@pytest.mark.parametrize("to_file", [True, False])
def test_a_bar_in_the_terminal_leaves_claims_whole_and_where_they_are_sent(tmp_path: Path, to_file: bool) -> None:
    (tmp_path / "coasts.md").write_text(many(3).replace(SALE, LONG))
    rows = [{**ROW, "quote": LONG}, {**ROW, "quote": "Chile gave them away"}]
    with serving(lambda n, _: Reply({"claims": rows}, delay=0.3)) as server:
        line = command(server, "extract", str(tmp_path / "coasts.md"), "--output", str(tmp_path / "out"))
        shown = in_terminal(line, tmp_path / "claims.jsonl" if to_file else None)
    assert "Asking" in shown and "3/3" in shown, "there was a bar"
    lines = [json.loads(part) for part in shown.splitlines() if part.startswith("{")]
    claims = [one for one in lines if "claim_id" in one]
    if to_file:
        assert claims == []
        claims = [json.loads(one) for one in (tmp_path / "claims.jsonl").read_text().splitlines()]
    assert [claim["quote"] for claim in claims] == [LONG] * 3
    assert len([one for one in lines if "reject_id" in one]) == 3


def evaluated(tmp_path: Path, server: Server) -> subprocess.CompletedProcess[str]:
    """Run `evaluate` over a document of three windows that people coded as holding one sale each."""
    text = "".join(f"{SALE}{' The coast was long.' * 140}\n\n" for _ in range(3))
    (tmp_path / "coasts.txt").write_text(text)
    places = [m.start() for m in re.finditer(re.escape(SALE), text)]
    rows = [{**ROW, "char_start": at, "char_end": at + len(SALE), "confidence": 3} for at in places]
    (tmp_path / "coasts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    folders = ("--codings", str(tmp_path), "--texts", str(tmp_path), "--json")
    environment = {**os.environ, "BILATERAL_OUTPUT": str(tmp_path / "out"), "BILATERAL_LLM_CONCURRENCY": "1"}
    line = command(server, "evaluate", *folders)
    return subprocess.run(line, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)


def test_evaluate_tells_what_of_a_models_answers_could_not_be_used(tmp_path: Path) -> None:
    def answer(n: int, shown: dict[str, object]) -> Reply:
        return Reply("I will not.") if n < 2 else Reply({"claims": [ROW, {**ROW, "kind": "war"}]})

    with serving(answer) as server:
        done = evaluated(tmp_path, server)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["unused"] == {
        "windows": 3,
        "unread": 1,
        "rejects": {"the answer is not JSON": 1, "unknown kind": 2},
    }
    assert done.stderr == (
        "Of 3 windows 1 could not be read, and 2 rows were refused or kept in part "
        "(unknown kind: 2; the answer is not JSON: 1)\n"
    )


def test_evaluate_of_a_model_that_never_answers_usably_is_no_score(tmp_path: Path) -> None:
    with serving(lambda n, _: Reply("I will not.")) as server:
        done = evaluated(tmp_path, server)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("bilateral: the model answered nothing that could be used: Of 3 windows 3 could not")
    assert len(done.stderr.splitlines()) == 1


INTERRUPTIBLE = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from flows.cli import main; main()"
)


def interrupted(tmp_path: Path, times: int, delay: float) -> tuple[int, str, str, float]:
    """Interrupt a run so many times while two calls are under way; return status, stdout, stderr, seconds."""
    (tmp_path / "first.md").write_text(f"# First\n\n{SALE}\n")
    (tmp_path / "second.md").write_text(many(4))
    under_way = threading.Semaphore(0)

    def answer(n: int, shown: dict[str, object]) -> Reply:
        if n == 0:
            return Reply({"claims": [ROW]})
        under_way.release()
        return Reply({"claims": [ROW]}, delay=delay)

    with serving(answer) as server:
        files = (str(tmp_path / "first.md"), str(tmp_path / "second.md"))
        line = command(server, "extract", *files, "--output", str(tmp_path / "out"), "--concurrency", "2")
        line[1:3] = ["-c", INTERRUPTIBLE]
        run = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2):
            assert under_way.acquire(timeout=60)
        begun = time.monotonic()
        run.send_signal(signal.SIGINT)
        assert run.stderr is not None
        # What the first document took is told before.
        said = next(line for line in run.stderr if line.startswith("waiting"))
        for _ in range(times - 1):
            run.send_signal(signal.SIGINT)
        out, rest = run.communicate(timeout=60)
        took = time.monotonic() - begun
        assert len(server.calls) == 3, "no new call was begun"
    return run.returncode, out, said + rest, took


def kept(tmp_path: Path) -> int:
    return len(list((tmp_path / "out").rglob("llm/*/*.json")))


def test_an_interrupt_says_what_it_waits_for_and_keeps_what_is_paid_for(tmp_path: Path) -> None:
    status, out, said, _ = interrupted(tmp_path, 1, 3.0)
    assert status not in (0, 2)
    assert said.startswith("waiting for 2 calls under way, so that what is paid for is kept; Ctrl-C again to leave")
    assert len(out.splitlines()) == 1 and kept(tmp_path) == 3


def test_a_second_interrupt_leaves_at_once(tmp_path: Path) -> None:
    status, out, _, took = interrupted(tmp_path, 2, 20.0)
    assert status == 130 and took < 15
    assert len(out.splitlines()) == 1 and kept(tmp_path) == 1


def extracted(tmp_path: Path, server: Server, text: str, *options: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "coasts.md").write_text(text)
    line = command(server, "extract", str(tmp_path / "coasts.md"), "--output", str(tmp_path / "out"), *options)
    return subprocess.run(line, capture_output=True, text=True, cwd=ROOT, check=False)


def plain(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return the lines of stderr that are no rejects."""
    return [line for line in done.stderr.splitlines() if not line.startswith("{")]


def test_extract_by_a_model_that_never_answers_usably_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with serving(lambda n, _: Reply("I will not.")) as server:
        done = extracted(tmp_path, server, many(2))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count('"reason": "the answer is not JSON"') == 2
    assert plain(done)[-1] == (
        "bilateral: coasts: the model answered nothing that could be used: Of 2 windows 2 could not be read, "
        "and 0 rows were refused or kept in part (the answer is not JSON: 2); name another model"
    )


def test_extract_says_that_a_part_of_a_document_could_not_be_read_and_keeps_the_claims(tmp_path: Path) -> None:
    with serving(lambda n, _: Reply("I will not." if n < 2 else {"claims": [ROW]})) as server:
        done = extracted(tmp_path, server, many(3), "--concurrency", "1")
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 2)
    warning, spent = plain(done)
    file = tmp_path / "coasts.md"
    assert spent == f"{file}: 3 windows, 4 calls, 40000 tokens in and 40 out", "one was asked twice"
    assert warning == (
        f"{file}: Of 3 windows 1 could not be read, and 0 rows were refused or kept in part "
        "(the answer is not JSON: 1); claims may be missing where it could not be read"
    )


def test_extract_without_claims_says_so_and_what_it_took(tmp_path: Path) -> None:
    prices = ("--price-in", "3", "--price-out", "15")
    with serving(lambda n, _: Reply({"claims": []}, usage=(10_000, 400))) as server:
        first, again = (extracted(tmp_path, server, many(2), *prices) for _ in range(2))
    assert (first.returncode, first.stdout) == (0, "")
    file = tmp_path / "coasts.md"
    assert first.stderr.splitlines() == [
        f"{file}: no claims found",
        f"{file}: 2 windows, 2 calls, 20000 tokens in and 800 out, cost 0.0720",
    ]
    assert again.stderr.endswith(": 2 windows, 0 calls, 0 tokens in and 0 out, cost 0.0000\n")
