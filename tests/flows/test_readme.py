"""The README's questions, asked of the dataset that the repository builds: its answers must be the real ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
QUESTION = re.compile(r"```sql\n(?P<sql>SELECT.*?)\n```\n\n```text\n(?P<answer>.*?)\n```", re.DOTALL)


def questions() -> list[tuple[str, str]]:
    return [(m["sql"], m["answer"]) for m in QUESTION.finditer((ROOT / "README.md").read_text(encoding="utf-8"))]


def table(rows: list[tuple], names: list[str]) -> str:
    """Write rows as the README shows them: cells padded to their column, two spaces between."""
    cells = [names, *(["" if v is None else str(v) for v in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(names))]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in cells)


def test_there_are_ten() -> None:
    assert len(questions()) == 10


@pytest.mark.parametrize("number", range(10))
def test_the_answer_is_the_real_one(dataset: Path, number: int) -> None:
    from flows.query import sql

    query, answer = questions()[number]
    found = sql(dataset / "bilateral.duckdb", query)
    assert table(list(found.iter_rows()), found.columns) == answer
