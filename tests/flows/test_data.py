"""Data tests: queries over the Parquet of a built release, each of which must return no rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from flows.publish.opened import opened
from flows.settings import load_settings

QUERIES = sorted(load_settings().data_tests.glob("*.sql"))


@pytest.fixture(scope="module")
def release(dataset: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with opened(dataset / "latest") as connection:
        yield connection


@pytest.mark.parametrize("query", QUERIES, ids=lambda p: p.stem)
def test_no_rows(release: duckdb.DuckDBPyConnection, query: Path) -> None:
    assert release.execute(query.read_text(encoding="utf-8")).fetchmany(5) == []
