"""The gate: a good small database passes, and each suite has a case that fails and names its row."""

import shutil

import duckdb
import pytest
from factories import LOAN, PACT, VISIT, WAR, database

from flows.validate import gate as gates
from flows.validate.gate import SUITES, Suite, gate
from flows.validate.outcome import stopping
from schemas.ids import make_id

CLAIM = make_id("c", "first-essay", "hand", VISIT)
REJECT = make_id("r", "one")


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return database(tmp_path_factory.mktemp("good"))


def without_checks(path, folder):
    """Copy a database into tables without keys and bounds, so that a bad row can be put past the schema."""
    new = folder / "loose.duckdb"
    with duckdb.connect(str(new)) as connection:
        connection.execute(f"ATTACH '{path}' AS old (READ_ONLY)")
        names = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'old' AND NOT internal"
        ).fetchall()
        for (name,) in names:
            connection.execute(f"CREATE TABLE {name} AS FROM old.{name}")
    return new


# Suite, what is done to the good database, part of the expectation, rows named.
CASES = [
    (
        "rows kept and rejected",
        "DELETE FROM citations; UPDATE rejects SET table_name = 'citations'",
        "n_kept",
        "citations",
    ),
    ("facts", f"INSERT INTO facts FROM facts WHERE fact_id = '{VISIT}'", "to_be_unique", f"{VISIT}, {VISIT}"),
    ("facts", f"UPDATE facts SET date_end = '1900-01-01' WHERE fact_id = '{WAR}'", "column_A=date_end", WAR),
    ("facts", f"UPDATE facts SET n_sources = 3 WHERE fact_id = '{VISIT}'", "column_B=n_sources", VISIT),
    ("facts", f"UPDATE facts SET intensity = 10.5 WHERE fact_id = '{PACT}'", "column=intensity", PACT),
    ("facts", f"UPDATE facts SET is_anachronistic = true WHERE fact_id = '{LOAN}'", "without_reason", LOAN),
    ("facts and their claims", f"UPDATE facts SET n_claims = 7 WHERE fact_id = '{VISIT}'", "n_found", VISIT),
    ("facts and their claims", f"DELETE FROM claims WHERE fact_id = '{WAR}'", "n_found", WAR),
    ("facts and their parties", f"DELETE FROM fact_actors WHERE fact_id = '{WAR}' AND actor_id = 'IND'", "min", WAR),
    ("facts and their parties", f"DELETE FROM fact_actors WHERE fact_id = '{LOAN}'", "n_actors", LOAN),
    ("claims and their sources", f"UPDATE claims SET char_end = 101 WHERE claim_id = '{CLAIM}'", "char_end", CLAIM),
    ("claims and their sources", f"UPDATE claims SET quote = 'w' WHERE claim_id = '{CLAIM}'", "forbidden", CLAIM),
    ("claims and their sources", f"UPDATE claims SET fact_id = NULL WHERE claim_id = '{CLAIM}'", "without_fact", CLAIM),
    (
        "rejects and their sources",
        """UPDATE rejects SET row_json = '{"source_id": "first-essay", "quote": "its words"}'""",
        "column=forbidden_quote",
        REJECT,
    ),
    (
        "rejects and their sources",
        """UPDATE rejects SET row_json = '{"source_id": "stranger", "quote": "its words"}'""",
        "column=forbidden_quote",
        REJECT,
    ),
    ("passages cover their source", "DELETE FROM passages WHERE passage_role = 'note'", "n_covered", "first-essay"),
]


def failures(database):
    return stopping(gate(database))


def test_a_good_database_passes_every_expectation_and_each_is_told(good):
    outcomes = gate(good)
    assert stopping(outcomes) == []
    assert {o.name for o in outcomes} == {s.name for s in SUITES}
    assert all(o.passed and not o.rows and o.part == "expectations" for o in outcomes)


def test_every_suite_has_a_failing_case():
    assert {case[0] for case in CASES} == {s.name for s in SUITES}


@pytest.mark.parametrize("case", CASES)
def test_a_bad_row_is_found_and_named(good, tmp_path, monkeypatch, case):
    suite, damage, expectation, rows = case
    monkeypatch.setattr(gates, "SUITES", [s for s in SUITES if s.name == suite])
    path = without_checks(good, tmp_path)
    with duckdb.connect(str(path)) as connection:
        connection.execute(damage)
    [failure] = failures(path)
    assert failure.name == suite
    assert expectation in failure.check
    assert str(failure) == f"{suite}: {failure.check} fails for {rows}"


def test_a_quote_may_stand_where_the_source_may_be_quoted(good, tmp_path):
    path = without_checks(good, tmp_path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("""UPDATE rejects SET row_json = '{"source_id": "brief", "quote": "its words"}'""")
    assert failures(path) == []


def test_many_bad_rows_are_counted_and_the_first_named(good, tmp_path):
    path = without_checks(good, tmp_path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE claims SET char_end = 1000")
    [failure] = failures(path)
    assert failure.rows.endswith(" and 1 more")
    assert failure.rows.count("c_") == 5


def test_an_empty_database_passes(tmp_path):
    assert failures(database(tmp_path, {})) == []


def test_the_gate_leaves_the_database_as_it_was(good, tmp_path):
    copy = shutil.copy(good, tmp_path / "copy.duckdb")
    gate(copy)
    assert copy.read_bytes() == good.read_bytes()
    assert [p.name for p in tmp_path.iterdir()] == ["copy.duckdb"]


def test_a_suite_that_breaks_is_no_pass(good, monkeypatch):
    broken = Suite("broken", "SELECT 1 AS a", ("a",), lambda e: [e.ExpectColumnValuesToNotBeNull(column="b")])
    monkeypatch.setattr(gates, "SUITES", (broken,))
    with pytest.raises(RuntimeError, match="gate suite 'broken' broke: "):
        gate(good)


IN_PARTS = Suite(
    "many rows",
    # Every number once, but 2,047 twice, at the border of two of DuckDB's vectors; each thousandth is empty.
    "SELECT CASE WHEN i = 2048 THEN 2047 ELSE i END AS number, CASE WHEN i % 1000 THEN i END AS filled "
    "FROM range(7000) numbers (i)",
    ("number",),
    lambda e: [e.ExpectColumnValuesToBeUnique(column="number"), e.ExpectColumnValuesToNotBeNull(column="filled")],
)


@pytest.mark.parametrize("vectors", [1, 2, 100])
def test_a_frame_held_in_parts_gives_what_it_gives_as_a_whole(good, monkeypatch, vectors):
    monkeypatch.setattr(gates, "SUITES", [IN_PARTS])
    monkeypatch.setattr(gates, "_VECTORS", vectors)
    assert [outcome.rows for outcome in gate(good)] == ["2047, 2047", "0, 1000, 2000, 3000, 4000 and 2 more"]


def test_parts_are_small_and_rows_of_one_name_stay_together(good, monkeypatch):
    monkeypatch.setattr(gates, "_VECTORS", 1)
    with duckdb.connect(str(good), read_only=True) as connection:
        parts = [list(part["number"]) for part in gates._parts(IN_PARTS, connection)]
    assert [len(part) for part in parts] == [2047, 2048, 2048, 857]
    assert parts[1][:2] == [2047, 2047]
