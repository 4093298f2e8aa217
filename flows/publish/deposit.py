"""Prepares a release for an archive: the files and the metadata that Zenodo and Dataverse ask for. It sends nothing."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from flows.engine import connect
from flows.publish.draft import KEYWORDS, NAME, TITLE, sha256
from flows.publish.integrity import SUMS, file_failures
from flows.publish.opened import read_manifest
from schemas.tables import TABLES

# The first date that a ZIP can hold: equal releases give equal archives.
_DAY = (1980, 1, 1, 0, 0, 0)


def prepare(release: Path, folder: Path, creators: Sequence[str], contact: str) -> list[Path]:
    """Write the draft of a deposit into a new or empty folder and return its files.

    `creators` are persons as "Family, Given"; `contact` is the e-mail address that Dataverse demands. The folder then
    holds the release as a ZIP, `.zenodo.json` (the metadata of Zenodo's deposit API), `dataverse.json` (Dataverse's
    native API) and `SEND.md`, which says how a person sends them. Raises ValueError if the release is damaged, a
    creator is not so named, or the folder holds anything.
    """
    if not creators or any("," not in name for name in creators):
        raise ValueError(f'{", ".join(creators) or "nobody"} as creator: give --creator "Family, Given"')
    if "@" not in contact:
        raise ValueError(f"{contact!r} is no e-mail address: give --contact")
    if folder.exists() and any(folder.iterdir()):
        raise ValueError(f"{folder} is not empty: give a new folder with --to")
    manifest = read_manifest(release)
    if failures := file_failures(release):
        raise ValueError(f"{release} is damaged ({failures[0]}): restore or rebuild it before depositing")
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / f"{NAME}-{manifest['version']}.zip"
    _pack(release, archive)
    origins = _origins(release)
    _write(folder / ".zenodo.json", zenodo(manifest, creators, origins))
    _write(folder / "dataverse.json", dataverse(manifest, creators, contact, origins))
    (folder / "SEND.md").write_text(_how(archive), encoding="utf-8")
    return sorted(folder.iterdir())


def zenodo(manifest: dict[str, Any], creators: Sequence[str], origins: Sequence[dict[str, str]]) -> dict[str, Any]:
    """Return the metadata of a Zenodo deposit (https://developers.zenodo.org, deposit metadata)."""
    related = [
        {"identifier": origin["identifier"], "relation": "isDerivedFrom", "scheme": origin["scheme"]}
        for origin in origins
        if "identifier" in origin
    ]
    return {
        "title": TITLE,
        "upload_type": "dataset",
        "description": "".join(f"<p>{escape(line)}</p>" for line in _description(manifest)),
        "creators": [{"name": name} for name in creators],
        "publication_date": manifest["created"],
        "version": manifest["version"],
        "access_right": "open",
        "license": str(manifest["licence"]).lower(),
        "language": "eng",
        "keywords": list(KEYWORDS),
        "related_identifiers": related,
        "references": [origin["reference"] for origin in origins],
    }


def dataverse(
    manifest: dict[str, Any], creators: Sequence[str], contact: str, origins: Sequence[dict[str, str]]
) -> dict[str, Any]:
    """Return a dataset as Dataverse's native API takes it (https://guides.dataverse.org, native API)."""
    fields = [
        _field("title", TITLE),
        _many("author", [{"authorName": name} for name in creators]),
        _many("datasetContact", [{"datasetContactName": creators[0], "datasetContactEmail": contact}]),
        _many("dsDescription", [{"dsDescriptionValue": " ".join(_description(manifest))}]),
        {"typeName": "subject", "typeClass": "controlledVocabulary", "multiple": True, "value": ["Social Sciences"]},
        _many("keyword", [{"keywordValue": word} for word in KEYWORDS]),
        {
            "typeName": "dataSources",
            "typeClass": "primitive",
            "multiple": True,
            "value": [origin["reference"] for origin in origins],
        },
        _field("productionDate", str(manifest["created"])),
    ]
    version = {
        # As the list of licences of a Dataverse names it, with http and without the last slash.
        "license": {"name": "CC BY 4.0", "uri": "http://creativecommons.org/licenses/by/4.0"},
        "versionNote": f"Release {manifest['version']}",
        "metadataBlocks": {"citation": {"displayName": "Citation Metadata", "fields": fields}},
    }
    return {"datasetVersion": version}


def _description(manifest: dict[str, Any]) -> list[str]:
    counts = manifest["counts"]
    what = (
        f"{counts['claims']} claims from {counts['sources']} documents about relations between states, and the "
        f"{counts['facts']} facts that they report: who did what to or with whom, when, how far it got, for how much."
    )
    proof = (
        "Every claim has its exact place in its document and a hash of the words there, so whoever holds the document "
        "can check it. The documents' own words are not part of the dataset unless their licence allows it."
    )
    return [what, proof]


def _origins(release: Path) -> list[dict[str, str]]:
    """Return a reference and, where there is one, an identifier of every document that claims were coded from."""
    with connect() as connection:
        rows = connection.execute(
            "SELECT authors, issued, title, container, doi, url FROM read_parquet(?) "
            "WHERE derived_from IS NULL ORDER BY source_id",
            [str(release / TABLES["sources"].parquet)],
        ).fetchall()
    origins = []
    for authors, issued, title, container, doi, url in rows:
        origin = {"reference": ". ".join(part for part in (authors, issued, title, container) if part)}
        if doi or url:
            origin |= {"identifier": doi or url, "scheme": "doi" if doi else "url"}
        origins.append(origin)
    return origins


def _pack(release: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(p for p in release.rglob("*") if p.is_file()):
            entry = zipfile.ZipInfo(f"{archive.stem}/{file.relative_to(release).as_posix()}", _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, file.read_bytes())


def _field(name: str, value: str) -> dict[str, Any]:
    return {"typeName": name, "typeClass": "primitive", "multiple": False, "value": value}


def _many(name: str, rows: Sequence[dict[str, str]]) -> dict[str, Any]:
    value = [{key: _field(key, text) for key, text in row.items()} for row in rows]
    return {"typeName": name, "typeClass": "compound", "multiple": True, "value": value}


def _write(path: Path, metadata: dict[str, Any]) -> None:
    path.write_text(json.dumps(metadata, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _how(archive: Path) -> str:
    return (
        "# How to send this draft\n\n"
        f"`{archive.name}` (SHA-256 {sha256(archive)}) is the whole release; its own {SUMS} lists the files in it.\n"
        "Nothing has been sent. Read the metadata first: creators, description, references.\n\n"
        "- Zenodo: upload the ZIP to a new dataset at https://zenodo.org, and enter what `.zenodo.json` says; or POST\n"
        '  `{"metadata": <.zenodo.json>}` to `/api/deposit/depositions` with your own token.\n'
        "- Dataverse: POST `dataverse.json` to `/api/dataverses/<collection>/datasets` of your installation with your\n"
        "  own token, then add the ZIP.\n\n"
        "Publish it there yourself, and note the DOI in the repository.\n"
    )
