"""The main job with a model on loopback that reads sources beside people and the local coder."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.extract.llm_server import Reply, serving
from tests.flows.running import Corpus, query, run

pytestmark = pytest.mark.usefixtures("server")
ROW = {
    **{"kind": "meeting", "source": ["CHL"], "target": ["PER"], "others": [], "date": None, "date_basis": None},
    **{
        "status": "occurred",
        "phase": None,
        "amount": None,
        "quantity": None,
        "agents": [],
        "asserted_by": None,
        "quote": "",
    },
}


def rank(seeds: Path, **coders: list[str]) -> None:
    """Let these coders, best first, read these sources."""
    registry = (seeds / "sources.toml").read_text()
    for source_id, names in coders.items():
        registry = re.sub(
            rf"(\[{source_id}\].*?coders = )[^\n]*", rf"\g<1>{json.dumps(names)}", registry, flags=re.DOTALL
        )
    (seeds / "sources.toml").write_text(registry)


def name_model(monkeypatch: pytest.MonkeyPatch, url: str, **more: str) -> None:
    for name, value in {"MODEL": "small", "BASE_URL": url, **more}.items():
        monkeypatch.setenv(f"BILATERAL_LLM_{name}", value)


def test_a_source_is_read_by_a_model_only_where_one_is_named(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds, out = corpus("success"), tmp_path / "out"
    rank(seeds, beta=["llm", "local"])
    run(seeds, out, publishing=False)
    assert query(out, "SELECT count(*) FROM claims WHERE coder = 'llm'") == [(0,)]

    def answer(number: int, shown: dict) -> Reply:
        row = {**ROW, "quote": shown["text"].partition(".")[0]}
        return Reply({"claims": [row, {**row, "target": ["ATLANTIS"]}]})

    with serving(answer) as server:
        name_model(monkeypatch, server.url)
        built = run(seeds, out)
        asked = len(server.calls)
        second = run(seeds, out)
        assert asked > 0 and len(server.calls) == asked, "an unchanged source was paid for again"
    assert built.release is not None and second.release is not None and not second.release.is_new
    claims = query(out, "SELECT coder, is_preferred, count(*) FROM claims WHERE source_id = 'beta' GROUP BY ALL")
    assert ("llm", True, asked) in claims
    rejects = query(out, "SELECT reason, row_json FROM rejects WHERE table_name = 'claims'")
    assert [reason for reason, _ in rejects] == ["unknown actor ATLANTIS"] * asked
    assert {json.loads(row)["source_id"] for _, row in rejects} == {"beta"}


def test_a_build_stops_before_it_costs_more_than_allowed_and_the_next_goes_on(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds, out = corpus("success"), tmp_path / "out"
    rank(seeds, alpha=["hand", "llm"], beta=["llm"])
    # Three windows in two sources, each answer at 4; what two leave of the limit is too little for a third.
    prices = {"PRICE_IN": "0", "PRICE_OUT": "1000", "MAX_COST": "9", "CONCURRENCY": "1"}
    with serving(lambda number, shown: Reply({"claims": []}, usage=(9000, 4000))) as server:
        name_model(monkeypatch, server.url, **prices)
        with pytest.raises(ValueError, match=r"exceed 9 \(spent: 8.0000, .*BILATERAL_LLM_MAX_COST; what was") as error:
            run(seeds, out)
        assert "\n" not in str(error.value)
        assert len(server.calls) == 2
        assert not (out / "bilateral.duckdb").exists() and not (out / "latest").exists()
        built = run(seeds, out)
        shown = [server.shown(number)["text"] for number in range(len(server.calls))]
    assert built.release is not None and built.release.is_new
    assert len(shown) == len(set(shown)) == 3, "what was answered was not asked for again"


def test_people_come_first_and_the_figures_of_a_new_reader_are_a_new_release(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds, out = corpus("success"), tmp_path / "out"
    rank(seeds, alpha=["hand", "llm", "local"])
    loan = {
        **{**ROW, "kind": "aid", "source": ["IND"], "target": ["NPL"], "date": "1963", "date_basis": "explicit"},
        **{"amount": {"value": 4e7, "unit": "USD"}, "quote": "India lent Nepal 40 million dollars in 1963"},
    }
    first = run(seeds, out)
    with serving(lambda number, shown: Reply({"claims": [loan]})) as server:
        name_model(monkeypatch, server.url)
        second, third = run(seeds, out), run(seeds, out)
    assert first.release is not None and second.release is not None and third.release is not None
    before, after = (json.loads((b.release.folder / "manifest.json").read_text()) for b in (first, second))
    assert before["content_sha256"] == after["content_sha256"], "the facts rest on people's claims"
    assert (list(before["evaluation"]), list(after["evaluation"])) == (["local"], ["llm", "local"])
    assert after["evaluation"]["llm"]["precision"]["value"] == 1.0
    assert (second.release.is_new, third.release.is_new) == (True, False)
    readings = "SELECT coder, is_preferred, count(*) > 0 FROM claims WHERE source_id = 'alpha' GROUP BY ALL"
    assert set(query(out, readings)) == {("hand", True, True), ("llm", False, True), ("local", False, True)}


def test_a_model_that_answers_nothing_usable_has_not_read_a_source(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    seeds, out = corpus("success"), tmp_path / "out"
    preferred = "SELECT DISTINCT coder, is_preferred, fact_id IS NULL FROM claims WHERE source_id = 'beta'"
    rank(seeds, beta=["llm", "local"])
    usable = False

    def answer(number: int, shown: dict) -> Reply:
        return Reply({"claims": []} if usable else "I think there are no claims here.")

    with serving(answer) as server:
        name_model(monkeypatch, server.url)
        capfd.readouterr()
        run(seeds, out, publishing=False)
        said = [line for line in capfd.readouterr().err.splitlines() if "could not be read" in line]
        assert query(out, preferred) == [("local", True, False)], "its claims are the facts"
        rejects = query(out, "SELECT reason, row_json FROM rejects WHERE table_name = 'document'")
        told = {(reason, json.loads(row)["answer"]) for reason, row in rejects}
        assert told == {("the answer is not JSON", "I think there are no claims here.")}
        usable = True
        run(seeds, out, publishing=False)
    assert len(said) == 1 and said[0].startswith("beta: the model answered nothing that could be used: Of 2 windows 2")
    assert said[0].endswith("it counts as not read by llm: name another model, or build again")
    assert query(out, preferred) == [("local", False, True)], "what was not read was asked for again, and is now read"
