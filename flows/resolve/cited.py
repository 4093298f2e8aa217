"""What claims cite: the works cited in their words, and which of these works are sources of ours.

The parser tells for each mark the words that it stands for (`reach_start` to `reach_end` of `citations`); a claim
cites the works of the marks that stand for some of its words.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from schemas.claim import Claim
from schemas.ids import make_id
from schemas.source import Source

Row = dict[str, Any]
_FEWEST_WORDS = 3  # of a title that tells a work without its authors


def claim_citations(citations: Iterable[Row], claims: Iterable[Claim]) -> list[Row]:
    """Return a row of `citations` for each claim and each citation that stands for some of its words."""
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in citations:
        if row["reach_start"] is not None and row["work_id"] is not None:
            by_source[row["source_id"]].append(row)
    reaches = {source_id: _Reaches(rows) for source_id, rows in by_source.items()}
    return [
        {**row, "claim_id": claim.claim_id, "citation_id": make_id("k", row["citation_id"], claim.claim_id)}
        for claim in claims
        if claim.source_id in reaches
        for row in reaches[claim.source_id].over(claim.char_start, claim.char_end)
    ]


class _Reaches:
    """The citations of a source by the words that they stand for."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = sorted(rows, key=lambda r: (r["reach_start"], r["reach_end"], r["citation_id"]))
        self._starts = [r["reach_start"] for r in self._rows]
        self._furthest = list(accumulate((r["reach_end"] for r in self._rows), max))

    def over(self, start: int, end: int) -> Iterator[Row]:
        """Yield the citations that stand for some of the words from `start` to `end`."""
        first, stop = bisect_right(self._furthest, start), bisect_left(self._starts, end)
        yield from (row for row in self._rows[first:stop] if row["reach_end"] > start)


def own_works(works: Iterable[Row], sources: Sequence[Source]) -> dict[str, str]:
    """Return by their ids the works that are sources of ours, each with the source's id.

    A work is a source if they have one address or DOI; or one title, no other year, and an author's name that both
    have, or none on one side. A title may stand without its subtitle where an author's name is shared.
    """
    by_address = {a: s for s in reversed(sources) for a in (_address(s.url), _address(s.doi)) if a}
    by_title: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        for title in {_folded(source.title), _folded(_main(source.title))}:
            by_title[title].append(source)
    found = {}
    for work in works:
        near = by_title[_folded(_main(work["title"]))] if work["title"] else []
        same = by_address.get(_address(work["url"]) or "") or next((s for s in near if _is_source(work, s)), None)
        if same is not None:
            found[work["work_id"]] = same.source_id
    return found


def rests_on(citations: Iterable[Row], own: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return for each claim that cites sources of ours other than its own their ids; `citations` are of claims."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in citations:
        cited = own.get(row["work_id"])
        if cited is not None and cited != row["source_id"]:
            found[row["claim_id"]].add(cited)
    return {claim_id: tuple(sorted(cited)) for claim_id, cited in found.items()}


def origins(claims: Sequence[Claim], roots: Mapping[str, str], cited: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return for each source of a fact's claims the one that its evidence for the fact comes from in the end.

    `roots` maps a source to the one it derives from, `cited` a claim to the sources of ours that it cites. Of
    several sources cited, one that tells the fact itself goes first, then the order of ids. Sources that cite each
    other in a circle have the first of them by id as their origin.
    """
    telling = {roots[c.source_id] for c in claims}
    options: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        here = roots[claim.source_id]
        options[here] |= {roots[s] for s in cited.get(claim.claim_id, ())} - {here}
    up = {here: min(found, key=lambda s: (s not in telling, s)) for here, found in options.items() if found}
    return {c.source_id: _top(roots[c.source_id], up) for c in claims}


def _top(source_id: str, up: Mapping[str, str]) -> str:
    seen = [source_id]
    while (above := up.get(seen[-1])) is not None:
        if above in seen:
            return min(seen[seen.index(above) :])
        seen.append(above)
    return seen[-1]


def _is_source(work: Row, source: Source) -> bool:
    if work["issued"] and work["issued"][:4] != source.issued[:4]:
        return False
    names, authors = _names(work["authors"]), _names(source.authors)
    if names & authors:
        whole = _folded(work["title"]), _folded(source.title)
        return whole[0] == whole[1] or ":" not in work["title"] or ":" not in source.title
    title = _folded(work["title"])
    return not (names and authors) and title == _folded(source.title) and len(title.split()) >= _FEWEST_WORDS


def _names(authors: str | None) -> set[str]:
    """Return the words of authors' names; initials tell nothing."""
    return {word for word in _folded(authors or "").split() if len(word) > 1}


def _main(title: str) -> str:
    return title.split(":", maxsplit=1)[0]


def _address(url: str | None) -> str | None:
    """Return an address without what two spellings of it may differ in."""
    if not url:
        return None
    return re.sub(r"\A(?:https?://)?(?:www\.|dx\.)?(?:doi\.org/)?", "", url.strip().lower()).rstrip("/")


def _folded(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.lower())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"\A(?:the|an?) (?=\w)", "", re.sub(r"[^\w]+", " ", re.sub(r"[’']", "", bare)).strip())
