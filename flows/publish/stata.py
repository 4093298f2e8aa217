"""The tables of a release as Stata files, with labels of variables and values.

Pandas writes them: pyreadstat puts the time of writing into each file, so that no two are equal, and cannot write
long strings. Tests read them back with pyreadstat. Either holds all rows of a file in memory, several times over, so
a long table is written in parts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from textwrap import shorten
from typing import Literal

import pandas as pd
import polars as pl
import pyarrow.parquet as pq

from flows.publish.draft import NAME
from schemas.columns import Column
from schemas.tables import TABLES, Table

NOT_FLAT = frozenset({"rejects"})
"""Tables that Stata does not get: their rows hold other rows, as JSON."""
MOST_ROWS = 200_000
"""How many rows a file holds at most."""
YES_NO: dict[float, str] = {0: "no", 1: "yes"}
_LONGEST_LABEL = 80  # characters, by Stata's format
_LONGEST_FIXED = 2045  # bytes of a string of fixed width, by Stata's format; what is longer becomes a strL, uncut
_VERSION: Literal[118] = 118  # read by Stata 14 and later, in UTF-8


def write_stata(tables: Path, folder: Path, version: str, created: dt.date) -> None:
    """Write a Stata file per flat table of the Parquet files in `tables`, such as `claims.dta`.

    A table of more than MOST_ROWS is written in parts, `claims.01.dta` and so on, in key order; Stata's `append` puts
    them together.

    Codes become numbers from 1 in the order of the codebook, labelled with the codes; booleans 0 and 1; dates
    Stata's days. A column with any string of more than 2,045 bytes becomes a strL, so that no string is cut. An empty
    text is Stata's empty string, any other empty value its missing value.
    """
    folder.mkdir(parents=True)
    stamp = dt.datetime.combine(created, dt.time())
    for table in TABLES.values():
        if table.name in NOT_FLAT:
            continue
        file = tables / f"{table.name}.parquet"
        long = _long(file, table)
        for name, rows in _parts(file):
            _frame(rows, table).to_stata(
                folder / name,
                version=_VERSION,
                write_index=False,
                time_stamp=stamp,
                data_label=f"{NAME} {version}: {table.name}",
                convert_dates={c.name: "td" for c in table.columns if c.type == "date"},
                convert_strl=long,
                value_labels={c.name: labels for c in table.columns if (labels := value_labels(c))},
                variable_labels={c.name: variable_label(c) for c in table.columns},
            )


def is_part(file: Path) -> bool:
    """Say whether a Stata file holds but part of its table."""
    return file.stem.partition(".")[2].isdigit()


def value_labels(column: Column) -> dict[float, str]:
    """Return what the numbers of a column stand for; nothing where they are not codes."""
    if column.type == "boolean":
        return YES_NO
    return dict(enumerate(column.codes or (), 1))


def variable_label(column: Column) -> str:
    """Return what a column means, its unit included, in as many whole words as Stata keeps."""
    unit = f" [{column.unit}]" if column.unit else ""
    room = _LONGEST_LABEL - len(unit)
    return shorten(column.description.removesuffix("."), room, placeholder=" ...") + unit


def _frame(rows: pl.DataFrame, table: Table) -> pd.DataFrame:
    return pd.DataFrame({c.name: _series(rows[c.name], c) for c in table.columns})


def _series(values: pl.Series, column: Column) -> pd.Series:
    if column.codes is not None:
        numbers = {code: number for number, code in value_labels(column).items()}
        return values.replace_strict(numbers, return_dtype=pl.Int16).to_pandas()
    if column.type == "text":
        return values.fill_null("").to_pandas().astype(object)
    if column.type == "date":
        return pd.Series(values.cast(pl.Datetime("ms")).to_numpy())
    return (values.cast(pl.Int8) if column.type == "boolean" else values).to_pandas()


def _parts(file: Path) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield name and rows of each Stata file of a table."""
    if pq.read_metadata(file).num_rows <= MOST_ROWS:
        yield f"{file.stem}.dta", pl.read_parquet(file)
        return
    with pq.ParquetFile(file) as opened:
        for number, batch in enumerate(opened.iter_batches(MOST_ROWS), 1):
            yield f"{file.stem}.{number:02}.dta", pl.DataFrame(batch)


def _long(file: Path, table: Table) -> list[str]:
    """Return the columns of a table that hold a string too long for a fixed width."""
    texts = [c.name for c in table.columns if c.type == "text" and c.codes is None]
    longest = pl.scan_parquet(file).select(pl.col(texts).str.len_bytes().max()).collect(engine="streaming")
    return [name for name in texts if (longest[name].item() or 0) > _LONGEST_FIXED]
