"""The gate: Great Expectations suites over small frames queried from the candidate database.

A suite is a query, the columns that name a row, and what must hold of its frame. A query that gives many rows is held
to its suite in parts, in the order of those columns, and rows of one name stand in one part: so an expectation must be
about each row, or about the rows of one name. The suites are Python; no context is written to disk. `bounds` and
`data_tests` hold the release's own Parquet to the rest of the gate.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from flows.engine import connect
from flows.validate.outcome import Outcome
from schemas.tables import TABLES

if TYPE_CHECKING:
    import pandas as pd

_MOST_NAMED = 5
_VECTORS = 48  # of DuckDB's 2,048 rows each, in a part of a frame


@dataclass(frozen=True, slots=True)
class Suite:
    """What must hold of the frame that `query` gives; `rows` are the columns by which a row is named."""

    name: str
    query: str
    rows: tuple[str, ...]
    expectations: Callable[[Any], list[Any]]


SUITES = (
    Suite(
        "facts",
        "SELECT fact_id, date_start, date_end, n_claims, n_sources, intensity, "
        "CASE WHEN is_anachronistic AND flags IS NULL THEN fact_id END AS without_reason FROM facts",
        ("fact_id",),
        lambda e: [
            e.ExpectColumnValuesToBeUnique(column="fact_id"),
            e.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="date_end", column_B="date_start", or_equal=True, ignore_row_if="either_value_is_missing"
            ),
            e.ExpectColumnPairValuesAToBeGreaterThanB(column_A="n_claims", column_B="n_sources", or_equal=True),
            e.ExpectColumnValuesToBeBetween(column="intensity", min_value=-10, max_value=10),
            e.ExpectColumnValuesToBeNull(column="without_reason"),
        ],
    ),
    Suite(
        "facts and their claims",
        "SELECT f.fact_id, f.n_claims, count(c.claim_id) AS n_found FROM facts f LEFT JOIN claims c USING (fact_id) "
        "GROUP BY ALL",
        ("fact_id",),
        lambda e: [e.ExpectColumnPairValuesToBeEqual(column_A="n_claims", column_B="n_found")],
    ),
    Suite(
        "facts and their parties",
        "SELECT f.fact_id, count(DISTINCT a.actor_id) AS n_actors FROM facts f LEFT JOIN fact_actors a USING (fact_id) "
        "GROUP BY ALL",
        ("fact_id",),
        lambda e: [e.ExpectColumnValuesToBeBetween(column="n_actors", min_value=2)],
    ),
    Suite(
        "claims and their sources",
        "SELECT c.claim_id, c.char_end, s.n_chars, "
        "CASE WHEN c.is_preferred AND c.fact_id IS NULL THEN c.claim_id END AS without_fact, "
        "CASE WHEN s.may_quote THEN NULL ELSE c.quote END AS forbidden_quote "
        "FROM claims c JOIN sources s USING (source_id)",
        ("claim_id",),
        lambda e: [
            e.ExpectColumnPairValuesAToBeGreaterThanB(column_A="n_chars", column_B="char_end", or_equal=True),
            e.ExpectColumnValuesToBeNull(column="forbidden_quote"),
            e.ExpectColumnValuesToBeNull(column="without_fact"),
        ],
    ),
    Suite(
        "rejects and their sources",
        "SELECT r.reject_id, CASE WHEN s.may_quote THEN NULL ELSE r.row_json ->> '$.quote' END AS forbidden_quote "
        "FROM rejects r LEFT JOIN sources s ON s.source_id = r.row_json ->> '$.source_id' "
        "WHERE r.table_name = 'claims'",
        ("reject_id",),
        lambda e: [e.ExpectColumnValuesToBeNull(column="forbidden_quote")],
    ),
    Suite(
        "passages cover their source",
        "SELECT s.source_id, s.n_chars, sum(p.char_end - p.char_start)::BIGINT AS n_covered "
        "FROM sources s JOIN passages p USING (source_id) GROUP BY ALL",
        ("source_id",),
        lambda e: [e.ExpectColumnPairValuesToBeEqual(column_A="n_chars", column_B="n_covered")],
    ),
    # A table that loses more than it keeps has met an error of the program, not bad data here and there.
    Suite(
        "rows kept and rejected",
        " UNION ALL ".join(
            f"SELECT '{name}' AS table_name, (SELECT count(*) FROM {name}) AS n_kept, "
            f"(SELECT count(*) FROM rejects r WHERE r.table_name = '{name}') AS n_rejected"
            for name in TABLES
        ),
        ("table_name",),
        lambda e: [e.ExpectColumnPairValuesAToBeGreaterThanB(column_A="n_kept", column_B="n_rejected", or_equal=True)],
    ),
)


def gate(database: Path) -> list[Outcome]:
    """Run all suites over a candidate database and return what each expectation came to.

    Raises RuntimeError if a suite itself breaks.
    """
    with connect(database, read_only=True) as connection:
        return [outcome for suite in SUITES for outcome in _run(suite, connection)]


def _run(suite: Suite, connection: duckdb.DuckDBPyConnection) -> list[Outcome]:
    # Great Expectations takes 14 s to import; only a run that has something to publish pays for it.
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx  # noqa: PLC0415
    from great_expectations import expectations  # noqa: PLC0415

    # This module of theirs sets its own level, and tells of every temporary folder it makes.
    logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    asset = context.data_sources.add_or_update_pandas(suite.name).add_dataframe_asset(name=suite.name)
    batches = asset.add_batch_definition_whole_dataframe("all")
    made = gx.ExpectationSuite(name=suite.name, expectations=suite.expectations(expectations))
    told = {"result_format": "COMPLETE", "unexpected_index_column_names": list(suite.rows)}
    found: list[_Found] = []
    for data in _parts(suite, connection):
        results = batches.get_batch({"dataframe": data}).validate(made, result_format=told).results
        found = found or [_Found(suite, _check(one.expectation_config)) for one in results]
        for expectation, result in zip(found, results, strict=True):
            expectation.add(result)
    return [expectation.outcome() for expectation in found]


def _parts(suite: Suite, connection: duckdb.DuckDBPyConnection) -> Iterator[pd.DataFrame]:
    """Yield the frame of a suite's query in parts, one at least; rows of one name are never parted."""
    import pandas as pd  # noqa: PLC0415

    names = list(suite.rows)
    rows = connection.execute(f"FROM ({suite.query}) ORDER BY {', '.join(names)}")
    part = rows.fetch_df_chunk(_VECTORS)
    while not (following := rows.fetch_df_chunk(_VECTORS)).empty:
        is_last = (part[names] == part[names].iloc[-1]).all(axis=1)
        if not is_last.all():
            yield part[~is_last]
        part = pd.concat([part[is_last], following], ignore_index=True)
    yield part


@dataclass(slots=True)
class _Found:
    """What an expectation came to over the parts of a frame so far."""

    suite: Suite
    check: str
    passed: bool = True
    failing: int = 0
    named: list[str] = field(default_factory=list)

    def add(self, result: Any) -> None:
        if raised := _exceptions(result.exception_info):
            raise RuntimeError(f"gate suite {self.suite.name!r} broke: {raised[0]}")
        if result.success:
            return
        rows = result.result.get("unexpected_index_list") or []
        self.passed = False
        self.failing += len(rows)
        room = _MOST_NAMED - len(self.named)
        self.named += [" ".join(str(row[c]) for c in self.suite.rows) for row in rows[:room]]

    def outcome(self) -> Outcome:
        more = f" and {self.failing - len(self.named)} more" if self.failing > len(self.named) else ""
        rows = "" if self.passed else (", ".join(self.named) or "the whole table") + more
        return Outcome("expectations", self.suite.name, self.check, self.passed, rows=rows)


def _check(config: Any) -> str:
    arguments = {k: v for k, v in config.kwargs.items() if k.startswith(("column", "min", "max"))}
    return f"{config.type}({', '.join(f'{k}={v}' for k, v in arguments.items())})"


def _exceptions(info: Any) -> list[str]:
    """Return the messages of exceptions: the information is one record, or one per metric."""
    records = [info] if "raised_exception" in info else list(info.values())
    return [str(r.get("exception_message")) for r in records if r.get("raised_exception")]
