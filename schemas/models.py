"""Pandera models and Polars schemas, made from the table definitions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

import pandera.polars as pa
import polars as pl

from schemas.columns import Column, Type
from schemas.tables import TABLES, Table

_POLARS: dict[Type, pl.DataType] = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
}

_PYTHON: dict[Type, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "date": (date,),
}


def polars_schema(table: Table) -> pl.Schema:
    """Return the column names and Polars types of a table."""
    return pl.Schema({c.name: _POLARS[c.type] for c in table.columns})


def frame(name: str, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Return rows as a frame with the columns of table `name`, in order; keys that a row lacks are empty.

    Raises ValueError for a key that the table does not have, and for a value that is not of its column's type:
    a value must never be dropped or changed silently.
    """
    table = TABLES[name]
    kept = list(rows)
    unknown = {key for row in kept for key in row} - {c.name for c in table.columns}
    if unknown:
        raise ValueError(f"table {name} has no column {', '.join(sorted(unknown))}")
    return pl.DataFrame(
        {c.name: [_typed(name, c, row.get(c.name)) for row in kept] for c in table.columns},
        schema=polars_schema(table),
    )


def _typed(table: str, column: Column, value: Any) -> Any:
    # Polars would cut 1.5 to 1, read "12" as 12 and take 1 for a day.
    if value is None or type(value) in _PYTHON[column.type]:
        return value
    raise ValueError(f"table {table}, column {column.name}: {value!r} is not of type {column.type}")


def _checks(column: Column) -> list[pa.Check]:
    checks = []
    if column.codes is not None:
        checks.append(pa.Check.isin(list(column.codes)))
    if column.pattern is not None:
        checks.append(pa.Check.str_matches(column.pattern))
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum))
    if column.maximum is not None:
        checks.append(pa.Check.le(column.maximum))
    if column.type == "number":
        checks.append(pa.Check(_is_finite, name="finite"))
    if column.type == "text" and column.codes is None and column.pattern is None:
        checks.append(pa.Check.str_length(min_value=1))
    return checks


def _is_finite(data: pa.PolarsData) -> pl.LazyFrame:
    return data.lazyframe.select(pl.col(data.key).is_finite())


@cache
def model(name: str) -> pa.DataFrameSchema:
    """Return the pandera model of a table: types, emptiness, codes, patterns and bounds of every column.

    What takes several columns or tables (keys, references, order) is checked by `flows.validate`.
    Validate collected frames only: on a LazyFrame pandera looks at the schema alone.
    """
    table = TABLES[name]
    columns = {
        c.name: pa.Column(
            _POLARS[c.type],
            _checks(c),
            nullable=c.name in table.optional,
            description=c.description,
            metadata={"unit": c.unit, "origin": c.origin},
        )
        for c in table.columns
    }
    return pa.DataFrameSchema(
        columns, strict=True, ordered=True, unique=list(table.key), name=name, description=table.description
    )
