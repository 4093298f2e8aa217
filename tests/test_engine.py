"""DuckDB as the steps open it: within its memory, with the rest in a temporary folder that it leaves empty."""

import duckdb
import pytest

from flows.engine import connect

SORTED = "CREATE TABLE t AS SELECT sha256(i::VARCHAR) AS h FROM range(2_000_000) rows (i) ORDER BY h"


@pytest.fixture(autouse=True)
def spill(tmp_path, monkeypatch):
    """Let what does not fit be kept in a folder of the test's own."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_rows_that_do_not_fit_into_memory_are_sorted_all_the_same(monkeypatch, spill):
    monkeypatch.setenv("BILATERAL_MEMORY", "100MiB")
    with connect() as connection:
        connection.execute(SORTED)
        assert connection.execute("SELECT count(*) FROM t").fetchall() == [(2_000_000,)]
        assert any(file.stat().st_size for file in spill.rglob("*") if file.is_file()), "it all fitted"
    assert list(spill.iterdir()) == []


def test_a_database_is_opened_with_the_same_memory(spill):
    path = spill / "one.duckdb"
    with connect(path) as connection:
        connection.execute("CREATE TABLE u (i INTEGER)")
        told = "SELECT current_setting('memory_limit')"
        assert connection.execute(told).fetchall() == [("768.0 MiB",)]
    with connect(path, read_only=True) as connection, pytest.raises(duckdb.InvalidInputException, match="read-only"):
        connection.execute("INSERT INTO u VALUES (1)")


@pytest.mark.parametrize("memory", ["lots", "2", "", "0GiB", "-1GiB"])
def test_what_is_no_amount_of_memory_is_one_line(monkeypatch, memory):
    monkeypatch.setenv("BILATERAL_MEMORY", memory)
    with pytest.raises(ValueError, match=f"^BILATERAL_MEMORY is '{memory}': write it like 2GiB, or unset it$"):
        connect()
