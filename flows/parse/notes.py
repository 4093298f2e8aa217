"""Notes: which blocks are footnotes or endnotes, and which marks in the text point to them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from flows.parse.blocks import Block
from flows.parse.document import Note, Span

SUP_LABEL = re.compile(r"\s*<sup>\s*(?P<label>\d{1,3}[a-z]?)\s*</sup>[\s.)]*", re.IGNORECASE)
# A backslash before a bracket or a point is that of Markdown made from HTML.
BRACKET_LABEL = re.compile(r"\s*\\?\[\^?(?P<label>\w{1,12})\\?\]:?\s+(?=\S)")
LIST_LABEL = re.compile(r"\s*\\?[\[(]?(?P<label>\d{1,3})(?:\\?[\].):]+\s*|\s+)(?=\S)")
CONTINUED = re.compile(r"\s*<?\[?(?:https?://|www\.)")

SUP_MARK = re.compile(r"<sup>\s*(?P<labels>\d{1,3}[a-z]?(?:\s*[,;–-]\s*\d{1,3})*)\s*</sup>", re.IGNORECASE)
RAISED_MARK = re.compile(r"(?<=[\w.,;:!?\"”’)])(?P<labels>[⁰¹²³⁴-⁹]{1,3})")
BRACKET_MARK = re.compile(r"\\?\[\^?(?P<labels>\w{1,12}(?:\s*[,;–-]\s*\d{1,3})*)\\?\](?![(:])")
# What is left of a raised mark where a text was copied out of a page: "in 1992.4 Turkey".
LOWERED_MARK = re.compile(
    r"(?<!\bNo\.)(?<!\bArt\.)(?<!\bFig\.)(?<!\b[Vv]ol\.)(?<!\bp\.)(?<!\bpp\.)"
    r"(?:(?<=[^\W\d_][.,;:!?”\"’)])|(?<=[^\W\d_][.,;:!?][”\"’)])|(?<=(?:1[5-9]|20)\d\d[.,;]))\d{1,3}(?=\s|\Z)"
)
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
UNIT = re.compile(r"\b(?:[cdkm]?m|mi|ft|sq|ha|10|CO|H|x)\Z")  # what a raised figure is no mark after: km², 10⁶
MAX_RANGE = 20
MOST = 0.6  # of the lowered marks, at least, have a note


def label_notes(text: str, blocks: list[Block]) -> None:
    """Mark the blocks that a label at their head shows to be notes, and those that go on with one, in place."""
    for block in blocks:
        m = SUP_LABEL.match(text, block.start, block.end)
        if block.role is None and m and m.end() < block.end:
            block.role, block.label = "note", m["label"]
    _label_brackets(text, blocks)
    _mark_continuations(text, blocks)
    if not any(block.role == "note" for block in blocks):
        _label_counted(text, blocks)


def _label_counted(text: str, blocks: list[Block]) -> None:
    """Mark the blocks that begin with the number of a lowered mark before them, if most marks have one."""
    marks = _lowered(text, blocks)
    found: list[tuple[Block, str]] = []
    for at, end in marks:
        after = ((b, LIST_LABEL.match(text, b.start, b.end)) for b in blocks if b.start > at and b.role is None)
        found += [(b, m["label"]) for b, m in after if m and m["label"] == text[at:end]][-1:]
    if len(found) > 1 and len(found) >= MOST * len(marks):
        for block, label in found:
            block.role, block.label = "note", label


def _lowered(text: str, blocks: list[Block]) -> list[Span]:
    """Return the lowered marks of a text that has no raised ones: figures that count on from one, two at least."""
    if SUP_MARK.search(text) or RAISED_MARK.search(text):
        return []
    found: list[Span] = []
    prose = (block for block in blocks if block.role not in ("note", "reference", "furniture"))
    for m in (m for block in prose for m in LOWERED_MARK.finditer(text, block.start, block.end)):
        if int(m.group()) == len(found) + 1:
            found.append(m.span())
    return found if len(found) > 1 else []


def _label_brackets(text: str, blocks: list[Block]) -> None:
    """Mark `[1] text` and `[^1]: text` where at least two of them follow each other."""
    run: list[tuple[Block, str]] = []
    for block in [*blocks, None]:
        m = BRACKET_LABEL.match(text, block.start, block.end) if block and block.role is None else None
        if block and m:
            run.append((block, m["label"]))
            continue
        if len(run) > 1 or any(text[b.start : b.start + 2] == "[^" for b, _ in run):
            for found, label in run:
                found.role, found.label = "note", label
        run = []


def _mark_continuations(text: str, blocks: list[Block]) -> None:
    """Mark the unlabelled block between a page rule and the first note of the page's foot.

    It goes on with the last note of the page before, if that ended unfinished or this is a bare address.
    """
    last: Block | None = None
    for i, block in enumerate(blocks):
        if block.role == "note" and block.label:
            last = block
            continue
        between = 0 < i < len(blocks) - 1 and blocks[i - 1].kind == "rule" and blocks[i + 1].label is not None
        if block.role is None and last and between:
            unfinished = text[last.start : last.end].endswith((",", "-", "(", "/"))
            if unfinished or CONTINUED.match(text, block.start, block.end):
                block.role, block.more = "note", True


def label_notes_under_heading(text: str, blocks: list[Block]) -> None:
    """Mark the notes of a section headed Notes, up to the next heading: numbered lines and what follows each."""
    started = False
    for block in blocks:
        if block.role == "heading":
            return
        if block.role is not None:
            continue
        m = LIST_LABEL.match(text, block.start, block.end)
        if m:
            block.role, block.label, started = "note", m["label"], True
        elif started:
            block.role, block.more = "note", True


def tie_notes(text: str, blocks: list[Block]) -> tuple[list[Note], list[str]]:
    """Return the notes with the marks that point to them, and a line for each mark or note left over.

    A mark belongs to the first note with its label that follows it, else to the last one before it, since
    labels may start anew on each page or chapter.
    """
    notes = _notes(text, blocks)
    problems: list[str] = []
    found: dict[int, list[Span]] = {i: [] for i in range(len(notes))}
    places: dict[str, list[int]] = {}
    for i, note in enumerate(notes):
        places.setdefault(note.label.lower(), []).append(i)
    for label, span, sure in _marks(text, blocks):
        homes = places.get(label.lower(), [])
        if homes:
            found[next((i for i in homes if notes[i].start > span[0]), homes[-1])].append(span)
        elif sure:
            problems.append(f"note mark {label} at {span[0]} has no note")
    problems += [f"note {n.label} at {n.start} has no mark in the text" for i, n in enumerate(notes) if not found[i]]
    repeated = [label for label, n in Counter(n.label for n in notes).items() if n > 1]
    problems += [f"note label {label} stands at more than one note" for label in repeated]
    tied = [Note(n.label, n.start, n.end, tuple(found[i]), n.more) for i, n in enumerate(notes)]
    return tied, problems


def _notes(text: str, blocks: list[Block]) -> list[Note]:
    notes: list[Note] = []
    for block in blocks:
        if block.role != "note":
            continue
        if block.more and notes:
            last = notes[-1]
            notes[-1] = Note(last.label, last.start, last.end, (), (*last.more, (block.start, block.end)))
        elif block.label:
            patterns = (SUP_LABEL, BRACKET_LABEL, LIST_LABEL)
            head = next((m for p in patterns if (m := p.match(text, block.start, block.end))), None)
            start = head.end() if head and head["label"] == block.label else block.start
            notes.append(Note(block.label, start, block.end))
    return notes


def _marks(text: str, blocks: list[Block]) -> Iterator[tuple[str, Span, bool]]:
    """Yield label, span and whether the sign can be nothing but a note mark, in the order of the text.

    A figure in brackets is surely a mark only where the notes are numbered and no mark is a superscript.
    """
    if any(block.role == "note" for block in blocks):
        yield from ((text[start:end], (start, end), False) for start, end in _lowered(text, blocks))
    bracketed = any((b.label or "").isdigit() for b in blocks) and not SUP_MARK.search(text)
    for block in blocks:
        if block.role not in ("body", "abstract", "heading", "title"):
            continue
        for pattern, sure in ((SUP_MARK, True), (RAISED_MARK, False), (BRACKET_MARK, False)):
            for m in pattern.finditer(text, block.start, block.end):
                if pattern is not BRACKET_MARK and UNIT.search(text, max(block.start, m.start() - 4), m.start()):
                    continue
                for label in _labels(m["labels"].translate(RAISED)):
                    yield label, m.span(), sure or (bracketed and label.isdigit() and pattern is BRACKET_MARK)


def _labels(labels: str) -> list[str]:
    """Return the labels of a mark such as "3", "3, 5" or "3-5"."""
    out: list[str] = []
    for part in re.split(r"\s*[,;]\s*", labels):
        bounds = re.fullmatch(r"(\d+)\s*[–-]\s*(\d+)", part)
        if bounds and 0 < int(bounds[2]) - int(bounds[1]) <= MAX_RANGE:
            out += [str(n) for n in range(int(bounds[1]), int(bounds[2]) + 1)]
        else:
            out.append(part)
    return out
