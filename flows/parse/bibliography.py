"""Bibliography: the works a document cites, and how each of its notes and citations comes to its work."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

from flows.parse.citations import cited, entry
from flows.parse.document import Document, Note
from flows.parse.names import called, split_names
from flows.parse.unmarked import short_form
from flows.parse.work import Work
from flows.parse.works import Styled, parse_note, styled

IBID = re.compile(r"(?:see\s+(?:also\s+)?)?\*?(?:ibid(?:em)?\b|id\.|idem\b)", re.IGNORECASE)
OP_CIT = re.compile(r"\b(?:op\.?|loc\.?)\s*cit\b", re.IGNORECASE)
SUPRA = re.compile(
    r"\b(?:supra|above|see),?\s+(?:at\s+)?(?:note|fn\.?|n\.)\s*(?P<label>\d{1,3})\b|\(n\.?\s*(?P<oscola>\d{1,3})\)",
    re.IGNORECASE,
)
LEAD_CHARS = 120  # how far from its beginning a note says that it means an earlier one
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
    shelf = _Shelf(document)
    notes = [tuple(_without_comments(shelf.note(note))) for note in document.notes]
    return Bibliography(tuple(shelf.works), tuple(notes), tuple(range(len(document.references))))


class _Shelf:
    """The works cited so far, and what the notes read so far say of them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._entries = [entry(document, r) for r in document.references]
        self._of_note: dict[str, list[int]] = {}
        self._before: int | None = None
        self.works = [work for work, _ in self._entries]

    def note(self, note: Note) -> list[Resolution]:
        """Return what each part of a note comes to; notes are given in their order."""
        found = []
        for part in _parts(styled(self._document, ((note.start, note.end), *note.more))):
            resolution = self._part(part)
            if resolution.resolved_by != "comment":  # a comment does not come between an ibid. and its work
                self._before = resolution.work
            found.append(resolution)
        self._of_note[note.label] = [r.work for r in found if r.work is not None]
        return found

    def _part(self, part: Styled) -> Resolution:
        work = parse_note(part)
        if IBID.match(part.text):
            if work and work.title and self._before is not None:  # "Idem, *Another Title*"
                return self._told(replace(work, authors=self.works[self._before].authors))
            return _tied(self._before, "ibid")
        again = SUPRA.search(part.text[:LEAD_CHARS])
        if again:
            return _tied(self._above(part.text[: again.start()], again["label"] or again["oscola"]), "short_title")
        again = OP_CIT.search(part.text[:LEAD_CHARS])
        if again and (work is None or not work.title):
            return _tied(self._latest_by(_first_name(part.text[: again.start()])), "short_title")
        return self._told(work) if work else self._unmarked(part.text)

    def _told(self, work: Work) -> Resolution:
        home = self._same(work)
        if home is not None:
            return Resolution(home, "direct" if work.is_full else "short_title")
        if not work.is_full and not (work.authors and work.title):
            return Resolution(None, "unresolved")
        self.works.append(work)
        return Resolution(len(self.works) - 1, "direct" if work.is_full else "unresolved")

    def _unmarked(self, text: str) -> Resolution:
        """Resolve words in which no work is told: a short form, a name and year, a citation unread, or a comment."""
        short = short_form(text)
        if short:
            home = self._same(Work(split_names(short[0]), short[1]))
            return Resolution(home, "short_title") if home is not None else Resolution(None, "unresolved")
        listed = cited(text, self._entries)
        if listed is not None:
            return Resolution(listed, "author_year")
        return Resolution(None, "unresolved" if UNMARKED.match(text) else "comment")

    def _above(self, names: str, label: str) -> int | None:
        """Return the work of an earlier note: the one by the author named, or the only one."""
        told, name = self._of_note.get(label, []), _first_name(names)
        by_name = [i for i in told if name and self._is_by(name, i)]
        return by_name[-1] if by_name else told[0] if len(set(told)) == 1 and not name else None

    def _latest_by(self, name: str) -> int | None:
        return next((i for i in range(len(self.works) - 1, -1, -1) if name and self._is_by(name, i)), None)

    def _is_by(self, name: str, work: int) -> bool:
        authors = self.works[work].authors
        return bool(authors) and called(name, authors[0])

    def _same(self, work: Work) -> int | None:
        """Return the latest work that a citation means: same author and title, no other date or address."""
        return next((i for i in range(len(self.works) - 1, -1, -1) if _is_same(work, self.works[i])), None)


def _tied(work: int | None, how: str) -> Resolution:
    return Resolution(work, how if work is not None else "unresolved")


def _first_name(text: str) -> str:
    """Return the first name before "op. cit." or "supra", without "see" and the like, or an empty string."""
    names = split_names(re.sub(r"\A(?:(?i:see(?:\s+also)?|cf\.?|also))\s+", "", text.strip()).strip(" ,:;("))
    return names[0] if names else ""


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


def _is_same(new: Work, old: Work) -> bool:
    if new.url and new.url == old.url:
        return True
    if new.title is None or old.title is None or _dates_differ(new, old):
        return False
    a, b = _folded(new.title), _folded(old.title)
    if new.family and old.family:
        return _same_author(new, old) and _alike(a, b, SAME_TITLE)
    if not new.is_full:  # a short form without its author, or of a work whose author went unnamed
        return len(a.split()) >= 3 and _alike(a, b, SAME_UNSIGNED)
    return new.family == old.family and new.container == old.container and _like(a, b) >= SAME_UNSIGNED


def _same_author(new: Work, old: Work) -> bool:
    """Tell whether two works name one first author; one word may be any part of a full name, as in "Li" for Li Wei."""
    name = new.authors[0]
    return new.family == old.family or (" " not in name and called(name, old.authors[0]))


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
    words = re.sub(r"[^\w]+", " ", re.sub(r"[’']", "", title.lower())).strip()
    return re.sub(r"\A(?:the|an?)\s+(?=\w)", "", words)
