"""The descriptor of a release as a Frictionless data package: every Parquet and CSV file, with its schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flows.publish.draft import (
    AUTHOR,
    DESCRIPTION,
    KEYWORDS,
    LICENCE,
    LICENCE_TITLE,
    LICENCE_URL,
    NAME,
    TITLE,
    Draft,
    sha256,
)
from schemas.columns import Column, Type
from schemas.tables import TABLES, Table
from schemas.usage import WARNINGS, warnings_of

FIELD_TYPES: dict[Type, str] = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
}
"""What Frictionless calls the types of the schemas."""


def descriptor(draft: Draft) -> dict[str, Any]:
    """Return the descriptor of a release whose tables are written.

    The CSV files are its tables, each with a schema; the Parquet files stand beside them as plain files, since
    Frictionless reads whole numbers of columns with empty values as decimals from Parquet and then refuses them. In a
    release without CSV the schemas stand with the Parquet files.
    """
    files = [_file(draft, table) for table in TABLES.values()]
    if (draft.folder / "csv").is_dir():
        resources = [*(_table(draft, table) for table in TABLES.values()), *files]
    else:
        resources = [file | _about(t) for file, t in zip(files, TABLES.values(), strict=True)]
    return {
        "profile": "data-package",
        "name": NAME,
        "title": TITLE,
        "description": DESCRIPTION,
        "version": draft.version,
        "created": f"{draft.created}T00:00:00Z",
        "licenses": [{"name": LICENCE, "path": LICENCE_URL, "title": LICENCE_TITLE}],
        "contributors": [{"title": AUTHOR, "role": "author"}],
        "keywords": list(KEYWORDS),
        "sources": [{"title": s["title"], **({"path": s["url"]} if s["url"] else {})} for s in draft.sources],
        "warnings": WARNINGS,
        "resources": resources,
    }


def _table(draft: Draft, table: Table) -> dict[str, Any]:
    path = f"csv/{table.name}.csv.gz"
    return {
        "profile": "tabular-data-resource",
        "type": "table",
        "title": table.name,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "compression": "gz",
        **_size(draft.folder / path),
        **_about(table),
    }


def _about(table: Table) -> dict[str, Any]:
    """Return what a resource says as the one that tells a table; foreign keys lead to such by their names."""
    return {
        "name": _name(table.name),
        "description": table.description,
        "warnings": list(warnings_of(table)),
        "schema": _schema(table),
    }


def _file(draft: Draft, table: Table) -> dict[str, Any]:
    return {
        "profile": "data-resource",
        "name": f"{_name(table.name)}-parquet",
        "type": "file",
        "title": table.name,
        "description": f"The rows of {table.name} as Parquet.",
        "path": table.parquet,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        **_size(draft.folder / table.parquet),
    }


def _name(table: str) -> str:
    # Names of resources take no underscore in the first version of the standard.
    return table.replace("_", "-")


def _size(file: Path) -> dict[str, Any]:
    return {"bytes": file.stat().st_size, "hash": f"sha256:{sha256(file)}"}


def _schema(table: Table) -> dict[str, Any]:
    references = []
    for column, target in table.foreign.items():
        parent, key = target.split(".")
        # An empty name stands for the resource itself.
        other = "" if parent == table.name else _name(parent)
        references.append({"fields": [column], "reference": {"resource": other, "fields": [key]}})
    return {
        "fields": [_field(table, c) for c in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
        **({"foreignKeys": references} if references else {}),
    }


def _field(table: Table, column: Column) -> dict[str, Any]:
    limits = {"minimum": column.minimum, "maximum": column.maximum, "pattern": column.pattern}
    given: dict[str, Any] = {name: value for name, value in limits.items() if value is not None}
    if column.type == "integer":
        given = {name: int(value) for name, value in given.items()}
    if column.codes is not None:
        given["enum"] = list(column.codes)
    if column.name not in table.optional:
        given["required"] = True
    about = {"unit": column.unit, "origin": column.origin, "warnings": list(warnings_of(table, column))}
    return {
        "name": column.name,
        "type": FIELD_TYPES[column.type],
        "description": column.description,
        **({"constraints": given} if given else {}),
        **{name: value for name, value in about.items() if value},
    }
