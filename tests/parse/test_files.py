"""Files of each kind, and files that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.parse import Document, parse_file, reading
from flows.parse.tables import citation_rows
from tests.parse.samples import HTML, MARKDOWN, TEI, make_pdf


def roles(document: Document) -> list[str]:
    return [p.role for p in document.passages]


def words(document: Document, role: str) -> list[str]:
    return [reading(document, p).text for p in document.paragraphs if p.role == role]


def test_text_is_kept_as_decoded(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes("A\r\nline\rwith “breaks”\n".encode())
    assert parse_file(file, "a").text == "A\r\nline\rwith “breaks”\n"
    file.write_bytes("\xdcber \x93quoted\x94\r\n".encode("latin-1"))
    assert parse_file(file, "a").text == "Über “quoted”\r\n"
    file.write_bytes("Überfahrt".encode("utf-16"))
    assert parse_file(file, "a").text == "Überfahrt"
    file.write_bytes("\ufeffFerry".encode())
    assert parse_file(file, "a").text == "Ferry"


def test_markdown_file(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(MARKDOWN, encoding="utf-8")
    document = parse_file(file, "md")
    assert document.text == MARKDOWN
    assert len(document.notes) == 7


def test_html_file(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(HTML, encoding="utf-8")
    document = parse_file(file, "html")
    assert words(document, "title") == ["Ferries and Frontiers"]
    assert words(document, "heading") == ["The long winter", "Notes"]
    assert "Sudmark delivered two ferries to Norland in 1996, and paid for the pier" in words(document, "body")[1]
    assert [len(n.marks) for n in document.notes] == [1]
    assert "lighthouse" not in document.text


def test_tei_file(tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    file.write_text(TEI, encoding="utf-8")
    document = parse_file(file, "tei")
    assert roles(document) == ["title", "abstract", "heading", "body", "note", "body", "body", "reference"]
    assert [p.page for p in document.passages] == [None, None, 11, 11, 11, 12, 12, 12]
    body = words(document, "body")
    assert body[0].startswith("In 1994 Norland signed a treaty with Sudmark. The two states then built a pier")
    assert body[2] == "Two * ferries."
    assert [r["resolved_by"] for r in citation_rows(document)] == ["direct", "author_year"]
    assert document.problems == ()


def test_pdf_file(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    make_pdf(file)
    document = parse_file(file, "pdf")
    assert words(document, "title") == ["Ferries and Frontiers"]
    assert words(document, "heading") == ["Introduction"]
    body = words(document, "body")
    assert len(body) == 2
    assert "They agreed a plan for the ferry and for its pier, which Sudmark paid for and Norland built." in body[0]
    assert roles(document).count("furniture") == 4
    assert [(n.label, len(n.marks)) for n in document.notes] == [("1", 1)]
    assert [p.page for p in document.passages if p.role == "body"] == [1, 2, 2]
    assert document.problems == ()


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t ", "is empty"),
        ("a.txt", b"\xef\xbb\xbf \n", "holds no text"),
        ("a.txt", b"PK\x03\x04\x00\x00", "no text file"),
        ("a.txt", "Ferry".encode("utf-16-le"), "no text file, or one in UTF-16; save it as UTF-8"),
        ("a.txt", "“Über” — “Öl”".encode() + b" \xe9", "byte 26 is not UTF-8, as the rest is"),
        ("a.docx", b"PK", "no known kind of file"),
        ("a.pdf", b"no pdf at all", "cannot be read as PDF"),
        ("a.xml", b"<TEI><text>", "not well-formed"),
        ("a.xml", b"<book><p>x</p></book>", "only TEI"),
        ("a.xml", b"<TEI><text><body/></text></TEI>", "holds no text"),
        ("a.html", b"<html><body></body></html>", "no text of an article"),
    ],
)
def test_bad_files_are_refused_in_one_line(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(ValueError, match=message) as error:
        parse_file(file, "bad")
    assert "\n" not in str(error.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        parse_file(tmp_path / "none.txt", "none")


def test_entities_of_a_tei_file_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the key of the harbour", encoding="utf-8")
    file = tmp_path / "a.xml"
    body = "<TEI><text><body><p>Seen: &x;.</p></body></text></TEI>"
    file.write_text(f'<!DOCTYPE TEI [<!ENTITY x SYSTEM "{secret.as_uri()}">]>{body}', encoding="utf-8")
    assert "key" not in parse_file(file, "x").text
