"""Writes the pages of `docs/` that the schemas generate: `python -m flows.docs`."""

from __future__ import annotations

from pathlib import Path

from flows.persist import ddl
from flows.publish import codebook

DOCS = Path(__file__).resolve().parents[1] / "docs"


def pages() -> dict[str, str]:
    """Return the text of every generated page by the name of its file."""
    return {
        "schema.sql": "-- Generated from `schemas/` by `python -m flows.docs`; do not edit.\n\n"
        + "".join(f"{statement};\n" for statement in ddl.statements()),
        "tables.md": codebook.as_markdown(),
    }


def write(folder: Path) -> None:
    """Write all generated pages into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(DOCS)
