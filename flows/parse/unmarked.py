"""Citations that mark no title by quotes or italics: interviews, archives, treaty series, and plain ones."""

from __future__ import annotations

import re

from flows.parse.issued import find_issued
from flows.parse.names import ARTICLES, NO_NAME, is_name, split_names
from flows.parse.work import Work, url_of

SERIES = re.compile(
    r"\b\d{1,5}\s+(?P<series>U\.?N\.?T\.?S|L\.?N\.?T\.?S|U\.?S\.?T|T\.?I\.?A\.?S|C\.?E\.?T\.?S|E\.?T\.?S|I\.?L\.?M|B\.?F\.?S\.?P)\b"
)
INSTRUMENT = re.compile(
    r"(?:[Ss]ee\s+(?:also\s+)?)?(?P<title>(?:[A-Z][\w’'-]*\s+){0,6}(?:Treaty|Agreement|Convention|Protocol|Charter|Pact|Accords?|Covenant"
    r"|Exchange of (?:Notes|Letters)|Memorandum of Understanding|Declaration|Statute)\b[^,;(]*)(?P<rest>.*)",
    re.DOTALL,
)
INTERVIEW = re.compile(
    r"(?:(?:[Aa]uthor(?:’s|'s|s’|s')?|[Pp]ersonal|[Tt]elephone|[Oo]nline|[Ee]mail|[Pp]hone)\s+)*"
    r"(?P<title>[Ii]nterviews?\s+(?:by the authors?\s+)?(?:with|of)\s+(?P<name>[^,;(]{3,80}))(?P<rest>.*)",
    re.DOTALL,
)
ARCHIVE = re.compile(
    r"(?P<archive>(?:[Tt]he\s+)?(?:[A-Z][\w’'-]*\s+){0,4}(?:Archives?|Presidential Library|Bundesarchiv"
    r"|Public Record Office)\b(?:\s+(?:of|for)(?:\s+the)?(?:\s+[A-Z][\w’'-]*){1,4})?|\b(?:TNA|NARA|PRO)\b)"
)
UN_DOCUMENT = re.compile(
    r"(?:[Ss]ee\s+)?(?P<title>(?:UN|U\.N\.|United Nations)\s+(?:Doc(?:ument)?\.?\s+)?[A-Z]+/[\w./()-]*[\w)])"
    r"(?P<rest>.*)",
    re.DOTALL,
)
MOST_WORDS = 15  # of a record's title; more is a sentence that speaks of an archive
PAGES = r"(?:(?:at|pp?\.|S\.)\s*)?\d{1,4}(?:\s*[-–,]\s*\d{1,4})*"
LAW_REVIEW = re.compile(
    rf"(?P<title>[^,]{{3,200}}),\s+\d{{1,4}}\s+(?P<container>[A-Z][A-Za-z.&’' ]{{2,60}}?)"
    rf"\.?\s+{PAGES}\s*\((?P<issued>[^()]*\d{{4}})\)"
)
PUBLISHED = re.compile(  # what tells a book or article from a sentence: place and publisher, a volume, or pages
    r"\b[A-Z][\w. ]{2,30}:\s*[A-Z][^,;:()]{2,60},\s*(?:1[5-9]|20)\d\d\b|\([^()]*\b(?:1[5-9]|20)\d\d\)"
    rf"|\b(?:vol|no|pp?)\.?\s*\d|\b(?:1[5-9]|20)\d\d,\s*{PAGES}\s*\.?\s*\Z"
)
TITLE = re.compile(r"(?P<title>(?:[A-Z\d“\"][^,;()]{2,200}?))\s*(?P<rest>[,(].*)", re.DOTALL)
SHORT = re.compile(
    rf"(?:[Ss]ee\s+(?:also\s+)?)?(?P<names>[^,;()\d]{{2,80}}),\s+(?P<title>[A-Z][^,;]{{2,120}}),\s+{PAGES}\s*\.?\s*\Z"
)


def parse_unmarked(text: str) -> Work | None:
    """Read a citation whose title stands in neither quotes nor italics; None for words that cite nothing.

    The name of an archive or treaty series is the container. An interview is its own title, by whom it was given.
    """
    return _instrument(text) or _un_document(text) or _interview(text) or _archive(text) or _by_name(text)


def series(text: str) -> str | None:
    """Return the treaty series that a citation names with a volume, such as "UNTS"."""
    m = SERIES.search(text)
    return m["series"].replace(".", "") if m else None


def short_form(text: str) -> tuple[str, str] | None:
    """Return the names and the title of a note that is nothing but names, a title cut short, and pages."""
    m = SHORT.match(text.strip())
    return (m["names"], m["title"]) if m and all(map(is_name, split_names(m["names"]))) else None


def _instrument(text: str) -> Work | None:
    m = INSTRUMENT.match(text)
    held = series(m["rest"]) if m else None
    if not m or not held:
        return None
    return Work((), m["title"].strip(), find_issued(m["rest"]), held, url_of(text))


def _un_document(text: str) -> Work | None:
    m = UN_DOCUMENT.match(text)
    return Work((), m["title"], find_issued(m["rest"]), None, url_of(text)) if m else None


def _interview(text: str) -> Work | None:
    m = INTERVIEW.match(text)
    if not m or not is_name(m["name"]):
        return None
    title = m["title"][0].upper() + " ".join(m["title"][1:].split())
    return Work((m["name"].strip(),), title, find_issued(m["rest"]), None, url_of(text))


def _archive(text: str) -> Work | None:
    """Read a record in an archive: what it is stands first, then its date, its number and where it is kept."""
    found = ARCHIVE.search(text)
    issued = find_issued(text)
    title = text.split(",", maxsplit=1)[0].strip() or text
    record = found and re.search(r"\d", text[: found.start()] + text[found.end() :])
    sentence = len(title.split()) > MOST_WORDS or title.split()[0].lower() in NO_NAME - ARTICLES
    if not found or not record or sentence or found.start() < len(title):
        return None
    if not issued and not re.search(r"\d+/\d+|\b(?:[Bb]ox|[Ff]ile|[Ff]older|RG)\s*\d", text):
        return None
    return Work((), title, issued, " ".join(found["archive"].split()), url_of(text))


def _by_name(text: str) -> Work | None:
    """Read "Names, Title, where and when published"."""
    head, _, tail = re.sub(r"^[Ss]ee\s+(?:also\s+)?", "", text.strip()).partition(", ")
    names = split_names(head)
    if not names or not all(is_name(name) and len(name.split()) > 1 for name in names):
        return None
    law = LAW_REVIEW.match(tail)
    if law:
        return Work(names, law["title"].strip(), find_issued(law["issued"]), law["container"].strip(), url_of(text))
    m = TITLE.match(tail)
    issued = find_issued(m["rest"]) if m else None
    if not m or not issued or not PUBLISHED.search(m["rest"]):
        return None
    return Work(names, m["title"].strip(), issued, None, url_of(text))
