"""The rows of a release as CSV, Stata and DuckDB: the same rows as in Parquet, with what each format can tell."""

import csv
import datetime as dt
import gzip
import math

import duckdb
import polars as pl
import pyreadstat
import pytest
from factories import database, good_row, world
from polars.testing import assert_frame_equal

from flows.publish import stata
from flows.publish.copy import write_copy
from flows.publish.stata import value_labels, variable_label, write_stata
from flows.publish.tables import write_csv, write_parquet
from schemas.columns import COLUMNS, Column
from schemas.ids import make_id
from schemas.tables import TABLES

DAY = dt.date(2026, 3, 9)
FLAT = [name for name in TABLES if name not in stata.NOT_FLAT]


def parquet(made, name):
    return pl.read_parquet(made.folder / "tables" / f"{name}.parquet")


# CSV


@pytest.mark.parametrize("name", TABLES)
def test_csv_has_the_rows_of_the_table(made, name):
    expected = parquet(made, name)
    with gzip.open(made.folder / "csv" / f"{name}.csv.gz", "rb") as data:
        found = pl.read_csv(data.read(), schema=expected.schema)
    assert_frame_equal(found, expected)


def test_csv_tells_commas_quotes_lines_and_empty_values_apart(tmp_path):
    words = 'He said: "so,\nand so"'
    rows = {"works": [{"work_id": make_id("w", 1), "title": words, "container": None}]}
    write_csv(database(tmp_path, rows), tmp_path / "csv")
    with gzip.open(tmp_path / "csv" / "works.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        [row] = csv.DictReader(lines)
    assert row["title"] == words and row["container"] == ""


def test_packed_bytes_hold_no_time(made, base, tmp_path):
    write_csv(base, tmp_path / "csv")
    for name in TABLES:
        data = (tmp_path / "csv" / f"{name}.csv.gz").read_bytes()
        assert data == (made.folder / "csv" / f"{name}.csv.gz").read_bytes()
        assert data[4:8] == b"\0\0\0\0", "the time of gzip's header"


# Stata


def is_empty(value):
    return value is None or (isinstance(value, float) and math.isnan(value))


def as_parquet(frame, meta, name):
    """Return what a Stata file holds in the types of the Parquet file."""
    columns = {}
    for column in TABLES[name].columns:
        values = frame[column.name].to_list()
        labels = meta.variable_value_labels.get(column.name)
        if column.type == "boolean":
            values = [None if is_empty(v) else bool(v) for v in values]
        elif labels:
            values = [None if is_empty(v) else labels[v] for v in values]
        elif column.type == "text":
            values = [v or None for v in values]
        elif column.type == "integer":
            values = [None if is_empty(v) else int(v) for v in values]
        columns[column.name] = values
    types = {"text": pl.String, "integer": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean, "date": pl.Date}
    return pl.DataFrame(columns, schema={c.name: types[c.type] for c in TABLES[name].columns})


@pytest.mark.parametrize("name", FLAT)
def test_stata_has_the_rows_and_labels_of_the_table(made, name):
    frame, meta = pyreadstat.read_dta(made.folder / "stata" / f"{name}.dta", output_format="polars")
    assert_frame_equal(as_parquet(frame, meta, name), parquet(made, name))
    assert meta.column_names_to_labels == {c.name: variable_label(c) for c in TABLES[name].columns}
    coded = {c.name: value_labels(c) for c in TABLES[name].columns if c.codes is not None or c.type == "boolean"}
    assert meta.variable_value_labels == coded
    assert meta.file_label == f"bilateral 2026.03.1: {name}"


def test_stata_gets_all_but_rows_within_rows(made):
    assert {p.stem for p in (made.folder / "stata").iterdir()} == set(FLAT) == set(TABLES) - {"rejects"}


@pytest.mark.parametrize("column", COLUMNS.values(), ids=lambda c: c.name)
def test_what_stata_is_told_keeps_to_its_limits(column):
    assert len(column.name) <= 32
    assert 0 < len(variable_label(column)) <= 80
    assert all(len(label) <= 32_000 for label in value_labels(column).values())


def test_a_long_description_is_cut_between_words_and_keeps_its_unit():
    column = Column("length", "integer", "First word and then " + "another " * 20 + "end.", unit="code points")
    label = variable_label(column)
    assert label.endswith(" another ... [code points]") and len(label) <= 80


def test_strings_of_any_length_and_old_days_come_back_whole(tmp_path):
    long = "ä" * 3000
    rows = world()
    rows["doubts"][0]["reason"] = long
    rows["actors"][0]["valid_from"] = dt.date(1494, 6, 7)
    write_parquet(database(tmp_path, rows), tmp_path / "tables", "1")
    write_stata(tmp_path / "tables", tmp_path / "stata", "1", DAY)
    found, _ = pyreadstat.read_dta(tmp_path / "stata" / "doubts.dta")
    assert found["reason"].to_list() == [long]
    found, _ = pyreadstat.read_dta(tmp_path / "stata" / "actors.dta", output_format="polars")
    assert dt.date(1494, 6, 7) in found["valid_from"].to_list()


def test_stata_files_are_equal_whenever_they_are_written(made, tmp_path):
    write_stata(made.folder / "tables", tmp_path / "stata", made.version, DAY)
    for name in FLAT:
        assert (tmp_path / "stata" / f"{name}.dta").read_bytes() == (made.folder / "stata" / f"{name}.dta").read_bytes()


def test_a_long_table_is_written_for_stata_in_parts_that_hold_all_its_rows(made, tmp_path, monkeypatch):
    monkeypatch.setattr(stata, "MOST_ROWS", 2)
    write_stata(made.folder / "tables", tmp_path / "stata", made.version, DAY)
    parts = sorted((tmp_path / "stata").glob("facts.*"))
    assert [part.name for part in parts] == ["facts.01.dta", "facts.02.dta"]
    read = [pyreadstat.read_dta(part, output_format="polars") for part in parts]
    assert_frame_equal(pl.concat(as_parquet(rows, meta, "facts") for rows, meta in read), parquet(made, "facts"))
    whole = [p for p in (tmp_path / "stata").iterdir() if not stata.is_part(p)]
    assert {p.stem for p in whole} == {name for name in FLAT if parquet(made, name).height <= 2}


# DuckDB


@pytest.fixture(scope="module")
def copied(made):
    with duckdb.connect(str(made.folder / "bilateral.duckdb"), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("name", TABLES)
def test_the_copy_has_the_published_rows(made, copied, name):
    columns = ", ".join(f"{c.name}::VARCHAR AS {c.name}" if c.codes else c.name for c in TABLES[name].columns)
    found = copied.sql(f"SELECT {columns} FROM {name} ORDER BY {', '.join(TABLES[name].key)}").pl()
    assert_frame_equal(found, parquet(made, name))


@pytest.mark.parametrize(
    "told",
    [
        "SELECT table_name, constraint_type, constraint_text FROM duckdb_constraints() ORDER BY ALL",
        "SELECT table_name, comment FROM duckdb_tables() ORDER BY ALL",
        "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE NOT internal ORDER BY ALL",
        "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal ORDER BY ALL",
        "SELECT count(*) FROM timeline",
        "FROM dyad_facts ORDER BY ALL",
    ],
)
def test_the_copy_has_keys_bounds_comments_and_views(base, copied, told):
    with duckdb.connect(str(base), read_only=True) as original:
        assert copied.execute(told).fetchall() == original.execute(told).fetchall() != []


def test_the_copy_is_small_and_for_reading_only(made):
    file = made.folder / "bilateral.duckdb"
    assert file.stat().st_mode & 0o222 == 0
    assert file.stat().st_size < 2_000_000
    assert not file.with_name("bilateral.duckdb.wal").exists()


def test_making_the_copy_leaves_the_database_as_it_is(base, tmp_path):
    before = base.read_bytes()
    write_copy(base, tmp_path / "copy.duckdb")
    assert base.read_bytes() == before


def test_a_source_may_retell_one_that_comes_after_it(tmp_path):
    rows = {
        "sources": [
            good_row("sources", source_id="a-brief", derived_from="the-essay"),
            good_row("sources", source_id="the-essay", derived_from=None),
        ]
    }
    write_copy(database(tmp_path, rows), tmp_path / "copy.duckdb")
    with duckdb.connect(str(tmp_path / "copy.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM sources").fetchall() == [(2,)]
