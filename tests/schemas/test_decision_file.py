from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schemas.decision import FIELDS, Decision, add_decisions, read_decisions

ONE, TWO = "c_" + "1" * 16, "c_" + "2" * 16
GOOD: dict[str, str] = {
    **{"action": "correct", "claim_id": ONE, "other_claim_id": "", "column_name": "status"},
    **{"corrected_value": "planned", "reason": "it never came about, so far", "decided_by": "A. Reader"},
    **{"decided_on": "2024-05-01"},
}
PAIR = GOOD | {"action": "merge", "other_claim_id": TWO, "column_name": "", "corrected_value": ""}
REJECT = GOOD | {"action": "reject", "column_name": "", "corrected_value": ""}


def written(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "decisions.csv"
    with path.open("w", newline="") as out:
        writer = csv.DictWriter(out, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def made(**changes: Any) -> Decision:
    return Decision("merge", ONE, "one act", "A. Reader", date(2024, 5, 1), other_claim_id=TWO, **changes)


def test_a_row_becomes_a_decision(tmp_path: Path) -> None:
    [found] = read_decisions(written(tmp_path, GOOD))
    assert found == Decision(
        "correct",
        ONE,
        "it never came about, so far",
        "A. Reader",
        date(2024, 5, 1),
        column_name="status",
        corrected_value="planned",
    )


def test_no_file_holds_no_decisions(tmp_path: Path) -> None:
    assert read_decisions(tmp_path / "decisions.csv") == []


def test_the_id_is_that_of_what_is_decided() -> None:
    turned = Decision("merge", TWO, "another reason", "B. Reader", date(2025, 1, 1), other_claim_id=ONE)
    assert turned.decision_id == made().decision_id
    assert Decision("split", ONE, "r", "w", date(2024, 5, 1), other_claim_id=TWO).decision_id != made().decision_id


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (GOOD | {"action": "mend"}, "action must not be mend"),
        (GOOD | {"claim_id": "f_1"}, "claim_id must not be f_1"),
        (GOOD | {"claim_id": ""}, "claim_id must not be empty"),
        (GOOD | {"reason": " "}, "reason must not be empty"),
        (GOOD | {"decided_by": ""}, "decided_by must not be empty"),
        (GOOD | {"decided_on": "May 2024"}, "decided_on 'May 2024': write the day as yyyy-mm-dd"),
        (GOOD | {"column_name": "colour"}, "column_name must not be colour"),
        (GOOD | {"column_name": ""}, "correct names a column"),
        (REJECT | {"corrected_value": "x"}, "a value stands without its column"),
        (REJECT | {"other_claim_id": TWO}, "merge and split name two claims"),
        (PAIR | {"other_claim_id": ""}, "merge and split name two claims"),
        (PAIR | {"other_claim_id": ONE}, "both claims are the same one"),
    ],
)
def test_a_bad_row_is_named_in_one_line(tmp_path: Path, row: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_decisions(written(tmp_path, row))
    assert "decisions.csv row 2" in str(caught.value)
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ((GOOD, GOOD | {"corrected_value": "alleged"}), "rows 2 and 3 decide the same thing"),
        ((PAIR, PAIR | {"action": "split", "claim_id": TWO, "other_claim_id": ONE}), "rows 2 and 3 decide the same"),
        ((REJECT, REJECT), "rows 2 and 3 decide the same thing"),
        ((PAIR, REJECT), f"row 2 rests on claim {ONE}, which another row rejects"),
    ],
)
def test_decisions_that_do_not_agree_are_refused(tmp_path: Path, rows: tuple[dict[str, str], ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_decisions(written(tmp_path, *rows))


def test_another_header_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text("action,claim_id\n")
    with pytest.raises(ValueError, match="has other columns: make its first line action,claim_id,other_claim_id"):
        read_decisions(path)


def test_a_row_with_too_few_fields_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_text(path.read_text() + f"reject,{ONE}\n")
    with pytest.raises(ValueError, match="row 2 has 2 fields, the header 8"):
        read_decisions(path)


def test_decisions_are_added_behind_the_others(tmp_path: Path) -> None:
    path = tmp_path / "decisions" / "decisions.csv"
    add_decisions(path, [made()])
    add_decisions(path, [*read_decisions(written(tmp_path, GOOD))])
    assert [d.action for d in read_decisions(path)] == ["merge", "correct"]
    assert read_decisions(path)[0] == made()


def test_what_is_decided_already_is_not_added(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    add_decisions(path, [made()])
    before = path.read_bytes()
    with pytest.raises(ValueError, match="rows 2 and 3 decide the same thing"):
        add_decisions(path, [made()])
    with pytest.raises(ValueError, match="cannot merge: reason must not be empty"):
        add_decisions(path, [Decision("merge", ONE, "", "A", date(2024, 5, 1), other_claim_id=TWO)])
    assert path.read_bytes() == before
