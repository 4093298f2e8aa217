"""What changed from one release to another: rows of every table, facts with the reason, the schema, the inputs."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb

from flows.engine import connect
from flows.publish import schema_changes
from flows.publish.opened import attach, read_manifest
from flows.publish.reasons import reasons, sides
from schemas.tables import TABLES, Table

FIRST = "This is the first release: there is none before it to compare it with."
_MOST_KEYS = 10
CHANGES = ("added", "removed", "changed")
"""What may have become of a row or a fact from one release to the next."""
_SIDES = ("before", "after")
_ABOUT = ("kind", "status", "date_edtf", "parties")
"""The columns by which a person knows a fact."""

Diff = dict[str, Any]


def compare(before: Path, after: Path) -> Diff:
    """Return how release folder `after` differs from `before`.

    For each table: rows added, removed and changed, in which columns, and the keys of the first of each; for each
    fact that was added, removed or changed: what it is about, the values and why. Raises ValueError if a folder is
    no release, or one whose tables or codebook cannot be read.
    """
    manifests = read_manifest(before), read_manifest(after)
    try:
        return _compared(before, after, manifests)
    except (duckdb.Error, csv.Error, UnicodeDecodeError, KeyError) as error:
        told = str(error).splitlines()[0]
        raise ValueError(f"a release is damaged ({told}): find it with `bilateral verify`, fetch it anew") from None


def _compared(before: Path, after: Path, manifests: tuple[Diff, Diff]) -> Diff:
    with connect() as connection:
        for schema, folder in zip(_SIDES, (before, after), strict=True):
            attach(connection, folder, schema)
        facts = _facts(connection, manifests)
        tables = {name: told for name in TABLES if (told := _table(connection, TABLES[name])) is not None}
    versions = tuple(m.get("schema_version") for m in manifests)
    return {
        "before": manifests[0]["version"],
        "after": manifests[1]["version"],
        "content_sha256": {side: m["content_sha256"] for side, m in zip(_SIDES, manifests, strict=True)},
        "schema": schema_changes.as_json(before, after, (versions[0], versions[1])),
        "inputs": _inputs(*manifests),
        "tables": tables,
        "why": _why(facts),
        "facts": facts,
    }


def first(after: Path) -> Diff:
    """Return the diff of a release that has no predecessor: it says so."""
    manifest = read_manifest(after)
    hashes = {"before": None, "after": manifest["content_sha256"]}
    return {"before": None, "after": manifest["version"], "content_sha256": hashes, "note": FIRST}


def _table(connection: duckdb.DuckDBPyConnection, table: Table) -> dict[str, Any] | None:
    columns = [_column_names(connection, side, table.name) for side in _SIDES]
    if not all(set(table.key) <= set(names) for names in columns):
        return None
    shared = [c for c in columns[0] if c in columns[1] and c not in table.key]
    key = ", ".join(table.key)
    differs = {c: f"b.{c} IS DISTINCT FROM a.{c}" for c in shared}
    joined = f"FROM before.{table.name} b JOIN after.{table.name} a USING ({key})"
    changed = f"{joined} WHERE {' OR '.join(differs.values()) or 'false'}"
    of = {
        "added": f"FROM after.{table.name} ANTI JOIN before.{table.name} USING ({key})",
        "removed": f"FROM before.{table.name} ANTI JOIN after.{table.name} USING ({key})",
        "changed": changed,
    }
    counts = {what: _row(connection, f"SELECT count(*) {rows}")[0] for what, rows in of.items()}
    sums = ", ".join(f"count(*) FILTER ({how})" for how in differs.values()) or "0"
    by_column = dict(zip(shared, _row(connection, f"SELECT {sums} {joined}"), strict=False))
    return {
        "rows_before": _row(connection, f"SELECT count(*) FROM before.{table.name}")[0],
        "rows_after": _row(connection, f"SELECT count(*) FROM after.{table.name}")[0],
        **counts,
        "columns_changed": {c: n for c, n in by_column.items() if n},
        "first": {
            what: connection.execute(f"SELECT {key} {rows} ORDER BY {key} LIMIT {_MOST_KEYS}").fetchall()
            for what, rows in of.items()
            if counts[what]
        },
    }


def _facts(connection: duckdb.DuckDBPyConnection, manifests: tuple[Diff, Diff]) -> list[dict[str, Any]]:
    """Return every fact that is not the same in both releases, its parties among its values."""
    held = [_column_names(connection, side, "facts") for side in _SIDES]
    columns = [c for c in held[0] if c in held[1] and c != "fact_id"]
    for side in _SIDES:
        connection.execute(
            f"CREATE TEMP TABLE {side}_facts AS SELECT f.*, p.parties FROM {side}.facts f LEFT JOIN (SELECT fact_id, "
            f"string_agg(role || ':' || actor_id, ' ' ORDER BY role, actor_id) AS parties "
            f"FROM {side}.fact_actors GROUP BY fact_id) p USING (fact_id)"
        )
    columns.append("parties")
    differs = " OR ".join(f"b.{c} IS DISTINCT FROM a.{c}" for c in columns)
    pairs = ", ".join(f"b.{c} AS b_{c}, a.{c} AS a_{c}" for c in columns)
    rows = connection.sql(
        f"SELECT fact_id, b.fact_id IS NULL AS is_added, a.fact_id IS NULL AS is_removed, {pairs} "
        f"FROM before_facts b FULL JOIN after_facts a USING (fact_id) WHERE {differs} ORDER BY fact_id"
    ).pl()
    before, after = sides(connection, manifests, rows["fact_id"])
    return [
        {
            "fact_id": row["fact_id"],
            "change": "added" if row["is_added"] else "removed" if row["is_removed"] else "changed",
            "about": {c: row[f"{'b' if row['is_removed'] else 'a'}_{c}"] for c in _ABOUT if c in columns},
            "values": [
                {"column": c, "before": _plain(row[f"b_{c}"]), "after": _plain(row[f"a_{c}"])}
                for c in columns
                if row[f"b_{c}"] != row[f"a_{c}"]
            ],
            "why": [asdict(reason) for reason in reasons(row["fact_id"], before, after)],
        }
        for row in rows.iter_rows(named=True)
    ]


def _why(facts: list[dict[str, Any]]) -> dict[str, int]:
    """Return the number of facts for each kind of reason, the most frequent first."""
    counts = Counter(kind for fact in facts for kind in {reason["kind"] for reason in fact["why"]})
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _inputs(before: Diff, after: Diff) -> list[dict[str, Any]]:
    """Return what went into the releases and is not the same: seeds, packages, the program's commit."""
    flat = [
        {
            **{f"seeds {name}": value for name, value in m.get("seeds_sha256", {}).items()},
            **{f"package {name}": value for name, value in m.get("packages", {}).items()},
            "program": m.get("git_commit"),
        }
        for m in (before, after)
    ]
    names = [*flat[0], *(name for name in flat[1] if name not in flat[0])]
    return [
        {"input": name, "before": flat[0].get(name), "after": flat[1].get(name)}
        for name in names
        if flat[0].get(name) != flat[1].get(name)
    ]


def _column_names(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> list[str]:
    found = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = ? AND table_name = ? "
        "ORDER BY ordinal_position",
        [schema, table],
    ).fetchall()
    return [name for (name,) in found]


def _row(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    [row] = connection.execute(sql).fetchall()
    return tuple(row)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)
