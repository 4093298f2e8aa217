"""Verifying a release: whoever alters a byte, a row or a claim is found, even if the sums were made anew."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from pathlib import Path

import duckdb
import pytest
from factories import VISIT, database, world
from test_cli import bilateral

from flows.publish import integrity
from flows.publish.draft import sha256
from flows.publish.opened import opened
from flows.publish.release import publish
from flows.settings import Settings
from flows.verify import verify
from schemas.ids import sha256_text
from schemas.tables import TABLES

TEXTS = {
    "first-essay": "In 1965 the president went to Moscow; a pact came in 1972.".ljust(99, "-") + "\n",
    "brief": "The visit of 1965, told once more and in short.".ljust(49, "-") + "\n",
}
CHECK = {"part": "bounds", "name": "rows", "check": "at least 1", "passed": True, "warns": False, "rows": "4"}


def rows():
    """Return the world with texts behind it."""
    made = world()
    for source in made["sources"]:
        source["text_sha256"] = sha256_text(TEXTS[source["source_id"]])
    for claim in made["claims"]:
        words = TEXTS[claim["source_id"]][claim["char_start"] : claim["char_end"]]
        claim |= {"quote_sha256": sha256_text(words), "quote": words if claim.get("quote") else None}
    next(f for f in made["facts"] if f["fact_id"] == VISIT)["flags"] = "out_of_office:RUS"
    return made


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    folder = tmp_path_factory.mktemp("verify")
    return publish(database(folder, rows()), folder / "releases", {}, dt.date(2026, 3, 9), lambda _: [CHECK]).folder


@pytest.fixture
def release(untouched, tmp_path):
    return Path(shutil.copytree(untouched, tmp_path / "release"))


@pytest.fixture
def articles(tmp_path):
    (tmp_path / "articles").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "articles" / f"{name}.txt").write_text(text)
    return tmp_path / "articles"


def failures(release, articles=None):
    settings = Settings(seeds=release.parent / "seeds", output=release.parent, articles=release.parent / "none")
    return {r.name: r.failures for r in verify(release, settings, articles) if r.failures}


def rewrite(release, table, change, manifest=False):
    """Change a table's Parquet by SQL, then make sums (and, if asked, the manifest) as if that were the release."""
    path = release / "tables" / f"{table}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS FROM '{path}'")
        connection.execute(change)
        key = ", ".join(TABLES[table].key)
        connection.execute(
            f"COPY (FROM t ORDER BY {key}) TO '{path}' (FORMAT parquet, KV_METADATA {{version: '2026.03.1'}})"
        )
    if manifest:
        with opened(release) as tables:
            told = json.loads((release / "manifest.json").read_text())
            told["content_sha256"] = integrity.content.hashes_of(tables)
            told["counts"][table] = tables.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
        (release / "manifest.json").write_text(json.dumps(told))
        diff = json.loads((release / "diff.json").read_text())
        diff["content_sha256"]["after"] = told["content_sha256"]
        (release / "diff.json").write_text(json.dumps(diff))
        described = json.loads((release / "datapackage.json").read_text())
        for one in described["resources"]:
            one |= {"hash": f"sha256:{sha256(release / one['path'])}"}
            one |= {"bytes": (release / one["path"]).stat().st_size}
        (release / "datapackage.json").write_text(json.dumps(described))
    resum(release)


def resum(release):
    files = sorted(p for p in release.rglob("*") if p.is_file() and p.name != "SHA256SUMS")
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(release).as_posix()}\n" for p in files]
    (release / "SHA256SUMS").write_text("".join(lines))


def test_a_whole_release_passes_and_every_claim_is_held_to_its_text(release, articles):
    settings = Settings(seeds=release, output=release, articles=release)
    results = {r.name: r for r in verify(release, settings, articles)}
    assert not any(r.failures for r in results.values())
    assert results["quotes"].looked_at == "5 of 5 claims rest on the words they say"
    assert set(results) == {"release", "files", "tables", "content", "data tests", "records", "descriptor", "quotes"}


def test_a_byte_a_missing_and_an_extra_file_are_found(release):
    data = bytearray((release / "codebook.md").read_bytes())
    data[10] ^= 1
    (release / "codebook.md").write_bytes(data)
    (release / "codebook.csv").unlink()
    (release / "tables" / "more.txt").write_text("x")
    assert failures(release)["files"] == [
        "codebook.csv is missing",
        "tables/more.txt does not belong to the release",
        "codebook.md was altered",
    ]


@pytest.mark.parametrize("text", [None, "no sums at all\n", "00  one.csv\n00  one.csv\n"])
def test_sums_that_cannot_be_read_are_a_failure(release, text):
    (release / "SHA256SUMS").unlink() if text is None else (release / "SHA256SUMS").write_text(text)
    [line] = failures(release)["files"]
    assert "SHA256SUMS" in line and "fetch the release anew" in line


def test_a_byte_of_a_table_is_found_by_its_sum_and_a_table_that_cannot_be_read_is_a_failure(release):
    path = release / "tables" / "facts.parquet"
    path.write_bytes(path.read_bytes()[:-9])
    found = failures(release)
    assert found["files"] == ["tables/facts.parquet was altered"]
    assert found["tables"][0].startswith("cannot be checked") and found["content"][0].startswith("cannot be checked")


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("facts", "UPDATE t SET amount_value = 7, amount_currency = 'USD'"),
        ("actors", "UPDATE t SET actor_name = 'Another' WHERE actor_id = 'UN'"),
        ("disputes", "DELETE FROM t WHERE NOT is_chosen"),
        ("works", "INSERT INTO t (work_id, title) VALUES ('w_0123456789abcdef', 'x')"),
        ("claims", "INSERT INTO t SELECT * REPLACE ('c_0123456789abcdef' AS claim_id, false AS is_preferred) FROM t"),
    ],
)
def test_a_row_altered_with_its_sums_is_found_by_the_content(release, table, change):
    rewrite(release, table, change.replace("FROM t", "FROM t LIMIT 1") if "REPLACE" in change else change)
    found = failures(release)
    assert "files" not in found
    assert any(line.startswith(table) for line in found["content"])


def test_a_claim_altered_with_sums_and_manifest_is_found_by_its_words(release, articles):
    rewrite(release, "claims", "UPDATE t SET char_start = 11 WHERE quote IS NULL AND kind = 'aid'", manifest=True)
    assert set(failures(release)) == set(), "nothing in the release itself tells"
    found = failures(release, articles)
    assert list(found) == ["quotes"]
    [line] = found["quotes"]
    assert line.startswith("c_") and line.endswith("of first-essay: characters 11 to 30 are other words")


def test_a_quote_that_is_not_what_stands_there_is_found(release, articles):
    change = "UPDATE t SET quote = 'other words', quote_sha256 = sha256('other words') WHERE quote IS NOT NULL"
    rewrite(release, "claims", change, manifest=True)
    assert list(failures(release, articles)) == ["quotes"]


def test_a_fact_altered_with_sums_and_manifest_is_found_by_the_data_tests(release):
    rewrite(release, "facts", f"UPDATE t SET date_edtf = '1964' WHERE fact_id = '{VISIT}'", manifest=True)
    assert list(failures(release)) == ["data tests"]


@pytest.mark.parametrize(
    ("table", "change", "words"),
    [
        ("facts", "UPDATE t SET kind = 'picnic'", "kind: 'picnic' fails"),
        ("claims", "UPDATE t SET source_id = 'stranger' WHERE quote IS NOT NULL", "refers to no row of sources"),
        ("works", "INSERT INTO t SELECT * FROM t", "repeats that of an earlier row"),
        ("facts", "ALTER TABLE t DROP COLUMN flags", "facts: flags differs from the schema"),
        ("facts", "ALTER TABLE t ALTER n_claims TYPE DOUBLE", "facts: n_claims differs from the schema"),
        ("rejects", "UPDATE t SET reject_id = 'r'", "rejects: reject_id fails"),
    ],
)
def test_tables_are_held_to_schema_keys_and_references(release, table, change, words):
    rewrite(release, table, change)
    assert any(words in line for line in failures(release)["tables"])


def test_a_text_that_is_another_edition_fails_and_one_that_is_absent_is_told(release, articles):
    (articles / "brief.txt").unlink()
    (articles / "first-essay.txt").write_text("Another text altogether, with other words in it.\n")
    settings = Settings(seeds=release, output=release, articles=release)
    quotes = verify(release, settings, articles)[-1]
    assert quotes.looked_at == "0 of 4 claims rest on the words they say; no text at hand of brief (1 claims)"
    assert quotes.failures[0] == "first-essay: the text at hand is not the one that the release tells of"
    assert len(quotes.failures) == 5


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("diff.json", None, "diff.json or diff.html is missing"),
        ("diff.html", None, "diff.json or diff.html is missing"),
        ("diff.json", {"after": "2020.01.1"}, "is not about this release"),
        ("diff.json", {"note": None}, "does not say that this is the first"),
        ("diff.json", {"schema": {"rule_kept": False}}, "schema changed more"),
        ("validation.json", None, "was not held to the gate"),
        ("validation.json", {"results": []}, "validation.json is not about this release"),
        ("validation.json", {"results": [{**CHECK, "passed": False}]}, "the gate failed on rows: at least 1"),
    ],
)
def test_a_release_without_its_diff_or_its_gate_is_refused(release, name, change, words):
    path = release / name
    if change is None:
        path.unlink()
    else:
        path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    resum(release)
    [line] = failures(release)["records"]
    assert words in line


# The descriptor

TYPES = {"text": "string"}


@pytest.fixture
def described(release):
    def write(change=lambda resources: None):
        resources = {
            name: {
                "path": f"tables/{name}.parquet",
                "hash": f"sha256:{sha256(release / 'tables' / f'{name}.parquet')}",
                "bytes": (release / "tables" / f"{name}.parquet").stat().st_size,
                "schema": {
                    "fields": [{"name": c.name, "type": TYPES.get(c.type, c.type)} for c in table.columns],
                    "primaryKey": list(table.key),
                    "foreignKeys": [
                        {"fields": [c], "reference": {"resource": t.split(".")[0].replace("_", "-"), "fields": ["x"]}}
                        for c, t in table.foreign.items()
                    ],
                },
            }
            for name, table in TABLES.items()
        }
        change(resources)
        (release / "datapackage.json").write_text(json.dumps({"resources": list(resources.values())}))
        resum(release)
        return failures(release)

    return write


def test_a_descriptor_that_fits_passes(described):
    assert described() == {}


def test_fields_may_stand_with_the_csv_of_a_table(described, release):
    (release / "csv" / "facts.csv.gz").write_bytes(b"rows")

    def change(resources):
        csv = {**resources["facts"], "path": "csv/facts.csv.gz", "bytes": 4}
        csv["hash"] = f"sha256:{hashlib.sha256(b'rows').hexdigest()}"
        resources["facts-csv"] = csv
        resources["facts"].pop("schema")

    assert described(change) == {}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda r: r.pop("facts"), "tables/facts.parquet is not described"),
        (lambda r: r["facts"].update(hash="sha256:" + "0" * 64), "the hash is not the SHA-256 of the file"),
        (lambda r: r["facts"].update(hash=""), "no hash is given"),
        (lambda r: r["facts"].pop("schema"), "no resource tells the fields of facts"),
        (lambda r: r["claims"]["schema"]["foreignKeys"].pop(), "claims.parquet: the foreign keys are not those"),
        (lambda r: r["facts"].update(bytes=1), "1 bytes are told"),
        (lambda r: r["facts"]["schema"]["fields"].pop(), "field flags is not there, the file has string"),
        (lambda r: r["facts"]["schema"]["fields"][0].update(type="integer"), "field fact_id is integer"),
        (lambda r: r["facts"]["schema"].update(primaryKey="kind"), "the primary key is fact_id"),
        (lambda r: r.update(more={"path": "../x", "hash": "0"}), "leads out of the release"),
        (lambda r: r.update(more={"path": "x.csv", "hash": "0"}), "x.csv: no such file"),
    ],
)
def test_a_descriptor_that_does_not_fit_is_found(described, change, words):
    found = described(change)
    assert list(found) == ["descriptor"]
    assert any(words in line for line in found["descriptor"])


def test_a_release_without_its_descriptor_is_refused(release):
    (release / "datapackage.json").unlink()
    resum(release)
    assert failures(release) == {"descriptor": ["datapackage.json is missing: a release describes its files"]}


# The command


def test_the_command_says_how_many_claims_hold_and_fails_by_its_exit_status(untouched, articles, tmp_path):
    (tmp_path / "seeds").mkdir()
    shutil.copytree(untouched, tmp_path / "release")
    command = ("verify", str(tmp_path / "release"), "--articles", str(articles), "--seeds", str(tmp_path / "seeds"))
    done = bilateral(*command)
    assert (done.returncode, done.stderr) == (0, "")
    assert "5 of 5 claims rest on the words they say" in done.stdout
    rewrite(tmp_path / "release", "claims", "UPDATE t SET char_end = 31", manifest=True)
    done = bilateral(*command)
    assert done.returncode == 1
    assert "FAILED quotes: 0 of 5 claims" in done.stdout
    assert done.stdout.count("are other words") == 5
