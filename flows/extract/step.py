"""The extract step of a build: a coder reads a source, its claims become a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flows.extract.hand import HandCoder
from flows.extract.llm import LlmCoder
from flows.extract.local import local_coder
from flows.extract.place import with_places
from flows.lexicon.actors import Unsettled
from flows.parse.step import read_document
from schemas.claim import write_claims
from schemas.ids import fingerprint, make_id, sha256_text
from schemas.models import frame
from schemas.source import Source


def extract_source(
    source: Source, coder: str, parsed: Path | None, seeds: Path, work: Path, model: LlmCoder | None = None
) -> Path | None:
    """Code a source unless that has been done, and return the file of claims.

    `parsed` is the folder that the parse step made, None if the text is not at hand; `model` is the coder `llm`.
    Returns None where the coder cannot read the source: `hand` without codings, any other without the text, `llm`
    where no model is named. What `llm` refuses, and what names `local` leaves open, lies in `beside` the file.
    """
    if coder == "llm":
        return _with_model(source, parsed, work, model) if parsed and model else None
    version = _version(source, coder, parsed, seeds)
    if version is None:
        return None
    file = _file(source, coder, version, parsed, work)
    if file.is_file():
        return file
    file.parent.mkdir(parents=True, exist_ok=True)
    document = read_document(parsed) if parsed else None
    if coder == "hand":
        claims = _hand(seeds).code(source.source_id, document.text if document else None)
    else:
        assert document is not None, "_version refuses a machine coder without a text"
        read = local_coder(seeds).read(document)
        claims = read.claims
        _put(file, "doubts", [_open_name(source, place) for place in read.unsettled])
    part = file.with_suffix(".part")
    write_claims(part, with_places(claims, document, quote=source.may_quote) if document else claims)
    return part.replace(file)


def coder_version(source: Source, coder: str, seeds: Path) -> str:
    """Return the version under which `hand` or `local` would read the source."""
    return _hand(seeds).version(source.source_id) if coder == "hand" else local_coder(seeds).version


def beside(file: Path) -> Path:
    """Return the folder that holds, for a file of claims, its coder's tables `rejects` and `doubts`, if it has any."""
    return file.with_suffix("")


def _with_model(source: Source, parsed: Path, work: Path, model: LlmCoder) -> Path:
    """Let a language model read a source."""
    file = _file(source, "llm", model.version, parsed, work)
    if file.is_file():
        return file
    document = read_document(parsed)
    coded = model.read(document)
    _put(file, "rejects", [reject.table_row(n, quote=source.may_quote) for n, reject in enumerate(coded.rejects)])
    part = file.with_suffix(".part")
    write_claims(part, with_places(coded.claims, document, quote=source.may_quote))
    return part.replace(file)


def _file(source: Source, coder: str, version: str, parsed: Path | None, work: Path) -> Path:
    key = sha256_text(f"{version} {parsed.name if parsed else ''} {source.may_quote} {_code()}")[:16]
    return work / "claims" / f"{source.source_id}-{coder}-{key}.jsonl"


def _hand(seeds: Path) -> HandCoder:
    return HandCoder(seeds / "codings")


def _version(source: Source, coder: str, parsed: Path | None, seeds: Path) -> str | None:
    if coder == "hand" and not _hand(seeds).has(source.source_id):
        return None
    if coder != "hand" and parsed is None:
        return None
    return coder_version(source, coder, seeds)


def _put(file: Path, table: str, rows: list[dict[str, Any]]) -> None:
    """Write what a coder tells beside its claims: before them, so that the claims' file says that all is there."""
    folder = beside(file)
    folder.mkdir(parents=True, exist_ok=True)
    frame(table, rows).write_parquet(folder / f"{table}.parquet")


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
