"""What the commands read from the database: any query, and one fact with all that is known of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import shorten
from typing import Any

import duckdb
import polars as pl

from flows.follow import follow
from flows.follow import told as was
from schemas.vocabulary import CHOSEN_BY

Row = dict[str, Any]
_MOST_MATCHES = 5
_LONGEST_QUOTE = 200
Screen = tuple[int, int]
"""Columns and rows of a terminal."""


def sql(database: Path, query: str) -> pl.DataFrame:
    """Return the rows of a query. The database is opened for reading only.

    What is neither text, number nor yes or no is given as DuckDB writes it, since a frame and CSV hold less kinds of
    value. Raises ValueError with DuckDB's first line if the query fails, if there is no database yet, or if there is
    more than one statement, of which DuckDB would give the rows of the last alone.
    """
    with open_database(database) as connection:
        try:
            if (number := len(connection.extract_statements(query))) > 1:
                raise ValueError(f"{number} statements: give one at a time")
            found = connection.sql(query)
            frame: pl.DataFrame | None = None if found is None else found.project(_as_written(found)).pl()
        except duckdb.Error as error:
            raise ValueError(str(error).splitlines()[0]) from None
    if frame is None:
        raise ValueError("the statement gives no rows; the database is open for reading only")
    return frame


_PLAIN = {
    *("boolean", "varchar", "enum", "float", "double", "tinyint", "smallint", "integer", "bigint"),
    *("utinyint", "usmallint", "uinteger", "ubigint"),
}


def _as_written(found: duckdb.DuckDBPyRelation) -> str:
    """Return the columns of a relation for SQL, by place since names may repeat."""
    columns = []
    for place, (name, kind) in enumerate(zip(found.columns, found.types, strict=True), 1):
        named = name.replace('"', '""')
        columns.append(f"#{place}" if kind.id in _PLAIN else f'CAST(#{place} AS VARCHAR) AS "{named}"')
    return ", ".join(columns)


def show(
    database: Path, fact_id: str, words: Callable[[Row], str | None] | None = None, screen: Screen | None = None
) -> list[str]:
    """Return a fact as lines: its values and parties, claims with place and works cited, disputes, flags, decisions.

    A beginning of the id is enough if only one fact begins so. The id of a fact of an earlier release leads to those
    that have its claims now, and the first line says so. `words` gives the words of a row of claims, None where they
    may not be shown; by default those that are published. So that a fact of many claims fits a `screen`, their words
    are cut to a line each and the sections left out, then all words. Raises ValueError if no fact is meant.
    """
    with open_database(database) as connection:
        found, lines = follow(connection, fact_id)
        for key in found or [fact_id]:
            lines += _fact(connection, key, words, screen)
        return lines


def _fact(
    connection: duckdb.DuckDBPyConnection,
    fact_id: str,
    words: Callable[[Row], str | None] | None,
    screen: Screen | None,
) -> list[str]:
    fact = _one_fact(connection, fact_id)
    parts = {name: rows(connection, query, [fact["fact_id"]]) for name, query in _PARTS.items()}
    told = [(claim, words(claim) if words else claim["quote"]) for claim in parts["claims"]]
    lines = _lines(fact, parts, told, _LONGEST_QUOTE)
    if screen is None or _rows(lines, screen) <= screen[1]:
        return lines
    cut = _lines(fact, parts, told, screen[0] - _BESIDE_QUOTE)
    return cut if _rows(cut, screen) <= screen[1] else _lines(fact, parts, told, None)


_BESIDE_QUOTE = 6  # spaces before it, and its marks


def _rows(lines: Sequence[str], screen: Screen) -> int:
    """Return how many rows lines take, with one for the prompt that follows."""
    return sum(-(-max(len(line), 1) // screen[0]) for line in lines) + 1


def _lines(
    fact: Row, parts: dict[str, list[Row]], told: Sequence[tuple[Row, str | None]], most: int | None
) -> list[str]:
    """Return a fact as lines, the claims' words no longer than `most`, left out where that is None."""
    lines = [f"{fact['fact_id']}  {fact['kind']}  {fact['status']}" + (f"  {fact['phase']}" if fact["phase"] else "")]
    parties = {role: _parties(parts["actors"], role) for role in ("source", "target", "other")}
    lines += [f"  {role:<7} {named}" for role, named in parties.items() if named]
    lines += [f"  {name:<7} {value}" for name, value in _values(fact)]
    lines.append(f"  {_counted(fact['n_claims'], 'claim')} in {_counted(fact['n_sources'], 'independent source')}")
    for claim, quote in told:
        lines += _claim(claim, quote, most)
        lines += [f"    cites {_work(work)}" for work in parts["works"] if work["claim_id"] == claim["claim_id"]]
    lines += [f"  disputed {attribute}: {values}" for attribute, values in _disputed(parts["disputes"])]
    lines += [f"  flag    {_doubt(doubt)}" for doubt in parts["doubts"]]
    lines += [f"  decided {_decided(decision)}" for decision in parts["decisions"]]
    lines += [f"  earlier {was(row)}" for row in parts["redirects"]]
    return lines if most else [*lines, "  (the words are left out to fit the screen; into a pipe or file they are not)"]


_PARTS = {
    "actors": "SELECT role, actor_id, ccode_cow, gwcode FROM fact_actors WHERE fact_id = ?",
    "claims": """
        SELECT c.*, s.title, s.issued FROM claims c JOIN sources s USING (source_id)
        WHERE c.fact_id = ? ORDER BY s.source_id, c.char_start
    """,
    "works": """
        SELECT DISTINCT k.claim_id, w.* FROM citations k JOIN works w USING (work_id) JOIN claims c USING (claim_id)
        WHERE c.fact_id = ? ORDER BY w.authors, w.title, w.work_id
    """,
    "disputes": """
        SELECT * FROM disputes WHERE fact_id = ?
        ORDER BY attribute, is_chosen DESC, n_sources DESC, n_claims DESC, value
    """,
    "redirects": "SELECT * FROM redirects WHERE ? IN (old_fact_id, new_fact_id) ORDER BY old_fact_id, new_fact_id",
    "doubts": "SELECT * FROM doubts WHERE fact_id = ? ORDER BY flag, actor_id, claim_id",
    "decisions": """
        SELECT DISTINCT d.* FROM decisions d JOIN claims c ON c.claim_id IN (d.claim_id, d.other_claim_id)
        WHERE c.fact_id = ? ORDER BY d.decided_on, d.decision_id
    """,
}


@contextmanager
def open_database(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the database for reading only. Raises ValueError with one line if there is none, or it is damaged."""
    if not database.is_file():
        raise ValueError(f"no database at {database}: run `bilateral build` first")
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            yield connection
    except duckdb.Error as error:
        told = str(error).splitlines()[0]
        raise ValueError(f"cannot read the database ({told}): run `bilateral build`, which makes it anew") from None


def rows(connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[Any] = ()) -> list[Row]:
    """Return the rows of a query."""
    found: list[Row] = connection.sql(query, params=list(parameters)).pl().to_dicts()
    return found


def sums(row: Row) -> list[tuple[str, str]]:
    """Return the sum of money and the number of things of a fact or a claim in words, each with what it is."""
    found = []
    if row["amount_value"] is not None:
        found.append(("amount", f"{row['amount_value']:,.15g} {row['amount_currency'] or '(no currency)'}"))
    if row["quantity_value"] is not None:
        found.append(("number", f"{row['quantity_value']:,.15g} {row['quantity_item']}"))
    return found


def _one_fact(connection: duckdb.DuckDBPyConnection, fact_id: str) -> Row:
    found = rows(connection, "SELECT * FROM facts WHERE starts_with(fact_id, ?) ORDER BY fact_id", [fact_id])
    if not found:
        raise ValueError(f"no fact {fact_id}: find one with `bilateral sql 'SELECT * FROM timeline'`")
    if len(found) > 1:
        some = ", ".join(row["fact_id"] for row in found[:_MOST_MATCHES])
        raise ValueError(f"{len(found)} facts begin with {fact_id} ({some} ...): give more of the id")
    return found[0]


def _parties(actors: list[Row], role: str) -> str:
    named = []
    for actor in sorted(actors, key=lambda a: str(a["actor_id"])):
        if actor["role"] == role:
            codes = [f"{label} {actor[c]}" for label, c in (("CoW", "ccode_cow"), ("GW", "gwcode")) if actor[c]]
            named.append(actor["actor_id"] + (f" ({', '.join(codes)})" if codes else ""))
    return ", ".join(named)


def _values(fact: Row) -> list[tuple[str, str]]:
    values = []
    if fact["date_edtf"]:
        values.append(
            ("date", f"{fact['date_edtf']} ({fact['date_precision']}, basis: {fact['date_basis'] or 'not noted'})")
        )
    values += sums(fact)
    values.append(("type", f"{fact['plover_type']}, {fact['quad_class']}, intensity {fact['intensity']:g}"))
    return values


def _claim(claim: Row, quote: str | None, most: int | None) -> list[str]:
    in_full = most == _LONGEST_QUOTE
    place = ("characters " if in_full else "") + f"{claim['char_start']}-{claim['char_end']}"
    place += f", p. {claim['page']}" if claim["page"] else ""
    place += f", under “{claim['section']}”" if claim["section"] and in_full else ""
    said = ", ".join(str(v) for v in (claim["status"], claim["date_edtf"], claim["agents"]) if v)
    lines = [f"  - {claim['source_id']} ({claim['issued']}) {place}; {claim['coder']}: {said}  [{claim['claim_id']}]"]
    if quote and most:
        lines.append(f"    “{shorten(quote, most, placeholder=' ...')}”")
    return lines


def _work(work: Row) -> str:
    told = (work["authors"], work["title"], work["container"], work["issued"])
    ours = f"  ({work['source_id']}, a source of ours)" if work["source_id"] else ""
    return (", ".join(v for v in told if v) or work["url"] or work["work_id"]) + ours


def _disputed(disputes: Sequence[Row]) -> list[tuple[str, str]]:
    """Return a line for each attribute that is disputed: the value shown first, with the rule it was chosen by."""
    found: dict[str, list[str]] = {}
    for row in disputes:
        support = f"{_counted(row['n_claims'], 'claim')}: {row['source_ids']}"
        rule = f"; shown: {CHOSEN_BY[row['chosen_by']]}" if row["is_chosen"] else ""
        found.setdefault(row["attribute"], []).append(f"{row['value']} ({support}{rule})")
    return [(attribute, " | ".join(values)) for attribute, values in found.items()]


def _doubt(doubt: Row) -> str:
    return f"{doubt['flag']}: {doubt['reason']}" + (f"  [{doubt['claim_id']}]" if doubt["claim_id"] else "")


def _decided(decision: Row) -> str:
    what = decision["action"]
    if decision["column_name"]:
        before, after = (decision[name] or "none" for name in ("value_before", "corrected_value"))
        what += f" {decision['column_name']}: {before} -> {after}"
    named = ", ".join(c for c in (decision["claim_id"], decision["other_claim_id"]) if c)
    return f"{what} ({decision['decided_by']}, {decision['decided_on']}: {decision['reason']})  [{named}]"


def _counted(n: int, what: str) -> str:
    return f"{n} {what}" + ("" if n == 1 else "s")
