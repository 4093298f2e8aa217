"""What tests of the main job share: running it, and asking the database that it made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

Corpus = Callable[[str], Path]


def run(seeds: Path, output: Path, publishing: bool = True):
    from flows.build import build

    return build(str(seeds), str(output), publishing)


def query(output: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(output / "bilateral.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()
