"""The parse step of a build: a source's file becomes a folder with its Document and the rows of its tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flows.parse import parse_file
from flows.parse.document import Document
from flows.parse.oddities import doubt_rows
from flows.parse.serialise import document_from_json, document_to_json
from flows.parse.tables import citation_rows, passage_rows, work_rows
from flows.sealed import is_whole, sealing
from schemas.ids import fingerprint, make_id, sha256_text
from schemas.models import frame
from schemas.source import TEXT, Source

DOCUMENT = "document.json"
_ROWS = {"passages": passage_rows, "works": work_rows, "citations": citation_rows}


def parse_source(source: Source, file: Path, work: Path) -> Path:
    """Parse a source's file unless that has been done, and return the folder of the result.

    The folder's name holds a hash of the file, the source's id and issue, and the parser's code. A folder whose files
    are not as they were written is made anew. Raises ValueError if the text is not the one that the registry
    describes, so that no offset ever points into another text.
    """
    key = sha256_text(f"{source.source_id} {source.issued} {fingerprint([file])} {_parser()}")[:16]
    folder = work / "documents" / f"{source.source_id}-{key}"
    if is_whole(folder):
        return folder
    document = parse_file(file, source.source_id)
    _check(document, source, file)
    with sealing(folder):
        for name, rows in _ROWS.items():
            frame(name, rows(document)).write_parquet(folder / f"{name}.parquet")
        # As bytes, since every character counts in an offset: no line end may change.
        (folder / TEXT).write_bytes(document.text.encode("utf-8"))
        frame("doubts", doubt_rows(document, source.issued)).write_parquet(folder / "doubts.parquet")
        frame("rejects", _problems(document)).write_parquet(folder / "rejects.parquet")
        (folder / DOCUMENT).write_text(document_to_json(document), encoding="utf-8")
    return folder


def read_document(folder: Path) -> Document:
    """Return the Document of a folder that `parse_source` made."""
    return document_from_json((folder / DOCUMENT).read_text(encoding="utf-8"))


def _problems(document: Document) -> list[dict[str, Any]]:
    """Return what could not be tied up in the text, such as a citation without its reference, as rejects."""
    row_json = json.dumps({"source_id": document.source_id})
    return [
        {
            "reject_id": make_id("r", "document", document.source_id, number, problem),
            "table_name": "document",
            "reason": problem,
            "row_json": row_json,
        }
        for number, problem in enumerate(document.problems)
    ]


def _parser() -> str:
    return fingerprint(Path(__file__).parent.glob("*.py"))


def _check(document: Document, source: Source, file: Path) -> None:
    found = sha256_text(document.text)
    if found != source.text_sha256:
        raise ValueError(
            f"{source.source_id}: the text of {file} has SHA-256 {found[:12]}..., not {source.text_sha256[:12]}... as "
            "registered; give the registered text, or register this one anew"
        )
