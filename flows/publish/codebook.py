"""The codebook of a release, generated from the schemas: Markdown for people, CSV for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from schemas.columns import Column
from schemas.joins import JOINS, STATE_YEAR_CODES
from schemas.tables import TABLES, Table
from schemas.usage import WARNINGS, empty_means, warnings_of

_HEADER = (
    *("table", "column", "type", "may_be_empty", "empty_means", "key", "refers_to"),
    *("description", "unit", "origin", "codes", "warnings"),
)
_TYPES = (
    "Types: `text` is UTF-8; `integer` has 64 bits; `number` is a double; `boolean` is true or false; `date` is a day "
    "of the Gregorian calendar. What an empty value means stands with each column that may be empty. In Stata files, "
    "codes are numbers from 1 in the order of their list below and carry the code as label: compare labels, since a "
    "later release may number them anew."
)


def as_csv() -> str:
    """Return one row per column of every table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEADER)
    for table in TABLES.values():
        writer.writerows(_row(table, column) for column in table.columns)
    return out.getvalue()


def _row(table: Table, c: Column) -> tuple[str, ...]:
    empty = empty_means(table, c)
    return (
        *(table.name, c.name, c.type, str(empty is not None).lower(), empty or ""),
        *(str(c.name in table.key).lower(), table.foreign.get(c.name, "")),
        *(c.description, c.unit or "", c.origin or ""),
        "; ".join(f"{code} = {meaning}" for code, meaning in (c.codes or {}).items()),
        "; ".join(warnings_of(table, c)),
    )


def as_markdown(measured: Mapping[str, str] | None = None) -> str:
    """Return the codebook as one Markdown page: tables, closed lists of values, warnings, ways to other datasets.

    `measured` says for some warnings what they amount to in a release, as `flows.publish.cautions` tells it.
    """
    parts = [
        "# Tables and columns",
        "Generated from `schemas/`; do not edit. `docs/codebook.md` of the repository tells what counts as a claim.",
        _TYPES,
        *(_table(t) for t in TABLES.values()),
        "# Codes",
        *(_codes(c) for c in _coded().values()),
        "# Warnings",
        _warnings(measured or {}),
        "# Joining with other datasets",
        _joins(),
    ]
    return "\n\n".join(parts) + "\n"


def _table(table: Table) -> str:
    head = f"## {table.name}\n\n{table.description}\n\nKey: {', '.join(f'`{k}`' for k in table.key)}."
    if warnings_of(table):
        head += f"\n\n{_warned(warnings_of(table))}"
    lines = [
        f"| `{c.name}` | {c.type} | {'may be' if c.name in table.optional else 'never'} | {_what(table, c)} |"
        for c in table.columns
    ]
    head += "\n\n| column | type | empty | what it is |\n|---|---|---|---|\n"
    return head + "\n".join(lines)


def _what(table: Table, column: Column) -> str:
    empty = empty_means(table, column)
    parts = [column.meaning]
    if column.name in table.foreign:
        parts.append(f"Refers to `{table.foreign[column.name]}`.")
    if column.codes is not None:
        parts.append(f"Codes: {_users(column)[0]}.")
    if empty:
        parts.append(f"Empty: {empty}.")
    if warnings_of(table, column):
        parts.append(_warned(warnings_of(table, column)))
    return " ".join(parts)


def _warned(names: tuple[str, ...]) -> str:
    return f"{'Warning' if len(names) == 1 else 'Warnings'}: {', '.join(f'`{name}`' for name in names)}."


def _coded() -> dict[int, Column]:
    """Return the first column that uses each closed list, in the order of tables."""
    first: dict[int, Column] = {}
    for table in TABLES.values():
        for column in table.columns:
            if column.codes is not None:
                first.setdefault(id(column.codes), column)
    return first


def _users(column: Column) -> list[str]:
    """Return the columns that have the closed list of a column, in the order of tables."""
    return [f"`{t.name}.{c.name}`" for t in TABLES.values() for c in t.columns if c.codes is column.codes]


def _codes(column: Column) -> str:
    lines = ["| code | meaning |", "|---|---|", *(f"| `{k}` | {m} |" for k, m in (column.codes or {}).items())]
    return f"## {', '.join(_users(column))}\n\n" + "\n".join(lines)


def _warnings(measured: Mapping[str, str]) -> str:
    """Return the closed list of warnings, with what those with figures amount to."""
    lines = ["| warning | meaning |", "|---|---|"]
    for name, meaning in WARNINGS.items():
        told = f" **In this release: {measured[name]}.**" if name in measured else ""
        lines.append(f"| `{name}` | {meaning}.{told} |")
    return "\n".join(lines)


def _joins() -> str:
    lines = ["| dataset | its columns | ours | what to mind |", "|---|---|---|---|"]
    for join in JOINS:
        cells = (join.dataset, ", ".join(join.theirs), ", ".join(f"`{c}`" for c in join.ours), join.advice)
        lines.append(f"| {' | '.join(cells)} |")
    intro = (
        "States carry the codes that hold at the date: `fact_actors` has them for each fact, `state_codes` for each "
        "state and time. Codes change in time, so join by code and year, never by code alone."
    )
    query = "Codes of both states for `dyad_years`, as they hold on the year's last day:"
    return "\n\n".join([intro, "\n".join(lines), query, f"```sql\n{STATE_YEAR_CODES}\n```"])
