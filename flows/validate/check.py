"""Checks every table against its schema; rows that fail go to `rejects`, each with all its reasons."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pandera.errors
import polars as pl

from schemas.ids import make_id
from schemas.models import frame, model, polars_schema
from schemas.tables import TABLES, Table

Reasons = dict[int, list[str]]


def check(rows: Mapping[str, Iterable[Mapping[str, Any]] | pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return every table as a frame that meets its schema, refused rows added to `rejects`.

    Tables are taken in the order of their references, so a row that refers to a refused row is refused too.
    A table that `rows` lacks is empty. Raises ValueError for a value of the wrong type, or a key that the
    table does not have: those are errors of the program, not of the data.
    """
    accepted: dict[str, pl.DataFrame] = {}
    rejects: list[dict[str, Any]] = []
    for name, table in TABLES.items():
        if name == "rejects":
            continue
        data = _frame(name, rows.get(name, []))
        reasons = _reasons(table, data, accepted)
        accepted[name] = _without(data, reasons) if reasons else data
        rejects += _rejects(name, [(data.row(i, named=True), why) for i, why in sorted(reasons.items())])
        if reasons:
            # What remains must pass as a whole: a check that let a row slip would stop the run here.
            model(name).validate(accepted[name])
    given = _frame("rejects", rows.get("rejects", []))
    accepted["rejects"] = pl.concat([given, frame("rejects", rejects)]).unique("reject_id").sort("reject_id")
    model("rejects").validate(accepted["rejects"])
    return accepted


def _frame(name: str, rows: Iterable[Mapping[str, Any]] | pl.DataFrame) -> pl.DataFrame:
    return rows if isinstance(rows, pl.DataFrame) else frame(name, rows)


def _without(data: pl.DataFrame, reasons: Reasons) -> pl.DataFrame:
    return data.with_row_index("_i").filter(~pl.col("_i").is_in(list(reasons))).drop("_i")


def _reasons(table: Table, data: pl.DataFrame, accepted: Mapping[str, pl.DataFrame]) -> Reasons:
    reasons: Reasons = defaultdict(list)
    for index, why in [*_column_failures(table, data), *_row_failures(table, data)]:
        if why not in reasons[index]:
            reasons[index].append(why)
    for column, target in table.foreign.items():
        why = f"{column}: refers to no row of {target}"
        # In a table that refers to itself a refused row may leave others without theirs, hence again.
        while found := [
            i for i in _orphans(table, data, column, target, accepted, set(reasons)) if why not in reasons.get(i, [])
        ]:
            for index in found:
                reasons[index].append(why)
    return reasons


def _column_failures(table: Table, data: pl.DataFrame) -> list[tuple[int, str]]:
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
    found = [
        (int(row["index"]), f"{row['column']}: {row['failure_case']!r} fails {row['check']}")
        for row in cases.iter_rows(named=True)
        if row["index"] is not None and row["schema_context"] == "Column"
    ]
    return [*found, *_repeated(table, data)]


def _repeated(table: Table, data: pl.DataFrame) -> list[tuple[int, str]]:
    """Return the rows whose key an earlier row has: the first stays, the others are refused."""
    later = data.with_row_index("_i").filter(~pl.struct(table.key).is_first_distinct())
    return [(i, f"key {', '.join(table.key)} repeats that of an earlier row") for i in later["_i"]]


def _row_failures(table: Table, data: pl.DataFrame) -> list[tuple[int, str]]:
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


def _orphans(
    table: Table,
    data: pl.DataFrame,
    column: str,
    target: str,
    accepted: Mapping[str, pl.DataFrame],
    refused: set[int],
) -> list[int]:
    parent, key = target.split(".")
    indexed = data.with_row_index("_i")
    # A table that refers to itself loses, with a refused row, all rows below it.
    known = indexed.filter(~pl.col("_i").is_in(list(refused))) if parent == table.name else accepted[parent]
    lost = indexed.filter(pl.col(column).is_not_null() & ~pl.col(column).is_in(known[key].implode()))
    return list(lost["_i"])


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
