"""Files: a document's file by its kind: text as it stands, or the text derived from HTML, PDF or TEI."""

from __future__ import annotations

from pathlib import Path

from charset_normalizer import from_bytes

from flows.parse.assemble import assemble, parse_text
from flows.parse.document import Document
from flows.parse.html import html_to_markdown
from flows.parse.tei import tei_to_draft

SUFFIXES = (".txt", ".md", ".html", ".htm", ".pdf", ".xml")


def parse_file(path: Path, source_id: str) -> Document:
    """Parse a file into a Document, by its suffix: .txt .md .html .htm .pdf .xml (TEI).

    Raises ValueError, with one line that says what to do, if the file cannot be read or holds no text.
    """
    suffix, data = _load(path)
    if suffix in (".html", ".htm"):
        return parse_text(html_to_markdown(data, path.name), source_id, "markdown")
    if suffix == ".xml":
        draft = tei_to_draft(data, path.name)
        return assemble(draft.text, source_id, "markdown", draft.blocks, [])
    if suffix == ".pdf":
        from flows.parse.layout import pdf_to_draft  # noqa: PLC0415 (the PDF library is loaded only for a PDF)

        text, blocks, problems = pdf_to_draft(data, path.name)
        return assemble(text, source_id, "markdown", blocks, problems)
    text = decode(data, path.name)
    if not text.strip():
        raise ValueError(f"{path.name}: the file holds no text; give a document that does")
    return parse_text(text, source_id, "markdown" if suffix == ".md" else None)


def decode(data: bytes, name: str) -> str:
    """Decode a text file: UTF-8 (its byte order mark left out), Windows-1252, or what charset-normalizer finds."""
    if b"\x00" in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise ValueError(f"{name}: this is no text file; give .txt, .md, .html, .pdf or TEI .xml")
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff"):  # else UTF-16, which Windows-1252 would read as rubbish
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    best = from_bytes(data).best()
    if best is None:
        raise ValueError(f"{name}: the encoding of the text cannot be told; save it as UTF-8")
    return data.decode(best.encoding)


def _load(path: Path) -> tuple[str, bytes]:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ValueError(f"{path.name}: no known kind of file; give one that ends in {' '.join(SUFFIXES)}")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path}: cannot be read ({error.strerror}); check the path") from None
    if not data.strip():
        raise ValueError(f"{path.name}: the file is empty; give a document that holds text")
    return suffix, data
