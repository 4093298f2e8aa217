"""Writes the pages of `docs/` that the schemas generate, and tells which of them drifted from the schemas."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
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


def drifted(folder: Path) -> list[str]:
    """Return the names of the pages in `folder` that are missing or not what the schemas generate."""
    return [name for name, text in pages().items() if _read(folder / name) != text]


def write(folder: Path) -> None:
    """Write all generated pages into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages or, with --check, name those that drifted; return the exit status, 1 if any did."""
    parser = argparse.ArgumentParser(prog="python -m flows.docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; name the pages that drifted")
    parser.add_argument("--folder", type=Path, default=DOCS, help="where the pages lie; by default docs/")
    given = parser.parse_args(arguments)
    if not given.check:
        write(given.folder)
        return 0
    found = drifted(given.folder)
    for name in found:
        print(f"{given.folder / name} is not what schemas/ generates: run `python -m flows.docs`", file=sys.stderr)
    return 1 if found else 0


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


if __name__ == "__main__":
    raise SystemExit(main())
