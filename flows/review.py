"""What most needs a human eye: facts that are flagged, disputed or unsure, likely duplicates, odd places of a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import duckdb

from flows.engine import quoted
from flows.evidence import Words
from flows.query import open_database, rows
from schemas.vocabulary import HOW_KNOWN

Why = Literal["flagged", "disputed", "duplicate", "unsure"]
WEIGHTS: dict[str, float] = {"flagged": 3.0, "disputed": 2.0, "duplicate": 2.0, "unsure": 1.0}
"""What one reason weighs: a flag says that something is wrong, a dispute or a likely duplicate that it may be."""


@dataclass(frozen=True, slots=True)
class Item:
    """A fact, a pair of facts that may be one act, or a place of a text; the reasons to look at it and their weight.

    A place stands with the facts that rest on it, if there are any, and with the words around it, if at hand.
    """

    fact_ids: tuple[str, ...]
    why: tuple[str, ...]
    reasons: tuple[str, ...]
    weight: float
    facts: tuple[dict[str, Any], ...] = ()
    place: Mapping[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the item with its facts and their claims, as plain values."""
        told = {"fact_ids": list(self.fact_ids), "why": list(self.why), "reasons": list(self.reasons)}
        placed = {"place": dict(self.place)} if self.place else {}
        return {**told, "weight": round(self.weight, 2), **placed, "facts": list(self.facts)}


def queue(database: Path, why: Why | None = None, limit: int | None = None) -> list[Item]:
    """Return what to look at, heaviest first: the reasons of one fact add up, a pair stands for itself.

    Facts whose claims a decision names are left out, since somebody has looked at them. `why` keeps the items
    with that reason, `limit` the first so many.
    """
    with open_database(database) as connection:
        found = [*_facts(connection), *_pairs(connection), *_places(connection)]
    chosen = [item for item in found if why is None or why in item.why]
    return sorted(chosen, key=lambda item: (-item.weight, not item.fact_ids, item.fact_ids))[:limit]


def with_evidence(database: Path, items: Iterable[Item], words: Words) -> list[Item]:
    """Return the items with their facts, the parties and claims of each, and the words of claims and places."""
    with open_database(database) as connection:
        return [
            replace(
                item,
                facts=tuple(_evidence(connection, f, words) for f in item.fact_ids),
                place={**item.place, "quote": words.around(item.place)} if item.place else None,
            )
            for item in items
        ]


def _facts(connection: duckdb.DuckDBPyConnection) -> list[Item]:
    items: dict[str, list[dict[str, Any]]] = {}
    for row in rows(connection, _REASONS):
        items.setdefault(row["fact_id"], []).append(row)
    return [
        Item(
            (fact_id,),
            tuple(dict.fromkeys(row["why"] for row in found)),
            tuple(row["reason"] for row in found),
            sum(_weight(row) for row in found),
        )
        for fact_id, found in items.items()
    ]


def _pairs(connection: duckdb.DuckDBPyConnection) -> list[Item]:
    return [
        Item((row["first"], row["second"]), ("duplicate",), (row["reason"],), _weight({"why": "duplicate", **row}))
        for row in rows(connection, _DUPLICATES)
    ]


def _places(connection: duckdb.DuckDBPyConnection) -> list[Item]:
    found = rows(connection, _PLACES)
    return [
        Item(
            tuple(row["fact_ids"] or ()),
            ("flagged",),
            (row["reason"],),
            _weight({"why": "flagged", "share": 1.0}),
            place={name: row[name] for name in ("source_id", "char_start", "char_end")},
        )
        for row in found
    ]


def _weight(row: Mapping[str, Any]) -> float:
    return WEIGHTS[row["why"]] * float(row["share"])


def _evidence(connection: duckdb.DuckDBPyConnection, fact_id: str, words: Words) -> dict[str, Any]:
    [fact] = rows(connection, _FACT, [fact_id])
    claims = rows(connection, _CLAIMS, [fact_id])
    told = [{**{k: v for k, v in c.items() if k != "quote_sha256"}, "quote": words.of(c)} for c in claims]
    return {**fact, "claims": told}


_UNDECIDED = """
    SELECT fact_id FROM facts
    EXCEPT
    SELECT c.fact_id FROM claims c JOIN decisions d ON c.claim_id IN (d.claim_id, d.other_claim_id)
    WHERE c.fact_id IS NOT NULL
"""

# How a fact is known says nothing of the fact itself; confidence is told apart.
_REASONS = f"""
    WITH undecided AS ({_UNDECIDED}), reasons AS (
        SELECT DISTINCT fact_id, 'flagged' AS why, flag || ': ' || reason AS reason, 1.0 AS share
        FROM doubts WHERE flag NOT IN ({", ".join(map(quoted, HOW_KNOWN))})
        UNION ALL
        SELECT fact_id, 'disputed', attribute || ': ' ||
               string_agg(value || ' (' || source_ids || ')', ' or ' ORDER BY is_chosen DESC, n_sources DESC, value),
               1.0
        FROM disputes GROUP BY fact_id, attribute
        UNION ALL
        SELECT fact_id, 'unsure', 'no claim of it is surer than ' || round(max(confidence), 2), 1 - max(confidence)
        FROM claims WHERE fact_id IS NOT NULL GROUP BY fact_id HAVING max(confidence) < 0.5
    )
    SELECT reasons.* FROM reasons JOIN undecided USING (fact_id) ORDER BY fact_id, why, reason
"""

# Two facts of a kind between the same parties whose dates can both hold, and whose sums and numbers, if both have
# one, are equal. They weigh most where both are dated within a month, less within a year; where the dates are wider
# or missing, an equal sum must stand in for them. Two that only one source tells, as a person coded it, were told
# apart by that person.
_DUPLICATES = f"""
    WITH undecided AS ({_UNDECIDED}), sides AS (
        SELECT fact_id,
               list_sort(list(actor_id) FILTER (role = 'source')) AS source,
               list_sort(list(actor_id) FILTER (role = 'target')) AS target,
               list_sort(list(actor_id) FILTER (role <> 'other')) AS both
        FROM fact_actors GROUP BY fact_id
    ), alone AS (
        SELECT fact_id, min(source_id) AS told_by FROM claims WHERE fact_id IS NOT NULL
        GROUP BY fact_id HAVING count(DISTINCT source_id) = 1 AND bool_and(coder = 'hand')
    ), dated AS (
        SELECT f.*, s.source, s.target, s.both, k.is_symmetric, alone.told_by,
               coalesce(f.date_start, DATE '0001-01-01') AS first_day,
               coalesce(f.date_end, DATE '9999-12-31') AS last_day,
               coalesce(date_diff('day', f.date_start, f.date_end) + 1, 99999) AS width
        FROM facts f JOIN undecided USING (fact_id) JOIN sides s USING (fact_id) JOIN kinds k ON k.kind = f.kind
        LEFT JOIN alone USING (fact_id)
    )
    SELECT a.fact_id AS first, b.fact_id AS second,
           concat(a.kind, ' of the same parties, ', coalesce(a.date_edtf, 'no date'), ' and ',
                  coalesce(b.date_edtf, 'no date')) AS reason,
           CASE WHEN greatest(a.width, b.width) <= 31 THEN 1.0 ELSE 0.6 END AS share
    FROM dated a JOIN dated b ON a.kind = b.kind AND a.fact_id < b.fact_id
    WHERE a.first_day <= b.last_day AND b.first_day <= a.last_day
      AND (a.told_by IS NULL OR a.told_by IS DISTINCT FROM b.told_by)
      AND (greatest(a.width, b.width) <= 366 OR a.amount_value = b.amount_value)
      AND a.phase IS NOT DISTINCT FROM b.phase
      AND CASE WHEN a.is_symmetric THEN a.both = b.both
               ELSE a.source IS NOT DISTINCT FROM b.source AND a.target IS NOT DISTINCT FROM b.target END
      AND (a.amount_value = b.amount_value OR a.amount_value IS NULL OR b.amount_value IS NULL)
      AND (a.quantity_value = b.quantity_value OR a.quantity_value IS NULL OR b.quantity_value IS NULL)
    ORDER BY first, second
"""

# Doubts about a place of a text, with the facts whose claims lie there; decided facts have been looked at.
_PLACES = f"""
    WITH undecided AS ({_UNDECIDED}), found AS (
        SELECT d.doubt_id, d.flag || ': ' || d.reason AS reason, d.source_id, d.char_start, d.char_end,
               list_sort(list(DISTINCT c.fact_id) FILTER (c.fact_id IS NOT NULL)) AS fact_ids
        FROM doubts d LEFT JOIN claims c
             ON c.source_id = d.source_id AND c.char_start < d.char_end AND d.char_start < c.char_end
        WHERE d.fact_id IS NULL AND d.source_id IS NOT NULL GROUP BY ALL
    )
    SELECT * FROM found
    WHERE fact_ids IS NULL OR list_has_any(fact_ids, (SELECT list(fact_id) FROM undecided))
    ORDER BY source_id, char_start, doubt_id
"""

_FACT = """
    SELECT f.fact_id, f.kind::VARCHAR AS kind, f.status::VARCHAR AS status, f.phase::VARCHAR AS phase, f.date_edtf,
           f.amount_value, f.amount_currency, f.quantity_value, f.quantity_item, f.n_claims, f.n_sources, f.flags,
           string_agg(a.actor_id, ', ' ORDER BY a.actor_id) FILTER (a.role = 'source') AS source,
           string_agg(a.actor_id, ', ' ORDER BY a.actor_id) FILTER (a.role = 'target') AS target,
           string_agg(a.actor_id, ', ' ORDER BY a.actor_id) FILTER (a.role = 'other') AS others
    FROM facts f LEFT JOIN fact_actors a USING (fact_id) WHERE f.fact_id = ? GROUP BY ALL
"""

_CLAIMS = """
    SELECT claim_id, source_id, coder::VARCHAR AS coder, kind::VARCHAR AS kind, status::VARCHAR AS status,
           phase::VARCHAR AS phase, date_edtf, amount_value, amount_currency, quantity_value, quantity_item, agents,
           confidence, char_start, char_end, section, page, quote, quote_sha256
    FROM claims WHERE fact_id = ? ORDER BY source_id, char_start, claim_id
"""
