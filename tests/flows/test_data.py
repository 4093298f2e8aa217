"""Data tests: queries over the Parquet of a built release, each of which must return no rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from schemas.tables import TABLES

QUERIES = sorted((Path(__file__).resolve().parents[1] / "data").glob("*.sql"))


@pytest.fixture(scope="module")
def release(dataset: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name in TABLES:
            connection.execute(f"CREATE VIEW {name} AS FROM '{dataset}/latest/tables/{name}.parquet'")
        yield connection


@pytest.mark.parametrize("query", QUERIES, ids=lambda p: p.stem)
def test_no_rows(release: duckdb.DuckDBPyConnection, query: Path) -> None:
    assert release.execute(query.read_text(encoding="utf-8")).fetchmany(5) == []
