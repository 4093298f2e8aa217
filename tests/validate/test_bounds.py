"""The bounds: a missed minimum stops a release, an exceeded maximum warns, a file that says nonsense is refused."""

import duckdb
import pytest
from factories import database

from flows.settings import load_settings
from flows.validate.bounds import read_bounds, within_bounds
from flows.validate.outcome import stopping, warnings
from schemas.tables import TABLES

HEADER = "table_name,column_name,minimum,maximum,why"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    path = database(tmp_path_factory.mktemp("world"))
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def bounds(folder, *rows):
    path = folder / "bounds.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


@pytest.mark.parametrize(
    ("row", "failing", "warning"),
    [
        ("facts,,4,4,four acts", 0, 0),
        ("facts,,5,,a fifth", 1, 0),
        ("facts,,1,3,three at most", 0, 1),
        ("facts,date_edtf,0.75,0.75,one has no date", 0, 0),
        ("facts,date_edtf,0.76,,one has no date", 1, 0),
        ("facts,date_edtf,0.5,0.74,one has no date", 0, 1),
        ("facts,flags,0,0,none has any", 0, 0),
    ],
)
def test_less_than_a_minimum_stops_and_more_than_a_maximum_warns(world, tmp_path, row, failing, warning):
    found = within_bounds(world, bounds(tmp_path, row))
    assert (len(stopping(found)), len(warnings(found))) == (failing, warning)


def test_a_failure_says_what_was_found_and_why_it_matters(world, tmp_path):
    [failure] = stopping(within_bounds(world, bounds(tmp_path, "facts,date_edtf,0.8,,dates are what users sort by")))
    expected = "share of facts.date_edtf that is filled: at least 0.8 fails for 0.75 (dates are what users sort by)"
    assert str(failure) == expected


def test_a_table_without_rows_has_no_share_to_be_held_to(tmp_path):
    path = database(tmp_path, {})
    with duckdb.connect(str(path), read_only=True) as connection:
        assert within_bounds(connection, bounds(tmp_path, "facts,date_edtf,0.8,,dates")) == []
        assert len(stopping(within_bounds(connection, bounds(tmp_path, "facts,,1,,rows")))) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "needs rows of table_name,column_name,minimum,maximum,why"),
        ("table,rows\nfacts,1\n", "needs rows of"),
        (f"{HEADER}\nfacts,,many,,x\n", "needs rows of"),
        (f"{HEADER}\nfacts\n", "needs rows of"),
        (f"{HEADER}\nfacts,,1,,x\nacts,,1,,x\n", "no table acts"),
        (f"{HEADER}\nfacts,when,1,,x\n", "facts has no column when"),
        (f"{HEADER}\nfacts,,1,,x\nfacts,,9,,x\n", "facts stands twice"),
        (f"{HEADER}\nfacts,,9,1,x\n", "maximum is below"),
        (f"{HEADER}\nfacts,phase,3,,x\n", "between 0 and 1"),
    ],
)
def test_bounds_that_cannot_be_read_are_refused(tmp_path, text, message):
    path = tmp_path / "bounds.csv"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ValueError, match=message) as caught:
        read_bounds(path)
    assert str(path) in str(caught.value)


def test_the_repository_bounds_every_table():
    kept = read_bounds(load_settings().bounds)
    assert {b.table for b in kept if b.column is None} == set(TABLES)
    assert all(b.why for b in kept)
