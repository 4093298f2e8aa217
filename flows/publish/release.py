"""Writes an immutable release and points `latest` at it, last of all."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from flows.publish import codebook, content, diff_page, quality, validation_page
from schemas.tables import TABLES
from schemas.version import SCHEMA_VERSION

LICENCE = "CC-BY-4.0"
_VERSION = re.compile(r"(\d{4})\.(\d{2})\.(\d+)")

Checks = Callable[[Path], Sequence[Mapping[str, Any]]]
"""Holds the folder of a release in the making to the gate: returns what `validation_page` tells, raises to stop it."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release: its version, its folder, and whether this run made it."""

    version: str
    folder: Path
    is_new: bool


def unchanged(database: Path, releases: Path, evaluation: Mapping[str, Any]) -> Release | None:
    """Return the latest release if it holds exactly what would be published, else None.

    That is the database's rows and the coders' figures: a release cannot be changed, so figures that differ from
    those it tells, as when a coder reads anew what people coded, need one of their own.
    """
    version = latest(releases)
    if version is None:
        return None
    manifest = json.loads((releases / version / "manifest.json").read_text(encoding="utf-8"))
    told = json.loads(json.dumps(evaluation))
    same = manifest["content_sha256"] == content.hashes(database) and manifest.get("evaluation", {}) == told
    return Release(version, releases / version, is_new=False) if same else None


def publish(
    database: Path, releases: Path, inputs: Mapping[str, Any], today: date, checks: Checks | None = None
) -> Release:
    """Write a new release from the database and return it.

    `inputs` goes into the manifest: sources with hashes, coder versions, lexicon, commit, and under `evaluation`
    the figures of each machine coder, which the codebook tells too, as it tells what `local_coder` says. It is made
    in a folder aside and moved into place whole; `latest`, a link beside the releases' folder, follows. Its diff is
    against what `latest` was. Raises ValueError if `checks` do, or if the schema changed and its version does not
    say so.
    """
    releases.mkdir(parents=True, exist_ok=True)
    version = _next_version(releases, today)
    aside = releases / f".{version}.part"
    shutil.rmtree(aside, ignore_errors=True)
    (aside / "tables").mkdir(parents=True)
    _write_tables(database, aside / "tables", version)
    page = codebook.as_markdown() + "\n" + quality.as_markdown(inputs.get("evaluation", {}), inputs.get("local_coder"))
    (aside / "codebook.md").write_text(page, encoding="utf-8")
    (aside / "codebook.csv").write_text(codebook.as_csv(), encoding="utf-8")
    manifest = {
        "name": "bilateral",
        "version": version,
        "created": today.isoformat(),
        "licence": LICENCE,
        "schema_version": SCHEMA_VERSION,
        "counts": content.counts(database),
        "content_sha256": content.hashes(database),
        **inputs,
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (aside / "manifest.json").write_text(text, encoding="utf-8")
    before = latest(releases)
    diff_page.write(releases / before if before else None, aside)
    if checks is not None:
        validation_page.write(aside, version, _held(aside, checks))
    (aside / "SHA256SUMS").write_text(_sums(aside), encoding="utf-8")
    folder = aside.rename(releases / version)
    _point(releases, version)
    return Release(version, folder, is_new=True)


def _held(aside: Path, checks: Checks) -> Sequence[Mapping[str, Any]]:
    """Hold a release in the making to its checks; one that is refused leaves nothing behind."""
    try:
        return checks(aside)
    except ValueError:
        shutil.rmtree(aside)
        raise


def latest(releases: Path) -> str | None:
    """Return the version that `latest` points at, None if there is none."""
    link = releases.parent / "latest"
    return link.readlink().name if link.is_symlink() and (link / "manifest.json").is_file() else None


def _point(releases: Path, version: str) -> None:
    link = releases.parent / "latest"
    new = link.with_name(".latest.part")
    new.unlink(missing_ok=True)
    new.symlink_to(Path(releases.name) / version)
    new.replace(link)


def _next_version(releases: Path, today: date) -> str:
    """Return YYYY.MM.N, one more than the last N of the month."""
    taken = [m for p in releases.iterdir() if (m := _VERSION.fullmatch(p.name))]
    month = (f"{today.year:04}", f"{today.month:02}")
    last = max((int(m[3]) for m in taken if (m[1], m[2]) == month), default=0)
    return f"{month[0]}.{month[1]}.{last + 1}"


def _write_tables(database: Path, folder: Path, version: str) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        for name, table in TABLES.items():
            about = {"dataset": "bilateral", "version": version, "licence": LICENCE, "description": table.description}
            pairs = ", ".join(f"{key}: '{_escaped(value)}'" for key, value in about.items())
            connection.execute(
                f"COPY ({content.query(table)}) TO '{_escaped(str(folder / name))}.parquet' "
                f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{pairs}}})"
            )


def _escaped(text: str) -> str:
    return text.replace("'", "''")


def _sums(folder: Path) -> str:
    """Return a line per file as `sha256sum -c` reads it."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return "".join(f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(folder).as_posix()}\n" for p in files)
