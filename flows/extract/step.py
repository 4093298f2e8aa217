"""The extract step of a build: a coder reads a source, its claims become a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flows.extract.hand import HandCoder
from flows.extract.llm import LlmCoder
from flows.extract.local import local_coder
from flows.extract.place import with_places
from flows.lexicon.actors import Unsettled
from flows.parse.document import Document
from flows.parse.step import read_document
from flows.sealed import is_whole, sealing
from schemas.claim import Claim, write_claims
from schemas.ids import fingerprint, make_id, sha256_text
from schemas.models import frame
from schemas.source import Source

_CLAIMS = "claims.jsonl"


def extract_source(
    source: Source, coder: str, parsed: Path | None, seeds: Path, work: Path, model: LlmCoder | None = None
) -> Path | None:
    """Code a source unless that has been done, and return the file of claims.

    `parsed` is the folder that the parse step made, None if the text is not at hand; `model` is the coder `llm`.
    Returns None where the coder cannot read the source: `hand` without codings, any other without the text, `llm`
    where no model is named. What `llm` refuses, and what names `local` leaves open, lies in `beside` the file. A
    reading whose files are not as they were written is made anew.
    """
    version = _version(source, coder, parsed, seeds, model)
    if version is None:
        return None
    key = sha256_text(f"{version} {parsed.name if parsed else ''} {source.may_quote} {_code()}")[:16]
    folder = work / "claims" / f"{source.source_id}-{coder}-{key}"
    if not is_whole(folder):
        document = read_document(parsed) if parsed else None
        claims, tables = _read(source, coder, document, seeds, model)
        if document:
            claims = with_places(claims, document, quote=source.may_quote)
        with sealing(folder):
            write_claims(folder / _CLAIMS, claims)
            for table, rows in tables.items():
                frame(table, rows).write_parquet(folder / f"{table}.parquet")
    return folder / _CLAIMS


def coder_version(source: Source, coder: str, seeds: Path) -> str:
    """Return the version under which `hand` or `local` would read the source."""
    return _hand(seeds).version(source.source_id) if coder == "hand" else local_coder(seeds).version


def beside(file: Path) -> Path:
    """Return the folder that holds, with a file of claims, its coder's tables `rejects` and `doubts`, if it has any."""
    return file.parent


def _read(
    source: Source, coder: str, document: Document | None, seeds: Path, model: LlmCoder | None
) -> tuple[Iterable[Claim], dict[str, list[dict[str, Any]]]]:
    """Return the claims that a coder finds, and the rows of the tables that it leaves beside them."""
    if coder == "hand":
        return _hand(seeds).code(source.source_id, document.text if document else None), {}
    assert document is not None, "_version refuses a machine coder without a text"
    if model is not None and coder == "llm":
        coded = model.read(document)
        rejects = [reject.table_row(n, quote=source.may_quote) for n, reject in enumerate(coded.rejects)]
        return coded.claims, {"rejects": rejects}
    read = local_coder(seeds).read(document)
    return read.claims, {"doubts": [_open_name(source, place) for place in read.unsettled]}


def _hand(seeds: Path) -> HandCoder:
    return HandCoder(seeds / "codings")


def _version(source: Source, coder: str, parsed: Path | None, seeds: Path, model: LlmCoder | None) -> str | None:
    """Return the version of a coder that can read the source, else None."""
    if coder == "hand":
        return coder_version(source, coder, seeds) if _hand(seeds).has(source.source_id) else None
    if parsed is None:
        return None
    if coder == "llm":
        return model.version if model else None
    return coder_version(source, coder, seeds)


def _open_name(source: Source, place: Unsettled) -> dict[str, Any]:
    """Return the row of `doubts` for a name that several actors bore, of which the text does not say which."""
    return {
        "doubt_id": make_id("q", source.source_id, "unsettled_name", place.start, place.end),
        "flag": "unsettled_name",
        "reason": f"{place.name} may be {' or '.join(place.candidates)}; it was taken for none of them",
        "source_id": source.source_id,
        "char_start": place.start,
        "char_end": place.end,
    }


def _code() -> str:
    here = Path(__file__).parent
    return fingerprint([*here.glob("*.py"), *(here.parent / "lexicon").glob("*.py")])
