"""Reading: a paragraph's clean text, with the place of every character in the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from flows.parse.document import Document, Paragraph, Reading, Span

INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]+")  # soft hyphen, zero-width space, word joiner, byte order mark
DEBRIS = re.compile(r"(?<=\w)¬+(?:\s*\n\s*)?(?=\w)")  # what a soft hyphen becomes when its encoding is misread
SUPERSCRIPT = re.compile(r"<sup>(?P<inner>[^<>]{0,40})</sup>", re.IGNORECASE)
NOTE_LABEL = re.compile(r"\s*(?:\d{1,3}[a-z]?(?:\s*[,;–-]\s*\d{1,3})*|[*†‡§¶]+)\s*", re.IGNORECASE)
LINE_HYPHEN = re.compile(r"(?<!\w)(?P<left>\w+)(?P<hyphen>[-\u2010])[ \t]*(?P<gap>\n\s*|\r\n?\s*)(?P<right>\w+)")
TAG = re.compile(r"</?(?:sub|em|i|b|strong|u|span|a|p|div|cite|q|br|small|font)\b[^<>]{0,200}>", re.IGNORECASE)

HEAD_PREFIX = re.compile(r"\s*(?:(?:>\s?)+|#{1,6}(?=\s|$)|[-+*•](?=[ \t]))\s*")
HEAD_SUFFIX = re.compile(r"\s+#+\s*\Z")
ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*\)")
LINK = re.compile(r"\[(?P<label>(?:\\.|[^\[\]\\])*)\]\((?:\\.|[^()\\\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
AUTOLINK = re.compile(r"<(?P<url>(?:https?|ftp|mailto):[^<>\s]*)>")
EMPHASIS = re.compile(r"(?<!\\)(?:\*{1,3}|(?<![\w\\])_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w))")
CODE = re.compile(r"(`+)(?!`)(?P<code>.+?)(?<!`)\1(?!`)")
SUSPENDED = frozenset({"and", "or", "to", "nor", "but", "und", "et"})  # "short- and long-term" keeps its hyphen


def reading(document: Document, paragraph: Paragraph) -> Reading:
    """Return the paragraph as it is read: one line of clean text and the offset of every character of it.

    Note marks, soft hyphens and markup are left out; any run of white space, and any page break between the
    paragraph's spans, is one space. For each character that is no space, document.text[offset] is that
    character; offsets only grow.
    """
    spans = paragraph.spans
    marks = [m for n in document.notes for m in n.marks if any(a <= m[0] < b for a, b in spans)]
    return read_spans(document.text, spans, document.markup, marks)


def read_spans(text: str, spans: Sequence[Span], markup: str = "plain", marks: Iterable[Span] = ()) -> Reading:
    """Read spans of a text on as one; `markup` is "markdown" or "plain", `marks` are spans to leave out."""
    raw, offsets = _joined(text, spans)
    gone = bytearray(len(raw))
    _strike_marks(gone, offsets, marks)
    for start, end in _strikes(raw, markup):
        gone[start:end] = b"\x01" * (end - start)
    for start, end in _line_hyphens(raw, gone, text):
        gone[start:end] = b"\x01" * (end - start)
    return _collapsed(raw, offsets, gone)


def plain_reading(text: str, start: int, end: int, markup: str) -> str:
    """Return the clean text of one span."""
    return read_spans(text, ((start, end),), markup).text


def _joined(text: str, spans: Sequence[Span]) -> tuple[str, list[int]]:
    """Return the spans' text with a line break for each gap between them, and each character's offset."""
    parts: list[str] = []
    offsets: list[int] = []
    for start, end in spans:
        if parts:
            parts.append("\n")
            offsets.append(offsets[-1] + 1)
        parts.append(text[start:end])
        offsets.extend(range(start, end))
    return "".join(parts), offsets


def _strike_marks(gone: bytearray, offsets: list[int], marks: Iterable[Span]) -> None:
    marks = list(marks)
    if not marks:
        return
    place = {offset: i for i, offset in enumerate(offsets)}
    for start, end in marks:
        for offset in range(start, end):
            if offset in place:
                gone[place[offset]] = 1


def _strikes(raw: str, markup: str) -> Iterator[Span]:
    """Yield the spans of the raw text that a reader does not read."""
    for pattern in (INVISIBLE, DEBRIS, TAG):
        yield from (m.span() for m in pattern.finditer(raw))
    for m in SUPERSCRIPT.finditer(raw):
        if NOTE_LABEL.fullmatch(m["inner"]):
            yield m.span()
        else:  # an ordinal's "th": only the tags go
            yield m.start(), m.start("inner")
            yield m.end("inner"), m.end()
    if markup == "markdown":
        yield from _markdown_strikes(raw)


def _markdown_strikes(raw: str) -> Iterator[Span]:
    head = HEAD_PREFIX.match(raw)
    if head:
        yield head.span()
        if "#" in head.group():
            yield from (m.span() for m in HEAD_SUFFIX.finditer(raw))
    yield from (m.span() for m in IMAGE.finditer(raw))
    yield from (m.span() for m in ESCAPE.finditer(raw))
    for m in LINK.finditer(raw):
        yield m.start(), m.start() + 1
        yield m.end("label"), m.end()
    for m in AUTOLINK.finditer(raw):
        yield m.start(), m.start() + 1
        yield m.end() - 1, m.end()
    for m in CODE.finditer(raw):
        yield m.start(), m.start("code")
        yield m.end("code"), m.end()
    yield from _emphasis(raw, head.end() if head else 0)


def _emphasis(raw: str, start: int) -> Iterator[Span]:
    """Yield the emphasis signs that open and close: a run that leans on a word, with its partner in the span."""
    opened: dict[str, list[Span]] = {"*": [], "_": []}
    urls = [m.span() for m in AUTOLINK.finditer(raw)]
    for m in EMPHASIS.finditer(raw, start):
        if any(a <= m.start() < b for a, b in urls):
            continue
        sign = m.group()[0]
        after = raw[m.end() : m.end() + 1]
        before = raw[m.start() - 1 : m.start()] if m.start() else ""
        opens, closes = bool(after.strip()), bool(before.strip())
        if closes and opened[sign]:
            yield opened[sign].pop()
            yield m.span()
        elif opens:
            opened[sign].append(m.span())


def _line_hyphens(raw: str, gone: bytearray, text: str) -> Iterator[Span]:
    """Yield what to leave out where a word is cut by a hyphen and a line break.

    The hyphen goes with the break unless the word is written with it elsewhere in the text, or the second
    half begins with a capital or a figure.
    """
    at = 0
    while m := LINE_HYPHEN.search(raw, at):
        at = m.start("right")
        left, right = m["left"], m["right"]
        if gone[m.start("hyphen")] or right in SUSPENDED:
            continue
        words = _words(text)
        keep = not right[0].islower() or (left + right not in words and f"{left}-{right}" in words)
        yield (m.start("gap") if keep else m.start("hyphen")), m.end("gap")


@lru_cache(maxsize=4)
def _words(text: str) -> frozenset[str]:
    """Return the words of a text, those with hyphens whole."""
    return frozenset(re.findall(r"\w+(?:-\w+)*", text))


def _collapsed(raw: str, offsets: list[int], gone: bytearray) -> Reading:
    chars: list[str] = []
    places: list[int] = []
    for char, offset, struck in zip(raw, offsets, gone, strict=True):
        if struck:
            continue
        if not char.isspace():
            chars.append(char)
            places.append(offset)
        elif chars and chars[-1] != " ":
            chars.append(" ")
            places.append(offset)
    if chars and chars[-1] == " ":
        chars.pop()
        places.pop()
    return Reading("".join(chars), tuple(places))
