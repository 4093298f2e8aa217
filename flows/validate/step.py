"""The validate step of a build: rows from all rooms in, checked tables out."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from flows.engine import connect
from flows.validate.check import check
from flows.validate.given import Given
from schemas.tables import TABLES


def validate_tables(folders: Sequence[Path], checked: Path) -> dict[str, int]:
    """Check the tables whose rows lie in `folders`, write them into `checked` and return their row counts.

    A folder holds a Parquet file per table it has rows of. Works that several sources cite stand once, as the
    first folder has them.
    """
    files = {name: [p for folder in folders if (p := folder / f"{name}.parquet").is_file()] for name in TABLES}
    with tempfile.TemporaryDirectory() as aside:
        if files["works"]:
            once = Path(aside) / "works.parquet"
            with connect() as connection:
                Given(TABLES["works"], files["works"], connection).write_firsts(once)
            files["works"] = [once]
        return check(files, checked)
