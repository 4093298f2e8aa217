"""Checks every table against its schema; rows that fail go to `rejects`, each with all its reasons.

Rows are read in batches and keys compared by DuckDB, so that memory grows with the rows that are refused and not with
those that are given.
"""

from __future__ import annotations

import json
import math
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandera.errors
import polars as pl

from flows.engine import connect
from flows.validate.given import Given, batches, n_rows
from schemas.ids import make_id
from schemas.models import frame, model, polars_schema
from schemas.tables import TABLES, Table

Reasons = dict[int, list[str]]
"""Why rows are refused, by their numbers."""
_Found = list[tuple[int, str]]


def check(files: Mapping[str, Sequence[Path]], folder: Path) -> dict[str, int]:
    """Write every table's rows that meet its schema into `folder`, refused rows added to `rejects`; count them.

    `files` are those that hold a table's rows, as Parquet; a table without any is empty. Tables are taken in the
    order of their references, so a row that refers to a refused row is refused too. Raises ValueError for a column
    of the wrong type or name: that is an error of the program, not of the data.
    """
    folder.mkdir(parents=True, exist_ok=True)
    refused = []
    with tempfile.TemporaryDirectory() as aside, connect() as connection:
        for name, table in TABLES.items():
            if name != "rejects":
                given = Given(table, files.get(name) or [_empty(name, Path(aside))], connection)
                refused.append(_checked(given, folder))
    rejects = pl.concat([*(pl.read_parquet(file) for file in files.get("rejects", ())), *refused])
    rejects = rejects.unique("reject_id").sort("reject_id")
    model("rejects").validate(rejects)
    rejects.write_parquet(folder / "rejects.parquet")
    return {name: n_rows(folder / f"{name}.parquet") for name in TABLES}


def _empty(name: str, aside: Path) -> Path:
    file = aside / f"{name}.parquet"
    frame(name, []).write_parquet(file)
    return file


def _checked(given: Given, folder: Path) -> pl.DataFrame:
    """Write the rows of a table that hold into the folder and return those that do not, as rows of `rejects`."""
    name, kept = given.table.name, folder / f"{given.table.name}.parquet"
    reasons = _reasons(given, folder)
    refused = given.split(reasons, kept)
    if reasons:
        # What remains must pass as a whole: a check that let a row slip would stop the run here.
        for _, data in batches([kept]):
            model(name).validate(data)
    why = (reasons[number] for number in sorted(reasons))
    return frame("rejects", _rejects(name, zip(refused.iter_rows(named=True), why, strict=True)))


def _reasons(given: Given, folder: Path) -> Reasons:
    table = given.table
    by_column: _Found = []
    by_row: _Found = []
    for start, data in batches(given.files):
        by_column += [(start + i, why) for i, why in _column_failures(table, data)]
        by_row += [(start + i, why) for i, why in _row_failures(table, data)]
    again = f"key {', '.join(table.key)} repeats that of an earlier row"
    reasons: Reasons = defaultdict(list)
    for number, why in [*by_column, *((number, again) for number in given.repeated()), *by_row]:
        if why not in reasons[number]:
            reasons[number].append(why)
    for column, target in table.foreign.items():
        why = f"{column}: refers to no row of {target}"
        # In a table that refers to itself a refused row may leave others without theirs, hence again.
        while found := [i for i in _orphans(given, column, target, reasons, folder) if why not in reasons.get(i, [])]:
            for number in found:
                reasons[number].append(why)
    return reasons


def _orphans(given: Given, column: str, target: str, refused: Reasons, folder: Path) -> list[int]:
    parent, key = target.split(".")
    # A table that refers to itself loses, with a refused row, all rows below it.
    if parent == given.table.name:
        return given.orphans_within(column, key, refused)
    return given.orphans(column, key, folder / f"{parent}.parquet")


def _column_failures(table: Table, data: pl.DataFrame) -> _Found:
    if data.is_empty() and data.schema == polars_schema(table):
        return []
    try:
        model(table.name).validate(data, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return []
    whole = cases.filter(pl.col("index").is_null())
    if whole.height:
        column, what = whole["column"][0], whole["check"][0]
        raise ValueError(f"table {table.name}, column {column}: {what} does not hold for the column as a whole")
    return [
        (int(row["index"]), f"{row['column']}: {row['failure_case']!r} fails {row['check']}")
        for row in cases.iter_rows(named=True)
        if row["index"] is not None and row["schema_context"] == "Column"
    ]


def _row_failures(table: Table, data: pl.DataFrame) -> _Found:
    indexed = data.with_row_index("_i")
    found = []
    for low, high in table.ordered:
        wrong = indexed.filter(pl.col(low) > pl.col(high))
        found += [(i, f"{low} exceeds {high}") for i in wrong["_i"]]
    for group in table.together:
        given = pl.sum_horizontal(pl.col(c).is_not_null() for c in group)
        wrong = indexed.filter((given > 0) & (given < len(group)))
        found += [(i, f"{', '.join(group)}: some are given, some are empty") for i in wrong["_i"]]
    return found


def _rejects(table: str, refused: Iterable[tuple[Mapping[str, Any], list[str]]]) -> list[dict[str, Any]]:
    """Return a row of `rejects` per refused row; equal rows get ids of their own, so that none is lost."""
    seen: Counter[str] = Counter()
    made: list[dict[str, Any]] = []
    for row, why in refused:
        reason = "; ".join(why)
        # JSON has no word for what is not a finite number.
        plain = {k: str(v) if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()}
        row_json = json.dumps(plain, ensure_ascii=False, default=str)
        identity = make_id("r", table, reason, row_json)
        n, seen[identity] = seen[identity], seen[identity] + 1
        reject_id = identity if n == 0 else make_id("r", table, reason, row_json, n)
        made.append({"reject_id": reject_id, "table_name": table, "reason": reason, "row_json": row_json})
    return made
