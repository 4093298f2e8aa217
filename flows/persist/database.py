"""Writes the database: a new file each time, so that the old one stays whole until the new one is."""

from __future__ import annotations

from pathlib import Path

from flows.engine import connect
from flows.persist.ddl import statements
from schemas.tables import TABLES


def write(path: Path, checked: Path) -> dict[str, int]:
    """Write all tables into a new database at `path` and return their row counts.

    `checked` is the folder of the checked tables, a Parquet file each. Anything at `path` is removed first: it
    is a candidate, never the database that people read, and so each table is kept as soon as it is written. Raises
    duckdb.ConstraintException if a row breaks a key, reference or bound, which `flows.validate` should have refused,
    and duckdb.OutOfMemoryException if the indexes of keys and references do not fit into `flows.engine.MEMORY`.
    """
    path.unlink(missing_ok=True)
    _journal(path).unlink(missing_ok=True)
    counts = {}
    with connect(path) as connection:
        for statement in statements():
            connection.execute(statement)
        for name, table in TABLES.items():
            rows = connection.read_parquet(str(checked / f"{name}.parquet"))
            connection.register("incoming", rows)
            connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM incoming ORDER BY {', '.join(table.key)}")
            counts[name] = rows.count("*").fetchall()[0][0]
            connection.unregister("incoming")
        connection.execute("CHECKPOINT")
    return counts


def replace(candidate: Path, path: Path) -> None:
    """Put the candidate in the database's place in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # The journal that a killed writer left would be taken for the new database's, which then does not open.
    _journal(path).unlink(missing_ok=True)
    candidate.replace(path)


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")
