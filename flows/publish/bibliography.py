"""The sources of a release as a bibliography: read from the database, written as BibTeX and for CITATION.cff."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flows.engine import connect

Source = Mapping[str, Any]
_BIBTEX_TYPES = {"article": "article"}
_CFF_TYPES = {"article": "article", "commentary": "newspaper-article", "brief": "report"}
_SPECIAL = re.compile(r"([&%$#_{}])")


def read(database: Path) -> list[dict[str, Any]]:
    """Return the rows of `sources` by their ids."""
    with connect(database, read_only=True) as connection:
        rows: list[dict[str, Any]] = connection.sql("FROM sources ORDER BY source_id").pl().to_dicts()
    return rows


def as_bibtex(sources: Sequence[Source]) -> str:
    """Return an entry per source, its short name as key; an uncertain date of issue is told in a note."""
    return "\n".join(_entry(source) for source in sources)


def as_cff(source: Source) -> dict[str, Any]:
    """Return a source as a reference of the Citation File Format 1.2.0.

    People stand with their whole name, as the source's title page has it: which part is the family's is not known.
    """
    people = [{"name": name} for name in authors(source)] or [{"alias": "anonymous"}]
    found = {
        "type": _CFF_TYPES.get(source["source_type"], "generic"),
        "doi": source["doi"],
        "title": source["title"],
        "authors": people,
        "year": _year(source),
        "journal": source["container"],
        "publisher": {"name": source["publisher"]} if source["publisher"] else None,
        "url": source["url"],
    }
    return {name: value for name, value in found.items() if value is not None}


def authors(source: Source) -> list[str]:
    """Return the names of a source's authors."""
    return [name.strip() for name in (source["authors"] or "").split(";") if name.strip()]


def _entry(source: Source) -> str:
    year = _year(source)
    words = {
        "title": f"{{{_escaped(source['title'])}}}",
        "author": " and ".join(f"{{{_escaped(name)}}}" for name in authors(source)) or None,
        "journal": _escaped(source["container"]),
        "publisher": _escaped(source["publisher"]),
        "year": None if year is None else str(year),
        "doi": source["doi"],
        "url": source["url"],
        "language": source["language"],
        "note": None if source["issued"] == str(year) else f"issued {_escaped(source['issued'])} (EDTF)",
    }
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in words.items() if value)
    return f"@{_BIBTEX_TYPES.get(source['source_type'], 'misc')}{{{source['source_id']},\n{fields}}}\n"


def _year(source: Source) -> int | None:
    found = re.match(r"\d{4}(?!\d)", source["issued"] or "")
    return int(found[0]) if found else None


def _escaped(text: str | None) -> str | None:
    return None if text is None else _SPECIAL.sub(r"\\\1", text)
