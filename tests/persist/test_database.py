"""The database is made anew each time; the one that people read is replaced whole or not at all."""

import subprocess
import sys

import duckdb
import polars as pl
import pytest
from factories import database, good_row, parquet, world

from flows.persist.database import replace, write
from schemas.models import frame
from schemas.tables import TABLES


def rows(path, query):
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_all_tables_are_written_and_counted(tmp_path):
    checked = parquet(tmp_path / "checked")
    counts = write(tmp_path / "new.duckdb", checked)
    assert list(counts) == list(TABLES)
    assert counts == {name: len(given) for name, given in world().items()}
    with duckdb.connect(str(tmp_path / "new.duckdb"), read_only=True) as connection:
        for name in TABLES:
            found = connection.sql(f"FROM {name}").pl().cast(dict(frame(name, []).schema))
            assert set(found.rows()) == set(pl.read_parquet(checked / f"{name}.parquet").rows()), name


def test_nothing_of_an_old_candidate_is_left(tmp_path):
    path = database(tmp_path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE leftover AS SELECT 1 AS a")
    database(tmp_path, {"works": [good_row("works", source_id=None)]})
    assert rows(path, "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'leftover'") == [(0,)]
    assert rows(path, "SELECT (SELECT count(*) FROM facts), (SELECT count(*) FROM works)") == [(0, 1)]


def kill_a_writer_of(path):
    killed = (
        f"import duckdb, os; c = duckdb.connect({str(path)!r}); c.execute('CREATE TABLE leftover (a INT)'); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", killed], check=False)
    assert path.with_name(f"{path.name}.wal").exists(), "a killed writer leaves its journal"


def test_the_journal_of_a_killed_writer_does_not_keep_the_new_database_from_opening(tmp_path):
    path = tmp_path / "bilateral.duckdb"
    kill_a_writer_of(path)
    replace(database(tmp_path), path)
    assert rows(path, "SELECT count(*) FROM facts") == [(4,)]


def test_nothing_of_a_killed_run_is_left_in_the_new_candidate(tmp_path):
    path = tmp_path / "candidate.duckdb"
    kill_a_writer_of(path)
    database(tmp_path)
    assert rows(path, "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'leftover'") == [(0,)]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["candidate.duckdb", "checked"]


def test_a_database_that_is_no_database_is_written_over(tmp_path):
    (tmp_path / "candidate.duckdb").write_text("half a file")
    assert rows(database(tmp_path), "SELECT count(*) FROM facts") == [(4,)]


def test_a_row_that_breaks_a_reference_stops_the_write(tmp_path):
    checked = parquet(tmp_path / "checked")
    frame("facts", []).write_parquet(checked / "facts.parquet")
    with pytest.raises(duckdb.ConstraintException):
        write(tmp_path / "new.duckdb", checked)


def test_a_failed_write_leaves_the_old_database_as_it_was(tmp_path):
    old = tmp_path / "out" / "bilateral.duckdb"
    replace(database(tmp_path), old)
    before = old.read_bytes()
    checked = parquet(tmp_path / "other")
    (checked / "rejects.parquet").unlink()
    with pytest.raises(duckdb.IOException):
        write(tmp_path / "candidate.duckdb", checked)
    assert old.read_bytes() == before


def test_the_candidate_takes_the_place_of_the_old_database(tmp_path):
    path = tmp_path / "out" / "deep" / "bilateral.duckdb"
    replace(database(tmp_path), path)
    replace(database(tmp_path, {"works": [good_row("works", source_id=None)]}), path)
    assert rows(path, "SELECT (SELECT count(*) FROM facts), (SELECT count(*) FROM works)") == [(0, 1)]
    assert [p.name for p in path.parent.iterdir()] == ["bilateral.duckdb"]
    assert not (tmp_path / "candidate.duckdb").exists()


def test_someone_who_reads_the_old_database_goes_on_reading_it(tmp_path):
    path = tmp_path / "bilateral.duckdb"
    replace(database(tmp_path), path)
    with duckdb.connect(str(path), read_only=True) as reader:
        replace(database(tmp_path, {}), path)
        assert reader.execute("SELECT count(*) FROM facts").fetchone() == (4,)
    assert rows(path, "SELECT count(*) FROM facts") == [(0,)]


def test_a_brief_may_stand_before_its_origin(tmp_path):
    sources = world()["sources"]
    checked = parquet(tmp_path / "checked", {"sources": sources[::-1]})
    assert write(tmp_path / "new.duckdb", checked)["sources"] == 2
