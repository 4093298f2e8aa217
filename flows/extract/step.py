"""The extract step of a build: a coder reads a source, its claims become a file."""

from __future__ import annotations

from pathlib import Path

from flows.extract.hand import HandCoder
from flows.extract.llm import LlmCoder
from flows.extract.local import local_coder
from flows.extract.place import with_places
from flows.parse.step import read_document
from schemas.claim import Claim, write_claims
from schemas.ids import fingerprint, sha256_text
from schemas.models import frame
from schemas.source import Source


def extract_source(
    source: Source, coder: str, parsed: Path | None, seeds: Path, work: Path, model: LlmCoder | None = None
) -> Path | None:
    """Code a source unless that has been done, and return the file of claims.

    `parsed` is the folder that the parse step made, None if the text is not at hand; `model` is the coder `llm`.
    Returns None where the coder cannot read the source: `hand` without codings, any other without the text, `llm`
    where no model is named. What `llm` refuses lies in `rejects_of` the file.
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
    part = file.with_suffix(".part")
    write_claims(part, _claims(source, coder, parsed, seeds))
    return part.replace(file)


def coder_version(source: Source, coder: str, seeds: Path) -> str:
    """Return the version under which `hand` or `local` would read the source."""
    return _hand(seeds).version(source.source_id) if coder == "hand" else local_coder(seeds).version


def rejects_of(file: Path) -> Path:
    """Return the folder that holds the table `rejects` of a file of claims, if its coder refused anything."""
    return file.with_suffix("")


def _with_model(source: Source, parsed: Path, work: Path, model: LlmCoder) -> Path:
    """Let a language model read a source: the rejects are written first, so that the claims' file says all is there."""
    file = _file(source, "llm", model.version, parsed, work)
    if file.is_file():
        return file
    document = read_document(parsed)
    coded = model.read(document)
    folder = rejects_of(file)
    folder.mkdir(parents=True, exist_ok=True)
    rows = [reject.table_row(n, quote=source.may_quote) for n, reject in enumerate(coded.rejects)]
    frame("rejects", rows).write_parquet(folder / "rejects.parquet")
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


def _claims(source: Source, coder: str, parsed: Path | None, seeds: Path) -> list[Claim]:
    document = read_document(parsed) if parsed else None
    if coder == "hand":
        claims = _hand(seeds).code(source.source_id, document.text if document else None)
    else:
        assert document is not None, "_version refuses a machine coder without a text"
        claims = local_coder(seeds).code(document)
    return with_places(claims, document, quote=source.may_quote) if document else claims


def _code() -> str:
    return fingerprint(Path(__file__).parent.glob("*.py"))
