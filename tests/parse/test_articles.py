"""The real articles and training texts: what is counted in them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from flows.parse import Document, parse_file, reading
from flows.parse.tables import citation_rows


def parsed(folder: Path, source_id: str) -> Document:
    return parse_file(folder / f"{source_id}.txt", source_id)


def roles(document: Document) -> Counter[str]:
    return Counter(p.role for p in document.passages)


@pytest.mark.parametrize(("source_id", "notes"), [("issi-khan", 24), ("ipri-hanif", 96)])
def test_every_note_has_its_mark(articles_dir: Path, source_id: str, notes: int) -> None:
    document = parsed(articles_dir, source_id)
    assert [n.label for n in document.notes] == [str(n) for n in range(1, notes + 1)]
    assert all(len(n.marks) == 1 for n in document.notes)
    assert document.problems == ()
    assert document.markup == "markdown"


@pytest.mark.parametrize(
    ("source_id", "how"),
    [
        ("issi-khan", {"direct": 22, "short_title": 2}),
        ("ipri-hanif", {"direct": 45, "ibid": 27, "short_title": 24}),
        ("gfpr-ishfaq", {"author_year": 22}),
        ("sav-pivot", {}),
        ("er-ruff", {}),
    ],
)
def test_how_citations_are_resolved(articles_dir: Path, source_id: str, how: dict[str, int]) -> None:
    assert Counter(r["resolved_by"] for r in citation_rows(parsed(articles_dir, source_id))) == how


def test_references_are_all_cited(articles_dir: Path) -> None:
    document = parsed(articles_dir, "gfpr-ishfaq")
    assert len(document.references) == roles(document)["reference"] == 14
    assert {c.reference for c in document.citations} == set(range(14))
    assert document.problems == ()


@pytest.mark.parametrize(
    ("source_id", "joined", "headings"),
    [("issi-khan", 11, 13), ("ipri-hanif", 22, 19), ("gfpr-ishfaq", 12, 17), ("sav-pivot", 0, 3), ("er-ruff", 0, 5)],
)
def test_cut_paragraphs_are_joined(articles_dir: Path, source_id: str, joined: int, headings: int) -> None:
    document = parsed(articles_dir, source_id)
    assert sum(len(p.spans) > 1 for p in document.paragraphs) == joined
    assert roles(document)["heading"] == headings
    starts = [reading(document, p).text[:1] for p in document.paragraphs if p.role == "body"]
    assert not any(first.islower() for first in starts)


@pytest.mark.parametrize(("source_id", "furniture", "body"), [("sav-pivot", 16, 11), ("er-ruff", 4, 80)])
def test_furniture_of_web_pages(articles_dir: Path, source_id: str, furniture: int, body: int) -> None:
    found = roles(parsed(articles_dir, source_id))
    assert (found["furniture"], found["body"]) == (furniture, body)


def test_all_texts_parse(articles_dir: Path, training_dir: Path) -> None:
    files = [*articles_dir.glob("*-*.txt"), *training_dir.glob("texts/*.txt"), *training_dir.glob("own/texts/*.txt")]
    assert len(files) == 93
    for file in files:
        document = parse_file(file, file.stem)
        assert "".join(document.text[p.start : p.end] for p in document.passages) == document.text
        assert document.paragraphs
        assert document.problems == (), file.name
        for paragraph in document.paragraphs:
            read = reading(document, paragraph)
            assert all(document.text[o] == c for c, o in zip(read.text, read.offsets, strict=True) if c != " ")
