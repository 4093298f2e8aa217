"""The tables of a release as Parquet and as CSV, by DuckDB, so that equal rows give equal bytes."""

from __future__ import annotations

import json
from pathlib import Path

from flows.engine import connect, quoted
from flows.publish import content
from flows.publish.draft import DESCRIPTION, LICENCE, NAME
from schemas.tables import TABLES, Table

# Of zstd; a file is an eighth smaller than at the usual level of 3, and no smaller at 22.
_LEVEL = 15


def write_parquet(database: Path, folder: Path, version: str) -> None:
    """Write a Parquet file per table: plain types, key order, zstd.

    Each file tells dataset, version, licence and what the table holds; its key `columns` has what each column
    means, as JSON.
    """
    folder.mkdir(parents=True)
    with connect(database, read_only=True) as connection:
        for table in TABLES.values():
            pairs = ", ".join(f"{key}: {quoted(value)}" for key, value in _about(table, version).items())
            connection.execute(
                f"COPY ({content.query(table)}) TO {quoted(folder / f'{table.name}.parquet')} "
                f"(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL {_LEVEL}, KV_METADATA {{{pairs}}})"
            )


def write_csv(database: Path, folder: Path) -> None:
    """Write a gzipped CSV file per table: UTF-8, key order, a line of names, nothing where a value is empty."""
    folder.mkdir(parents=True)
    with connect(database, read_only=True) as connection:
        for table in TABLES.values():
            # DuckDB's own gzip stores neither a name nor a time in the file.
            connection.execute(
                f"COPY ({content.query(table)}) TO {quoted(folder / f'{table.name}.csv.gz')} "
                "(FORMAT csv, HEADER, COMPRESSION gzip)"
            )


def _about(table: Table, version: str) -> dict[str, str]:
    return {
        "dataset": NAME,
        "dataset_description": DESCRIPTION,
        "version": version,
        "licence": LICENCE,
        "description": table.description,
        "key": ", ".join(table.key),
        "columns": json.dumps({c.name: c.description for c in table.columns}, ensure_ascii=False),
    }
