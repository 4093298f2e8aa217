"""Layout: lines of PDF pages put together as blocks: title, headings, paragraphs, footnotes, running heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from flows.parse import cues
from flows.parse.blocks import ITEM, Block
from flows.parse.pdf import Line, pdf_lines

LARGER, NOTE_SIZE = 1.12, 0.93  # of the size of most of the text: a heading's at least, a footnote's at most
NOTE_LABEL = re.compile(r"<sup>\s*(?P<raised>\d{1,3}|\\?[*†‡§¶])\s*</sup>|(?P<label>\d{1,3}|\\?[*†‡§¶])[.)]?\s+(?=\S)")
# Roman ones too: a line is held against this only at the edge of a page, where "I" heads no section.
PAGE_NUMBER = re.compile(r"(?:page\s+)?[-–—|\s]*(?:\d{1,4}|[ivxlc]{1,7})[-–—|\s]*(?:(?:of|/)\s*\d+)?", re.IGNORECASE)
EDGE_LINES = 2  # how many lines at the head and the foot of a page may be running heads
LEADING, INDENT, SHORT = 1.4, 0.8, 0.85  # of the usual leading; of the type size; of the column's width
HEADING_CHARS = 200
TERMINAL = re.compile(r"[.!?:”\"’)]\Z")


def pdf_to_draft(data: bytes, name: str) -> tuple[str, list[Block], list[str]]:
    """Return the text of a PDF, its blocks with the roles that the layout shows, and what could not be read.

    Raises ValueError if the file cannot be read or holds no text.
    """
    lines, problems = pdf_lines(data, name)
    running = _running_heads(lines)
    body_size = Counter[float]()
    for line in lines:
        body_size[line.size] += len(line.clean)
    size = body_size.most_common(1)[0][0]
    text = ""
    blocks: list[Block] = []
    above: Line | None = None
    for group, role in _groups(lines, running, size):
        text += "\n\n" if text else ""
        start = len(text)
        text += "\n".join(line.markup for line in group)
        blocks.append(_block(group, role, start, len(text), size))
        blocks[-1].breaks = above is not None and (above.page != group[0].page or above.y < group[0].y)
        above = group[-1]
    _mark_title(blocks, text, lines, size)
    return text, blocks, problems


def _block(group: list[Line], role: str | None, start: int, end: int, size: float) -> Block:
    first = group[0]
    block = Block(start, end, role=role, page=first.page)
    if role == "note":
        m = NOTE_LABEL.match(first.markup)
        label = (m["label"] or m["raised"]) if m else None
        block.label, block.more = label, label is None
        if label and not label.isdigit():
            block.role, block.label = "furniture", None
    elif role is None:
        words = " ".join(line.clean for line in group)
        large = first.size >= size * LARGER
        if len(words) <= HEADING_CHARS and (large or (first.bold and not words.endswith((".", ",", ";")))):
            block.kind = "heading"
        elif ITEM.match(first.clean):
            block.kind = "item"
    return block


def _mark_title(blocks: list[Block], text: str, lines: list[Line], size: float) -> None:
    """Mark as title the largest heading of the first page, if it is larger than the text."""
    largest = max((line.size for line in lines if line.page == lines[0].page), default=0.0)
    if largest < size * LARGER:
        return
    top = next(line for line in lines if line.size == largest and line.page == lines[0].page)
    for block in blocks:
        if block.kind == "heading" and text.startswith(top.markup, block.start):
            block.role = "title"
            return


def _running_heads(lines: list[Line]) -> set[int]:
    """Return the ids of lines that are page numbers or stand at the edge of several pages alike."""
    edges: list[Line] = []
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    for page in pages.values():
        ordered = sorted(page, key=lambda line: -line.y)
        edges += ordered[:EDGE_LINES] + ordered[max(EDGE_LINES, len(ordered) - EDGE_LINES) :]
    seen = Counter((cues.figureless(line.clean), round(line.size)) for line in edges)
    least = min(3, max(2, len(pages) // 3))
    return {
        id(line)
        for line in edges
        if PAGE_NUMBER.fullmatch(line.clean)
        or (len(pages) > 1 and seen[(cues.figureless(line.clean), round(line.size))] >= least)
    }


def _groups(lines: list[Line], running: set[int], size: float) -> Iterator[tuple[list[Line], str | None]]:
    """Yield the lines that make up one block, with its role where the layout gives it."""
    feet = _feet(lines, running, size)
    leading = _leading(lines)
    edges = _column_edges(lines, size)
    group: list[Line] = []
    role: str | None = None
    for line in lines:
        new = "furniture" if id(line) in running else "note" if id(line) in feet else None
        if group and (new != role or _breaks(group, line, new, leading, edges)):
            yield group, role
            group = []
        group.append(line)
        role = new
    if group:
        yield group, role


def _feet(lines: list[Line], running: set[int], size: float) -> set[int]:
    """Return the ids of the lines in the feet of notes: small ones at the end of a page, from a label on."""
    feet: set[int] = set()
    labelled = False  # whether a page before had notes, which may go on at the head of this page's foot
    for page in sorted({line.page for line in lines}):
        foot: list[Line] = []
        for line in sorted((n for n in lines if n.page == page and id(n) not in running), key=lambda n: n.y):
            if line.size > size * NOTE_SIZE:
                break
            foot.append(line)
        has_label = _has_notes(foot)
        if has_label or (labelled and not any(NOTE_LABEL.match(line.markup) for line in foot)):
            feet |= {id(line) for line in foot}
        labelled = labelled or has_label
    return feet


def _has_notes(foot: list[Line]) -> bool:
    """Tell whether small lines are notes: their labels are raised, or count on by one."""
    found = [m for line in reversed(foot) if (m := NOTE_LABEL.match(line.markup))]
    if any(m["raised"] or not m["label"].isdigit() for m in found):
        return True
    numbers = [int(m["label"]) for m in found]
    return bool(numbers) and all(b - a == 1 for a, b in pairwise(numbers))


def _leading(lines: list[Line]) -> float:
    """Return the usual distance between lines, in type sizes."""
    steps = [
        (a.y - b.y) / a.size
        for a, b in pairwise(lines)
        if a.page == b.page and a.size == b.size and 0 < a.y - b.y < 3 * a.size
    ]
    return median(steps) if steps else 1.2


def _column_edges(lines: list[Line], size: float) -> dict[int, tuple[float, float]]:
    """Return, for each line, the left and right edge of its column: those of the lines that overlap it most."""
    edges: dict[int, tuple[float, float]] = {}
    for page in {line.page for line in lines}:
        here = [line for line in lines if line.page == page]
        for line in here:
            peers = [p for p in here if p.size == line.size and abs(p.x0 - line.x0) < 3 * size]
            edges[id(line)] = (min(p.x0 for p in peers), max(p.x1 for p in peers))
    return edges


def _breaks(
    group: list[Line], line: Line, role: str | None, leading: float, edges: dict[int, tuple[float, float]]
) -> bool:
    """Tell whether a line begins a new block instead of going on with the group above it."""
    above = group[-1]
    if role == "furniture" or above.page != line.page or above.y <= line.y:
        return True
    if role == "note":
        return NOTE_LABEL.match(line.markup) is not None
    if abs(above.size - line.size) > 0.08 * above.size or above.bold != line.bold or ITEM.match(line.clean):
        return True
    if above.y - line.y > LEADING * leading * above.size:
        return True
    left, right = edges[id(line)]
    entry = (
        group[0].x0 - left <= INDENT * group[0].size
        and cues.ENTRY.match(" ".join(part.clean for part in group[:2])) is not None
    )
    hanging = entry or ITEM.match(group[0].clean) is not None
    at_edge, below_edge = (one.x0 - left <= INDENT * one.size for one in (line, above))
    if entry and at_edge and (not below_edge or cues.ENTRY.match(line.clean)):
        return True
    indented = not hanging and not at_edge and below_edge
    short = above.x1 - left < SHORT * (right - left) and TERMINAL.search(above.clean) is not None
    return indented or (short and not cues.INITIAL_END.search(above.clean))
