"""PDF: lines of text with their size, place and style, as pypdfium2 finds them on the pages."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from flows.parse.markdown import escaped

CUT_HYPHEN = frozenset("\x02\ufffe\u00ad")  # what pdfium puts for a hyphen at a line's end
ITALIC_FLAG = 1 << 6  # PDF 32000-1, table 123
ITALIC_NAME = re.compile(r"italic|oblique|slanted|-It\b", re.IGNORECASE)
BOLD_NAME = re.compile(r"bold|black|heavy|semibold|-Bd\b", re.IGNORECASE)
RAISED, SMALLER = 0.15, 0.85  # a superscript stands this share of the line's size higher and is this much smaller


@dataclass(slots=True)
class Char:
    """A character on a page: sizes and places in points, from the page's lower left corner."""

    text: str
    size: float
    x0: float
    x1: float
    y: float
    italic: bool
    bold: bool


@dataclass(slots=True)
class Line:
    """A line of a page. `markup` is its text as Markdown, `clean` its characters alone."""

    page: int
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    markup: str
    clean: str


def pdf_lines(data: bytes, name: str) -> tuple[list[Line], list[str]]:
    """Return the lines of a PDF's pages in reading order, and a line for each page that holds no text.

    Raises ValueError if the file is no PDF, is locked, or holds no text at all.
    """
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise ValueError(f"{name}: cannot be read as PDF ({error}); give an unlocked PDF or its text as .txt") from None
    lines: list[Line] = []
    problems: list[str] = []
    try:
        for number, page in enumerate(pdf, 1):
            found = list(_page_lines(page, number))
            lines += found
            if not found:
                problems.append(f"page {number} holds no text; if it is a scan, run character recognition first")
    finally:
        pdf.close()
    if not lines:
        raise ValueError(f"{name}: no page holds text; if it is a scan, run character recognition (OCR) first")
    return lines, problems


def _page_lines(page: pdfium.PdfPage, number: int) -> Iterator[Line]:
    row: list[Char] = []
    broken = False
    for char in _chars(page.get_textpage()):
        if char.text == "\n":
            broken = True
            continue
        if row and (broken or _stands_back(row[-1], char)):
            if _goes_on(row[-1], char):
                row += _gap(row[-1], char)
            else:
                yield from _line(row, number)
                row = []
        broken = False
        row.append(char)
    yield from _line(row, number)


def _stands_back(last: Char, char: Char) -> bool:
    """Tell whether a character begins a line though no line break was found."""
    return char.x0 < last.x0 - last.size and abs(char.y - last.y) > 0.5 * last.size


def _goes_on(last: Char, char: Char) -> bool:
    """Tell whether a line break is none: pdfium sees one before and after a superscript."""
    size = max(last.size, char.size)
    return abs(char.y - last.y) < 0.6 * size and -0.3 * size < char.x0 - last.x1 < 0.8 * size


def _gap(last: Char, char: Char) -> list[Char]:
    spaced = char.x0 - last.x1 > 0.15 * max(last.size, char.size) and not (last.text + char.text).isspace()
    return [Char(" ", last.size, last.x1, char.x0, last.y, last.italic, last.bold)] if spaced else []


def _chars(page: pdfium.PdfTextPage) -> Iterator[Char]:
    fonts: dict[bytes, tuple[bool, bool]] = {}
    box = [ctypes.c_double() for _ in range(4)]
    x, y = ctypes.c_double(), ctypes.c_double()
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    for i in range(page.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(page, i)
        text = chr(code)
        if text in "\r\n":
            if text == "\n":
                yield Char("\n", 0, 0, 0, 0, False, False)
            continue
        pdfium_c.FPDFText_GetCharBox(page, i, *(ctypes.byref(b) for b in box))
        pdfium_c.FPDFText_GetCharOrigin(page, i, ctypes.byref(x), ctypes.byref(y))
        pdfium_c.FPDFText_GetFontInfo(page, i, name, len(name), ctypes.byref(flags))
        if name.value not in fonts:
            font = name.value.decode("latin-1")
            fonts[name.value] = (bool(ITALIC_NAME.search(font)), bool(BOLD_NAME.search(font)))
        italic, bold = fonts[name.value]
        size = pdfium_c.FPDFText_GetFontSize(page, i)
        text = "-" if text in CUT_HYPHEN else text
        yield Char(text, size, box[0].value, box[1].value, y.value, italic or bool(flags.value & ITALIC_FLAG), bold)


def _line(row: list[Char], page: int) -> Iterator[Line]:
    """Yield the row as a line, unless it is blank."""
    while row and row[-1].text.isspace():
        row.pop()
    while row and row[0].text.isspace():
        row.pop(0)
    inked = [c for c in row if not c.text.isspace()]
    if not inked:
        return
    size = Counter(round(c.size, 1) for c in inked).most_common(1)[0][0]
    base = Counter(round(c.y, 1) for c in inked if round(c.size, 1) == size).most_common(1)[0][0]
    bold = sum(c.bold for c in inked) > 0.8 * len(inked)
    markup = "".join(_marked(row, lambda c: c.size < size * SMALLER and c.y > base + size * RAISED))
    clean = "".join(c.text for c in row)
    yield Line(page, min(c.x0 for c in inked), max(c.x1 for c in inked), base, size, bold, markup, clean)


def _marked(row: list[Char], is_raised: Callable[[Char], bool]) -> Iterator[str]:
    """Yield a row's text as Markdown, run by run: superscripts in <sup>, italics in asterisks."""
    at = 0
    while at < len(row):
        style = (is_raised(row[at]), row[at].italic)
        end = at
        while end < len(row) and ((is_raised(row[end]), row[end].italic) == style or row[end].text.isspace()):
            end += 1
        words = "".join(c.text for c in row[at:end])
        core = words.strip()
        before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
        sign = ("<sup>", "</sup>") if style[0] else ("*", "*") if style[1] else ("", "")
        yield f"{before}{sign[0]}{escaped(core)}{sign[1]}{after}" if core else words
        at = end
