"""The source record: what `seeds/sources.toml` says of each document."""

from __future__ import annotations

import re
import tomllib
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

from schemas.columns import COLUMNS, Column
from schemas.vocabulary import CODER

TEXT = "text.txt"
"""The file of a source's text as its offsets mean it, in the folder of what was parsed from it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document: bibliography, rights, file and hash, and who may code it, best-ranked coder first.

    `file` is looked for in the articles folder and in seeds; `text_sha256` is over the UTF-8 bytes of the text
    that offsets refer to, `n_chars` its length in code points; `issued` is EDTF; `derived_from` names the
    source that this one retells.
    """

    source_id: str
    source_type: str
    title: str
    issued: str
    language: str
    licence: str
    may_quote: bool
    file: str
    text_sha256: str
    n_chars: int
    coders: tuple[str, ...]
    authors: str | None = None
    publisher: str | None = None
    container: str | None = None
    doi: str | None = None
    url: str | None = None
    derived_from: str | None = None

    def row(self) -> dict[str, Any]:
        """Return the source as a row of the `sources` table."""
        left_out = {"file", "coders"}
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in left_out}


def read_sources(path: Path) -> list[Source]:
    """Read the registry, in its order. Raises ValueError with one line that names the entry and the mend."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ValueError(f"{path} is missing: register a document with `bilateral add FILE`") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not UTF-8: save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path} is not valid TOML: {error}") from None
    sources = [_source(path, source_id, entry) for source_id, entry in entries.items()]
    known = {s.source_id for s in sources}
    texts: dict[str, str] = {}
    for s in sources:
        where = f"{path}: [{s.source_id}]"
        if s.derived_from is not None and s.derived_from not in known:
            raise ValueError(f"{where} is derived_from {s.derived_from!r}, which is not registered")
        if s.derived_from == s.source_id:
            raise ValueError(f"{where} is derived_from itself: give the source that it retells")
        if (first := texts.setdefault(s.text_sha256, s.source_id)) != s.source_id:
            raise ValueError(f"{where} is the text of {first} and would count as a second witness: take one out")
    return sources


def _source(path: Path, source_id: str, entry: Any) -> Source:
    where = f"{path}: [{source_id}]"
    if not isinstance(entry, dict):
        raise ValueError(f"{where} must be a table with the document's fields")
    allowed = {f.name for f in fields(Source)} - {"source_id"}
    needed = {f.name for f in fields(Source) if f.default is MISSING} - {"source_id"}
    if unknown := set(entry) - allowed:
        raise ValueError(f"{where} has unknown field {', '.join(sorted(unknown))}; take it out or correct its name")
    if missing := needed - set(entry):
        raise ValueError(f"{where} lacks {', '.join(sorted(missing))}")
    columns = {name: column for name, column in COLUMNS.items() if name in {"source_id", *allowed}}
    for name, value in {"source_id": source_id, **entry}.items():
        if name in columns and (mend := _mend(columns[name], value)):
            raise ValueError(f"{where} {name} {mend}, not {value!r}")
    if not isinstance(entry["file"], str) or not entry["file"]:
        raise ValueError(f"{where} file must be the text's path below the articles folder or seeds")
    coders = entry["coders"]
    if not isinstance(coders, list) or not coders or any(str(coder) not in CODER for coder in coders):
        raise ValueError(f"{where} coders must name one or more of {', '.join(CODER)}, best first")
    return Source(source_id=source_id, **{**entry, "coders": tuple(coders)})


def _mend(column: Column, value: Any) -> str | None:
    """Return what the value of a column must be, None if it is that."""
    if column.codes is not None:
        return None if str(value) in column.codes else f"must be one of {', '.join(column.codes)}"
    if not (isinstance(value, _TOML[column.type]) and isinstance(value, bool) == (column.type == "boolean")):
        return f"must be {_TOML_NAMES[column.type]}"
    if column.type == "text" and not value:
        return "must not be empty"
    if column.pattern is not None and not re.fullmatch(column.pattern, value):
        return f"must match {column.pattern}"
    if column.minimum is not None and value < column.minimum:
        return f"must be {column.minimum} or more"
    return None


_TOML: dict[str, type[Any]] = {"text": str, "integer": int, "boolean": bool}
_TOML_NAMES = {"text": "text in quotes", "integer": "a whole number", "boolean": "true or false"}
