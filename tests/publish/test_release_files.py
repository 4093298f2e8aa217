"""A release: its files, versions, descriptors, and that it is there whole or not at all."""

import csv
import datetime as dt
import hashlib
import io
import json
import shutil
import subprocess
from pathlib import Path

import duckdb
import polars as pl
import pytest
from factories import database, good_row, world

from flows.publish import cautions, codebook, content, copy, release
from flows.publish.inputs import describe
from flows.publish.release import latest, newest, publish, unchanged
from schemas.columns import COLUMNS
from schemas.ids import make_id
from schemas.tables import TABLES
from schemas.version import SCHEMA_VERSION

TODAY = dt.date(2026, 3, 9)
INPUTS = {"sources": [{"source_id": "first-essay"}], "git_commit": None}
DESCRIBED = {
    *{"README.md", "CHANGELOG.md", "CITATION.cff", "LICENSE.md", "references.bib", "manifest.json", "SHA256SUMS"},
    *{"codebook.md", "codebook.csv", "codebook.html", "datapackage.json", "croissant.json", "bilateral.duckdb"},
    "index.html",
}


def table(made, name):
    return made.folder / "tables" / f"{name}.parquet"


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """Return a database that holds one work more than the world."""
    rows = world()
    rows["works"].append({"work_id": make_id("w", "other"), "title": "Another book"})
    return database(tmp_path_factory.mktemp("changed"), rows)


# Files


def test_a_release_holds_these_files_and_no_others(made):
    found = {p.relative_to(made.folder).as_posix() for p in made.folder.rglob("*") if p.is_file()}
    tables = {f"tables/{name}.parquet" for name in TABLES}
    packed = {f"csv/{name}.csv.gz" for name in TABLES}
    labelled = {f"stata/{name}.dta" for name in TABLES if name != "rejects"}
    assert found == tables | packed | labelled | DESCRIBED | {"diff.json", "diff.html"}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_in_key_order_with_plain_columns(made, name):
    data = pl.read_parquet(table(made, name))
    key = list(TABLES[name].key)
    assert data.select(key).equals(data.select(key).sort(key))
    types = {"text": pl.String, "integer": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean, "date": pl.Date}
    assert dict(data.schema) == {c.name: types[c.type] for c in TABLES[name].columns}


def parquet_metadata(path: Path) -> dict[str, str]:
    rows = duckdb.sql(f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{path}')").fetchall()
    return dict(rows)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_says_what_it_is_and_is_packed_with_zstd(made, name):
    path = table(made, name)
    found = parquet_metadata(path)
    assert {k: found[k] for k in ("dataset", "version", "licence", "description")} == {
        **{"dataset": "bilateral", "version": made.version},
        **{"licence": "CC-BY-4.0", "description": TABLES[name].description},
    }
    assert json.loads(found["columns"]) == {c.name: c.description for c in TABLES[name].columns}
    packing = duckdb.sql(f"SELECT DISTINCT compression FROM parquet_metadata('{path}')").fetchall()
    assert packing in ([("ZSTD",)], [])


def test_no_column_is_a_dictionary_of_codes(made):
    kinds = duckdb.sql(f"SELECT typeof(kind), typeof(status) FROM '{table(made, 'claims')}' LIMIT 1").fetchall()
    assert kinds == [("VARCHAR", "VARCHAR")]


def test_checksums_verify_every_file_but_their_own(made):
    lines = (made.folder / "SHA256SUMS").read_text().splitlines()
    sums = dict(reversed(line.split("  ")) for line in lines)
    files = {p.relative_to(made.folder).as_posix() for p in made.folder.rglob("*") if p.is_file()}
    assert set(sums) == files - {"SHA256SUMS"}
    assert list(sums) == sorted(sums)
    for name, found in sums.items():
        assert hashlib.sha256((made.folder / name).read_bytes()).hexdigest() == found


def test_sha256sum_reads_the_checksums(made):
    try:
        done = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=made.folder, check=False)
    except FileNotFoundError:
        pytest.skip("sha256sum is not on this machine")
    assert done.returncode == 0


def test_the_manifest_tells_what_the_release_is_and_was_made_from(made, base):
    manifest = json.loads((made.folder / "manifest.json").read_text())
    assert manifest == {
        **{"name": "bilateral", "version": "2026.03.1", "created": "2026-03-09", "licence": "CC-BY-4.0"},
        **{"schema_version": SCHEMA_VERSION, "counts": content.counts(base), "content_sha256": content.hashes(base)},
        "warnings": cautions.count(base),
        **INPUTS,
    }
    assert manifest["counts"] == {n: pl.read_parquet(table(made, n)).height for n in TABLES}


def test_a_second_release_of_the_same_has_the_same_tables(made, base, tmp_path):
    again = publish(base, tmp_path / "releases", INPUTS, TODAY)
    for name in TABLES:
        assert table(again, name).read_bytes() == table(made, name).read_bytes(), name


# What is published


def test_readings_of_other_coders_stay_in_the_database(made, base):
    with duckdb.connect(str(base), read_only=True) as connection:
        kept = connection.execute("SELECT count(*) FILTER (NOT is_preferred), count(*) FROM claims").fetchone()
        links = connection.execute("SELECT count(*) FROM claim_actors").fetchone()
    assert kept == (1, 6)
    assert links == (12,)
    claims = pl.read_parquet(table(made, "claims"))
    assert claims["is_preferred"].all() and claims.height == 5
    linked = set(pl.read_parquet(table(made, "claim_actors"))["claim_id"])
    assert linked == set(claims["claim_id"])
    markers = set(pl.read_parquet(table(made, "citations"))["marker"])
    assert markers == {"of the preferred claim", "of no claim"}


def test_every_reference_of_a_release_leads_somewhere(made):
    for t in TABLES.values():
        for column, target in t.foreign.items():
            parent, key = target.split(".")
            lost = set(pl.read_parquet(table(made, t.name))[column].drop_nulls())
            assert lost <= set(pl.read_parquet(table(made, parent))[key]), (t.name, column)


# Versions


def test_numbers_count_up_within_a_month_and_begin_anew_with_the_next(base, tmp_path):
    for version in ("2026.03.1", "2026.04.1"):
        (tmp_path / "releases" / version).mkdir(parents=True)
    made = [publish(base, tmp_path / "releases", {}, day).version for day in (dt.date(2026, 5, 1), TODAY)]
    assert made == ["2026.05.1", "2026.03.2"]
    assert latest(tmp_path / "releases") == "2026.03.2"


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ((), "2026.03.1"),
        (("2026.03.1", "2026.03.4"), "2026.03.5"),
        (("2026.03.9", "2026.03.10"), "2026.03.11"),
        (("2026.02.7", "2025.03.7"), "2026.03.1"),
        (("notes", ".2026.03.8.part", "2026.03.8-old"), "2026.03.1"),
    ],
)
def test_a_number_is_one_more_than_the_last_whatever_gaps_there_are(tmp_path, there, expected):
    for name in there:
        (tmp_path / name).mkdir()
    assert release._next_version(tmp_path, TODAY) == expected


# Nothing new


def test_without_a_release_nothing_is_unchanged(base, tmp_path):
    assert latest(tmp_path / "releases") is None
    assert unchanged(base, tmp_path / "releases", {}) is None


def test_a_last_release_whose_manifest_is_damaged_is_named(made, base, tmp_path):
    shutil.copytree(made.folder, tmp_path / "releases" / made.version)
    (tmp_path / "latest").symlink_to(f"releases/{made.version}")
    (tmp_path / "latest" / "manifest.json").write_text("cut")
    with pytest.raises(ValueError, match=r"manifest\.json is not JSON .*; fetch the release anew"):
        unchanged(base, tmp_path / "releases", {})


def test_a_database_with_the_same_rows_is_unchanged(made, base):
    same = unchanged(base, made.folder.parent, {})
    assert same is not None
    assert (same.version, same.folder, same.is_new) == (made.version, made.folder, False)


def test_a_database_with_another_row_is_changed(made, changed):
    assert unchanged(changed, made.folder.parent, {}) is None


def test_what_is_not_published_changes_nothing(made, tmp_path):
    rows = world()
    rows["claims"][-1]["status"] = "planned"
    assert unchanged(database(tmp_path, rows), made.folder.parent, {}) is not None


def test_latest_without_its_release_counts_as_none(tmp_path):
    (tmp_path / "releases").mkdir()
    (tmp_path / "latest").symlink_to(Path("releases") / "2026.03.1")
    assert latest(tmp_path / "releases") is None


# Whole or not at all


@pytest.fixture
def released(made, tmp_path):
    """Return the folder of releases of an output folder that holds the first release; it may be changed."""
    shutil.copytree(made.folder.parent.parent, tmp_path / "out", symlinks=True)
    return tmp_path / "out" / "releases"


def test_latest_is_a_link_that_moves_with_its_folder(released):
    assert (released.parent / "latest").resolve() == released / "2026.03.1"


def test_a_release_follows_the_last_that_is_there_where_no_link_says_which(base, released):
    (released.parent / "latest").unlink()
    assert newest(released) == "2026.03.1"
    assert unchanged(base, released, {}) is None, "what a checkout brings may lack the packed tables"
    folder = publish(base, released, INPUTS, TODAY).folder
    assert json.loads((folder / "diff.json").read_text())["before"] == "2026.03.1"
    assert "Against 2026.03.1" in (folder / "CHANGELOG.md").read_text()
    assert newest(released) == "2026.03.2"
    assert newest(released / "none") is None


STEPS = [
    (release, "write_parquet"),
    (release, "write_stata"),
    (copy, "write_copy"),
    (codebook, "as_csv"),
    (content, "hashes"),
    (release, "_sums"),
    (release, "_point"),
]


def test_a_failure_leaves_latest_and_the_last_release_as_they_were(base, released, monkeypatch):
    def fail(*_, **__):
        raise OSError("the disk is full")

    before = {p: p.read_bytes() for p in (released / "2026.03.1").rglob("*") if p.is_file()}
    for place, name in STEPS:
        with monkeypatch.context() as patch:
            patch.setattr(place, name, fail)
            with pytest.raises(OSError, match="the disk is full"):
                publish(base, released, INPUTS, TODAY)
        assert latest(released) == "2026.03.1", name
    assert {p: p.read_bytes() for p in before} == before
    # What failed runs left is in nobody's way.
    assert publish(base, released, INPUTS, TODAY).version == latest(released)
    assert not list(released.glob(".*"))


def test_a_release_is_in_place_before_latest_points_at_it(base, released, monkeypatch):
    seen = []
    point = release._point

    def look(releases, version):
        seen.append((latest(releases), (releases / version / "SHA256SUMS").is_file()))
        point(releases, version)

    monkeypatch.setattr(release, "_point", look)
    assert publish(base, released, {}, TODAY).version == "2026.03.2"
    assert seen == [("2026.03.1", True)]
    assert latest(released) == "2026.03.2"


# Hashes of content


def test_the_hash_of_content_rests_on_rows_and_not_on_their_order_or_file(base, tmp_path):
    turned = {name: rows[::-1] for name, rows in world().items()}
    assert content.hashes(database(tmp_path, turned)) == content.hashes(base)


def test_the_hash_of_content_does_not_rest_on_the_last_bits_of_a_number(tmp_path):
    row = good_row("dyad_years", source_actor="PAK", target_actor="RUS", year=1965)
    actors = [{"actor_id": a, "actor_name": a, "actor_type": "state"} for a in ("PAK", "RUS")]

    def hashed(value):
        rows = {"actors": actors, "dyad_years": [row | {"mean_intensity": value}]}
        return content.hashes(database(tmp_path / repr(value), rows))["dyad_years"]

    assert hashed(0.1 + 0.2) == hashed(0.3)
    assert hashed(-0.0) == hashed(0.0)
    assert hashed(0.3) != hashed(0.3000001)


def test_the_hash_of_content_is_that_of_its_text(base):
    """Texts, numbers, dates and empty values, hashed here without DuckDB."""
    with duckdb.connect(str(base), read_only=True) as connection:
        rows = connection.sql(content.query(TABLES["state_codes"])).pl().to_dicts()
    told = [json.dumps(row, default=str, separators=(",", ":"), ensure_ascii=False) for row in rows]
    joined = "".join(hashlib.sha256(line.encode()).hexdigest() for line in told)
    assert content.hashes(base)["state_codes"] == hashlib.sha256(joined.encode()).hexdigest()


def test_the_hash_of_content_changes_with_the_table_that_changes_and_no_other(base, changed):
    before, after = content.hashes(base), content.hashes(changed)
    assert {name for name in TABLES if before[name] != after[name]} == {"works"}


def test_the_hash_of_content_tells_where_a_value_stands(tmp_path):
    row = {"work_id": make_id("w", "book")}
    variants = [{"title": "A"}, {"container": "A"}, {"title": "A", "url": None}]
    made = (database(tmp_path / str(n), {"works": [{**row, **variant}]}) for n, variant in enumerate(variants))
    hashes = [content.hashes(path)["works"] for path in made]
    assert hashes[0] == hashes[2] != hashes[1]


# Codebook and inputs


def test_the_codebook_has_a_row_per_column():
    rows = list(csv.DictReader(io.StringIO(codebook.as_csv())))
    expected = [(t.name, c.name) for t in TABLES.values() for c in t.columns]
    assert [(r["table"], r["column"]) for r in rows] == expected
    status = next(r for r in rows if (r["table"], r["column"]) == ("facts", "status"))
    assert (status["type"], status["may_be_empty"], status["key"]) == ("text", "false", "false")
    assert status["codes"].startswith("occurred = took place or is in force; planned = ")
    actor = next(r for r in rows if (r["table"], r["column"]) == ("fact_actors", "actor_id"))
    assert (actor["key"], actor["refers_to"]) == ("true", "actors.actor_id")


def test_the_codebook_page_tells_every_table_column_and_code():
    page = codebook.as_markdown()
    for t in TABLES.values():
        assert f"\n## {t.name}\n\n{t.description}\n" in page
        section = page.split(f"\n## {t.name}\n")[1].split("\n## ")[0]
        assert [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")] == [
            c.name for c in t.columns
        ]
    codes = {(code, meaning) for c in COLUMNS.values() for code, meaning in (c.codes or {}).items()}
    assert all(f"| `{code}` | {meaning} |" in page for code, meaning in codes)
    rows = [line for line in page.splitlines() if line.startswith("|")]
    assert {line.count("|") for line in rows} == {3, 5}, "no cell holds a bar of its own"


def test_inputs_are_told_by_hash_version_and_commit(base, tmp_path):
    for name in ("lexicon", "codings"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file.csv").write_text("a,b\n")
    found = describe(base, tmp_path)
    assert [s["source_id"] for s in found["sources"]] == ["brief", "first-essay"]
    assert found["sources"][1] == {
        **{"source_id": "first-essay", "text_sha256": world()["sources"][0]["text_sha256"]},
        **{"text_at_hand": True, "coder_version": "hand-1"},
    }
    seeds = found["seeds_sha256"]
    assert seeds["lexicon"] == seeds["codings"] != seeds["decisions"]
    (tmp_path / "lexicon" / "file.csv").write_text("a,c\n")
    assert describe(base, tmp_path)["seeds_sha256"]["lexicon"] != seeds["lexicon"]
    assert found["packages"]["duckdb"] == duckdb.__version__
    assert found["git_commit"] is None
    assert found["lock_sha256"] is None
    assert found["local_coder"] is None


def test_the_list_of_installed_packages_is_told_by_its_hash(base, tmp_path):
    (tmp_path / ".locks").mkdir()
    (tmp_path / ".locks" / "run.lock").write_text("polars==1\n")
    expected = hashlib.sha256(b"polars==1\n").hexdigest()
    assert describe(base, tmp_path / "seeds")["lock_sha256"] == expected


def test_the_local_coders_card_is_told(base, tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "card.json").write_text('{"seed": 1, "threshold": 0.3}')
    assert describe(base, tmp_path)["local_coder"] == {"recommended_threshold": 0.3, "seed": 1}


def test_a_source_without_text_or_claims_says_so(tmp_path):
    path = database(tmp_path, {"sources": [good_row("sources", derived_from=None)]})
    assert describe(path, tmp_path)["sources"] == [
        {"source_id": "first-essay", "text_sha256": "0" * 64, "text_at_hand": False, "coder_version": None}
    ]
