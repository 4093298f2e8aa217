"""Opens a release: its manifest, and to SQL a view over the Parquet of each of its tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from flows.engine import connect, quoted
from schemas.tables import PARQUET


def read_manifest(release: Path) -> dict[str, Any]:
    """Return the manifest of a release. Raises ValueError if the folder holds none."""
    try:
        told: dict[str, Any] = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise ValueError(f"{release} is no release: it holds no manifest.json; give its folder or version") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{release / 'manifest.json'} is not JSON ({error}); fetch the release anew") from None
    if absent := [key for key in ("version", "counts", "content_sha256") if key not in told]:
        raise ValueError(f"{release / 'manifest.json'} lacks {', '.join(absent)}; fetch the release anew")
    return told


@contextmanager
def opened(release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection in which every Parquet file of `release`/tables is a view of the file's name."""
    with connect() as connection:
        attach(connection, release, "main")
        yield connection


def attach(connection: duckdb.DuckDBPyConnection, release: Path, schema: str) -> None:
    """Add the views of a release to a connection, in a schema of its own."""
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    for path in sorted((release / PARQUET).glob("*.parquet")):
        connection.execute(f"CREATE VIEW {schema}.{path.stem} AS FROM read_parquet({quoted(path)})")
