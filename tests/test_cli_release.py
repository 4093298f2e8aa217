"""The commands about releases: which release a name means, and what they print and write."""

import datetime as dt
import json

import pytest
from factories import database, world
from typer.testing import CliRunner

from flows import summary
from flows.cli import app
from flows.publish.release import publish
from schemas.ids import make_id


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    """Return an output folder with two releases, the second with one work more."""
    folder = tmp_path_factory.mktemp("output")
    rows = world()
    rows["works"].append({"work_id": make_id("w", "other"), "title": "Another book"})
    for name, given in (("one", None), ("two", rows)):
        publish(database(folder / name, given), folder / "releases", {}, dt.date(2026, 3, 9))
    return folder


def run(output, *arguments):
    done = CliRunner().invoke(app, [*arguments, "--output", str(output)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_diff_prints_lines_json_or_writes_a_page(output, tmp_path):
    lines = run(output, "diff", "2026.03.1", "latest").stdout
    assert "From 2026.03.1 to 2026.03.2" in lines and "works: 1 added, 0 removed, 0 changed" in lines
    told = json.loads(run(output, "diff", "2026.03.1", "2026.03.2", "--json").stdout)
    assert told["tables"]["works"]["added"] == 1
    page = tmp_path / "changes.html"
    assert run(output, "diff", str(output / "releases" / "2026.03.1"), "latest", "--html", str(page)).stdout == ""
    assert "Changes in release 2026.03.2" in page.read_text()


def test_publish_hands_on_the_release_that_is_named_or_the_last(output, tmp_path):
    assert "latest is 2026.03.1" in run(output, "publish", "--to", str(tmp_path), "--release", "2026.03.1").stdout
    assert "latest is 2026.03.2" in run(output, "publish", "--to", str(tmp_path)).stdout
    assert sorted(p.name for p in tmp_path.iterdir()) == ["2026.03.1", "2026.03.2", "latest"]


def test_deposit_writes_a_draft_and_says_that_a_person_sends_it(output, tmp_path):
    who = ("--creator", "Doe, Jane", "--creator", "Roe, Richard", "--contact", "jane@example.org")
    done = run(output, "deposit", "latest", "--to", str(tmp_path / "draft"), *who)
    assert "SEND.md says how to send it" in done.stdout
    told = json.loads((tmp_path / "draft" / ".zenodo.json").read_text())
    assert [c["name"] for c in told["creators"]] == ["Doe, Jane", "Roe, Richard"]


def test_verify_fails_a_release_that_was_not_held_to_the_gate(output):
    done = run(output, "verify", "2026.03.1")
    assert done.exit_code == 1
    assert "FAILED records" in done.stdout and "--articles DIR" in done.stdout


def test_a_release_that_is_not_there_is_told_with_those_that_are(output):
    with pytest.raises(ValueError, match=r"no release 2020\.01\.1: .* \(there are 2026\.03\.1, 2026\.03\.2\)"):
        run(output, "verify", "2020.01.1")


def test_what_the_gate_would_have_somebody_look_at_is_printed(output):
    assert summary.lines(output / "two" / "candidate.duckdb", None, ["rows of facts"])[-1].endswith("rows of facts")
