"""The bounds of a release: how many rows a table has, and what share of a column is filled.

Less than a minimum is a loss that somebody must explain before a release; more than a maximum may be growth, so it
is only told.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from flows.validate.outcome import Outcome
from schemas.seed_table import check_table
from schemas.tables import TABLES

_HEADER = "table_name,column_name,minimum,maximum,why"


@dataclass(frozen=True, slots=True)
class Bound:
    """What a number must keep within: rows of a table or, with a column, the share of its rows that are filled."""

    table: str
    column: str | None
    minimum: float
    maximum: float | None
    why: str

    @property
    def what(self) -> str:
        """What is measured, in words."""
        return f"share of {self.table}.{self.column} that is filled" if self.column else f"rows of {self.table}"


def read_bounds(path: Path) -> list[Bound]:
    """Read a CSV of table_name,column_name,minimum,maximum,why; an empty maximum is none, an empty column the rows.

    Raises ValueError with one line that names the file and what is wrong with it.
    """
    try:
        check_table(path)
        with path.open(encoding="utf-8", newline="") as lines:
            bounds = [_bound(row) for row in csv.DictReader(lines)]
    except (FileNotFoundError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise ValueError(f"{path}: needs rows of {_HEADER} ({error})") from None
    for bound in bounds:
        if mend := _mend(bound):
            raise ValueError(f"{path}: {mend}")
    for (table, column), times in Counter((b.table, b.column) for b in bounds).items():
        if times > 1:
            raise ValueError(f"{path}: {' '.join(filter(None, (table, column)))} stands twice; keep one row")
    return bounds


def within_bounds(connection: duckdb.DuckDBPyConnection, bounds: Path) -> list[Outcome]:
    """Measure the tables of a connection by the bounds of a file: an outcome for each minimum and each maximum.

    A table without rows has no share that is filled; then only the bound on its rows speaks.
    """
    made = []
    for bound in read_bounds(bounds):
        found = _measured(connection, bound)
        if found is None:
            continue
        told = f"{found:g} ({bound.why})"
        made.append(Outcome("bounds", bound.what, f"at least {bound.minimum:g}", found >= bound.minimum, rows=told))
        if bound.maximum is not None:
            passed = found <= bound.maximum
            made.append(Outcome("bounds", bound.what, f"at most {bound.maximum:g}", passed, rows=told, warns=True))
    return made


def _bound(row: Mapping[str, str]) -> Bound:
    return Bound(
        table=row["table_name"],
        column=row["column_name"] or None,
        minimum=float(row["minimum"]),
        maximum=float(row["maximum"]) if row["maximum"] else None,
        why=row["why"].strip(),
    )


def _mend(bound: Bound) -> str | None:
    table = TABLES.get(bound.table)
    if table is None:
        return f"no table {bound.table}"
    if bound.column and bound.column not in {c.name for c in table.columns}:
        return f"table {bound.table} has no column {bound.column}"
    if bound.maximum is not None and bound.maximum < bound.minimum:
        return f"{bound.what}: the maximum is below the minimum"
    if bound.column and not (0 <= bound.minimum <= 1 and (bound.maximum is None or bound.maximum <= 1)):
        return f"{bound.what}: a share lies between 0 and 1"
    return None


def _measured(connection: duckdb.DuckDBPyConnection, bound: Bound) -> float | None:
    measure = f"round(count({bound.column}) / nullif(count(*), 0), 4)" if bound.column else "count(*)"
    row = connection.execute(f"SELECT {measure} FROM {bound.table}").fetchone()
    return None if row is None or row[0] is None else float(row[0])
