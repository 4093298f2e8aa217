"""The decision record: what people decided after the coding, as `seeds/decisions/decisions.csv` holds it.

Resolve reads and applies decisions, `bilateral review` and `bilateral decide` write them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandera.errors

from schemas.columns import COLUMNS
from schemas.edtf import EXAMPLES
from schemas.ids import make_id
from schemas.models import frame, model
from schemas.seed_table import check_table

FIELDS = (
    "action",
    "claim_id",
    "other_claim_id",
    "column_name",
    "corrected_value",
    "reason",
    "decided_by",
    "decided_on",
)
PAIRS = ("merge", "split")


@dataclass(frozen=True, slots=True)
class Decision:
    """What one person decided about a claim, or about a pair of claims, and why.

    `merge` and `split` name two claims, the others one; `correct` names the column and its right value, None for
    no value. The claims' ids stay the same as long as the coder finds the same act at the same place.
    """

    action: str
    claim_id: str
    reason: str
    decided_by: str
    decided_on: date
    other_claim_id: str | None = None
    column_name: str | None = None
    corrected_value: str | None = None

    @property
    def decision_id(self) -> str:
        """The decision's id: it does not change with the reason, the person or the day."""
        named = sorted(filter(None, (self.claim_id, self.other_claim_id)))
        return make_id("d", self.action, *named, self.column_name, self.corrected_value)

    @property
    def claim_ids(self) -> tuple[str, ...]:
        """The claims it names."""
        return (self.claim_id, self.other_claim_id) if self.other_claim_id else (self.claim_id,)

    def row(self) -> dict[str, Any]:
        """Return the decision as a row of the `decisions` table."""
        return {"decision_id": self.decision_id, **asdict(self)}

    def problem(self) -> str | None:
        """Return what is wrong with the decision in itself, or None: the values, then how they go together."""
        checks = (
            ((self.action in PAIRS) == bool(self.other_claim_id), "merge and split name two claims, the others one"),
            (self.claim_id != self.other_claim_id, "both claims are the same one"),
            ((self.action == "correct") == bool(self.column_name), "correct names a column, the others none"),
            (self.corrected_value is None or bool(self.column_name), "a value stands without its column"),
        )
        return (
            _wrong_value(self.row())
            or self._wrong_correction()
            or next((message for good, message in checks if not good), None)
        )

    def _wrong_correction(self) -> str | None:
        column = COLUMNS.get(self.column_name or "")
        value = self.corrected_value
        if column is None or value is None:
            return None
        if column.codes is not None and value not in column.codes:
            return f"{column.name} must be one of {', '.join(column.codes)}, not {value}"
        if column.pattern is not None and not re.fullmatch(column.pattern, value):
            return f"{column.name} must be written like {_LIKE[column.name]}, not {value}"
        return None


_LIKE = {"date_edtf": EXAMPLES, "amount_currency": "USD"}
"""What the correctable columns that have a pattern look like."""


def read_decisions(path: Path) -> list[Decision]:
    """Read the decisions of a file; a missing file holds none.

    Raises ValueError with one line that names the row and what is wrong with it.
    """
    if not path.is_file():
        return []
    check_table(path)
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, strict=True)
        if tuple(reader.fieldnames or ()) != FIELDS:
            raise ValueError(f"{path} has other columns: make its first line {','.join(FIELDS)}")
        found = [(reader.line_num, _decision(path, reader.line_num, row)) for row in reader]
    _agree(path, found)
    return [decision for _, decision in found]


def add_decisions(path: Path, made: Sequence[Decision]) -> None:
    """Write decisions behind those that the file holds. Raises ValueError if one is bad, or there already."""
    before = read_decisions(path)
    for decision in made:
        if problem := decision.problem():
            raise ValueError(f"cannot {decision.action}: {problem}")
    _agree(path, list(enumerate([*before, *made], start=2)))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: getattr(decision, name) for name in FIELDS} for decision in (*before, *made))
    part.replace(path)


def _decision(path: Path, line: int, row: dict[str, str]) -> Decision:
    where = f"{path} row {line}"
    values: dict[str, Any] = {name: value.strip() or None for name, value in row.items()}
    try:
        values["decided_on"] = date.fromisoformat(row["decided_on"].strip())
    except ValueError:
        raise ValueError(f"{where} has decided_on {row['decided_on']!r}: write the day as yyyy-mm-dd") from None
    decision = Decision(**values)
    if problem := decision.problem():
        raise ValueError(f"{where}: {problem}; correct the row")
    return decision


def _wrong_value(row: dict[str, Any]) -> str | None:
    """Return the first value that the table's model refuses."""
    try:
        model("decisions").validate(frame("decisions", [row]), lazy=True)
    except pandera.errors.SchemaErrors as errors:
        case = errors.failure_cases.row(0, named=True)
        return f"{case['column']} must not be {case['failure_case'] or 'empty'} ({case['check']})"
    return None


def _agree(path: Path, found: Sequence[tuple[int, Decision]]) -> None:
    """Raise ValueError if two decisions say the same, or correct the same column of a claim, or reject what is used."""
    seen: dict[tuple[str, ...], int] = {}
    for line, decision in found:
        what = decision.column_name or ("pair" if decision.action in PAIRS else decision.action)
        key = (what, *sorted(decision.claim_ids))
        if key in seen:
            raise ValueError(f"{path}: rows {seen[key]} and {line} decide the same thing; keep one")
        seen[key] = line
    rejected = {d.claim_id for _, d in found if d.action == "reject"}
    for line, decision in found:
        if decision.action != "reject" and (lost := rejected.intersection(decision.claim_ids)):
            raise ValueError(f"{path} row {line} rests on claim {min(lost)}, which another row rejects; keep one")
