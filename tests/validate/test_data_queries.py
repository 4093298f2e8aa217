"""Data tests as the gate runs them: each query returns no rows over a good release, and names those it finds."""

import duckdb
import pytest
from factories import PACT, parquet

from flows.publish.opened import opened
from flows.settings import load_settings
from flows.validate.data_tests import data_tests

QUERIES = load_settings().data_tests


@pytest.fixture
def release(tmp_path):
    parquet(tmp_path / "release" / "tables")
    return tmp_path / "release"


def test_a_query_that_finds_rows_fails_and_names_the_first(release, tmp_path):
    (tmp_path / "one.sql").write_text("-- There are no facts.\nSELECT fact_id FROM facts ORDER BY 1\n")
    (tmp_path / "two.sql").write_text(f"-- Nobody agrees.\nSELECT kind FROM facts WHERE fact_id = '{PACT}'")
    (tmp_path / "ok.sql").write_text("-- All facts have a kind.\nSELECT fact_id FROM facts WHERE kind IS NULL;\n")
    (tmp_path / "many.sql").write_text("-- No days.\nSELECT * FROM range(6)")
    with opened(release) as tables:
        many, ok, one, two = data_tests(tables, tmp_path)
    assert (ok.passed, ok.rows, ok.check) == (True, "", "All facts have a kind.")
    assert not one.passed and one.rows.count("f_") == 4
    assert str(two) == "two: Nobody agrees. fails for agreement"
    assert many.rows == "0, 1, 2, 3, 4 and more"


def test_a_folder_without_queries_or_with_a_broken_one_is_no_pass(release, tmp_path):
    with opened(release) as tables:
        with pytest.raises(ValueError, match="no data tests"):
            data_tests(tables, tmp_path / "none")
        (tmp_path / "broken.sql").write_text("-- x\nSELECT nothing FROM facts")
        with pytest.raises(ValueError, match=r"broken\.sql cannot be run"):
            data_tests(tables, tmp_path)


@pytest.mark.parametrize("query", sorted(QUERIES.glob("*.sql")), ids=lambda p: p.stem)
def test_every_query_of_the_project_says_what_holds_and_runs_on_any_release(query, tmp_path):
    assert query.read_text().startswith("-- ")
    parquet(tmp_path / "tables", {})
    with opened(tmp_path) as tables:
        assert tables.execute(query.read_text()).fetchall() == []


def test_a_view_stands_for_the_file_as_it_is(release):
    with opened(release) as tables, duckdb.connect() as other:
        there = tables.execute("SELECT count(*) FROM facts").fetchall()
        assert there == other.execute(f"SELECT count(*) FROM '{release}/tables/facts.parquet'").fetchall() == [(4,)]
