"""Plain sentences, which people try first: who did what to whom, whether it took place, and who says so.

`plain_sentences.csv` was written before the rules of `local_syntax.py` and `local_reports.py`: its first part was
looked at while they were written, the second only afterwards. A sentence without a kind states no act.
"""

import csv
from pathlib import Path

import pytest

from flows.extract.local import local_coder
from flows.parse import parse_text
from schemas.claim import Claim
from schemas.vocabulary import KIND, STATUS, SYMMETRIC_KINDS

HERE = Path(__file__).parent
SEEDS = HERE.parents[1] / "seeds"


def _rows(part: str) -> list[dict[str, str]]:
    with (HERE / "plain_sentences.csv").open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["part"] == part]


def _is_meant(claim: Claim, row: dict[str, str]) -> bool:
    sides, meant = ({*claim.source}, {*claim.target}), ({*row["source"].split()}, {*row["target"].split()})
    same = sides == meant or (row["kind"] in SYMMETRIC_KINDS and sides[0] | sides[1] == meant[0] | meant[1])
    told = (claim.kind, claim.status, claim.asserted_by or "")
    return same and told == (row["kind"], row["status"], row["asserted_by"])


def test_the_table_has_many_kinds_and_every_status() -> None:
    rows = [row for part in ("first", "second") for row in _rows(part)]
    assert {row["status"] for row in rows} == {"", *STATUS} - {"proposed"}
    assert {row["kind"] for row in rows} <= {"", *KIND}
    assert len({row["kind"] for row in rows}) > 15


# Of 40; one more than is wrong today, since processors differ a little in what they multiply.
@pytest.mark.parametrize(("part", "most"), [("first", 5), ("second", 2)])
def test_plain_sentences_are_read_right(part: str, most: int) -> None:
    rows = _rows(part)
    documents = [parse_text(f"A Short Report\n\n{row['prose']}\n", f"r{n}") for n, row in enumerate(rows)]
    coded = local_coder(SEEDS).code_many(documents)
    wrong = [
        row["prose"]
        for row, claims in zip(rows, coded, strict=True)
        if not (any(_is_meant(claim, row) for claim in claims) if row["kind"] else not claims)
    ]
    assert len(wrong) <= most, wrong
