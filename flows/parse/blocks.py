"""Blocks: the pieces that blank lines, Markdown or a page's layout cut a text into, before any has a role."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from flows.parse.cues import ENTRY

Kind = Literal["para", "heading", "item", "rule", "page"]

LINE_BREAK = re.compile(r"\r\n?|\n")
RULE = re.compile(r"\s*(?:(?:[-*_=~•·] ?){3,}|[—–]{1,})\s*")
ITEM = re.compile(r"\s*(?:[-+*•●▪◦–]|\d{1,2}[.)]|\(?[a-z]\))[ \t]+\S")
MARKDOWN = re.compile(
    r"^#{1,6} \S|</?sup>|\]\((?:#|https?:)|\*\*[^\s*][^*\n]*\*\*|(?<![\w*])\*[^\s*][^*\n]{2,}\*(?!\w)"
    r"|^\[\^\w+\]: |^```",
    re.MULTILINE,
)
NUMBERED_LINE = re.compile(rf"(\d{{1,3}}) +(?!(?:{'|'.join(month_name[1:])})\b)[“\"‘(]?[A-Z]")
NOTE_LINE = re.compile(r" {0,3}(?:\[\^[^\]\s]+\]:|<sup>\d{1,3}</sup>)\s")  # a note that no blank line sets off
WRAPPED = 120  # a text none of whose lines is much longer was broken into lines by a margin, not by its author


@dataclass(slots=True)
class Block:
    """A piece of text: half-open offsets without the white space around it, and what is known of it so far.

    `role`, `label` (of a note) and `more` (the block goes on with the note before it) are filled in by the
    room's rules; a reader that knows them sets them first. `clean` is the block as it is read; `breaks` says
    that a page or column is known to begin here.
    """

    start: int
    end: int
    kind: Kind = "para"
    level: int = 0
    role: str | None = None
    page: int | None = None
    label: str | None = None
    more: bool = False
    clean: str = ""
    breaks: bool = False


def looks_like_markdown(text: str) -> bool:
    """Tell whether a text holds Markdown: at least two of its signs that plain prose does not use."""
    hits = MARKDOWN.finditer(text)
    return next(hits, None) is not None and next(hits, None) is not None


def split_blocks(text: str, markup: str) -> list[Block]:
    """Return the blocks of a text in order; every character that is no white space lies in one of them."""
    lines = _lines(text)
    blocks = _markdown_blocks(text, lines) if markup == "markdown" else _plain_blocks(text, lines)
    if "\f" in text:
        for block in blocks:
            block.page = text.count("\f", 0, block.start) + 1
    return blocks


def _lines(text: str) -> list[tuple[int, int]]:
    """Return the offsets of each line, its break left out."""
    out, start = [], 0
    for m in LINE_BREAK.finditer(text):
        out.append((start, m.start()))
        start = m.end()
    out.append((start, len(text)))
    return out


def _block(text: str, start: int, end: int, kind: Kind = "para", level: int = 0) -> Block | None:
    raw = text[start:end]
    body = raw.strip()
    if not body:
        return None
    first = start + len(raw) - len(raw.lstrip())
    return Block(first, first + len(body), kind, level)


def _plain_blocks(text: str, lines: list[tuple[int, int]]) -> list[Block]:
    widths = sorted(end - start for start, end in lines if text[start:end].strip())
    wrapped = bool(widths) and widths[int(len(widths) * 0.98)] <= WRAPPED
    found = (_plain_block(text, start, end) for start, end in _groups(text, lines, wrapped))
    return [block for block in found if block]


def _plain_block(text: str, start: int, end: int) -> Block | None:
    raw = text[start:end]
    if RULE.fullmatch(raw):
        return _block(text, start, end, "rule")
    return _block(text, start, end, "item" if ITEM.match(raw) else "para")


def _groups(text: str, lines: Iterable[tuple[int, int]], wrapped: bool) -> Iterator[tuple[int, int]]:
    """Yield the lines that belong together: all up to a blank line where a margin broke them, else each alone."""
    group: tuple[int, int] | None = None
    indent = edge = 0
    head = ""  # first line of the group
    entry = False  # of a reference list, whose later lines hang in
    for start, end in lines:
        line = text[start:end]
        margin = len(line) - len(line.lstrip(" \t\u3000"))
        moved = margin <= edge < indent if entry else margin >= indent + 2
        fresh = not wrapped or moved or any((ITEM.match(line), "\f" in line, RULE.fullmatch(line)))
        fresh = fresh or RULE.fullmatch(head) is not None or _counts_on(head, line)
        if group and (not line.strip() or fresh):
            yield group
            group = None
        if line.strip():
            if group is None:
                head, edge, entry = line, margin, ENTRY.match(line.strip()) is not None
            group = (group[0] if group else start, end)
            entry = entry and margin >= edge
            indent = margin
    if group:
        yield group


def _counts_on(before: str, line: str) -> bool:
    """Tell whether a line begins with the number after the one that the lines before it begin with, as notes do."""
    first, second = (NUMBERED_LINE.match(one) for one in (before, line))
    return first is not None and second is not None and int(second[1]) == int(first[1]) + 1


def _parser() -> MarkdownIt:
    """Return a parser of blocks alone, without the rules that misread prose from PDF.

    Setext heads, indented code and link definitions would turn a paragraph above a page rule into a heading,
    an indented paragraph into code, and swallow a note such as `[1]: text`.
    """
    parser = MarkdownIt("commonmark").disable(["lheading", "code", "html_block", "reference"])
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def _markdown_blocks(text: str, lines: list[tuple[int, int]]) -> list[Block]:
    blocks: list[Block] = []
    done = 0
    for kind, level, first, last in _leaves(_parser().parse(text)):
        blocks.extend(_loose(text, lines[done:first]))
        cuts = [first, *(n for n in range(first + 1, last) if NOTE_LINE.match(text, *lines[n])), last]
        parts = (_block(text, lines[a][0], lines[b - 1][1], kind, level) for a, b in pairwise(cuts))
        blocks += [part for part in parts if part]
        done = last
    blocks.extend(_loose(text, lines[done:]))
    return blocks


def _loose(text: str, lines: list[tuple[int, int]]) -> list[Block]:
    """Return lines that no Markdown block covers (an empty list item, say) as blocks of their own."""
    return [block for start, end in lines if (block := _block(text, start, end))]


def _leaves(tokens: list[Token]) -> Iterator[tuple[Kind, int, int, int]]:
    """Yield kind, heading level, first line and line after the last of each block that holds text."""
    item = False
    for token in tokens:
        if token.type == "list_item_open":
            item = True
        if token.map is None:
            continue
        first, last = token.map
        if token.type == "heading_open":
            yield "heading", int(token.tag[1]), first, last
        elif token.type == "hr":
            yield "rule", 0, first, last
        elif token.type == "paragraph_open":
            yield ("item" if item else "para"), 0, first, last
            item = False
        elif token.type == "fence":
            yield "para", 0, first, last
