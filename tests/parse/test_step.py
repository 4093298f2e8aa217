"""The folder that a source's text becomes: kept while nothing changed, made anew where a file of it is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.parse.step import parse_source, read_document
from schemas.ids import sha256_text
from schemas.source import Source

NOTE = "# Two ports\n\nThe harbour masters met twice.[1]\n\nThen the boats sailed home.\n"
FILES = ["citations", "document", "doubts", "passages", "rejects", "sum", "text", "works"]


@pytest.fixture
def source() -> Source:
    bibliography = {"source_type": "other", "title": "Two ports", "issued": "2019", "language": "en"}
    text = {"file": "ports.md", "text_sha256": sha256_text(NOTE), "n_chars": len(NOTE)}
    return Source(source_id="ports", **bibliography, **text, licence="own", may_quote=True, coders=("local",))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ports.md"
    path.write_text(NOTE, encoding="utf-8")
    return path


def held(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {p.stem: (p.stat().st_mtime_ns, p.read_bytes()) for p in sorted(folder.iterdir())}


def test_a_text_is_parsed_once(source: Source, file: Path, tmp_path: Path) -> None:
    folder = parse_source(source, file, tmp_path / "work")
    before = held(folder)
    assert list(before) == FILES
    assert parse_source(source, file, tmp_path / "work") == folder
    assert held(folder) == before


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", [lambda p: p.write_bytes(p.read_bytes()[:9]), lambda p: p.unlink()])
def test_a_folder_with_a_damaged_file_is_made_anew(source, file, tmp_path, name, damage) -> None:
    folder = parse_source(source, file, tmp_path / "work")
    before = {stem: data for stem, (_, data) in held(folder).items()}
    damage(next(folder.glob(f"{name}.*" if name != "sum" else name)))
    (folder / "left.part").write_text("by a run that was killed")
    assert parse_source(source, file, tmp_path / "work") == folder
    assert {stem: data for stem, (_, data) in held(folder).items()} == before
    assert read_document(folder).text == NOTE
