"""The validate step of a build: rows from all rooms in, checked tables out."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from flows.validate.check import check
from schemas.tables import TABLES


def validate_tables(folders: Sequence[Path], checked: Path) -> dict[str, int]:
    """Check the tables whose rows lie in `folders`, write them into `checked` and return their row counts.

    A folder holds a Parquet file per table it has rows of. Works that several sources cite stand once, as the
    first folder has them.
    """
    files = {name: [p for folder in folders if (p := folder / f"{name}.parquet").is_file()] for name in TABLES}
    with tempfile.TemporaryDirectory() as aside:
        if files["works"]:
            files["works"] = [_once("works", "work_id", files["works"], Path(aside))]
        return check(files, checked)


def _once(name: str, key: str, files: Sequence[Path], aside: Path) -> Path:
    """Write the first row of each key into a file aside."""
    rows = pl.concat([pl.read_parquet(file) for file in files])
    file = aside / f"{name}.parquet"
    rows.unique(key, keep="first", maintain_order=True).write_parquet(file)
    return file
