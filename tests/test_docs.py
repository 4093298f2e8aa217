"""The generated pages of docs/ are what the schemas generate now."""

import duckdb
import pytest

from flows import docs
from schemas.tables import TABLES


@pytest.mark.parametrize("name", docs.pages())
def test_no_page_drifted(name):
    assert (docs.DOCS / name).read_text(encoding="utf-8") == docs.pages()[name], "run `python -m flows.docs`"


def test_every_page_is_written(tmp_path):
    docs.write(tmp_path / "docs")
    assert {p.name: p.read_text(encoding="utf-8") for p in (tmp_path / "docs").iterdir()} == docs.pages()


def test_the_schema_page_makes_an_empty_database():
    with duckdb.connect() as connection:
        connection.execute(docs.pages()["schema.sql"])
        found = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert found == set(TABLES)
