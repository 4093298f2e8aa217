"""Rows on disk in parts, which make whole tables in the end: the memory it takes does not grow with the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from flows.engine import connect, quoted
from schemas.models import frame
from schemas.tables import TABLES

_MOST_WAITING = 20_000  # rows of a table that are written together
_FACT_OF = {"claim_id": pl.String(), "fact_id": pl.String()}


class Parts:
    """Rows of several tables, written to parts of a name of their own; each row knows its place in its table."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._waiting: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._places: dict[str, list[int]] = defaultdict(list)
        self._written: dict[str, int] = defaultdict(int)

    def add(self, table: str, place: int, rows: Iterable[dict[str, Any]]) -> None:
        """Add rows of a table; those of one place stay in the order in which they come."""
        waiting, places = self._waiting[table], self._places[table]
        for row in rows:
            waiting.append(row)
            places.append(place)
            if len(waiting) == _MOST_WAITING:
                self._write(table)

    def close(self) -> None:
        """Write the rows that wait."""
        for table in self._waiting:
            self._write(table)

    def _write(self, table: str) -> None:
        rows, places = self._waiting[table], self._places[table]
        first = self._written[table]
        _write(self._folder, table, f"{self._name}-{first}", frame(table, rows), places, first)
        self._written[table] += len(rows)
        rows.clear()
        places.clear()


def write_facts_of(folder: Path, name: str, pairs: Sequence[tuple[str, str]]) -> None:
    """Write which fact some claims support: ids of claim and fact."""
    pl.DataFrame(pairs, schema=_FACT_OF, orient="row").write_parquet(_folder(folder, "fact_of") / f"{name}.parquet")


def gather(folder: Path, tables: Sequence[str], target: Path) -> None:
    """Write each table that lies in parts as one Parquet file into `target`, its rows in the order of their places.

    Rows of `claims` are given the facts that `write_facts_of` was told of.
    """
    write_facts_of(folder, "none", [])
    with connect() as connection:
        for table in tables:
            _write(folder, table, "none", frame(table, []), [], 0)
            query = f"SELECT {_columns(table)} FROM {_all(folder, table)} AS p {_joined(folder, table)}"
            file = quoted(target / f"{table}.parquet")
            connection.execute(f"COPY ({query} ORDER BY place, number) TO {file} ({_FORMAT})")


_FORMAT = "FORMAT parquet, COMPRESSION zstd"
_OF_FACT = {"fact_id": "f.fact_id", "is_preferred": "f.fact_id IS NOT NULL AS is_preferred"}


def _columns(table: str) -> str:
    special = _OF_FACT if table == "claims" else {}
    return ", ".join(special.get(c.name, f"p.{c.name}") for c in TABLES[table].columns)


def _joined(folder: Path, table: str) -> str:
    return f"LEFT JOIN {_all(folder, 'fact_of')} AS f ON f.claim_id = p.claim_id" if table == "claims" else ""


def _all(folder: Path, table: str) -> str:
    return f"read_parquet({quoted(folder / table / '*.parquet')})"


def _write(folder: Path, table: str, name: str, data: pl.DataFrame, places: Sequence[int], first: int) -> None:
    numbered = data.with_columns(
        place=pl.Series(places, dtype=pl.Int64()),
        number=pl.int_range(first, first + data.height, dtype=pl.Int64()),
    )
    numbered.write_parquet(_folder(folder, table) / f"{name}.parquet", compression="lz4")


def _folder(folder: Path, table: str) -> Path:
    found = folder / table
    found.mkdir(parents=True, exist_ok=True)
    return found
