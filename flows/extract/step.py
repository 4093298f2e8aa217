"""The extract step of a build: a coder reads a source, its claims become a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.extract.hand import HandCoder
from flows.extract.llm import LlmCoder
from flows.extract.local import local_coder
from flows.extract.place import with_places
from flows.lexicon.actors import Unsettled
from flows.parse.document import Document
from flows.parse.step import read_document
from flows.sealed import anew, is_whole, sealing
from schemas.claim import Claim, write_claims
from schemas.ids import fingerprint, make_id, sha256_text
from schemas.models import frame
from schemas.source import Source

_CLAIMS = "claims.jsonl"
_Tables = Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a source that a coder was given.

    `claims` is the file of its claims, None if nothing that a model answered could be used, so that it has not read
    the source. `folder` holds the coder's tables `rejects` and `doubts`, if it has any; `warning` says in a line what
    of the source could not be read, where it was read in this run.
    """

    folder: Path
    claims: Path | None
    warning: str | None = None


def extract_source(
    source: Source, coder: str, parsed: Path | None, seeds: Path, work: Path, model: LlmCoder | None = None
) -> Reading | None:
    """Code a source unless that has been done, and return what came of it.

    `parsed` is the folder that the parse step made, None if the text is not at hand; `model` is the coder `llm`.
    Returns None where the coder cannot read the source: `hand` without codings, any other without the text, `llm`
    where no model is named. A reading whose files are not as they were written is made anew, so is one of which
    nothing could be used.
    """
    version = _version(source, coder, parsed, seeds, model)
    if version is None:
        return None
    key = sha256_text(f"{version} {parsed.name if parsed else ''} {source.may_quote} {_code()}")[:16]
    folder = work / "claims" / f"{source.source_id}-{coder}-{key}"
    if is_whole(folder):
        return Reading(folder, folder / _CLAIMS)
    document = read_document(parsed) if parsed else None
    if document and model is not None and coder == "llm":
        return _ask(source, document, model, folder)
    claims, tables = _read(source, coder, document, seeds)
    return Reading(folder, _keep(source, document, claims, tables, folder))


def coder_version(source: Source, coder: str, seeds: Path) -> str:
    """Return the version under which `hand` or `local` would read the source."""
    return _hand(seeds).version(source.source_id) if coder == "hand" else local_coder(seeds).version


def _ask(source: Source, document: Document, model: LlmCoder, folder: Path) -> Reading:
    """Let a model read a source. What it answers is kept for the next run if some of it could be used."""
    coded = model.read(document)
    rejects = [reject.table_row(n, quote=source.may_quote) for n, reject in enumerate(coded.rejects)]
    warning = f"{source.source_id}: {coded.warning()}" if coded.unread else None
    if coded.is_unread:
        anew(folder)
        _write(folder, {"rejects": rejects})
        return Reading(folder, None, f"{warning}; it counts as not read by llm: name another model, or build again")
    return Reading(folder, _keep(source, document, coded.claims, {"rejects": rejects}, folder), warning)


def _keep(source: Source, document: Document | None, claims: Iterable[Claim], tables: _Tables, folder: Path) -> Path:
    """Write a reading so that the next run finds it, and return the file of claims."""
    if document:
        claims = with_places(claims, document, quote=source.may_quote)
    with sealing(folder):
        write_claims(folder / _CLAIMS, claims)
        _write(folder, tables)
    return folder / _CLAIMS


def _write(folder: Path, tables: _Tables) -> None:
    for table, rows in tables.items():
        frame(table, rows).write_parquet(folder / f"{table}.parquet")


def _read(source: Source, coder: str, document: Document | None, seeds: Path) -> tuple[Iterable[Claim], _Tables]:
    """Return the claims that `hand` or `local` finds, and the rows of the tables that it leaves beside them."""
    if coder == "hand":
        return _hand(seeds).code(source.source_id, document.text if document else None), {}
    assert document is not None, "_version refuses a machine coder without a text"
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
