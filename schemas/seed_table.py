"""What any CSV file of the seeds must be before its reader asks what it says: UTF-8, a header, rows as wide as it."""

from __future__ import annotations

import csv
from pathlib import Path


def check_table(path: Path) -> None:
    """Raise ValueError with one line that names the file, the row and the mend if it is no table."""
    line = 1
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            header = next(reader, [])
            _check_header(path, header)
            for row in reader:
                line = reader.line_num
                if row and len(row) != len(header):
                    raise ValueError(
                        f"{path} row {line} has {len(row)} fields, the header {len(header)}: "
                        "quote fields that hold commas, and take out stray quotation marks"
                    )
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not UTF-8: save it as UTF-8") from None
    except csv.Error as error:
        raise ValueError(f"{path} row {line + 1}: {error}; look for a stray quotation mark there") from None


def check_tables(seeds: Path) -> None:
    """Check all CSV files of the seeds and of their folders."""
    for path in sorted((*seeds.glob("*.csv"), *seeds.glob("*/*.csv"))):
        check_table(path)


def _check_header(path: Path, header: list[str]) -> None:
    if not header:
        raise ValueError(f"{path} is empty: put its header and rows there, or take the file away")
    if header[0].startswith("\ufeff"):
        raise ValueError(f"{path} begins with a byte order mark: save it as UTF-8 without one")
    if len(header) == 1:
        raise ValueError(f"{path} has one column, {header[0][:40]!r}: separate columns by commas")
