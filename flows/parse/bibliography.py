"""Bibliography: the works a document cites, and how each of its notes and citations comes to its work."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from flows.parse.document import Document
from flows.parse.works import Styled, Work, parse_entry, parse_note, styled

IBID = re.compile(r"(?:see\s+)?\*?ibid\b", re.IGNORECASE)
OP_CIT = re.compile(
    r"(?P<name>[A-Z][\w’'-]+)(?:\s+(?:and|&)\s+[\w’' -]+)?,?\s+(?:op\.?\s*cit|loc\.?\s*cit)\b", re.IGNORECASE
)
UNMARKED = re.compile(  # names, a comma, a title and a year, but no quotes or italics that say where the title ends
    r"(?:[Ss]ee\s+(?:also\s+)?)?(?:[A-Z]\.[\s-]?){0,3}(?:[A-Z][\w’'-]+\s+){0,3}[A-Z][\w’'-]+"
    r"(?:\s+(?:and|&)\s+[A-Z][\w.’' -]{0,60})?,\s+\W?[A-Z].*\b(?:1[5-9]|20)\d\d\b",
    re.DOTALL,
)
PART = re.compile(r";\s+")
SAME_TITLE = 0.88  # likeness from which two titles of one author are the same title misspelt
SAME_UNSIGNED = 0.94  # the same where no author is named


@dataclass(frozen=True, slots=True)
class Resolution:
    """What one part of a note comes to: the index of its work, if any, and how it was found."""

    work: int | None
    resolved_by: str


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The works of a document in the order of their first citation, and what its notes and references cite.

    `notes[i]` are the resolutions of document.notes[i], `references[i]` the work of document.references[i].
    """

    works: tuple[Work, ...]
    notes: tuple[tuple[Resolution, ...], ...]
    references: tuple[int, ...]


def bibliography(document: Document) -> Bibliography:
    """Work out which works the notes and the reference list of a document cite."""
    works: list[Work] = []
    references: list[int] = []
    for entry in document.references:
        works.append(parse_entry(styled(document, ((entry.start, entry.end),))))
        references.append(len(works) - 1)
    notes: list[tuple[Resolution, ...]] = []
    for note in document.notes:
        parts = _parts(styled(document, ((note.start, note.end), *note.more)))
        before = next((r.work for r in reversed(notes[-1]) if r.work is not None), None) if notes else None
        resolved: list[Resolution] = []
        for part in parts:
            found = _resolve(part, works, before)
            before = found.work if found.work is not None else before
            resolved.append(found)
        notes.append(tuple(_without_comments(resolved)))
    return Bibliography(tuple(works), tuple(notes), tuple(references))


def _without_comments(found: list[Resolution]) -> list[Resolution]:
    """Drop the comment between two citations of a note; a note that is all comment stays one."""
    return [r for r in found if r.resolved_by != "comment"] or found[:1]


def _parts(note: Styled) -> list[Styled]:
    """Cut a note at the semicolons between its citations; those inside brackets or titles do not count."""
    cuts = [0]
    for m in PART.finditer(note.text):
        before = note.text[: m.start()]
        nested = before.count("(") > before.count(")") or before.count("“") > before.count("”") or before.count('"') % 2
        if not nested and not any(a <= m.start() < b for a, b in note.italics):
            cuts.append(m.end())
    bounds = [*cuts, len(note.text)]
    parts = []
    for a, b in pairwise(bounds):
        italics = tuple((s - a, e - a) for s, e in note.italics if a <= s and e <= b)
        parts.append(Styled(note.text[a:b], italics))
    return parts


def _resolve(part: Styled, works: list[Work], before: int | None) -> Resolution:
    if IBID.match(part.text):
        return Resolution(before, "ibid") if before is not None else Resolution(None, "unresolved")
    again = OP_CIT.match(part.text)
    if again:
        home = _latest_by(again["name"].lower(), works)
        return Resolution(home, "short_title") if home is not None else Resolution(None, "unresolved")
    work = parse_note(part)
    if work is None:
        return Resolution(None, "unresolved" if UNMARKED.match(part.text) else "comment")
    home = _same(work, works)
    if home is not None:
        return Resolution(home, "direct" if work.is_full else "short_title")
    if not work.is_full and not (work.authors and work.title):
        return Resolution(None, "unresolved")
    works.append(work)
    return Resolution(len(works) - 1, "direct" if work.is_full else "unresolved")


def _latest_by(name: str, works: list[Work]) -> int | None:
    return next((i for i in range(len(works) - 1, -1, -1) if works[i].family == name), None)


def _same(work: Work, works: list[Work]) -> int | None:
    """Return the latest work that a citation means: same author and title, no other date or address."""
    for i in range(len(works) - 1, -1, -1):
        if _is_same(work, works[i]):
            return i
    return None


def _is_same(new: Work, old: Work) -> bool:
    if new.url and new.url == old.url:
        return True
    if new.title is None or old.title is None or _dates_differ(new, old):
        return False
    a, b = _folded(new.title), _folded(old.title)
    if new.family and old.family:
        return new.family == old.family and _alike(a, b, SAME_TITLE)
    if not new.is_full:  # a short form without its author, or of a work whose author went unnamed
        return len(a.split()) >= 3 and _alike(a, b, SAME_UNSIGNED)
    return new.family == old.family and new.container == old.container and _like(a, b) >= SAME_UNSIGNED


def _dates_differ(new: Work, old: Work) -> bool:
    if not new.issued or not old.issued:
        return False
    return not (new.issued.startswith(old.issued) or old.issued.startswith(new.issued))


def _like(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b).ratio()


def _alike(a: str, b: str, least: float) -> bool:
    """Tell whether one title is the other, its beginning, or a misspelling of either."""
    short, long = sorted((a, b), key=len)
    if not short:
        return False
    head = long[: len(short)]
    whole_words = len(long) == len(short) or long[len(short)] == " "
    if head == short and whole_words:
        return True
    return len(short.split()) >= 3 and _like(short, head) >= least


def _folded(title: str) -> str:
    return re.sub(r"[^\w]+", " ", re.sub(r"[’']", "", title.lower())).strip()
