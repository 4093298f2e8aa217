"""What a release holds: the rows of each table that are published, and a hash of them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import duckdb

from flows.engine import connect
from schemas.columns import Column
from schemas.tables import TABLES, Table

_PUBLISHED = {
    "claims": "is_preferred",
    "claim_actors": "claim_id IN (SELECT claim_id FROM claims WHERE is_preferred)",
    "citations": "claim_id IS NULL OR claim_id IN (SELECT claim_id FROM claims WHERE is_preferred)",
}
"""Rows that a release holds, where that is not all: other coders' readings stay in the database."""
_BATCH = 10_000  # rows of which the hashes are held at a time


def query(table: Table) -> str:
    """Return the SELECT of a table's published rows: plain types, in key order."""
    return f"{_rows(table)} ORDER BY {', '.join(table.key)}"


def _rows(table: Table) -> str:
    columns = ", ".join(_plain(c) for c in table.columns)
    where = f" WHERE {_PUBLISHED[table.name]}" if table.name in _PUBLISHED else ""
    return f"SELECT {columns} FROM {table.name}{where}"


def _plain(column: Column) -> str:
    # DuckDB's enums become dictionary columns, which R reads as factors in an order of their own.
    return f"{column.name}::VARCHAR AS {column.name}" if column.codes is not None else column.name


def counts(database: Path) -> dict[str, int]:
    """Return the number of published rows of each table."""
    with connect(database, read_only=True) as connection:
        return {name: _one(connection, f"SELECT count(*) FROM ({_rows(t)})") for name, t in TABLES.items()}


def hashes(database: Path) -> dict[str, str]:
    """Return for each table the SHA-256 over its published rows in key order.

    Each row counts as the SHA-256 of its JSON, so equal rows give an equal hash whatever file they came from, in
    whatever order they stood. Numbers count to twelve significant digits: the last bits of a sum or a mean may
    differ between processors.
    """
    with connect(database, read_only=True) as connection:
        return hashes_of(connection)


def hashes_of(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the same of the tables, or views of a release's Parquet, that a connection has."""
    return {name: _hash(connection, table) for name, table in TABLES.items()}


def _hash(connection: duckdb.DuckDBPyConnection, table: Table) -> str:
    keys = ", ".join(f"r.{k}" for k in table.key)
    numbers = [f"{_digits(c.name)} AS {c.name}" for c in table.columns if c.type == "number"]
    told = f"SELECT * REPLACE ({', '.join(numbers)}) FROM ({_rows(table)})" if numbers else _rows(table)
    rows = connection.execute(f"SELECT sha256(to_json(r)::VARCHAR) FROM ({told}) AS r ORDER BY {keys}")
    digest = hashlib.sha256()
    while batch := rows.fetchmany(_BATCH):
        digest.update("".join(row for (row,) in batch).encode())
    return digest.hexdigest()


def _digits(column: str) -> str:
    # A zero is added since -0 and 0 are equal, but written differently.
    return f"format('{{:.12g}}', {column} + 0.0)"


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    [(value,)] = connection.execute(sql).fetchall()
    return value
