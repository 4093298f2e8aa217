"""What the commands read from the database: any query, and one fact with all that is known of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import polars as pl

_MOST_MATCHES = 5


def sql(database: Path, query: str) -> pl.DataFrame:
    """Return the rows of a query. The database is opened for reading only.

    Raises ValueError with DuckDB's first line if the query fails, or if there is no database yet.
    """
    with _open(database) as connection:
        try:
            found = connection.sql(query)
            frame: pl.DataFrame | None = None if found is None else found.pl()
        except duckdb.Error as error:
            raise ValueError(str(error).splitlines()[0]) from None
    if frame is None:
        raise ValueError("the statement gives no rows; the database is open for reading only")
    return frame


def show(database: Path, fact_id: str) -> list[str]:
    """Return a fact as lines: its values, parties, claims with their places, disputes and flags.

    A beginning of the id is enough if only one fact begins so. Raises ValueError otherwise.
    """
    with _open(database) as connection:
        fact = _one_fact(connection, fact_id)
        key = [fact["fact_id"]]
        actors = _rows(connection, "SELECT role, actor_id, ccode_cow, gwcode FROM fact_actors WHERE fact_id = ?", key)
        claims = _rows(connection, _CLAIMS, key)
        disputes = _rows(connection, _DISPUTES, key)
    lines = [f"{fact['fact_id']}  {fact['kind']}  {fact['status']}" + (f"  {fact['phase']}" if fact["phase"] else "")]
    lines += [
        f"  {role:<7} {_parties(actors, role)}" for role in ("source", "target", "other") if _parties(actors, role)
    ]
    lines += [f"  {name:<7} {value}" for name, value in _values(fact)]
    lines.append(f"  {fact['n_claims']} claims in {fact['n_sources']} independent sources")
    lines += [line for claim in claims for line in _claim(claim)]
    lines += [f"  disputed {d['attribute']}: {d['value']} ({d['n_claims']} claims)" for d in disputes]
    if fact["flags"]:
        lines.append(f"  flags   {fact['flags']}")
    return lines


_CLAIMS = """
    SELECT c.*, s.title, s.issued FROM claims c JOIN sources s USING (source_id)
    WHERE c.fact_id = ? ORDER BY s.source_id, c.char_start
"""


_DISPUTES = """
    SELECT attribute, value, n_claims FROM disputes
    WHERE fact_id = ? ORDER BY attribute, n_sources DESC, n_claims DESC, value
"""


def _open(database: Path) -> duckdb.DuckDBPyConnection:
    if not database.is_file():
        raise ValueError(f"no database at {database}: run `bilateral build` first")
    try:
        return duckdb.connect(str(database), read_only=True)
    except duckdb.Error as error:
        raise ValueError(f"cannot open the database: {str(error).splitlines()[0]}") from None


def _rows(connection: duckdb.DuckDBPyConnection, query: str, parameters: list[Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = connection.sql(query, params=parameters).pl().to_dicts()
    return rows


def _one_fact(connection: duckdb.DuckDBPyConnection, fact_id: str) -> dict[str, Any]:
    found = _rows(connection, "SELECT * FROM facts WHERE starts_with(fact_id, ?) ORDER BY fact_id", [fact_id])
    if not found:
        raise ValueError(f"no fact {fact_id}: find one with `bilateral sql 'SELECT * FROM timeline'`")
    if len(found) > 1:
        some = ", ".join(row["fact_id"] for row in found[:_MOST_MATCHES])
        raise ValueError(f"{len(found)} facts begin with {fact_id} ({some} ...): give more of the id")
    return found[0]


def _parties(actors: list[dict[str, Any]], role: str) -> str:
    named = []
    for actor in sorted(actors, key=lambda a: str(a["actor_id"])):
        if actor["role"] == role:
            codes = [f"{label} {actor[c]}" for label, c in (("CoW", "ccode_cow"), ("GW", "gwcode")) if actor[c]]
            named.append(actor["actor_id"] + (f" ({', '.join(codes)})" if codes else ""))
    return ", ".join(named)


def _values(fact: dict[str, Any]) -> list[tuple[str, str]]:
    values = []
    if fact["date_edtf"]:
        values.append(
            ("date", f"{fact['date_edtf']} ({fact['date_precision']}, basis: {fact['date_basis'] or 'not noted'})")
        )
    if fact["amount_value"] is not None:
        values.append(("amount", f"{fact['amount_value']:,.15g} {fact['amount_currency'] or '(no currency)'}"))
    if fact["quantity_value"] is not None:
        values.append(("number", f"{fact['quantity_value']:,.15g} {fact['quantity_item']}"))
    values.append(("type", f"{fact['plover_type']}, {fact['quad_class']}, intensity {fact['intensity']:g}"))
    return values


def _claim(claim: dict[str, Any]) -> list[str]:
    place = f"characters {claim['char_start']}-{claim['char_end']}"
    place += f", p. {claim['page']}" if claim["page"] else ""
    place += f", under “{claim['section']}”" if claim["section"] else ""
    said = ", ".join(str(v) for v in (claim["status"], claim["date_edtf"], claim["agents"]) if v)
    lines = [
        f"  - {claim['source_id']} ({claim['issued']}) {place}",
        f"    {claim['coder']}: {said}  [{claim['claim_id']}]",
    ]
    if claim["quote"]:
        lines.append(f"    “{' '.join(claim['quote'].split())}”")
    return lines
