"""Holds a release's files to what the release itself says of them: sums, manifest, descriptors, diff, validation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from flows.engine import connect
from flows.publish import content
from flows.publish.datapackage import FIELD_TYPES
from flows.publish.draft import sha256
from flows.publish.opened import opened, read_manifest
from schemas.tables import TABLES

SUMS = "SHA256SUMS"


def read_sums(release: Path) -> dict[str, str]:
    """Return the SHA-256 that SHA256SUMS gives for each file. Raises ValueError if there is none, or it is damaged."""
    try:
        lines = (release / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"{release} holds no readable {SUMS}: fetch the release anew") from None
    pairs = [line.partition("  ") for line in lines]
    sums = {name: digest for digest, _, name in pairs if name}
    if len(sums) != len(lines):
        raise ValueError(f"{release / SUMS} is damaged: fetch the release anew")
    return sums


def file_failures(release: Path) -> list[str]:
    """Return the files that are missing, extra or altered by SHA256SUMS."""
    sums = read_sums(release)
    found = {p.relative_to(release).as_posix() for p in release.rglob("*") if p.is_file()} - {SUMS}
    failures = [f"{name} is missing" for name in sorted(sums.keys() - found)]
    failures += [f"{name} does not belong to the release" for name in sorted(found - sums.keys())]
    altered = (name for name in sorted(found & sums.keys()) if sha256(release / name) != sums[name])
    return failures + [f"{name} was altered" for name in altered]


def manifest_failures(release: Path) -> list[str]:
    """Return where the tables are not those that the manifest tells of: content hash, rows, version in the file."""
    manifest = read_manifest(release)
    with opened(release) as tables:
        hashes = content.hashes_of(tables)
        # All rows of the files: one that the hash leaves out, as not published, does not belong there either.
        counts = {name: tables.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in TABLES}
    failures = [
        f"{name}: the rows are not those of the manifest (content hash {hashes[name][:12]}..., not {str(told)[:12]}...)"
        for name, told in manifest["content_sha256"].items()
        if hashes.get(name) != told
    ]
    failures += [f"{name}: the manifest gives no content hash" for name in hashes.keys() - manifest["content_sha256"]]
    failures += [
        f"{name}: {counts.get(name, 'no')} rows, the manifest says {told}"
        for name, told in manifest["counts"].items()
        if counts.get(name) != told
    ]
    return failures + [
        f"{table.parquet} says it is of version {version}, the manifest {manifest['version']}"
        for table in TABLES.values()
        if (version := _version(release / table.parquet)) != manifest["version"]
    ]


def descriptor_failures(release: Path) -> list[str]:
    """Return where datapackage.json does not describe the files that lie there.

    Hashes are checked here since the frictionless library accepts a wrong one on Parquet.
    """
    path = release / "datapackage.json"
    try:
        resources = json.loads(path.read_text(encoding="utf-8"))["resources"]
        named = {resource["path"]: resource for resource in resources}
    except FileNotFoundError:
        return ["datapackage.json is missing: a release describes its files"]
    except (json.JSONDecodeError, KeyError, TypeError, UnicodeDecodeError) as error:
        return [f"datapackage.json is no descriptor of resources with paths ({error})"]
    tables = {table.parquet for table in TABLES.values()}
    failures = [f"{name} is not described" for name in sorted(tables - named.keys())]
    # Parquet may stand beside CSV as a plain file; then the CSV resource of the same table tells its fields.
    with_fields = {_table_of(name) for name, told in named.items() if "schema" in told}
    failures += [f"no resource tells the fields of {name}" for name in TABLES if name not in with_fields]
    failures += _lost_references(resources)
    return failures + [f"{name}: {why}" for name, told in named.items() for why in _resource(release, name, told)]


def _lost_references(resources: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the foreign keys that lead to no resource; an empty name stands for the resource itself."""
    names = {"", *(resource.get("name", _table_of(resource["path"]).replace("_", "-")) for resource in resources)}
    for resource in resources:
        for key in (resource.get("schema") or {}).get("foreignKeys", []):
            if (other := key["reference"]["resource"]) not in names:
                yield f"{resource['path']}: a foreign key leads to {other}, and no resource has that name"


def record_failures(release: Path) -> list[str]:
    """Return what is wrong with the release's diff against its predecessor, and with its results of the gate."""
    manifest = read_manifest(release)
    return [*_diff_failures(release, manifest), *_gate_failures(release, manifest)]


def _diff_failures(release: Path, manifest: dict[str, Any]) -> Iterator[str]:
    told = _json(release / "diff.json")
    if told is None or not (release / "diff.html").is_file():
        yield "diff.json or diff.html is missing: a release must tell what changed since the last one"
        return
    hashes = told.get("content_sha256", {})
    if told.get("after") != manifest["version"] or hashes.get("after") != manifest["content_sha256"]:
        yield f"diff.json is not about this release ({told.get('after')})"
    if told.get("before") is None and not told.get("note"):
        yield "diff.json names no release before it, and does not say that this is the first"
    if not told.get("schema", {}).get("rule_kept", True):
        yield "diff.json: the schema changed more than its version says"


def _gate_failures(release: Path, manifest: dict[str, Any]) -> Iterator[str]:
    told = _json(release / "validation.json")
    if told is None or not (release / "validation.html").is_file():
        yield "validation.json or validation.html is missing: the release was not held to the gate"
        return
    if told.get("version") != manifest["version"] or not told.get("results"):
        yield "validation.json is not about this release"
    failed = [c for c in told.get("results", []) if not (c.get("passed") or c.get("warns"))]
    yield from (f"the gate failed on {c.get('name')}: {c.get('check')}" for c in failed)


def _json(path: Path) -> dict[str, Any] | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def _version(parquet: Path) -> str | None:
    with connect() as connection:
        rows = connection.execute(
            "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = 'version'", [str(parquet)]
        ).fetchall()
    return rows[0][0] if rows else None


def _resource(release: Path, name: str, told: dict[str, Any]) -> Iterator[str]:
    if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
        yield "the path leads out of the release"
        return
    file = release / name
    if not file.is_file():
        yield "no such file"
        return
    if not told.get("hash"):
        yield "no hash is given"
    elif told["hash"] != f"sha256:{sha256(file)}":
        yield "the hash is not the SHA-256 of the file"
    if told.get("bytes", file.stat().st_size) != file.stat().st_size:
        yield f"{told['bytes']} bytes are told, the file has {file.stat().st_size}"
    if _table_of(name) in TABLES and isinstance(told.get("schema"), dict):
        yield from _fields(_table_of(name), told["schema"])


def _table_of(path: str) -> str:
    """Return the table that a file is named after, with all its endings taken off."""
    return PurePosixPath(path).name.split(".", 1)[0]


def _reference(key: dict[str, Any]) -> tuple[str, str]:
    """Return the column of a foreign key and the table it refers to, as the descriptor names them."""
    fields, other = key["fields"], str(key["reference"]["resource"])
    return (fields if isinstance(fields, str) else ", ".join(fields)), other.replace("-", "_")


def _fields(table: str, schema: dict[str, Any]) -> Iterator[str]:
    expected = {c.name: FIELD_TYPES[c.type] for c in TABLES[table].columns}
    found = {f.get("name"): f.get("type") for f in schema.get("fields", [])}
    for name in expected.keys() | found.keys():
        if expected.get(name) != found.get(name):
            yield f"field {name} is {found.get(name, 'not there')}, the file has {expected.get(name, 'none')}"
    key = schema.get("primaryKey", [])
    if ([key] if isinstance(key, str) else list(key)) != list(TABLES[table].key):
        yield f"the primary key is {', '.join(TABLES[table].key)}"
    # An empty name stands for the resource itself.
    told = {(column, other or table) for column, other in map(_reference, schema.get("foreignKeys", []))}
    if told != {(column, target.split(".")[0]) for column, target in TABLES[table].foreign.items()}:
        yield "the foreign keys are not those of the table"
