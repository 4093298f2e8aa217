"""What the commands do with a document by itself: code it, register it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from flows.one_writer import one_writer
from flows.parse import parse_file
from flows.settings import Settings
from schemas.claim import Claim
from schemas.columns import COLUMNS
from schemas.ids import sha256_text
from schemas.seed_table import check_tables
from schemas.source import read_sources
from schemas.vocabulary import CODER


def claims_of(file: Path, coder: str, settings: Settings) -> list[Claim]:
    """Return the claims of a document, registered or not, with its words.

    Raises ValueError if the file cannot be read or the coder is not one that reads documents.
    """
    if coder != "local":
        raise ValueError(f"coder {coder!r} does not read documents; use --coder local or --coder llm")
    # The coder takes seconds to load; only this command's caller needs it.
    from flows.extract.local import local_coder  # noqa: PLC0415
    from flows.extract.place import with_places  # noqa: PLC0415

    document = parse_file(file, source_id_of(file))
    check_tables(settings.seeds)
    return with_places(local_coder(settings.seeds).code(document), document, quote=True)


def source_id_of(file: Path) -> str:
    """Return a source id made of a file's name: lower case, everything but letters and digits a hyphen."""
    name = re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")
    return name or "document"


def check_names(files: Iterable[Path]) -> None:
    """Raise ValueError if two files would be one source, whose claims could not be told apart."""
    seen: dict[str, Path] = {}
    for file in files:
        name = source_id_of(file)
        if name in seen:
            raise ValueError(f"{seen[name]} and {file} would both be the source {name}: rename one, or code it apart")
        seen[name] = file


def add(file: Path, fields: Mapping[str, Any], settings: Settings, *, ship: bool) -> str:
    """Register a document: copy it into the seeds and append its entry to the registry. Return its id.

    `fields` are those of `schemas.source.Source` that the user gives, `coders` separated by commas. With `ship`
    the text goes into seeds/documents, which the repository holds, else into the folder of articles, which it does
    not. Raises ValueError if the id or the text is registered already, the file cannot be read, or the next build
    would refuse the entry; the registry then stays as it was.
    """
    coders = _coders(fields.get("coders"))
    source_id = fields.get("source_id") or source_id_of(file)
    known = {s.source_id: s for s in read_sources(settings.registry)} if settings.registry.is_file() else {}
    if source_id in known:
        raise ValueError(f"{source_id} is registered already: give another --id")
    if not re.fullmatch(COLUMNS["source_id"].pattern or "", source_id):
        raise ValueError(f"{source_id!r} is no id: give an --id of lower-case letters, digits and hyphens")
    document = parse_file(file, source_id)
    _check_issued(str(fields["issued"]).strip())
    folder = settings.seeds / "documents" if ship else settings.articles
    target = folder / f"{source_id}{file.suffix.lower()}"
    if target.exists() and target.resolve() != file.resolve():
        raise ValueError(f"{target} exists already: give another --id, or take it away")
    entry = {
        **{key: _trimmed(value) for key, value in fields.items() if key != "source_id" and value is not None},
        "file": target.relative_to(settings.seeds).as_posix() if ship else target.name,
        "text_sha256": sha256_text(document.text),
        "n_chars": len(document.text),
        "coders": coders,
    }
    with one_writer(settings.registry):
        _write(_toml(source_id, entry), file, target, settings.registry)
    return str(source_id)


def _coders(names: str | None) -> list[str]:
    """Return who may code a document, best-ranked first. Raises ValueError if a coder is unknown or named twice."""
    coders = [name.strip() for name in (names or "hand,local").split(",")]
    if len(set(coders)) < len(coders) or any(coder not in CODER for coder in coders):
        raise ValueError(f"--coders {names}: name one or more of {', '.join(CODER)}, each once, best first")
    return coders


def _write(entry: str, file: Path, target: Path, registry: Path) -> None:
    """Append an entry to the registry and copy its text, both or neither."""
    before = registry.read_text(encoding="utf-8") if registry.is_file() else ""
    part = registry.with_suffix(".part")
    # Only a registry that can be read, and whose texts are there, takes the old one's place.
    try:
        part.write_text(f"{before.rstrip()}\n\n{entry}".lstrip(), encoding="utf-8")
        read_sources(part)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.resolve() != file.resolve():
            shutil.copyfile(file, target)
        part.replace(registry)
    except UnicodeEncodeError:
        raise
    except ValueError as error:
        raise ValueError(str(error).replace(str(part), "the entry")) from None
    finally:
        part.unlink(missing_ok=True)


def _check_issued(issued: str) -> None:
    """Raise ValueError if a date is of the form that the registry asks for, but none that the next build could read."""
    # Reads dates with a library that most commands do without.
    from flows.resolve.dates import bounds  # noqa: PLC0415

    if re.fullmatch(COLUMNS["issued"].pattern or "", issued):
        try:
            bounds(issued)
        except ValueError as error:
            raise ValueError(f"--issued: {error}; write it like 2019, 2019-04 or 2019-04-03") from None


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _toml(source_id: str, entry: Mapping[str, Any]) -> str:
    # JSON's strings, numbers, booleans and flat lists are TOML's too.
    lines = "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in entry.items())
    return f"[{source_id}]\n{lines}"
