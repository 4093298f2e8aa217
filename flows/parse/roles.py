"""Roles: which blocks are title, abstract, heading, note, reference or furniture; what is left is body."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import zip_longest

from flows.parse import cues
from flows.parse.blocks import Block
from flows.parse.notes import label_notes, label_notes_under_heading

PROSE = 200  # characters from which a block is surely a paragraph, not a line of the title page
HEADING_CHARS, HEADING_WORDS, QUESTION_WORDS, EMPHASISED_CHARS = 100, 12, 12, 150
EMPHASISED = re.compile(r"(?P<sign>\*{1,3}|_{1,3})(?![*_\s]).{1,200}?(?<![\s\\])(?P=sign)")
URL = re.compile(r"<?(?:https?://|www\.)\S+>?")
NUMBERED = re.compile(r"\d{1,2}\.\s+[A-Z]")
SPEAKER = re.compile(r"[A-Z]{1,3}:\s")  # of a question or an answer in an interview
FRONT = 30  # blocks within which a title page ends
TAIL = 0.5  # site furniture that runs to the end begins in the last half of the text


def assign_roles(text: str, blocks: list[Block], markup: str) -> None:
    """Give every block its role, in place; roles that a reader has set stay."""
    for block in blocks:
        if block.kind == "rule":
            block.role = block.role or "furniture"
    label_notes(text, blocks)
    _mark_page_furniture(blocks)
    _mark_title(blocks)
    front = _front_end(blocks)
    _mark_front(text, blocks, front)
    _mark_tail(text, blocks)
    _mark_headings(text, blocks, markup)
    _mark_sections(text, blocks)
    _mark_site_lines(blocks)
    for block in blocks:
        block.role = block.role or "body"


def _open(block: Block) -> bool:
    return block.role is None


def _mark_page_furniture(blocks: list[Block]) -> None:
    """Mark page numbers, and the short lines that stand again and again where pages cut sentences."""
    times = Counter(cues.figureless(b.clean) for b in blocks if _open(b) and len(b.clean) <= cues.RUNNING_HEAD_MAX)
    often = {line for line, n in times.items() if n >= cues.RUNNING_HEAD_TIMES}
    cutting: set[str] = set()
    before = ""
    for block, after in zip_longest(blocks, blocks[1:]):
        line = cues.figureless(block.clean)
        if _open(block) and cues.PAGE_NUMBER.fullmatch(block.clean):
            block.role = "furniture"
        elif line in often and before and after and not cues.TERMINAL.search(before) and after.clean[:1].islower():
            cutting.add(line)
        elif block.kind == "para" and line not in often:
            before = block.clean
    for block in blocks:
        if _open(block) and cues.figureless(block.clean) in cutting:
            block.role = "furniture"


def _mark_title(blocks: list[Block]) -> None:
    """Mark the title: the first heading, where only short lines stand above it, or else a short first line."""
    if any(b.role == "title" for b in blocks):
        return
    free = [b for b in blocks if _open(b)]
    for block in free[:5]:
        if block.kind == "heading":
            block.role = None if block.clean.lower() in cues.ABSTRACT | {"introduction"} else "title"
            return
        if len(block.clean) > PROSE:
            break
    if (
        len(free) < 2
        or free[0].kind != "para"
        or len(free[0].clean) > 250
        or free[0].clean.endswith((".", ",", ":", ";"))
    ):
        return
    if any(len(b.clean) > len(free[0].clean) and cues.TERMINAL.search(b.clean) for b in free[1:]):
        picture = cues.IMAGE_NOUN.search(free[0].clean) and len(free[0].clean.split()) <= 6
        free[0].role = "furniture" if picture else "title"


def _front_end(blocks: list[Block]) -> int:
    """Return the index of the first block that belongs to the text itself."""
    for i, block in enumerate(blocks[:FRONT]):
        if block.role == "title" or block.kind == "rule":
            continue
        name = _heading_name(block)
        if name in cues.ABSTRACT or name == "introduction" or cues.INLINE_ABSTRACT.match(block.clean):
            return i
        if len(block.clean) >= PROSE and not cues.BOILERPLATE.match(block.clean):
            return i
    return 0


def _heading_name(block: Block) -> str:
    return block.clean.strip(" .:").lower()


def _mark_front(text: str, blocks: list[Block], front: int) -> None:
    """Mark authors, affiliations, keywords and citation lines of the title page, and the notes on its authors."""
    titled = front < len(blocks) and _heading_name(blocks[front]) in cues.ABSTRACT | {"introduction"}
    titled = titled or (front < len(blocks) and bool(cues.INLINE_ABSTRACT.match(blocks[front].clean)))
    symbols: set[str] = set()
    for block in blocks[:front]:
        raw = text[block.start : block.end]
        mark = cues.SYMBOL_END.search(raw) if len(block.clean) < PROSE and not _all_emphasised(raw) else None
        if mark:
            symbols.add(mark["symbol"])
        if _open(block) and (mark or _is_front_line(block, titled)):
            block.role = "furniture"
    for block in blocks[:FRONT]:
        if _open(block) and block.kind != "heading" and cues.KEYWORDS.match(block.clean):
            block.role = "furniture"
    for block in blocks:
        start = cues.SYMBOL_START.match(text, block.start, block.end)
        symbol = start.group(start.lastgroup or 0) if start else ""
        if _open(block) and symbol and (symbol in symbols or symbol in "†‡¶"):
            block.role = "furniture"
            symbols.discard(symbol)


def _all_emphasised(raw: str) -> bool:
    """Tell whether the asterisk that ends a line only closes its emphasis."""
    return EMPHASISED.fullmatch(raw) is not None and re.search(r"\\[*]\W*\Z", raw) is None


def _is_front_line(block: Block, titled: bool) -> bool:
    if block.kind == "heading":
        return False
    if cues.BOILERPLATE.match(block.clean) or "@" in block.clean or cues.BYLINE.fullmatch(block.clean):
        return True
    return titled and len(block.clean) < PROSE


def _mark_tail(text: str, blocks: list[Block]) -> None:
    """Mark what a web page hangs on behind the text: related articles, author notes, the comment form."""
    prose = [i for i, b in enumerate(blocks) if _open(b)]
    if not prose:
        return
    end = len(blocks)
    for i in prose:
        block = blocks[i]
        if block.start > len(text) * TAIL and cues.SITE_SECTION.fullmatch(block.clean):
            end = i
            break
    for block in blocks[end:]:
        if _open(block):
            block.role = "furniture"
    _mark_author_note(blocks[:end])


def _mark_author_note(blocks: list[Block]) -> None:
    """Mark the note on the author that closes the text: a bare name and the lines that begin with it."""
    free = [b for b in blocks if _open(b)][-4:]
    for i, block in enumerate(free):
        if i and cues.AUTHOR_NOTE.match(block.clean):
            block.role = "furniture"
        named = cues.NAME.fullmatch(block.clean.rstrip(" *"))
        if named and i and i + 1 < len(free) and _is_about(free[i + 1].clean, block.clean):
            for rest in free[i:]:
                rest.role = "furniture"
            return


def _is_about(bio: str, name: str) -> bool:
    family = re.escape(name.rsplit(maxsplit=1)[-1].strip("*, "))
    return re.match(rf"(?:\S+\s+){{0,5}}{family},?\s+(?:\([^()]*\)\s*)?{cues.BIO_VERB}", bio) is not None


def _mark_headings(text: str, blocks: list[Block], markup: str) -> None:
    """Mark headings: Markdown heads, lines all in emphasis, bare short lines with text under them."""
    below = False  # whether what follows is text or another heading
    for i, block in reversed(list(enumerate(blocks))):
        if not _open(block):
            below = below or block.role in ("abstract", "reference")
            continue
        raw = text[block.start : block.end]
        line = block.kind == "para" or _is_numbered_alone(blocks[max(0, i - 1) : i + 2], block)
        if block.kind == "heading" or (line and _is_heading(raw, block.clean, markup, below)):
            block.role = "heading"
        below = True


def _is_numbered_alone(near: Sequence[Block], block: Block) -> bool:
    """Tell whether a block is the one numbered line ("1. Introduction") among its neighbours, so no item of a list."""
    return NUMBERED.match(block.clean) is not None and [b.kind for b in near].count("item") == 1


def _is_heading(raw: str, clean: str, markup: str, below: bool) -> bool:
    """Tell whether a line is a heading; `below` says that text stands under it."""
    if clean.strip(" .:").lower() in cues.NOTES | cues.REFERENCES:
        return True
    emphasised = markup == "markdown" and EMPHASISED.fullmatch(raw) and len(clean) <= EMPHASISED_CHARS
    return bool(emphasised and not clean.endswith((".", ";", ","))) or (below and _is_bare_heading(raw, clean))


def _is_bare_heading(raw: str, clean: str) -> bool:
    words = clean.split()
    if "\n" in raw or not words or len(clean) > HEADING_CHARS or re.search(r"[.,;:!]\d{0,3}\Z", clean):
        return False
    if (
        SPEAKER.match(clean)
        or cues.OPEN_END.search(clean)
        or URL.search(clean)
        or cues.SITE_LINE.fullmatch(clean)
        or cues.CAPTION.match(clean)
        or cues.ENTRY.match(clean)
    ):
        return False
    first = clean.lstrip("“\"'‘(")[:1]
    limit = QUESTION_WORDS if clean.endswith("?") else HEADING_WORDS
    return len(words) <= limit and (first.isupper() or first.isdigit())


def _mark_sections(text: str, blocks: list[Block]) -> None:
    """Mark abstract, notes and references by the heading they stand under."""
    state = ""
    opened = False  # whether the body has begun
    for i, block in enumerate(blocks):
        if block.role == "heading":
            state = _section_state(_heading_name(block), opened)
            opened = opened or not state
            if state == "note":
                label_notes_under_heading(text, blocks[i + 1 :])
        elif _open(block):
            if cues.INLINE_ABSTRACT.match(block.clean) and not opened and len(block.clean) >= PROSE / 2:
                block.role = "abstract"
            elif state in ("abstract", "reference") and not cues.SITE_LINE.fullmatch(block.clean):
                block.role = state
            else:
                opened = opened or len(block.clean) >= PROSE
        _mark_url_of(block, blocks[i - 1] if i else None, text)


def _section_state(name: str, opened: bool) -> str:
    name = re.sub(r"^[\divx]+[.)]?\s+", "", name)
    if name in cues.ABSTRACT and not opened:
        return "abstract"
    if name in cues.NOTES:
        return "note"
    return "reference" if name in cues.REFERENCES else ""


def _mark_url_of(block: Block, before: Block | None, text: str) -> None:
    """Take a bare address under a reference as part of it."""
    if before and before.role == "reference" and block.role == "reference":
        block.more = URL.fullmatch(text[block.start : block.end].strip()) is not None


def _mark_site_lines(blocks: list[Block]) -> None:
    tests: tuple[Callable[[str], object], ...] = (cues.SITE_LINE.fullmatch, cues.CAPTION.match)
    for block in blocks:
        if (
            _open(block)
            and block.kind != "item"
            and len(block.clean) <= cues.SITE_LINE_MAX
            and any(t(block.clean) for t in tests)
        ):
            block.role = "furniture"
