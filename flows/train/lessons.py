"""Lessons: the windows of coded documents, and what people coded in each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.evaluate.mention import Mention, from_record
from flows.extract.local_reading import Page, ReadDocument
from flows.extract.local_windows import Window
from flows.parse import Document, parse_text
from schemas.aside import is_kept_aside


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded document: `group` is the folder it comes from; of each coding, the mention and its phase."""

    document: Document
    group: str
    codings: tuple[tuple[Mention, str | None], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A coding as it lies in a window: `words` (places in `Window.words`) may state the act, `root` heads them.

    `first` and `last` are the tokens of its evidence on its page.
    """

    mention: Mention
    phase: str | None
    words: tuple[int, ...]
    root: int
    page: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Lesson:
    """A window, the document it is of, and what is told in it."""

    window: Window
    read: ReadDocument
    told: tuple[Told, ...]


def coded_documents(folders: Sequence[Path], *, aside: bool = False) -> list[Coded]:
    """Return the coded documents of folders with `texts/` and `codings/`: those not kept aside, or only those.

    Raises ValueError if a folder holds none to learn from, or a text has no codings; all need not keep any aside.
    """
    found = []
    for folder in folders:
        paths = [path for path in sorted((folder / "texts").glob("*.txt")) if is_kept_aside(path.stem) == aside]
        if not paths and not aside:
            raise ValueError(f"{folder}: holds no texts to learn from; give a folder with texts/ and codings/")
        found += [_coded(path, folder / "codings" / f"{path.stem}.jsonl", folder.name) for path in paths]
    return found


def _coded(path: Path, codings: Path, group: str) -> Coded:
    if not codings.is_file():
        raise ValueError(f"{path}: has no codings; write {codings}")
    document = parse_text(path.read_text(encoding="utf-8"), path.stem.lower())
    lines = codings.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines if line.strip()]
    return Coded(document, group, tuple((from_record(row, document.text), row.get("phase")) for row in rows))


def lessons(coded: Coded, read: ReadDocument, cut: Sequence[Window]) -> Iterator[Lesson]:
    """Yield the lessons of a document cut into windows; a coding is told in the window that holds its words."""
    placed = [(mention, phase, *_tokens(mention, read.pages)) for mention, phase in coded.codings]
    for window in cut:
        index = {(place.page, place.token): n for n, place in enumerate(window.words)}
        told = []
        for mention, phase, page, first, last in placed:
            words = tuple(index[page, token] for token in range(first, last + 1) if (page, token) in index)
            if words:
                root = _root(read.pages[page], first, last)
                told.append(Told(mention, phase, words, index.get((page, root), words[0]), page, first, last))
        yield Lesson(window, read, tuple(told))


def _tokens(mention: Mention, pages: Sequence[Page]) -> tuple[int, int, int]:
    """Return the page of a coding's evidence and its first and last token there; (0, 0, -1) if no page holds it."""
    for number, page in enumerate(pages):
        places = page.reading.offsets
        if places[0] - 5 <= mention.start <= places[-1]:
            inside = [
                token.i
                for token in page.doc
                if not token.is_space
                and places[token.idx] < mention.end
                and places[token.idx + len(token) - 1] + 1 > mention.start
            ]
            if inside:
                return number, inside[0], inside[-1]
    return 0, 0, -1


def _root(page: Page, first: int, last: int) -> int:
    """Return the first word of a run that hangs on none of the others."""
    run = page.doc[first : last + 1]
    return next((token.i for token in run if token.head.i == token.i or not first <= token.head.i <= last), first)
