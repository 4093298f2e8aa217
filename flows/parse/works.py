"""Works: what a note or an entry of a reference list says about the work it cites."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from flows.parse.document import Document, Span
from flows.parse.issued import find_issued
from flows.parse.names import FAMILY_FIRST, leading_names, split_names
from flows.parse.reading import read_spans
from flows.parse.unmarked import parse_unmarked, series
from flows.parse.work import URL, Work, url_of

ITALIC = re.compile(
    r"(?<![\\*\w])(?P<sign>[*_])(?![*_\s])(?P<inner>(?:\\.|[^*_\\]|(?<=\w)_(?=\w))+?)(?<!\s)(?P=sign)(?![*\w])"
)
QUOTED = re.compile(r"[“\"„](?P<title>[^“”\"„]{3,300})[”\"]|(?<!\w)‘(?P<single>[^‘]{8,300}?)’(?!\w)")
ACCESSED = re.compile(
    r"\(?(?:accessed|retrieved|last (?:accessed|visited|modified)|access date)[^()]*\)?", re.IGNORECASE
)
YEAR_HEAD = re.compile(r"\s*,?\s*\((?P<issued>[^()]*(?:1[5-9]|20)\d\d[a-z]?[^()]*|n\.d\.|forthcoming)\)[.,:]?\s*")
# "Garver, John W. 2001. Protracted Contest": no figure, bracket or quotation mark stands before the year.
BARE_YEAR = re.compile(r"(?<=\.)\s+(?P<issued>(?:1[5-9]|20)\d\d[a-z]?)\.\s+(?=\S)")
NO_NAMES = re.compile(r"[\d()“\"„]")
SENTENCE = re.compile(
    r"(?P<title>.+?(?:[?!](?=\s|\Z)|(?<![.\s][A-Z])\.(?=\s+[A-Z“\"*(]|\s*\Z)|\Z))\s*(?P<rest>.*)", re.DOTALL
)
CONTAINER = re.compile(r"[\s,.]*(?:in\s+|in:\s*)?(?P<container>[A-Z][^,;:(\d]{2,80}?)\s*(?=[,;:.(\d]|\Z)")
NOT_CONTAINER = re.compile(
    r"(?:vol|no|pp?|chap|ed|eds|issue|ibid|available|accessed|p|unpublished|https?|www|press release"
    r"|(?:report|paper|brief|document|doc)\.? no)\b|\S*/|(?:January|February|March|April|May|June"
    r"|July|August|September|October|November|December|Winter|Spring|Summer|Autumn|Fall)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Styled:
    """Clean text, and which spans of it are set in italics."""

    text: str
    italics: tuple[Span, ...]


def styled(document: Document, spans: Sequence[Span]) -> Styled:
    """Return the clean text of a note or entry with its italics."""
    read = read_spans(document.text, spans, document.markup)
    italics: list[Span] = []
    if document.markup == "markdown":
        for start, end in spans:
            for m in ITALIC.finditer(document.text, start, end):
                a, b = (bisect_left(read.offsets, o) for o in m.span("inner"))
                italics += [(a, b)] if a < b else []
    return Styled(read.text, tuple(italics))


def parse_entry(entry: Styled) -> Work:
    """Read an entry of a reference list: authors, year, title, container; else as in a note."""
    text = entry.text
    head = year_head(text)
    if head is None:
        return parse_note(entry) or Work(title=text[:300].strip() or None, url=url_of(text))
    authors = split_names(text[: head.start()])
    body = ACCESSED.sub(" ", URL.sub(" ", text[head.end() :])).strip()
    quoted = QUOTED.match(body)
    italic = next((text[a:b] for a, b in entry.italics if a >= head.end()), None)
    found = SENTENCE.match(body)
    title = (quoted["title"] or quoted["single"]) if quoted else (found["title"] if found else body)
    rest = body[quoted.end() :] if quoted else (found["rest"] if found else "")
    if italic and title.strip(" .").startswith(italic.strip(" .")):
        italic = None
    return Work(authors, _tidy(title), find_issued(head["issued"]), _tidy(italic) or _container(rest), url_of(text))


def year_head(text: str) -> re.Match[str] | None:
    """Return where an entry tells its year, in brackets behind its authors or, as in Chicago's style, between points.

    All before the match are authors.
    """
    bare = BARE_YEAR.search(text[:300])
    return bare if bare and not NO_NAMES.search(text[: bare.start()]) else YEAR_HEAD.search(text[:300])


def parse_note(note: Styled) -> Work | None:
    """Read the citation in a note: authors, a title in quotes or italics, container, date, address.

    Returns None for a note that has none of title, address or identifier where a citation has them.
    """
    text = note.text
    url = url_of(text)
    title, start, end = _title(note)
    if _opens_as_entry(text, start if title else len(text)):
        return parse_entry(note)
    if title is None:
        return parse_unmarked(text) or (Work(url=url) if url else None)
    authors, prose = leading_names(text[:start])
    rest = ACCESSED.sub(" ", URL.sub(" ", text[end:]))
    issued = find_issued(rest)
    italic = next((text[a:b] for a, b in note.italics if a >= end), None)
    container = series(rest) or _without_place(_tidy(italic)) or _container(rest)
    if prose and not authors and not url and not (issued and (italic or container)):
        return None  # words quoted in a comment, not a title
    return Work(authors, title, issued, container, url)


def _opens_as_entry(text: str, title: int) -> bool:
    """Return whether a note begins as an entry does, with family names first and the year in brackets behind them."""
    head = YEAR_HEAD.search(text[:title])
    return bool(head and FAMILY_FIRST.match(text[: head.start()]) and text[head.end() :].strip())


def _without_place(container: str | None) -> str | None:
    """Return the name of a paper without the town it comes out in, "Nation (Lahore)"."""
    return re.sub(r"\s+\([^(),&]+\)\Z", "", container) if container else None


def _title(note: Styled) -> tuple[str | None, int, int]:
    """Return the title and its span: the first words in quotes or italics, whichever come first."""
    text = URL.sub(lambda m: " " * len(m.group()), note.text)
    quoted = QUOTED.search(text)
    italic = next(
        ((a, b) for a, b in note.italics if text[a:b].strip(" .,").lower() not in ("ibid", "op. cit", "in", "see")),
        None,
    )
    if quoted and not (italic and italic[0] < quoted.start()):
        return _tidy(quoted["title"] or quoted["single"]), quoted.start(), quoted.end()
    if italic:
        return _tidy(text[italic[0] : italic[1]]), italic[0], italic[1]
    return None, 0, 0


def _container(rest: str) -> str | None:
    m = CONTAINER.match(rest)
    return None if m is None or NOT_CONTAINER.match(m["container"]) else _tidy(m["container"])


def _tidy(words: str | None) -> str | None:
    return (re.sub(r"\s+", " ", words).strip(" ,;:").removesuffix(".").strip() or None) if words else None
