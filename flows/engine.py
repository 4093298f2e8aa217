"""DuckDB as the steps open it: within fixed memory, whatever the number of rows; what needs more goes to disk."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import duckdb

MEMORY = "768MiB"
"""What DuckDB may take for sorts, joins, indexes and blocks of a file; Python's own objects come on top.

The indexes of a database being written must fit: 1,000,000 claims with their facts need some 500 MiB. The environment
variable BILATERAL_MEMORY gives more, or less.
"""
_MOST_THREADS = 4  # each holds blocks and row groups of its own


def connect(path: Path | None = None, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open the database at `path`, or one in memory; rows that do not fit are kept in the system's temporary folder.

    The environment's TMPDIR names another folder; DuckDB removes what it wrote there. Raises ValueError if
    BILATERAL_MEMORY is no amount of memory.
    """
    spill = Path(tempfile.gettempdir()) / f"bilateral-{os.getpid()}"
    memory = os.environ.get("BILATERAL_MEMORY", MEMORY)
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "threads": min(_MOST_THREADS, os.cpu_count() or 1),
        "temp_directory": str(spill),
    }
    told = ValueError(f"BILATERAL_MEMORY is {memory!r}: write it like 2GiB, or unset it")
    # DuckDB takes less than nothing for no limit, and with nothing fails at the first query.
    if memory.lstrip().startswith("-") or not re.search("[1-9]", memory):
        raise told
    try:
        return duckdb.connect(str(path or ":memory:"), read_only=read_only, config=config)
    except duckdb.ParserException:
        raise told from None


def quoted(text: object) -> str:
    """Return a text, or a path, as a string of SQL."""
    return "'" + str(text).replace("'", "''") + "'"
