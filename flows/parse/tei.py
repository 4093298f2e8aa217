"""TEI: the text of a TEI XML document as Markdown, with the roles and pages that its elements give."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from flows.parse.blocks import Block, Kind
from flows.parse.markdown import escaped

LINE_START = re.compile(r"\A(?=(?:[-+>]|\d+[.)]|#{1,6})\s)")
TEXTS = "/*/*[local-name()='text'] | /*/*[local-name()='TEI']/*[local-name()='text']"
ROOTS = ("TEI", "TEI.2", "teiCorpus")
FURNITURE = frozenset({"figure", "fw", "byline", "docAuthor", "docDate", "docImprint", "keywords"})
LEAVES = frozenset(
    {
        "p",
        "ab",
        "head",
        "item",
        "bibl",
        "biblStruct",
        "biblFull",
        "l",
        "quote",
        "table",
        "docTitle",
        "note",
        "figure",
        "fw",
    }
)
REFERENCE = frozenset({"listBibl", "biblStruct", "biblFull"})
ROLE_OF_TYPE = {"abstract": "abstract", "notes": "note", "references": "reference", "bibliography": "reference"}
SPACED = frozenset(
    {"cell", "row", "item", "l", "p", "persName", "forename", "surname", "author", "editor", "date", "idno"}
)
NOTE_REFERENCE = frozenset({"foot", "note", "noteAnchor"})


@dataclass(slots=True)
class Draft:
    """The text so far and its blocks; `page` is the last page begun, `notes` wait for the end of their block."""

    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    page: int | None = None
    notes: list[tuple[etree._Element, str, int | None]] = field(default_factory=list)
    n_notes: int = 0

    def add(
        self, words: str, role: str | None, page: int | None, label: str | None = None, kind: Kind = "para"
    ) -> None:
        """Append a block of text, a blank line before it."""
        words = LINE_START.sub(r"\\", re.sub(r"\s+", " ", words).strip(), count=1) if words.strip() else ""
        if not words:
            return
        self.text += "\n\n" if self.text else ""
        start = len(self.text)
        self.text += words
        self.blocks.append(Block(start, len(self.text), kind, role=role, label=label, page=page))

    def label(self, note: etree._Element) -> str:
        """Return a note's label: its own, or the next number."""
        self.n_notes += 1
        return note.get("n") or str(self.n_notes)


def tei_to_draft(data: bytes, name: str) -> Draft:
    """Return the text and blocks of a TEI document.

    Raises ValueError if it is not well-formed, not TEI, or holds no text.
    """
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"{name}: not well-formed XML ({error.msg}); mend the file or give another format") from None
    if _name(root) not in ROOTS:
        raise ValueError(f"{name}: the root element is <{_name(root)}>, not <TEI>; only TEI XML can be read")
    draft = Draft()
    for title in root.xpath("//*[local-name()='titleStmt']/*[local-name()='title'][1]")[:1]:
        draft.add(_words(title, draft), "title", None, kind="heading")
    for abstract in root.xpath("//*[local-name()='teiHeader']//*[local-name()='abstract']"):
        _walk(abstract, draft, "abstract")
    head = len(draft.blocks)
    for text in root.xpath(TEXTS):
        _walk(text, draft, None)
    if len(draft.blocks) == head:
        raise ValueError(f"{name}: the TEI file holds no text; check that its <text> has content")
    return draft


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _walk(element: etree._Element, draft: Draft, role: str | None) -> None:
    """Add the blocks below an element in order; a footnote follows the block that its mark stands in."""
    for child in element:
        name = _name(child)
        inner = _role(child, name, role)
        if name == "pb":
            _turn_page(child, draft)
        elif name in LEAVES or not any(True for _ in child.iterchildren(tag=etree.Element)):
            _add_leaf(child, name, draft, inner)
        elif name:
            _walk(child, draft, inner)
        if child.tail and child.tail.strip():
            draft.add(escaped(child.tail), role, draft.page)


def _role(element: etree._Element, name: str, role: str | None) -> str | None:
    kind = ROLE_OF_TYPE.get((element.get("type") or "").lower())
    if name in FURNITURE:
        return "furniture"
    if name in REFERENCE:
        return "reference"
    return "title" if name == "docTitle" else kind or role


def _add_leaf(element: etree._Element, name: str, draft: Draft, role: str | None) -> None:
    page = draft.page
    if name == "note" and role != "furniture":
        draft.add(_words(element, draft), "note", page, draft.label(element))
    elif name == "head" and role != "furniture":
        draft.add(_words(element, draft), "heading", page, kind="heading")
    elif name == "biblStruct":
        draft.add(". ".join(part for part in _entry(element, draft) if part), role, page)
    else:
        draft.add(_words(element, draft), role, page, kind="item" if name == "item" else "para")
    notes, draft.notes = draft.notes, []
    for note, label, noted in notes:
        draft.add(_words(note, draft), "note", noted, label)


def _turn_page(element: etree._Element, draft: Draft) -> None:
    number = element.get("n") or ""
    draft.page = int(number) if number.isdecimal() else (draft.page or 0) + 1


def _words(element: etree._Element, draft: Draft) -> str:
    """Return an element's text as Markdown; notes inside it are put aside and leave a mark."""
    return "".join(_pieces(element, draft))


def _pieces(element: etree._Element, draft: Draft) -> Iterator[str]:
    yield escaped(element.text)
    for child in element:
        yield _piece(child, draft)
        yield escaped(child.tail)


def _piece(child: etree._Element, draft: Draft) -> str:
    name = _name(child)
    if name == "pb":
        _turn_page(child, draft)
        return ""
    write = WRITERS.get(name)
    if write:
        return write(child, draft)
    words = _words(child, draft) if name else ""
    return f" {words} " if name in SPACED else words


def _note(child: etree._Element, draft: Draft) -> str:
    label = draft.label(child)
    draft.notes.append((child, label, draft.page))
    return f"<sup>{label}</sup>"


def _break(child: etree._Element, draft: Draft) -> str:
    return "" if child.get("break") == "no" else " "


def _reference(child: etree._Element, draft: Draft) -> str:
    if child.get("type") in NOTE_REFERENCE:
        return f"<sup>{''.join(child.itertext()).strip() or child.get('n') or ''}</sup>"
    return _words(child, draft)


def _highlight(child: etree._Element, draft: Draft) -> str:
    style = child.get("rend") or child.get("rendition") or ""
    words = _words(child, draft)
    if "sup" in style and words.strip():
        return f"<sup>{words.strip()}</sup>"
    return f"*{words.strip()}*" if "ital" in style and words.strip() else words


def _title(child: etree._Element, draft: Draft) -> str:
    words = _words(child, draft).strip()
    if child.get("level") == "a":
        return f"“{words}”"
    return f"*{words}*" if child.get("level") in ("j", "m") and words else words


WRITERS: dict[str, Callable[[etree._Element, Draft], str]] = {
    "note": _note,
    "lb": _break,
    "ref": _reference,
    "hi": _highlight,
    "title": _title,
}


def _entry(element: etree._Element, draft: Draft) -> Iterator[str]:
    """Yield authors with the year, titles and address of a structured entry, in a reference list's order."""
    names = []
    for person in element.xpath(".//*[local-name()='author']"):
        surname = " ".join(person.xpath(".//*[local-name()='surname']//text()")).strip()
        given = " ".join(t.strip() for t in person.xpath(".//*[local-name()='forename']//text()"))
        names.append(", ".join(n for n in (surname, given) if n) or " ".join("".join(person.itertext()).split()))
    date = next(iter(element.xpath(".//*[local-name()='date']")), None)
    when = (date.get("when") or "".join(date.itertext()).strip()) if date is not None else ""
    yield escaped((" & ".join(names) + (f" ({when})" if when else "")).strip())
    for level in ("a", "m", "j"):
        for title in element.xpath(f".//*[local-name()='title'][@level='{level}']"):
            words = _words(title, draft).strip()
            yield words if level == "a" else f"*{words}*" if words else ""
    for address in element.xpath(".//*[local-name()='idno' or local-name()='ptr']"):
        yield escaped(address.get("target") or "".join(address.itertext()).strip())
