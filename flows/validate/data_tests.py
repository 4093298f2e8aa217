"""Data tests: queries over the tables of a release, each of which must return no rows."""

from __future__ import annotations

from pathlib import Path

import duckdb

from flows.validate.outcome import Outcome

_MOST_NAMED = 5


def data_tests(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Outcome]:
    """Run every query of a folder; a file is one query, its first line a comment that says what must hold.

    Raises ValueError if the folder holds no query, or one that cannot be run: then nothing has been tested.
    """
    files = sorted(folder.glob("*.sql"))
    if not files:
        raise ValueError(f"no data tests (*.sql) in {folder}: give the folder of a checkout")
    return [_outcome(connection, file) for file in files]


def _outcome(connection: duckdb.DuckDBPyConnection, file: Path) -> Outcome:
    text = file.read_text(encoding="utf-8")
    says = text.splitlines()[0].removeprefix("--").strip()
    try:
        rows = connection.execute(text).fetchmany(_MOST_NAMED + 1)
    except duckdb.Error as error:
        raise ValueError(f"data test {file} cannot be run: {str(error).splitlines()[0]}") from None
    named = ", ".join(" ".join(map(str, row)) for row in rows[:_MOST_NAMED])
    more = " and more" if len(rows) > _MOST_NAMED else ""
    return Outcome("data tests", file.stem, says, not rows, rows=named + more)
