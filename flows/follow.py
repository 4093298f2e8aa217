"""Follows the id of a fact of an earlier release to the facts that have its claims now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

_OLD = """
    SELECT old_fact_id, new_fact_id, redirect::VARCHAR AS redirect, last_version FROM redirects
    WHERE starts_with(old_fact_id, ?) AND NOT EXISTS (SELECT 1 FROM facts f WHERE starts_with(f.fact_id, ?))
    ORDER BY old_fact_id, new_fact_id
"""


def follow(connection: duckdb.DuckDBPyConnection, fact_id: str) -> tuple[list[str], list[str]]:
    """Return the facts that an id of an earlier fact leads to, and the lines that tell so.

    Both are empty if the id, or its beginning, is that of a present fact or of none at all. Raises ValueError with
    one line if the fact is gone, or if several earlier facts begin so.
    """
    found = connection.sql(_OLD, params=[fact_id, fact_id]).pl().to_dicts()
    if len({row["old_fact_id"] for row in found}) > 1:
        raise ValueError(f"several earlier facts begin with {fact_id}: give more of the id")
    if any(row["new_fact_id"] is None for row in found):
        raise ValueError(f"no fact {fact_id}: {told(found[0])}")
    return [row["new_fact_id"] for row in found], [told(row) for row in found]


def told(redirect: Mapping[str, Any]) -> str:
    """Return what a row of `redirects` says, in words."""
    old, new = redirect["old_fact_id"], redirect["new_fact_id"]
    what = {
        "merge": f"{old} was merged into {new}",
        "split": f"{old} was split, and has claims in {new}",
        "renamed": f"{old} is now {new}",
        "gone": f"{old} is gone: no claim of it is left",
    }[redirect["redirect"]]
    return f"{what} (after release {redirect['last_version']})"
