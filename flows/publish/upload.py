"""Hands a release on to a folder or any store that fsspec knows; what is there already is never overwritten.

A target holds a folder per version and `latest`, a file with the version's name. SHA256SUMS is the last file of a
version: until it is there, the version is unfinished and the next run goes on with it. `latest` comes after.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec
from fsspec.core import url_to_fs

from flows.publish.integrity import SUMS, file_failures, read_sums
from flows.publish.opened import read_manifest
from schemas.tables import PARQUET

LATEST = "latest"
_CLAIM = f"{SUMS}.part"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What an upload did: files sent, files that were there already, and what `latest` names now."""

    version: str
    sent: int
    present: int
    latest: str


def upload(release: Path, target: str, tell: Callable[[str], None] = lambda _: None) -> Uploaded:
    """Send a release to a folder or URL: tables first, then the rest, SHA256SUMS, and `latest` last of all.

    `tell` is called with the name of each file that is sent. An interrupted upload is taken up where it stopped.
    Raises ValueError if the release is damaged, the target cannot be written to, or holds another release of the
    same version, or refuses; OSError if it cannot be reached.
    """
    try:
        return _upload(release, target, tell)
    except (ValueError, OSError):
        raise
    except Exception as error:  # each store's client has errors of its own, such as for a key that is not there
        told = (str(error) or type(error).__name__).splitlines()[0]
        raise ValueError(f"{target} takes nothing ({told}): mend that, and publish again") from None


def _upload(release: Path, target: str, tell: Callable[[str], None]) -> Uploaded:
    version = str(read_manifest(release)["version"])
    if failures := file_failures(release):
        raise ValueError(f"{release} is damaged ({failures[0]}): restore or rebuild it before publishing")
    store = _Store.at(target)
    sums = (release / SUMS).read_text(encoding="utf-8")
    finished = store.read(f"{version}/{SUMS}")
    if finished not in (None, sums):
        raise ValueError(f"{target} holds another release {version}: a version is never overwritten; build a new one")
    if finished is None:
        _claim(store, version, sums, target)
    there = store.sizes(version)
    sent = present = 0
    for name, digest in sorted(read_sums(release).items(), key=_order):
        if there.get(name) == (release / name).stat().st_size and store.hash(f"{version}/{name}") == digest:
            present += 1
        elif finished is not None and name in there:
            raise ValueError(f"{target}: {version}/{name} is not the released file; take it away and publish again")
        else:
            tell(name)
            store.send(release / name, f"{version}/{name}")
            sent += 1
    if finished is None:
        store.write(f"{version}/{SUMS}", sums)
    # A run that broke off just before this may have left the claim on a version that is whole.
    if _CLAIM in there or finished is None:
        store.remove(f"{version}/{_CLAIM}")
    return Uploaded(version, sent, present, _point(store, version))


def _claim(store: _Store, version: str, sums: str, target: str) -> None:
    """Say which release is being sent, so that no other one of the same version is mixed with it."""
    claimed = store.read(f"{version}/{_CLAIM}")
    if claimed is None:
        if store.sizes(version):
            raise ValueError(f"{target} holds files of {version} that no upload put there: take them away first")
        store.write(f"{version}/{_CLAIM}", sums)
    elif claimed != sums:
        raise ValueError(
            f"{target} holds an unfinished upload of another release {version}: take away {version} there first"
        )


def _order(item: tuple[str, str]) -> tuple[bool, str]:
    """Return by what files are sent in order: the tables, then the rest."""
    return not item[0].startswith(f"{PARQUET}/"), item[0]


def _point(store: _Store, version: str) -> str:
    """Let `latest` name the version, unless it names a later one; return what it names."""
    named = (store.read(LATEST) or "").strip()
    if named and _number(named) >= _number(version):
        return named
    store.write(LATEST, f"{version}\n")
    return version


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


class _Store:
    """The files below an address."""

    def __init__(self, files: fsspec.AbstractFileSystem, root: str) -> None:
        self._files = files
        self._root = root.rstrip("/")

    @classmethod
    def at(cls, target: str) -> _Store:
        scheme, sign, _ = target.partition("://")
        if not target.strip() or (sign and not scheme):
            raise ValueError(f"{target!r} is no place to publish to: give a folder, or a URL such as s3://bucket/name")
        try:
            files, root = url_to_fs(target)
        except ImportError as error:
            raise ValueError(f"{target}: {error}") from None
        # What an earlier look at the store told is no longer sure.
        files.invalidate_cache()
        return cls(files, root)

    def read(self, name: str) -> str | None:
        try:
            found: bytes = self._files.cat_file(self._path(name))
        except FileNotFoundError:
            return None
        return found.decode()

    def write(self, name: str, text: str) -> None:
        self._make_folder(name)
        # In a transaction a folder's file is moved into place whole.
        with self._files.transaction:
            self._files.pipe_file(self._path(name), text.encode())

    def send(self, file: Path, name: str) -> None:
        self._make_folder(name)
        try:
            self._files.put_file(str(file), self._path(name))
        except NotImplementedError:
            raise ValueError(f"{self._root} cannot be written to: give a folder or a store that takes files") from None

    def sizes(self, folder: str) -> dict[str, int]:
        """Return the files below a folder with their sizes in bytes."""
        base = self._path(folder)
        try:
            found: dict[str, dict[str, Any]] = self._files.find(base, detail=True)
        except FileNotFoundError:
            return {}
        return {path[len(base) + 1 :]: int(told["size"]) for path, told in found.items()}

    def hash(self, name: str) -> str:
        """Return the SHA-256 of a file, which is read in pieces."""
        digest = hashlib.sha256()
        for piece in self._pieces(name):
            digest.update(piece)
        return digest.hexdigest()

    def remove(self, name: str) -> None:
        self._files.rm_file(self._path(name))

    def _pieces(self, name: str) -> Iterator[bytes]:
        with self._files.open(self._path(name), "rb") as file:
            while piece := file.read(_CHUNK):
                yield piece

    def _make_folder(self, name: str) -> None:
        self._files.makedirs(self._path(name).rpartition("/")[0], exist_ok=True)

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"
