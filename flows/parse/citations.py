"""Citations: the entries of the reference list, and the author-year marks in the text that point to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from flows.parse.blocks import Block
from flows.parse.document import Citation, Document, Reference
from flows.parse.names import PARTICLES, family
from flows.parse.reading import reading
from flows.parse.work import Work
from flows.parse.works import parse_entry, styled, year_head

PARTICLE = rf"(?:{'|'.join(PARTICLES)})"
CAPITAL = r"[^\W\d_a-z][\w’'-]{0,40}"
NAME = rf"(?:{PARTICLE}[\s-])?{CAPITAL}(?:\s+(?:{PARTICLE}[\s-])?{CAPITAL}){{0,2}}"
NAMES = rf"(?P<names>(?<![\w’'-]){NAME}(?:\s*(?:,\s*&|,\s*and\b|,|&|\band\b)\s*{NAME}){{0,5}}(?:,?\s+et\s+al\.?)?)"
YEARS = r"(?P<years>(?:1[5-9]|20)\d\d[a-z]?(?:\s*,\s*(?:1[5-9]|20)\d\d[a-z]?)*)"
GROUP = re.compile(r"\((?P<inner>[^()]{4,300})\)")
LEAD = r"(?:see(?:\s+also)?|cf\.?|e\.g\.,?|as in|in|quoted in|cited in)?\s*"
INNER = re.compile(rf"{LEAD}{NAMES}(?P<comma>,?)\s+{YEARS}(?:\s*[,:]\s*\S.*)?\s*")
NARRATIVE = re.compile(rf"{NAMES}(?:’s|'s)?\s+\({YEARS}(?:\s*[,:][^()]*)?\)")
PLAIN = re.compile(rf"(?i:{LEAD}){NAMES},?\s+\(?{YEARS}\)?(?=[\s,:;.]|\Z)")
NO_NAME = re.compile(
    r"(?:in|the|of|on|since|until|from|by|to|at|and|winter|spring|summer|autumn|fall|early|mid|late|circa|ca|about|between|born|died"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|january|february|march|april|june|july|august|september|october|november"
    r"|december|annex|article|art|chapter|table|figure|fig|vol|no|resolution|act|treaty)\b",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?:1[5-9]|20)\d\d[a-z]?")


def tie_citations(document: Document, blocks: list[Block]) -> Document:
    """Return the document with its references, its author-year citations, and a line for each left over.

    Author-year marks are looked for only where there is a reference list, since a name and a year in brackets
    mean other things elsewhere.
    """
    document = replace(document, references=tuple(_references(document, blocks)))
    if not document.references:
        return document
    entries = [entry(document, r) for r in document.references]
    citations: list[Citation] = []
    problems: list[str] = []
    for start, end, names, year, sure in _found(document):
        fits = _fits(names, year, entries)
        if not fits and not sure:
            continue
        citations.append(Citation(start, end, fits[0] if fits else None))
        if len(fits) != 1:
            said = f"citation of {' and '.join(names)} {year} at {start}"
            problems.append(f"{said} has no reference" if not fits else f"{said} fits {len(fits)} references")
    cited = {c.reference for c in citations}
    if citations:
        problems += [f"reference {r.key} is never cited" for i, r in enumerate(document.references) if i not in cited]
    citations.sort(key=lambda c: (c.start, c.end))
    return replace(document, citations=tuple(citations), problems=document.problems + tuple(problems))


def _references(document: Document, blocks: list[Block]) -> list[Reference]:
    found: list[Reference] = []
    for block in blocks:
        if block.role != "reference":
            continue
        if block.more and found:
            found[-1] = replace(found[-1], end=block.end)
        else:
            found.append(Reference("", block.start, block.end))
    return [replace(r, key=_key(document, r)) for r in found]


def _key(document: Document, reference: Reference) -> str:
    work, year = entry(document, reference)
    names = [family(a) for a in work.authors[:2]] or [word.lower() for word in (work.title or "").split()[:3]]
    return " ".join([*names, year]).strip()


def entry(document: Document, reference: Reference) -> tuple[Work, str]:
    """Return the entry as a work, and its year with the letter that tells works of one year apart."""
    text = styled(document, ((reference.start, reference.end),))
    head = year_head(text.text)
    lettered = YEAR.search(head["issued"]) if head else None
    work = parse_entry(text)
    return work, lettered.group() if lettered else (work.issued or "")[:4]


def cited(text: str, entries: list[tuple[Work, str]]) -> int | None:
    """Return the index of the entry that the author and year in a note's words mean, None unless it is one alone."""
    plain = PLAIN.match(text)
    for m in [*([plain] if plain else []), *(m for m, _ in _matches(text))]:
        fits = _fits(_families(m["names"]), YEAR.findall(m["years"])[0], entries)
        if len(fits) == 1:
            return fits[0]
    return None


def _found(document: Document) -> Iterator[tuple[int, int, list[str], str, bool]]:
    """Yield start, end, family names, year and whether it can be nothing but a citation, in the prose."""
    for paragraph in document.paragraphs:
        if paragraph.role not in ("body", "abstract"):
            continue
        read = reading(document, paragraph)
        for m, sure in _matches(read.text):
            names = _families(m["names"])
            if not names or NO_NAME.match(m["names"]):
                continue
            start, end = read.source_span(m.start("names"), m.end("years"))
            for year in YEAR.findall(m["years"]):
                yield start, end, names, year, sure


def _matches(text: str) -> Iterator[tuple[re.Match[str], bool]]:
    for group in GROUP.finditer(text):
        at = group.start("inner")
        for piece in group["inner"].split(";"):
            lead = len(piece) - len(piece.lstrip())
            m = INNER.fullmatch(text, at + lead, at + len(piece))
            if m:
                yield m, bool(m["comma"]) or "&" in m["names"] or "et al" in m["names"]
            at += len(piece) + 1
    for m in NARRATIVE.finditer(text):
        yield m, False


def _families(names: str) -> list[str]:
    plain = re.sub(r",?\s+et\s+al\.?", "", names)
    parts = re.split(r"\s*(?:,\s*&|,\s*and\b|&|\band\b|,)\s*", plain)
    return [family(part) for part in parts if part.strip()]


def _fits(names: list[str], year: str, entries: list[tuple[Work, str]]) -> list[int]:
    """Return the entries a citation can mean: first author and year agree, and the others as far as named."""
    same = []
    for i, (work, said) in enumerate(entries):
        dated = said == year or (said[:4] == year[:4] and (len(said) == 4 or len(year) == 4))
        if dated and names[0] == work.family:
            same.append(i)
    if len(same) > 1:
        exact = [i for i in same if [family(a) for a in entries[i][0].authors] == names]
        same = exact or same
    return same
