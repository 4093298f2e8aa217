"""The command line: help with examples, one-line errors, and no heavy import before a command needs it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import weakref
from pathlib import Path

import pytest
import typer

from flows.cli import app, main

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = list(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
NOTE = "In March 1999 Chile sold six attack helicopters to Ecuador. Ecuador's president visited Santiago in May 1999.\n"


def bilateral(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    import os

    command = [sys.executable, "-m", "flows.cli", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **environment}, cwd=ROOT, check=False
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = bilateral(command, "--help")
    assert done.returncode == 0
    assert f"Example: bilateral {command}" in done.stdout


def test_the_readme_lists_every_command_and_no_other() -> None:
    listed = re.findall(r"^\| `bilateral (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)


def test_help_loads_nothing_heavy() -> None:
    probe = (
        "import sys; from typer.testing import CliRunner; from flows.cli import app; "
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0; "
        "print([m for m in ('prefect', 'spacy', 'great_expectations', 'polars', 'duckdb') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "f_0", "--output", "{tmp}"), "run `bilateral build` first"),
        (("sql", "SELECT 1", "--output", "{tmp}"), "run `bilateral build` first"),
        (("build", "--seeds", "{tmp}/none"), "give the seeds with --seeds"),
        (("verify", "2026.01.1", "--output", "{tmp}"), "run `bilateral build` first"),
        (("diff", "{tmp}", "latest", "--output", "{tmp}"), "give its folder or version"),
        (("publish", "--to", "{tmp}/there", "--output", "{tmp}"), "run `bilateral build` first"),
        (
            ("deposit", "2026.11.1", "--to", "{tmp}/note.txt", "--creator", "Doe, Jane", "--contact", "d@example.org"),
            "note.txt: Not a directory; check the path",
        ),
        (("add", "{tmp}/note.txt", "--title", "\udcff", "--issued", "1999", "--seeds", "{tmp}"), "is not UTF-8"),
        (("extract", "{tmp}/none.txt"), "none.txt"),
        (("extract", "{tmp}/note.docx"), "note.docx"),
        (("extract", "--coder", "oracle", "{tmp}/note.txt"), "use --coder local"),
        (("extract", "--coder", "llm", "{tmp}/note.txt"), "give --model and --base-url"),
        (
            (
                *("extract", "--coder", "llm", "--model", "m", "--base-url", "http://127.0.0.1:9", "{tmp}/note.txt"),
                *("--max-tokens", "0", "--calls-per-minute", "0", "--tokens-per-minute", "0"),
            ),
            "--max-tokens, --calls-per-minute, --tokens-per-minute must be 1 or more",
        ),
        (("extract", "{tmp}/note.txt", "{tmp}/note.md"), "would both be the source note"),
        (("extract", "{tmp}/note.txt", "--model", "m", "--dry-run"), "--model, --dry-run: only with --coder llm"),
        (("evaluate", "--codings", "{tmp}", "--texts", "{tmp}"), "names must match"),
        (("evaluate", "--texts", "{tmp}", "--model", "m"), "--model: only with --coder llm"),
        (("add", "{tmp}/none.txt", "--title", "T", "--issued", "1999", "--seeds", "{tmp}"), "none.txt"),
    ],
)
def test_an_error_is_one_line_that_says_what_to_do(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(NOTE)
    (tmp_path / "note.docx").write_bytes(b"PK")
    done = bilateral(*(a.format(tmp=tmp_path) for a in arguments))
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert done.stdout == ""


def test_an_error_that_somebody_keeps_holds_nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, held = ValueError("no"), []

    def failing() -> None:
        connection = type("Connection", (), {})()
        held.append(weakref.ref(connection))
        raise kept

    monkeypatch.setattr("flows.cli.app", failing)
    with pytest.raises(SystemExit):
        main()
    assert held[0]() is None


def test_a_prefect_server_that_is_named_must_answer(tmp_path: Path) -> None:
    done = bilateral("build", "--output", str(tmp_path), PREFECT_API_URL="http://127.0.0.1:9/api")
    assert done.returncode == 2
    assert done.stderr.strip() == (
        "bilateral: no Prefect server answers at http://127.0.0.1:9/api: start it, or unset PREFECT_API_URL"
    )


def test_a_build_tells_a_wrong_amount_of_memory_before_it_looks_for_a_server(tmp_path: Path) -> None:
    named = {"BILATERAL_MEMORY": "lots", "PREFECT_API_URL": "http://127.0.0.1:9/api"}
    done = bilateral("build", "--output", str(tmp_path), **named)
    assert done.returncode == 2
    assert done.stderr == "bilateral: BILATERAL_MEMORY is 'lots': write it like 2GiB, or unset it\n"


def test_extract_prints_claims_with_their_words(tmp_path: Path) -> None:
    file = tmp_path / "A Note.txt"
    file.write_text(NOTE)
    done = bilateral("extract", str(file))
    claims = [json.loads(line) for line in done.stdout.splitlines()]
    # How good the coder is, is measured elsewhere; what it prints must be whole and true to the text.
    assert ("arms_transfer", ["CHL"], ["ECU"], "1999-03") in [
        (c["kind"], c["source"], c["target"], c["date"]) for c in claims
    ]
    for claim in claims:
        assert claim["source_id"] == "a-note"
        assert claim["coder"] == "local"
        assert NOTE[claim["char_start"] : claim["char_end"]] == claim["quote"]
    assert bilateral("extract", str(file)).stdout == done.stdout


def test_extract_says_so_where_it_finds_no_claims(tmp_path: Path) -> None:
    file = tmp_path / "garden.txt"
    file.write_text("The roses of the garden opened early, and nobody had cut them.")
    done = bilateral("extract", str(file))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"{file}: no claims found\n")


def test_evaluate_gives_figures_as_json(tmp_path: Path) -> None:
    from schemas.ids import sha256_text

    (tmp_path / "note.txt").write_text(NOTE)
    sale = NOTE[: NOTE.index(".")]
    gold = {
        "kind": "arms_transfer",
        "source": ["CHL"],
        "target": ["ECU"],
        "others": [],
        "date": "1999-03",
        "status": "occurred",
        "phase": None,
        "amount": None,
        "quantity": {"value": 6, "item": "attack helicopters"},
        "agents": [],
        "event_key": "arms-chl-ecu",
        "confidence": 3,
        "char_start": 0,
        "char_end": len(sale),
        "quote_sha256": sha256_text(sale),
    }
    (tmp_path / "note.jsonl").write_text(json.dumps(gold) + "\n")
    done = bilateral("evaluate", "--codings", str(tmp_path), "--texts", str(tmp_path), "--json")
    pooled = json.loads(done.stdout)["pooled"]
    assert (pooled["gold"], pooled["paired"], pooled["recall"]) == (1, 1, 1.0)
    assert pooled["precision"] == round(1 / pooled["predicted"], 3)
    assert pooled["exact_f1"] == pooled["f1"], "sale, parties, date and status are right"


def test_evaluate_holds_two_folders_of_codings_against_each_other(tmp_path: Path) -> None:
    row = {"kind": "visit", "source": ["CHL"], "target": ["ECU"], "status": "occurred", "char_start": 0, "char_end": 9}
    for name, rows in {"mine": [row], "hers": [row, row | {"kind": "trade", "char_end": 5}]}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "note.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows))
    (tmp_path / "hers" / "other.jsonl").write_text("")
    (tmp_path / "note.txt").write_text(NOTE)
    sides = ("--codings", str(tmp_path / "mine"), "--against", str(tmp_path / "hers"), "--texts", str(tmp_path))
    done = bilateral("evaluate", *sides, "--worst", "1")
    assert done.returncode == 0, done.stderr
    assert "alpha" in done.stdout and "date precision" in done.stdout
    assert "In Ma" in done.stdout, "the words of the miss"
    assert done.stderr == "Not compared, since only one side has them: other\n"
    told = json.loads(bilateral("evaluate", *sides, "--json").stdout)
    assert (told["pooled"]["precision"], told["pooled"]["recall"]) == (1.0, 0.5)


def _chat(rows: list[dict[str, object]]):
    from tests.extract.llm_server import Reply, serving

    return serving(lambda number, shown: Reply({"claims": rows}))


def test_extract_with_a_model_prints_claims_and_hands_refused_rows_to_stderr(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text(NOTE)
    row = {
        **{"kind": "arms_transfer", "source": ["CHL"], "target": ["ECU"], "others": [], "date": "1999-03"},
        **{"date_basis": "explicit", "status": "occurred", "phase": None, "amount": None, "quantity": None},
        **{"agents": [], "asserted_by": None, "quote": "Chile sold six attack helicopters to Ecuador"},
    }
    with _chat([row, {**row, "quote": "Chile gave them away"}]) as server:
        asked = ("extract", str(file), "--coder", "llm", "--output", str(tmp_path / "out"))
        named = ("--model", "small", "--base-url", server.url)
        planned = bilateral(*asked, *named, "--dry-run", "--price-in", "1", "--price-out", "2")
        assert planned.returncode == 0 and server.calls == []
        assert planned.stdout.startswith("note: 1 windows, 0 answered before, about ")
        assert "cost about" in planned.stdout
        done = bilateral(*asked, BILATERAL_LLM_MODEL="small", BILATERAL_LLM_BASE_URL=server.url)
        again = bilateral(*asked, *named)
        assert len(server.calls) == 1, "the second run found the answer"
    [claim] = [json.loads(line) for line in done.stdout.splitlines()]
    assert (claim["coder"], claim["quote"]) == ("llm", row["quote"])
    refused, spent = done.stderr.splitlines()
    assert spent == f"{file}: 1 windows, 1 calls, 10000 tokens in and 10 out"
    reject = json.loads(refused)
    assert reject["reason"] == "the quote is not in the text"
    assert json.loads(reject["row_json"])["quote"] == "Chile gave them away"
    nothing = spent.replace("1 calls, 10000 tokens in and 10", "0 calls, 0 tokens in and 0")
    assert (again.stdout, again.stderr.splitlines()) == (done.stdout, [refused, nothing])


def test_the_package_of_the_model_is_loaded_by_its_calls_alone() -> None:
    probe = (
        "import sys; import flows.extract, flows.cli, flows.extract.llm; "
        "print([m for m in ('openai', 'spacy', 'prefect') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_a_killed_run_goes_on_without_paying_twice(tmp_path: Path) -> None:
    import os
    import threading

    from tests.extract.llm_server import Reply, serving

    file = tmp_path / "note.md"
    file.write_text("# Note\n\n" + "".join(f"## Part {i}\n\nThe year {i} was quiet.\n\n" for i in range(4)))
    third, over = threading.Event(), threading.Event()

    def answer(number: int, shown: dict[str, object]) -> Reply:
        if number == 2:
            third.set()
            over.wait(30)
        return Reply({"claims": []})

    command = [sys.executable, "-m", "flows.cli", "extract", str(file), "--coder", "llm", "--concurrency", "1"]
    with serving(answer) as server:
        command += ["--model", "small", "--base-url", server.url, "--output", str(tmp_path / "out")]
        killed = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ))
        assert third.wait(60)
        killed.kill()
        killed.wait(10)
        over.set()
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
        shown = [server.shown(i)["section"] for i in range(len(server.calls))]
    assert shown == ["Part 0", "Part 1", "Part 2", "Part 2", "Part 3"]
    took = "4 windows, 2 calls, 20000 tokens in and 20 out"
    assert (done.stdout, done.stderr) == ("", f"{file}: no claims found\n{file}: {took}\n")


def test_evaluate_takes_the_model_that_options_or_the_environment_name(tmp_path: Path) -> None:
    row = {
        **{"kind": "arms_transfer", "source": ["CHL"], "target": ["ECU"], "others": [], "date": "1999-03"},
        **{"date_basis": "explicit", "status": "occurred", "phase": None, "amount": None, "quantity": None},
        **{"agents": [], "asserted_by": None, "quote": NOTE[: NOTE.index(".")]},
    }
    from schemas.ids import sha256_text

    place = {"char_start": 0, "char_end": NOTE.index("."), "quote_sha256": sha256_text(str(row["quote"]))}
    gold = {key: value for key, value in row.items() if key not in ("quote", "date_basis", "asserted_by")}
    (tmp_path / "note.txt").write_text(NOTE)
    (tmp_path / "note.jsonl").write_text(json.dumps({**gold, **place, "event_key": "arms", "confidence": 3}) + "\n")
    with _chat([row]) as server:
        environment = {"BILATERAL_LLM_MODEL": "m", "BILATERAL_LLM_BASE_URL": server.url}
        environment["BILATERAL_OUTPUT"] = str(tmp_path / "out")
        folders = ("--codings", str(tmp_path), "--texts", str(tmp_path))
        done = bilateral("evaluate", "--coder", "llm", *folders, "--json", **environment)
        named = ("--model", "m", "--base-url", server.url.removesuffix("/v1"))
        table = bilateral("evaluate", "--coder", "llm", *named, *folders, BILATERAL_OUTPUT=str(tmp_path / "out"))
        other = bilateral("evaluate", "--coder", "llm", "--model", "n", *folders, "--json", **environment)
        assert len(server.calls) == 2, "an answer is kept for its model"
    assert json.loads(done.stdout)["pooled"]["f1"] == json.loads(other.stdout)["pooled"]["f1"] == 1.0
    assert table.returncode == 0 and "arms_transfer" in table.stdout and table.stderr == ""


def test_a_model_that_finds_nothing_has_a_table_too(tmp_path: Path) -> None:
    coding = {"kind": "visit", "source": ["CHL"], "target": ["ECU"], "date": None, "status": "occurred"}
    (tmp_path / "note.txt").write_text(NOTE)
    (tmp_path / "note.jsonl").write_text(json.dumps({**coding, "char_start": 0, "char_end": 9, "confidence": 3}) + "\n")
    folders = ("--codings", str(tmp_path), "--texts", str(tmp_path))
    with _chat([]) as server:
        named = ("--model", "m", "--base-url", server.url)
        done = bilateral("evaluate", "--coder", "llm", *named, *folders, BILATERAL_OUTPUT=str(tmp_path / "out"))
    assert done.returncode == 0 and "visit" in done.stdout, done.stderr
