"""The validate step of a build: rows from all rooms in, checked tables out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from flows.validate.check import check
from schemas.models import frame
from schemas.tables import TABLES


def validate_tables(folders: Sequence[Path], checked: Path) -> dict[str, int]:
    """Check the tables whose rows lie in `folders`, write them into `checked` and return their row counts.

    A folder holds a Parquet file per table it has rows of. Works that several sources cite stand once, as the
    first folder has them.
    """
    rows = {name: _gather(name, folders) for name in TABLES}
    rows["works"] = rows["works"].unique("work_id", keep="first", maintain_order=True)
    tables = check(rows)
    checked.mkdir(parents=True, exist_ok=True)
    for name, data in tables.items():
        data.write_parquet(checked / f"{name}.parquet")
    return {name: data.height for name, data in tables.items()}


def _gather(name: str, folders: Sequence[Path]) -> pl.DataFrame:
    files = [p for folder in folders if (p := folder / f"{name}.parquet").is_file()]
    return pl.concat([pl.read_parquet(p) for p in files]) if files else frame(name, [])
