"""The README's questions, asked of the dataset that the repository builds: its answers must be the real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.query import sql
from flows.readme import README, answered, as_text, questions

QUESTIONS = questions(README.read_text(encoding="utf-8"))


def test_there_are_ten() -> None:
    assert len(QUESTIONS) == 10


@pytest.mark.parametrize(("query", "answer"), QUESTIONS)
def test_the_answer_is_the_real_one(dataset: Path, query: str, answer: str) -> None:
    assert as_text(sql(dataset / "bilateral.duckdb", query)) == answer, "run `make && make docs`"


def test_a_wrong_answer_is_written_anew(dataset: Path) -> None:
    text = "```sql\nSELECT 1 AS one, NULL AS none\n```\n\n```text\nwrong\n```\n"
    assert answered(text, dataset / "bilateral.duckdb") == text.replace("wrong", "one  none\n1")
