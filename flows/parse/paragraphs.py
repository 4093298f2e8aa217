"""Paragraphs: blocks joined again where a page, a column or a foot of notes cuts one in two."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from flows.parse import cues
from flows.parse.blocks import Block
from flows.parse.document import Paragraph, Passage

PROSE_ROLES = ("body", "abstract")
SECTION_CHARS = 120
CUT_WORDS = 8  # words a block must have before its missing full stop is taken for a cut
CUTS = 2  # plain cuts (no full stop, then a small letter) that show a text to be cut by pages or columns


@dataclass(slots=True)
class Group:
    """The blocks that read on as one paragraph."""

    blocks: list[Block] = field(default_factory=list)
    section: str | None = None


def build(text: str, blocks: list[Block]) -> tuple[list[Passage], list[Paragraph]]:
    """Return the passages, which cover the text without gap, and the paragraphs they make up."""
    groups = _groups(blocks)
    number = {id(block): n for n, group in enumerate(groups, 1) for block in group.blocks}
    paragraphs = [
        Paragraph(
            n,
            group.blocks[0].role or "body",
            tuple((b.start, b.end) for b in group.blocks),
            group.section,
            group.blocks[0].page,
        )
        for n, group in enumerate(groups, 1)
    ]
    passages: list[Passage] = []
    section = None
    for i, block in enumerate(blocks):
        section = _section(block, section)
        start = block.start if i else 0
        end = blocks[i + 1].start if i + 1 < len(blocks) else len(text)
        passages.append(Passage(block.role or "body", start, end, section, block.page, number.get(id(block))))
    return passages, paragraphs


def _section(block: Block, section: str | None) -> str | None:
    return block.clean[:SECTION_CHARS].rstrip() or section if block.role == "heading" else section


def _groups(blocks: list[Block]) -> list[Group]:
    cut = _is_cut_text(blocks)
    groups: list[Group] = []
    section = None
    before: Block | None = None  # the last block of prose, while no heading has come between
    gap = False  # whether a page rule, a note or furniture has come between
    for block in blocks:
        section = _section(block, section)
        if block.role in ("note", "furniture", "reference"):
            gap = True
            continue
        if block.role not in PROSE_ROLES:
            groups.append(Group([block], section))
            before, gap = None, False
            continue
        paged = gap or block.breaks or (before is not None and before.page != block.page)
        if (
            before
            and before.role == block.role
            and reads_on(before.clean, block.clean, block.kind == "item", cut, paged)
        ):
            groups[-1].blocks.append(block)
        else:
            groups.append(Group([block], section))
        before, gap = block, False
    return groups


def _is_cut_text(blocks: list[Block]) -> bool:
    """Tell whether the text comes from pages: paragraphs of it break off and go on with a small letter."""
    prose = [b for b in blocks if b.role in PROSE_ROLES]
    pairs = pairwise(prose)
    cuts = sum(1 for a, b in pairs if b.kind != "item" and _unfinished(a.clean) and _small(b.clean))
    return cuts >= CUTS


def reads_on(before: str, after: str, is_item: bool = False, cut: bool = False, paged: bool = False) -> bool:
    """Tell whether `after` goes on with the sentence that `before` breaks off in.

    `cut` says that the text is known to be cut by pages or columns, `paged` that a page break lies between.
    """
    if is_item or not before or not after:
        return False
    if _small(after):
        return _unfinished(before) or cues.ABBREVIATION_END.search(before) is not None
    if (cut or paged) and cues.INITIAL_END.search(before):
        return True
    if not _unfinished(before) or len(before.split()) < CUT_WORDS:
        return False
    if cues.OPEN_END.search(before):
        return cut or paged or before[-1] in "-,"
    return (cut or paged) and before[-1].isalnum()


def _unfinished(clean: str) -> bool:
    return bool(clean) and not cues.TERMINAL.search(clean)


def _small(clean: str) -> bool:
    first = re.search(r"[^\W_]|[),;]", clean)
    return first is not None and (first.group().islower() or (first.start() == 0 and first.group() in "),;"))
