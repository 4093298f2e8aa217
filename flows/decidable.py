"""Whether decisions can be applied: what the next build would refuse is refused before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from flows.query import rows
from flows.resolve import decisions
from flows.resolve.claim_rows import claim_of
from flows.resolve.links import Links
from schemas.claim import Claim
from schemas.decision import PAIRS, Decision

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Actors:
    ids: frozenset[str]

    def is_actor(self, actor_id: str) -> bool:
        return actor_id in self.ids


def check(connection: duckdb.DuckDBPyConnection, made: Sequence[Decision], before: Sequence[Decision]) -> None:
    """Raise ValueError with one line if the next build would refuse a decision, or if it would change nothing.

    `made` are new, `before` those that the file holds, whether or not a build has applied them yet.
    """
    corrections: dict[str, list[Decision]] = {}
    for decision in made:
        if decision.action == "correct":
            corrections.setdefault(decision.claim_id, []).append(decision)
            if decision.column_name == "kind":
                _check_kind(connection, decision, before)
        elif decision.action in PAIRS:
            _check_pair(connection, decision, before)
    for claim_id, new in corrections.items():
        old = [d for d in before if d.action == "correct" and d.claim_id == claim_id]
        _check_correction(connection, claim_id, old, new)
    pairs = [d for d in (*before, *made) if d.action in PAIRS]
    sides = {a: tuple((d.claim_id, d.other_claim_id or "") for d in pairs if d.action == a) for a in PAIRS}
    Links(sides["merge"], sides["split"]).check()


def _check_pair(connection: duckdb.DuckDBPyConnection, decision: Decision, before: Sequence[Decision]) -> None:
    found = [_claim_row(connection, claim_id) for claim_id in decision.claim_ids]
    if stray := next((row["claim_id"] for row in found if row["fact_id"] is None), None):
        raise ValueError(
            f"cannot {decision.action}: claim {stray} supports no fact, another coder's stand in its place"
        )
    if decision.action == "merge":
        first, other = (_kind(row, before) for row in found)
        if first != other:
            raise ValueError(f"cannot merge {first} and {other}: correct the kind of one first")


def _check_kind(connection: duckdb.DuckDBPyConnection, decision: Decision, before: Sequence[Decision]) -> None:
    """Raise ValueError if a kind would no longer be that of a claim which an earlier decision merges with its own."""
    for merge in (d for d in before if d.action == "merge" and decision.claim_id in d.claim_ids):
        [other] = {*merge.claim_ids} - {decision.claim_id}
        # A claim that is no more has no row; the build tells which decisions name it.
        kinds = {_kind(row, before) for row in rows(connection, _CLAIM, [other])}
        if kinds - {decision.corrected_value}:
            raise ValueError(
                f"cannot correct {decision.claim_id}: decision {merge.decision_id} merges it with {other}, "
                f"whose kind is {kinds.pop()}; take that row out first"
            )


def _kind(row: Row, before: Sequence[Decision]) -> str | None:
    """Return the kind of a claim once earlier decisions are applied."""
    corrected = {d.claim_id: d.corrected_value for d in before if d.column_name == "kind"}
    return corrected.get(row["claim_id"], row["kind"])


def _check_correction(
    connection: duckdb.DuckDBPyConnection, claim_id: str, old: Sequence[Decision], new: Sequence[Decision]
) -> None:
    actors = _Actors(frozenset(row["actor_id"] for row in rows(connection, "SELECT actor_id FROM actors")))
    try:
        claim = decisions.corrected(_claim(connection, claim_id), old, actors)
        after = decisions.values_of(decisions.corrected(claim, new, actors))
    except ValueError as error:
        raise ValueError(f"cannot correct {claim_id}: {error}") from None
    before = decisions.values_of(claim)
    for decision in new:
        column = decision.column_name or ""
        if before[column] == after[column]:
            raise ValueError(f"cannot correct {claim_id}: its {column} is {before[column] or 'empty'} already")


def _claim_row(connection: duckdb.DuckDBPyConnection, claim_id: str) -> Row:
    return rows(connection, _CLAIM, [claim_id])[0]


def _claim(connection: duckdb.DuckDBPyConnection, claim_id: str) -> Claim:
    """Return a claim as the database has it."""
    return claim_of(_claim_row(connection, claim_id), rows(connection, _ACTORS, [claim_id]))


_CLAIM = "SELECT * REPLACE (kind::VARCHAR AS kind) FROM claims WHERE claim_id = ?"
_ACTORS = "SELECT role::VARCHAR AS role, actor_id FROM claim_actors WHERE claim_id = ? ORDER BY role, actor_id"
