"""The generated pages of docs/ are what the schemas generate now."""

import duckdb
import pytest

from flows import docs
from schemas.tables import TABLES


def test_no_page_drifted():
    assert docs.drifted(docs.DOCS) == [], "run `python -m flows.docs`"


def test_the_written_pages_have_not_drifted(tmp_path):
    folder = tmp_path / "docs"
    docs.write(folder)
    assert docs.drifted(folder) == []
    assert sorted(p.name for p in folder.iterdir()) == ["schema.sql", "tables.md"]


@pytest.mark.parametrize("name", docs.pages())
def test_a_page_that_drifted_or_is_missing_is_named(tmp_path, name):
    docs.write(tmp_path)
    (tmp_path / name).write_text((tmp_path / name).read_text() + "-- by hand\n")
    assert docs.drifted(tmp_path) == [name]
    (tmp_path / name).unlink()
    assert docs.drifted(tmp_path) == [name]


def test_the_schema_page_makes_an_empty_database():
    with duckdb.connect() as connection:
        connection.execute(docs.pages()["schema.sql"])
        found = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert found == set(TABLES)
