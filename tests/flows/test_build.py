"""The main job on tiny corpora that succeed, fail and are empty, against a real Prefect server."""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from schemas.ids import sha256_text
from tests.flows.running import Corpus, query, run

pytestmark = pytest.mark.usefixtures("server")


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file of a folder with its time of change and bytes."""
    found = (p for p in sorted(folder.rglob("*")) if p.is_file())
    return {str(p.relative_to(folder)): (p.stat().st_mtime_ns, p.read_bytes()) for p in found}


def test_documents_become_a_release(corpus: Corpus, tmp_path: Path) -> None:
    built = run(corpus("success"), tmp_path / "out")

    assert built.release is not None and built.release.is_new
    assert (tmp_path / "out" / "latest").resolve() == built.release.folder.resolve()
    hand = query(tmp_path / "out", "SELECT kind, date_edtf FROM claims WHERE coder = 'hand' ORDER BY char_start")
    assert [kind for kind, _ in hand] == ["visit", "trade", "aid", "arms_transfer", "investment"]
    # The two documents tell of one loan, in one year and of one sum.
    loans = query(tmp_path / "out", "SELECT n_sources, n_claims FROM facts WHERE kind = 'aid' AND amount_value = 4e7")
    assert loans == [(2, 2)]
    # The other coder's reading of the hand-coded document is kept, apart from the facts.
    other = query(tmp_path / "out", "SELECT count(*), count(fact_id) FROM claims WHERE NOT is_preferred")
    assert other[0][0] > 0 and other[0][1] == 0
    published = duckdb.sql(
        f"SELECT count(*) FROM '{built.release.folder}/tables/claims.parquet' WHERE NOT is_preferred"
    )
    assert published.fetchall() == [(0,)]


def test_a_release_tells_how_good_its_machine_coders_are(corpus: Corpus, tmp_path: Path) -> None:
    seeds = corpus("success")
    built = run(seeds, tmp_path / "out")
    assert built.release is not None
    told = json.loads((built.release.folder / "manifest.json").read_text())["evaluation"]
    by_files = measured(seeds)
    assert list(told) == ["local"]
    assert told["local"]["documents"] == list(by_files["documents"])
    assert told["local"]["n_gold"] == by_files["pooled"]["gold"] > 0
    for figure in ("precision", "recall", "f1", "exact_f1"):
        assert told["local"][figure] == {"value": by_files["pooled"][figure], "interval": None}
    assert f"| `local` | 1 | {told['local']['n_gold']} |" in (built.release.folder / "codebook.md").read_text()


def measured(seeds: Path):
    """Return what `bilateral evaluate` says of the local coder on a corpus's own codings and texts."""
    from flows.assess import evaluate
    from flows.settings import load_settings

    return evaluate("local", seeds / "codings", seeds / "documents", "all", load_settings(seeds))


def test_without_a_text_there_are_no_figures(corpus: Corpus, tmp_path: Path) -> None:
    seeds = corpus("success")
    for coding in (seeds / "codings").glob("*.jsonl"):
        next((seeds / "documents").glob(f"{coding.stem}.*")).unlink()
    built = run(seeds, tmp_path / "out")
    assert built.release is not None
    assert json.loads((built.release.folder / "manifest.json").read_text())["evaluation"] == {}
    assert "No figures" in (built.release.folder / "codebook.md").read_text()


def test_the_run_leaves_a_summary_with_the_server(corpus: Corpus, tmp_path: Path, server: str) -> None:
    seeds = corpus("success")
    (seeds / "documents" / "beta.md").unlink()
    built = run(seeds, tmp_path / "out", publishing=False)
    body = json.dumps({"artifacts": {"key": {"any_": ["bilateral-build"]}}, "sort": "UPDATED_DESC", "limit": 1})
    request = urllib.request.Request(f"{server}/artifacts/filter", body.encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as reply:
        [artifact] = json.load(reply)
    assert f"| claims | {built.counts['claims']} |" in artifact["data"]
    assert "| sources | no coder could read it" in artifact["data"]


def test_what_a_text_leaves_untied_is_kept_among_the_rejects(corpus: Corpus, tmp_path: Path) -> None:
    seeds = corpus("success")
    text = (seeds / "documents" / "beta.md").read_text() + "\nThe road was opened late.<sup>7</sup>\n"
    (seeds / "documents" / "beta.md").write_text(text)
    registry = (seeds / "sources.toml").read_text()
    old = re.search(r'\[beta\].*?text_sha256 = "(\w+)"\nn_chars = (\d+)', registry, re.DOTALL)
    assert old is not None
    registry = registry.replace(old[1], sha256_text(text)).replace(f"n_chars = {old[2]}", f"n_chars = {len(text)}")
    (seeds / "sources.toml").write_text(registry)
    run(seeds, tmp_path / "out", publishing=False)
    [(reason, row)] = query(tmp_path / "out", "SELECT reason, row_json FROM rejects WHERE table_name = 'document'")
    assert "7" in reason
    assert json.loads(row) == {"source_id": "beta"}


def test_a_second_build_on_unchanged_inputs_publishes_nothing(corpus: Corpus, tmp_path: Path) -> None:
    seeds, out = corpus("success"), tmp_path / "out"
    first = run(seeds, out)
    before = files(out / "releases")
    work = files(out / ".work" / "claims")

    second = run(seeds, out)

    assert second.release is not None and first.release is not None
    assert not second.release.is_new and second.release.version == first.release.version
    assert files(out / "releases") == before
    assert files(out / ".work" / "claims") == work, "an unchanged source was coded again"


def test_one_build_at_a_time_writes_to_a_folder(corpus: Corpus, tmp_path: Path) -> None:
    seeds, out = corpus("success"), tmp_path / "out"
    (out / ".work").mkdir(parents=True)
    with FileLock(out / ".work" / "build.lock"), pytest.raises(ValueError) as caught:
        run(seeds, out)
    assert str(caught.value) == f"another build writes to {out}: wait for it, or give another --output"
    assert list(out.rglob("*.*")) == [out / ".work", out / ".work" / "build.lock"]
    assert run(seeds, out, publishing=False).counts["claims"] > 0


def test_a_seed_with_a_stray_quotation_mark_is_one_line_before_anything_is_read(corpus: Corpus, tmp_path: Path) -> None:
    seeds = corpus("success")
    actors = seeds / "lexicon" / "actors.csv"
    actors.write_text(actors.read_text().replace("\n", '\n"', 1))
    with pytest.raises(ValueError, match=r"actors\.csv row 2: .* look for a stray quotation mark there") as caught:
        run(seeds, tmp_path / "out")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out" / ".work" / "documents").exists()


def test_output_that_is_no_folder_is_refused_before_anything_is_read(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("notes")
    with pytest.raises(ValueError) as caught:
        run(corpus("success"), tmp_path / "out")
    assert str(caught.value) == f"cannot write to {tmp_path / 'out'} (Not a directory): give a folder with --output"
    assert (tmp_path / "out").read_text() == "notes"


def test_only_what_changed_is_coded_again(corpus: Corpus, tmp_path: Path) -> None:
    seeds, out = corpus("success"), tmp_path / "out"
    run(seeds, out, publishing=False)
    before = {folder.name for folder in (out / ".work" / "claims").iterdir()}
    coding = seeds / "codings" / "alpha.jsonl"
    coding.write_text("".join(coding.read_text().splitlines(keepends=True)[:-1]))

    run(seeds, out, publishing=False)

    (new,) = {folder.name for folder in (out / ".work" / "claims").iterdir()} - before
    assert new.startswith("alpha-hand-")
    assert query(out, "SELECT count(*) FROM claims WHERE coder = 'hand'") == [(4,)]


def test_decisions_are_applied_published_and_refused_when_their_claim_is_gone(corpus: Corpus, tmp_path: Path) -> None:
    seeds, out = corpus("success"), tmp_path / "out"
    run(seeds, out, publishing=False)
    claims = "SELECT claim_id FROM claims WHERE fact_id IS NOT NULL AND kind = '{}' ORDER BY source_id"
    (loan,), (other,) = query(out, claims.format("aid"))
    visit, trade = (query(out, claims.format(kind))[0][0] for kind in ("visit", "trade"))
    file = seeds / "decisions" / "decisions.csv"
    file.parent.mkdir(exist_ok=True)
    signed = "read anew,A. Reader,2024-05-01"
    header = "action,claim_id,other_claim_id,column_name,corrected_value,reason,decided_by,decided_on"
    rows = [
        f"split,{loan},{other},,,{signed}",
        f"correct,{loan},,amount_value,5e7,{signed}",
        f"reject,{visit},,,,{signed}",
        f"correct,{trade},,kind,aid,{signed}",
        f"merge,{trade},{other},,,{signed}",
    ]
    file.write_text("\n".join([header, *rows]) + "\n")

    built = run(seeds, out)

    assert built.release is not None and built.counts["decisions"] == 5
    facts = dict(query(out, "SELECT claim_id, fact_id FROM claims WHERE fact_id IS NOT NULL"))
    assert facts[trade] == facts[other] != facts[loan]
    assert query(out, f"SELECT kind, amount_value FROM facts WHERE fact_id = '{facts[loan]}'") == [("aid", 5e7)]
    assert query(out, f"SELECT count(*) FROM claims WHERE claim_id = '{visit}'") == [(0,)]
    rejected = query(
        out, "SELECT reason FROM rejects WHERE table_name = 'claims' AND reason LIKE 'read anew (decision d_%'"
    )
    assert len(rejected) == 1
    published = duckdb.sql(
        "SELECT action, value_before, corrected_value "
        f"FROM '{built.release.folder}/tables/decisions.parquet' ORDER BY action, value_before"
    )
    assert published.fetchall() == [
        ("correct", "40000000", "5e7"),
        ("correct", "trade", "aid"),
        ("merge", None, None),
        ("reject", None, None),
        ("split", None, None),
    ]

    before, releases, database = file.read_text(), files(out / "releases"), (out / "bilateral.duckdb").read_bytes()
    gone = "c_" + "0" * 16
    for row in (
        f"merge,{gone},{loan},,",
        f"split,{loan},{gone},,",
        f"correct,{gone},,status,planned",
        f"reject,{gone},,,",
    ):
        file.write_text(before + f"{row},{signed}\n")
        with pytest.raises(
            ValueError, match=f"names claim {gone}, which no coder makes any more: take the row out"
        ) as no:
            run(seeds, out)
        assert "\n" not in str(no.value)
    assert files(out / "releases") == releases and (out / "latest" / "manifest.json").is_file()
    assert (out / "bilateral.duckdb").read_bytes() == database


def test_a_failed_gate_leaves_release_and_database_as_they_were(corpus: Corpus, tmp_path: Path) -> None:
    seeds, out = corpus("success"), tmp_path / "out"
    run(seeds, out)
    before = files(out / "releases")
    database = (out / "bilateral.duckdb").read_bytes()
    (seeds / "bounds.csv").write_text("table_name,column_name,minimum,maximum,why\nfacts,,1000,,cannot be met\n")
    (seeds / "codings" / "alpha.jsonl").write_text("")

    with pytest.raises(ValueError, match=r"(?s)stopped, the last .*facts.*seeds.bounds\.csv holds the bounds"):
        run(seeds, out)

    assert files(out / "releases") == before
    assert (out / "latest" / "manifest.json").is_file()
    assert (out / "bilateral.duckdb").read_bytes() == database


def test_a_stopped_release_tells_what_was_rejected_before(corpus: Corpus, tmp_path: Path) -> None:
    seeds = corpus("success")
    (seeds / "bounds.csv").write_text("table_name,column_name,minimum,maximum,why\nfacts,,1000,,cannot be met\n")
    actors = seeds / "lexicon" / "actors.csv"
    actors.write_text(re.sub(r"(?m)^(CHL,[^,]*,[^,]*),CHL", r"\1,chile", actors.read_text()))
    with pytest.raises(ValueError, match=r"(?s)the release was stopped.*\n  rejected before, 1 of actors: iso3"):
        run(seeds, tmp_path / "out")


def test_the_failing_corpus_is_stopped_and_says_where(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"stopped:\n  rows of facts: at least 1000 fails for \d+ \(more than"):
        run(corpus("failing"), tmp_path / "out")
    assert not (tmp_path / "out" / "latest").exists()
    assert not (tmp_path / "out" / "bilateral.duckdb").exists()


def test_a_document_without_claims_gives_an_empty_release(corpus: Corpus, tmp_path: Path) -> None:
    built = run(corpus("empty"), tmp_path / "out")
    assert built.release is not None
    assert built.counts["facts"] == built.counts["claims"] == built.counts["dyad_years"] == 0
    assert built.counts["passages"] > 0
    manifest = json.loads((built.release.folder / "manifest.json").read_text())
    assert manifest["counts"]["sources"] == 1


def test_a_document_that_changed_since_it_was_registered_stops_the_build(corpus: Corpus, tmp_path: Path) -> None:
    seeds = corpus("success")
    (seeds / "documents" / "beta.md").write_text("Another text altogether, with other offsets.\n")
    with pytest.raises(ValueError, match="beta: the text of .* as registered"):
        run(seeds, tmp_path / "out")


def test_a_source_that_nobody_can_read_is_kept_among_the_rejects(corpus: Corpus, tmp_path: Path) -> None:
    seeds = corpus("success")
    (seeds / "documents" / "beta.md").unlink()
    built = run(seeds, tmp_path / "out")
    rejects = query(tmp_path / "out", "SELECT row_json, reason FROM rejects WHERE table_name = 'sources'")
    assert [json.loads(row) for row, _ in rejects] == [{"source_id": "beta"}]
    assert built.counts["sources"] == 2


def test_the_repository_builds_and_never_quotes_an_article(dataset: Path) -> None:
    assert query(dataset, "SELECT count(*), count(quote) FROM claims WHERE coder = 'hand'") == [(477, 0)]
    quoted = "SELECT count(*) FROM claims JOIN sources USING (source_id) WHERE may_quote AND quote IS NULL"
    assert query(dataset, quoted) == [(0,)]
    assert (dataset / "latest" / "manifest.json").is_file()


def test_the_articles_are_read_where_they_are_at_hand(articles_dir: Path, dataset: Path) -> None:
    assert query(dataset, "SELECT count(DISTINCT source_id) FROM passages") == [(10,)]
    assert query(dataset, "SELECT count(DISTINCT source_id) FROM claims WHERE coder = 'local'") == [(10,)]
