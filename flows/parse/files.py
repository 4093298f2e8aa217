"""Files: a document's file by its kind: text as it stands, or the text derived from HTML, PDF or TEI."""

from __future__ import annotations

from contextlib import suppress
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
    """Decode a text file: UTF-8 (its byte order mark left out), Windows-1252, or what charset-normalizer finds.

    Raises ValueError if it is no text, or UTF-8 with damaged bytes, which another encoding would take for letters.
    """
    if b"\x00" in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise ValueError(f"{name}: this is no text file, or one in UTF-16; save it as UTF-8, or give .html or .pdf")
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff"):  # else UTF-16, which Windows-1252 would read as rubbish
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            if _is_damaged_utf8(data):
                where = f"{name}: byte {error.start}"
                raise ValueError(f"{where} is not UTF-8, as the rest is; mend it or save it anew") from None
        with suppress(UnicodeDecodeError):
            return data.decode("cp1252")
    best = from_bytes(data).best()
    if best is None:
        raise ValueError(f"{name}: the encoding of the text cannot be told; save it as UTF-8")
    return data.decode(best.encoding)


def _is_damaged_utf8(data: bytes) -> bool:
    """Tell whether more letters beyond ASCII are whole in UTF-8 than are not."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return sum(char > "\x7f" for char in text) - broken > broken


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
