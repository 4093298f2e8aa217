"""The codebook of a release, generated from the schemas: Markdown for people, CSV for programs."""

from __future__ import annotations

import csv
import io

from schemas.columns import Column
from schemas.tables import TABLES, Table

_HEADER = ("table", "column", "type", "may_be_empty", "key", "refers_to", "description", "unit", "origin", "codes")
MISSING = "An empty value means that the text does not say, or that nothing of the kind applies."


def as_csv() -> str:
    """Return one row per column of every table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEADER)
    for table in TABLES.values():
        for c in table.columns:
            codes = "; ".join(f"{code} = {meaning}" for code, meaning in (c.codes or {}).items())
            flags = (str(c.name in table.optional).lower(), str(c.name in table.key).lower())
            target = table.foreign.get(c.name, "")
            writer.writerow(
                (table.name, c.name, c.type, *flags, target, c.description, c.unit or "", c.origin or "", codes)
            )
    return out.getvalue()


def as_markdown() -> str:
    """Return the codebook as one Markdown page: tables first, then the closed lists of values."""
    parts = [
        "# Tables and columns",
        "Generated from `schemas/`; do not edit. `docs/codebook.md` of the repository tells what counts as a claim.",
        MISSING,
        *(_table(t) for t in TABLES.values()),
        "# Codes",
        *(_codes(c) for c in _coded().values()),
    ]
    return "\n\n".join(parts) + "\n"


def _table(table: Table) -> str:
    head = f"## {table.name}\n\n{table.description}\n\nKey: {', '.join(f'`{k}`' for k in table.key)}."
    lines = [
        f"| `{c.name}` | {c.type} | {'may be' if c.name in table.optional else 'never'} | {_what(table, c)} |"
        for c in table.columns
    ]
    head += "\n\n| column | type | empty | what it is |\n|---|---|---|---|\n"
    return head + "\n".join(lines)


def _what(table: Table, column: Column) -> str:
    parts = [column.description]
    if column.unit:
        parts.append(f"Unit: {column.unit}.")
    if column.origin:
        parts.append(f"Defined by {column.origin}.")
    if column.name in table.foreign:
        parts.append(f"Refers to `{table.foreign[column.name]}`.")
    if column.codes is not None:
        parts.append("Codes below.")
    return " ".join(parts)


def _coded() -> dict[int, Column]:
    """Return the first column that uses each closed list, in the order of tables."""
    first: dict[int, Column] = {}
    for table in TABLES.values():
        for column in table.columns:
            if column.codes is not None:
                first.setdefault(id(column.codes), column)
    return first


def _codes(column: Column) -> str:
    users = [f"`{t.name}.{c.name}`" for t in TABLES.values() for c in t.columns if c.codes is column.codes]
    lines = ["| code | meaning |", "|---|---|", *(f"| `{k}` | {m} |" for k, m in (column.codes or {}).items())]
    return f"## {', '.join(users)}\n\n" + "\n".join(lines)
