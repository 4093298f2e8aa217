"""What a build made, in a few lines for a terminal and a page for Prefect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from flows.engine import connect
from flows.publish.release import Release


def lines(database: Path, release: Release | None, warnings: Sequence[str] = ()) -> list[str]:
    """Return where the release lies, five lines of what is in it, and what the gate would have somebody look at."""
    with connect(database, read_only=True) as connection:
        told = [_line(connection, words, sql) for words, sql in _LINES]
    return [_headline(release), *told, *(f"  look at this: {warning}" for warning in warnings)]


def rejected(database: Path, most: int) -> list[tuple[str, str, int]]:
    """Return tables, reasons and numbers of rejects, the most usual first."""
    with connect(database, read_only=True) as connection:
        return connection.execute(
            "SELECT table_name, reason, count(*) FROM rejects GROUP BY ALL ORDER BY 3 DESC, 1, 2 LIMIT ?", [most]
        ).fetchall()


def markdown(database: Path, counts: Mapping[str, int], release: Release | None) -> str:
    """Return the run's summary as Markdown, with the rows of every table and the reasons of rejects."""
    rejects = rejected(database, 50)
    parts = [_headline(release), "", "| table | rows |", "|---|---|", *(f"| {n} | {c} |" for n, c in counts.items())]
    if rejects:
        parts += ["", "| rejected from | reason | rows |", "|---|---|---|"]
        parts += [f"| {table} | {reason} | {n} |" for table, reason, n in rejects]
    return "\n".join(parts)


_LINES = (
    (
        "{} sources, {} of them read from their text",
        """SELECT count(*), (SELECT count(DISTINCT source_id) FROM passages) FROM sources""",
    ),
    (
        "{} claims behind facts: {} coded by people, {} by machine",
        """SELECT count(*), count(*) FILTER (coder = 'hand'), count(*) FILTER (coder <> 'hand')
           FROM claims WHERE is_preferred""",
    ),
    (
        "{} facts: {} told by two or more independent sources, {} disputed, {} anachronistic",
        """SELECT count(*), count(*) FILTER (n_sources > 1), count(*) FILTER (is_disputed),
                  count(*) FILTER (is_anachronistic)
           FROM facts""",
    ),
    (
        "{} actors take part, from {} to {}",
        """SELECT (SELECT count(DISTINCT actor_id) FROM fact_actors), year(min(date_start)), year(max(date_start))
           FROM facts""",
    ),
    ("{} rows rejected, kept with their reasons in the table rejects", "SELECT count(*) FROM rejects"),
)


def _headline(release: Release | None) -> str:
    if release is None:
        return "Built without a release."
    if release.is_new:
        return f"Release {release.version} lies at {release.folder}"
    return f"Nothing new: release {release.version} at {release.folder} holds exactly this."


def _line(connection: duckdb.DuckDBPyConnection, words: str, sql: str) -> str:
    [row] = connection.execute(sql).fetchall()
    return "  " + words.format(*row)
