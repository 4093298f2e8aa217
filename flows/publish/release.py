"""Writes an immutable release and points `latest` at it, last of all."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flows.publish import bibliography, cautions, content, copy, diff_page, validation_page
from flows.publish.draft import LICENCE, NAME, Draft, sha256
from flows.publish.integrity import SUMS
from flows.publish.opened import read_manifest
from flows.publish.pages import codebooks, pages
from flows.publish.stata import write_stata
from flows.publish.tables import write_csv, write_parquet
from schemas.tables import PARQUET
from schemas.version import SCHEMA_VERSION

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
    manifest = read_manifest(releases / version)
    told = json.loads(json.dumps(evaluation))
    same = manifest["content_sha256"] == content.hashes(database) and manifest.get("evaluation", {}) == told
    return Release(version, releases / version, is_new=False) if same else None


def publish(
    database: Path,
    releases: Path,
    inputs: Mapping[str, Any],
    today: date,
    checks: Checks | None = None,
    *,
    packed: bool = True,
) -> Release:
    """Write a new release from the database and return it; not `packed`, it has its rows as Parquet alone.

    `inputs` goes into the manifest: sources with hashes, coder versions, lexicon, commit, and under `evaluation`
    the figures of each machine coder, which the codebook tells too, as it tells what `local_coder` says. The release
    is made in a folder aside and moved into place whole; `latest`, a link beside the releases' folder, follows. Its
    diff, of which the changelog tells the sums, is against the newest one there was. Raises ValueError if `checks` do,
    or if the schema changed and its version does not say so.
    """
    releases.mkdir(parents=True, exist_ok=True)
    version = _next_version(releases, today)
    aside = releases / f".{version}.part"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    write_parquet(database, aside / PARQUET, version)
    if packed:
        write_csv(database, aside / "csv")
        write_stata(aside / PARQUET, aside / "stata", version, today)
        copy.write_copy(database, aside / copy.NAME)
    manifest = _manifest(database, version, today, inputs)
    draft = Draft(aside, database, manifest, bibliography.read(database), _earlier(releases))
    draft.write("manifest.json", json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    for name, text in codebooks(draft):
        draft.write(name, text)
    before = newest(releases)
    diff_page.write(releases / before if before else None, aside)
    if checks is not None:
        validation_page.write(aside, version, _held(aside, checks))
    for name, text in pages(draft):
        draft.write(name, text)
    draft.write(SUMS, _sums(aside))
    folder = aside.rename(releases / version)
    _point(releases, version)
    return Release(version, folder, is_new=True)


def _manifest(database: Path, version: str, today: date, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a release says of itself: what it was made from, what it holds and how to use it with care."""
    return {
        "name": NAME,
        "version": version,
        "created": today.isoformat(),
        "licence": LICENCE,
        "schema_version": SCHEMA_VERSION,
        "counts": content.counts(database),
        "content_sha256": content.hashes(database),
        "warnings": cautions.count(database),
        **inputs,
    }


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


def newest(releases: Path) -> str | None:
    """Return the version that the next release follows, None if there is none.

    That is the one `latest` points at, else the last that is there: a checkout has a release, but not the link.
    """
    there = _earlier(releases) if releases.is_dir() else []
    return latest(releases) or (there[-1].name if there else None)


def _point(releases: Path, version: str) -> None:
    link = releases.parent / "latest"
    new = link.with_name(".latest.part")
    new.unlink(missing_ok=True)
    new.symlink_to(Path(releases.name) / version)
    new.replace(link)


def _next_version(releases: Path, today: date) -> str:
    """Return YYYY.MM.N, one more than the last N of the month."""
    months = [_number(p) for p in releases.iterdir() if _VERSION.fullmatch(p.name)]
    last = max((n for year, month, n in months if (year, month) == (today.year, today.month)), default=0)
    return f"{today.year:04}.{today.month:02}.{last + 1}"


def _earlier(releases: Path) -> list[Path]:
    """Return the folders of the releases that are there, oldest first."""
    found = [p for p in releases.iterdir() if _VERSION.fullmatch(p.name) and (p / "manifest.json").is_file()]
    return sorted(found, key=_number)


def _number(folder: Path) -> list[int]:
    return [int(part) for part in folder.name.split(".")]


def _sums(folder: Path) -> str:
    """Return a line per file as `sha256sum -c` reads it."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return "".join(f"{sha256(p)}  {p.relative_to(folder).as_posix()}\n" for p in files)
