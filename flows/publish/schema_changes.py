"""How the schema of two releases differs, and whether the schema's version says so."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb

from flows.publish.opened import opened

Level = Literal["none", "minor", "major"]
_RANK = ("none", "minor", "major")


@dataclass(frozen=True, slots=True)
class Told:
    """What a release tells of a column: the type of its Parquet, and what its codebook says."""

    type: str
    may_be_empty: bool = False
    key: bool = False
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """A change of a table (no column) or a column, and how much it asks of the version."""

    table: str
    column: str | None
    change: str
    level: Level


def place(told: Mapping[str, Any]) -> str:
    """Return what a change of `as_json` is of: "table" or "table.column"."""
    return f"{told['table']}.{told['column']}" if told["column"] else str(told["table"])


Schema = dict[str, dict[str, Told]]


def read_schema(release: Path) -> Schema:
    """Return the columns of a release's Parquet, with what its codebook.csv says of each."""
    said = _codebook(release / "codebook.csv")
    with opened(release) as connection:
        names = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
        return {name: _columns(connection, name, said) for (name,) in sorted(names)}


def compare(before: Schema, after: Schema) -> list[SchemaChange]:
    """Return what changed from one schema to the next, table by table."""
    changes = [SchemaChange(t, None, "table removed", "major") for t in sorted(before.keys() - after.keys())]
    changes += [SchemaChange(t, None, "table added", "minor") for t in sorted(after.keys() - before.keys())]
    for table in sorted(before.keys() & after.keys()):
        changes += _table(table, before[table], after[table])
    return changes


def as_json(before: Path, after: Path, versions: tuple[str | None, str | None]) -> dict[str, Any]:
    """Return the changes between two releases, the schema versions of both, and whether the rule is kept.

    A release from before there were versions keeps the rule whatever changed.
    """
    changes = compare(read_schema(before), read_schema(after))
    needs = max((c.level for c in changes), key=_RANK.index, default="none")
    return {
        "version_before": versions[0],
        "version_after": versions[1],
        "needs": needs,
        "rule_kept": versions[0] is None or _RANK.index(raised(*versions)) >= _RANK.index(needs),
        "changes": [asdict(c) for c in changes],
    }


def raised(before: str | None, after: str | None) -> Level:
    """Return which number of a version MAJOR.MINOR went up."""
    old, new = (tuple(map(int, (v or "0.0").split("."))) for v in (before, after))
    if new[0] > old[0]:
        return "major"
    return "minor" if new > old else "none"


def _table(name: str, before: Mapping[str, Told], after: Mapping[str, Told]) -> Iterator[SchemaChange]:
    for column in (c for c in before if c not in after):
        yield SchemaChange(name, column, "column removed", "major")
    for column in (c for c in after if c not in before):
        yield SchemaChange(name, column, "column added", "minor")
    for column in (c for c in before if c in after):
        for change, level in _column(before[column], after[column]):
            yield SchemaChange(name, column, change, level)


def _column(old: Told, new: Told) -> Iterator[tuple[str, Level]]:
    if old.type != new.type:
        yield f"type {old.type} became {new.type}", "major"
    if old.key != new.key:
        yield "joined the key" if new.key else "left the key", "major"
    if old.may_be_empty != new.may_be_empty:
        yield ("may now be empty", "major") if new.may_be_empty else ("is now never empty", "minor")
    if gone := old.codes - new.codes:
        yield f"codes removed: {', '.join(sorted(gone))}", "major"
    if come := new.codes - old.codes:
        yield f"codes added: {', '.join(sorted(come))}", "minor"


def _columns(
    connection: duckdb.DuckDBPyConnection, table: str, said: Mapping[tuple[str, str], Told]
) -> dict[str, Told]:
    described = connection.execute(f"DESCRIBE {table}").fetchall()
    plain = Told("")
    columns = {}
    for name, kind, *_ in described:
        told = said.get((table, name), plain)
        columns[name] = Told(kind, told.may_be_empty, told.key, told.codes)
    return columns


def _codebook(path: Path) -> dict[tuple[str, str], Told]:
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            (row["table"], row["column"]): Told(
                row["type"], row["may_be_empty"] == "true", row["key"] == "true", _codes(row["codes"])
            )
            for row in csv.DictReader(lines)
        }


def _codes(text: str) -> frozenset[str]:
    """Return the codes of a cell "code = meaning; code = meaning"; a meaning may hold a semicolon of its own."""
    return frozenset(part.split(" = ")[0] for part in text.split("; ") if " = " in part)
