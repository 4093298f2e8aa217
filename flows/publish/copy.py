"""A DuckDB file of the published rows, with keys, references, bounds, comments and views of the database."""

from __future__ import annotations

from pathlib import Path

from flows.engine import connect, quoted
from flows.publish import content
from schemas.tables import TABLES

NAME = "bilateral.duckdb"
_SMALLEST_BLOCK = 16_384  # bytes; DuckDB's usual 262,144 make a small dataset many times larger than its rows
_READ_ONLY = 0o444


def write_copy(database: Path, path: Path) -> None:
    """Copy definitions and published rows of the database into a new file at `path`, which nobody may write."""
    with connect() as connection:
        connection.execute(f"ATTACH {quoted(database)} AS original (READ_ONLY)")
        connection.execute(f"ATTACH {quoted(path)} AS copy (BLOCK_SIZE {_SMALLEST_BLOCK})")
        connection.execute("COPY FROM DATABASE original TO copy (SCHEMA)")
        connection.execute("USE original")
        for table in TABLES.values():
            connection.execute(f"INSERT INTO copy.{table.name} BY NAME {content.query(table)}")
        connection.execute("CHECKPOINT copy")
    path.chmod(_READ_ONLY)
