"""Writes what a person decided: names of facts and claims become rows of `seeds/decisions/decisions.csv`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from flows.decidable import check
from flows.follow import follow
from flows.one_writer import one_writer
from flows.query import open_database, rows
from schemas.decision import Decision, add_decisions, read_decisions
from schemas.vocabulary import ACTION

Row = dict[str, Any]


def decide(
    database: Path,
    file: Path,
    action: str,
    names: Sequence[str],
    made: Mapping[str, Any],
    values: Mapping[str, str | None] | None = None,
) -> list[Decision]:
    """Write the decisions that an action on facts and claims comes to, and return them.

    `names` are ids, or as much of their beginning as tells them apart. `merge` takes two or more; `split` two that
    are two acts, or one claim that does not belong to its fact; `correct` one claim, whose columns get `values`
    (None for no value); `reject` claims, or facts with all their claims. Elsewhere a fact stands for its first
    claim. `made` gives reason, decided_by and decided_on. Raises ValueError if a name is unknown, if the next
    build would refuse a decision, if the decisions do not agree with those in `file`, or if another command keeps
    changing it.
    """
    if action not in ACTION:
        raise ValueError(f"cannot {action}: use {', '.join(ACTION)}")
    if bool(values) != (action == "correct"):
        raise ValueError("correct needs --set COLUMN=VALUE, and nothing else takes it")
    with open_database(database) as connection:
        named = [_named(connection, name) for name in names]
        found = _ACTIONS[action](connection, named, values or {})
        decisions = [Decision(action, **{**made, **which}) for which in found]
        for decision in decisions:
            if problem := decision.problem():
                raise ValueError(f"cannot {action}: {problem}")
        # Another person's row between the check and the writing would be lost, or contradict these.
        with one_writer(file):
            check(connection, decisions, read_decisions(file))
            add_decisions(file, decisions)
    return decisions


def corrections(given: Sequence[str]) -> dict[str, str | None]:
    """Return the columns and values of COLUMN=VALUE, None for no value. Raises ValueError on anything else."""
    values: dict[str, str | None] = {}
    for pair in given:
        column, sign, value = (part.strip() for part in pair.partition("="))
        if not sign:
            raise ValueError(f"--set {pair} has no value: write COLUMN=VALUE")
        if column in values:
            raise ValueError(f"--set names {column} twice: give it one value")
        values[column] = value or None
    return values


def report(n_written: int, file: Path) -> str:
    """Return the line that tells how many decisions were written, and where."""
    what = "decision" if n_written == 1 else "decisions"
    return f"{n_written} {what} written to {file}; the next `bilateral build` applies " + (
        "it." if n_written == 1 else "them."
    )


def signed(reason: str, who: str | None, today: date) -> Row:
    """Return what every decision tells beside its claims. Raises ValueError if nobody is named."""
    if not who or not who.strip():
        raise ValueError("say who decides, with --who or in BILATERAL_REVIEWER")
    return {"reason": reason.strip(), "decided_by": who.strip(), "decided_on": today}


def _merge(_: duckdb.DuckDBPyConnection, named: Sequence[list[Row]], __: Mapping[str, str | None]) -> list[Row]:
    first, *others = _firsts("merge", named, 2)
    return [_pair(first, other) for other in others]


def _split(connection: duckdb.DuckDBPyConnection, named: Sequence[list[Row]], _: Mapping[str, str | None]) -> list[Row]:
    firsts = _firsts("split", named, 1)
    if len(firsts) == 2:
        return [_pair(*firsts)]
    if len(firsts) > 2 or len(named[0]) > 1:
        raise ValueError("cannot split that: name one claim that does not belong to its fact, or two that are two acts")
    [claim] = firsts
    others = rows(connection, _OTHERS, [claim["fact_id"], claim["claim_id"]])
    if not others:
        raise ValueError(f"cannot split {claim['claim_id']} off: it stands alone")
    return [_pair(claim, other) for other in others]


def _correct(_: duckdb.DuckDBPyConnection, named: Sequence[list[Row]], values: Mapping[str, str | None]) -> list[Row]:
    if len(named) != 1 or len(named[0]) != 1:
        raise ValueError("cannot correct that: name one claim; `bilateral show FACT` lists those of a fact")
    claim = named[0][0]["claim_id"]
    return [{"claim_id": claim, "column_name": c, "corrected_value": v or None} for c, v in values.items()]


def _reject(_: duckdb.DuckDBPyConnection, named: Sequence[list[Row]], __: Mapping[str, str | None]) -> list[Row]:
    claims = dict.fromkeys(claim["claim_id"] for group in named for claim in group)
    return [{"claim_id": claim_id} for claim_id in claims]


_ACTIONS = {"merge": _merge, "split": _split, "correct": _correct, "reject": _reject}


def _firsts(action: str, named: Sequence[list[Row]], least: int) -> list[Row]:
    if len(named) < least:
        raise ValueError(f"cannot {action} that: name {least} or more facts or claims")
    return [group[0] for group in named]


def _pair(one: Row, other: Row) -> Row:
    return {"claim_id": one["claim_id"], "other_claim_id": other["claim_id"]}


def _named(connection: duckdb.DuckDBPyConnection, name: str) -> list[Row]:
    """Return the claim of that name, or the claims of the fact, in the order of sources and text."""
    column = "fact_id" if name.startswith("f_") else "claim_id"
    found = rows(connection, _CLAIMS.format(column=column), [name])
    if not found:
        # Who decided about the earlier fact did not see what it has become, so the id is not followed silently.
        if column == "fact_id" and (lines := follow(connection, name)[1]):
            raise ValueError(f"no fact {name} any more: {'; '.join(lines)}; look at it and name it")
        raise ValueError(f"no fact or claim {name}: `bilateral review` and `bilateral show FACT` list them")
    if len({row[column] for row in found}) > 1:
        raise ValueError(f"several begin with {name}: give more of the id")
    return found


_CLAIMS = """
    SELECT claim_id, fact_id FROM claims
    WHERE starts_with({column}, ?) ORDER BY source_id, char_start, claim_id
"""
_OTHERS = "SELECT claim_id FROM claims WHERE fact_id = ? AND claim_id <> ? ORDER BY source_id, char_start, claim_id"
