"""The rows that the page of a release carries, by column, and how they are packed into it."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from polars import selectors

from flows.engine import connect
from flows.publish import content
from schemas.columns import COLUMNS
from schemas.tables import TABLES

Columns = dict[str, Any]

MOST_FACTS = 50_000
"""How many facts the page carries at most: as many as a browser searches without waiting. The tables hold all."""
_RANKED = """
    CREATE TEMP TABLE ranked AS
    SELECT row_number() OVER (
        ORDER BY coalesce(date_start, date_end) NULLS LAST, coalesce(date_end, date_start), fact_id
    ) - 1 AS fact, fact_id
    FROM (FROM facts ORDER BY n_sources DESC, n_claims DESC, fact_id LIMIT ?)
"""
"""Facts in order of time, those without a date last: the page names a fact by its place in this order."""
_FACTS = (
    *("fact_id", "kind", "plover_type", "quad_class", "intensity", "status", "phase", "n_claims", "n_sources"),
    *("is_disputed", "date_edtf", "date_start", "date_end", "date_precision", "date_basis"),
    *("amount_value", "amount_currency", "quantity_value", "quantity_item", "flags"),
)
_CLAIMS = (
    *("claim_id", "source_id", "coder", "kind", "status", "phase", "date_edtf", "char_start", "char_end", "quote"),
    *("amount_value", "amount_currency", "quantity_value", "quantity_item"),
    *("section", "page", "agents", "asserted_by", "confidence"),
)
_QUERIES = {
    "facts": f"SELECT {', '.join(_FACTS)} FROM ranked JOIN facts USING (fact_id) ORDER BY fact",
    "parties": """
        SELECT fact, role, actor_id, ccode_cow, gwcode FROM ranked JOIN fact_actors USING (fact_id)
        ORDER BY fact, role, actor_id
    """,
    "pairs": """
        SELECT DISTINCT fact, least(source_actor, target_actor) AS one, greatest(source_actor, target_actor) AS other
        FROM ranked JOIN dyad_facts USING (fact_id) ORDER BY ALL
    """,
    "claims": f"""
        SELECT fact, {", ".join(_CLAIMS)} FROM ranked JOIN ({content.query(TABLES["claims"])}) USING (fact_id)
        ORDER BY fact, source_id, char_start, claim_id
    """,
    "disputes": """
        SELECT fact, attribute, value, source_ids, n_claims, n_sources, is_chosen, chosen_by
        FROM ranked JOIN disputes USING (fact_id) ORDER BY fact, attribute, is_chosen DESC, value
    """,
    "doubts": """
        SELECT DISTINCT fact, flag, reason FROM ranked JOIN doubts USING (fact_id) ORDER BY ALL
    """,
    "decisions": f"""
        SELECT DISTINCT fact, action, reason, decided_by, decided_on
        FROM ranked JOIN ({content.query(TABLES["claims"])}) AS c USING (fact_id)
        JOIN decisions AS d ON c.claim_id IN (d.claim_id, d.other_claim_id)
        ORDER BY fact, decided_on, action, reason, decided_by
    """,
    "actors": """
        SELECT actor_id, actor_name, actor_type FROM actors
        WHERE actor_id IN (SELECT actor_id FROM fact_actors) ORDER BY actor_id
    """,
    "sources": "SELECT source_id, source_type, title, authors, issued, may_quote FROM sources ORDER BY source_id",
    "kinds": "SELECT kind, label, definition, is_symmetric FROM kinds ORDER BY kind",
}
_CODED = (
    *("status", "phase", "role", "plover_type", "quad_class", "date_precision", "date_basis", "coder"),
    *("attribute", "chosen_by", "flag", "action"),
)
"""The columns whose codes the page shows, with what each code means."""


def read(database: Path) -> dict[str, Columns]:
    """Return the rows of a release that its page shows, as columns, and the meanings of their codes.

    Of more than MOST_FACTS, those facts that most independent sources report, then those of most claims.

    A row of a fact's parties, claims, disputes and doubts has the fact's place among the facts. Words of sources
    are there only where `claims` holds them.
    """
    with connect(database, read_only=True) as connection:
        connection.execute(_RANKED, [MOST_FACTS])
        found = {name: _columns(connection, query) for name, query in _QUERIES.items()}
    return {**found, "meanings": {name: COLUMNS[name].codes for name in _CODED}}


def packed(rows: dict[str, Columns]) -> str:
    """Return the rows as JSON, deflated (zlib) and in base64: no character of it means anything in HTML."""
    told = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(told.encode(), 9)).decode()


def _columns(connection: duckdb.DuckDBPyConnection, query: str) -> Columns:
    frame = connection.sql(query).pl().with_columns(selectors.date().cast(pl.String))
    return {column.name: _short(column.to_list()) for column in frame.iter_columns()}


def _short(values: Sequence[Any]) -> Any:
    """Return a column as it is, or, where that is shorter, its distinct values and the place of each row's among them.

    Only texts gain: they come back as `{"values": [...], "rows": [...]}`.
    """
    distinct = list(dict.fromkeys(values))
    if not any(isinstance(value, str) for value in distinct) or 2 * len(distinct) > len(values):
        return list(values)
    place = {value: number for number, value in enumerate(distinct)}
    return {"values": distinct, "rows": [place[value] for value in values]}
