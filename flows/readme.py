"""Asks the README's questions of a database and writes the answers into it: `python -m flows.readme`."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from flows.query import sql
from flows.settings import load_settings

README = Path(__file__).resolve().parents[1] / "README.md"
_QUESTION = re.compile(r"(```sql\n(SELECT.*?)\n```\n\n```text\n)(.*?)(\n```)", re.DOTALL)


def answered(readme: str, database: Path) -> str:
    """Return the README with every answer as the database gives it now."""
    return _QUESTION.sub(lambda m: m[1] + as_text(sql(database, m[2])) + m[4], readme)


def questions(readme: str) -> list[tuple[str, str]]:
    """Return the README's queries, each with the answer that stands there."""
    return [(m[2], m[3]) for m in _QUESTION.finditer(readme)]


def as_text(frame: pl.DataFrame) -> str:
    """Return a frame as plain text: cells padded to their column, two spaces between."""
    cells = [frame.columns, *(["" if v is None else str(v) for v in row] for row in frame.iter_rows())]
    widths = [max(len(row[i]) for row in cells) for i in range(len(frame.columns))]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in cells)


if __name__ == "__main__":
    README.write_text(answered(README.read_text(encoding="utf-8"), load_settings().database), encoding="utf-8")
