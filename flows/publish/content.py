"""What a release holds: the rows of each table that are published, and a hash of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from schemas.columns import Column
from schemas.tables import TABLES, Table

_PUBLISHED = {
    "claims": "is_preferred",
    "claim_actors": "claim_id IN (SELECT claim_id FROM claims WHERE is_preferred)",
    "citations": "claim_id IS NULL OR claim_id IN (SELECT claim_id FROM claims WHERE is_preferred)",
}
"""Rows that a release holds, where that is not all: other coders' readings stay in the database."""


def query(table: Table) -> str:
    """Return the SELECT of a table's published rows: plain types, in key order."""
    columns = ", ".join(_plain(c) for c in table.columns)
    where = f" WHERE {_PUBLISHED[table.name]}" if table.name in _PUBLISHED else ""
    return f"SELECT {columns} FROM {table.name}{where} ORDER BY {', '.join(table.key)}"


def _plain(column: Column) -> str:
    # DuckDB's enums become dictionary columns, which R reads as factors in an order of their own.
    return f"{column.name}::VARCHAR AS {column.name}" if column.codes is not None else column.name


def counts(database: Path) -> dict[str, int]:
    """Return the number of published rows of each table."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return {name: _one(connection, f"SELECT count(*) FROM ({query(t)})") for name, t in TABLES.items()}


def hashes(database: Path) -> dict[str, str]:
    """Return for each table the SHA-256 over its published rows in key order.

    Each row counts as the SHA-256 of its JSON, so equal rows give an equal hash whatever file they came from, in
    whatever order they stood. Numbers count to twelve significant digits: the last bits of a sum or a mean may
    differ between processors.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        return hashes_of(connection)


def hashes_of(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the same of the tables, or views of a release's Parquet, that a connection has."""
    return {name: _one(connection, _hash_query(table)) for name, table in TABLES.items()}


def _hash_query(table: Table) -> str:
    keys = ", ".join(f"r.{k}" for k in table.key)
    numbers = [f"{_digits(c.name)} AS {c.name}" for c in table.columns if c.type == "number"]
    told = f"SELECT * REPLACE ({', '.join(numbers)}) FROM ({query(table)})" if numbers else query(table)
    rows = f"SELECT r, sha256(to_json(r)::VARCHAR) AS h FROM ({told}) AS r"
    return f"SELECT sha256(coalesce(string_agg(h, '' ORDER BY {keys}), '')) FROM ({rows})"


def _digits(column: str) -> str:
    # A zero is added since -0 and 0 are equal, but written differently.
    return f"format('{{:.12g}}', {column} + 0.0)"


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    row = connection.execute(sql).fetchone()
    assert row is not None, "an aggregate always gives a row"
    return row[0]
