"""Opens a release to SQL: a view over the Parquet of each of its tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from flows.engine import connect, quoted


@contextmanager
def opened(release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection in which every Parquet file of `release`/tables is a view of the file's name."""
    with connect() as connection:
        attach(connection, release, "main")
        yield connection


def attach(connection: duckdb.DuckDBPyConnection, release: Path, schema: str) -> None:
    """Add the views of a release to a connection, in a schema of its own."""
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    for path in sorted((release / "tables").glob("*.parquet")):
        connection.execute(f"CREATE VIEW {schema}.{path.stem} AS FROM read_parquet({quoted(path)})")
