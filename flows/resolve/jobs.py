"""The two jobs of the step that take long: to read a file of claims, and to find the facts of a kind."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from flows.resolve.cited import claim_citations, rests_on
from flows.resolve.decisions import Row
from flows.resolve.fact_rows import Resolver
from flows.resolve.known import Knowledge
from flows.resolve.links import Links
from flows.resolve.parts import Parts, write_facts_of
from flows.resolve.reading import Reading, read, reading_rows
from flows.resolve.shares import facts, read_shares, shares, write_share
from flows.resolve.words import Told, told
from schemas.claim import Claim, read_claims
from schemas.source import TEXT

_UNITS = "units"
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class File:
    """A file of claims: its number, its source's number in their order, source, coder, path."""

    number: int
    source: int
    source_id: str
    coder: str
    path: Path


@dataclass(frozen=True, slots=True)
class Heard:
    """What all must know of a file of claims; see `Decided` and `Reading.supporting`."""

    source_id: str
    told: Told
    rows: Mapping[str, Row]
    rejects: Mapping[str, Row]
    named: set[str]
    supporting: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadFile:
    """Reads a file of claims, and leaves its rows and units in `parts`.

    `best` is each source's best-ranked coder, `parsed` the folder of each parsed text, `own` the works that are
    sources of ours.
    """

    known: Knowledge
    best: Mapping[str, str | None]
    parsed: Mapping[str, Path]
    own: Mapping[str, str]
    parts: Path

    def __call__(self, file: File) -> Heard:
        """Return what all must know of it."""
        reading = read(_claims(file), self.known, self.best, self._text(file.source_id))
        citations = claim_citations(self._citations(file.source_id), reading.claims)
        out = Parts(self.parts, str(file.number))
        for table, rows in reading_rows(reading, self.known):
            out.add(table, file.number, rows)
        out.add("citations", file.number, citations)
        out.close()
        for kind, share in shares(reading, file.source, rests_on(citations, self.own)).items():
            write_share(self.parts / _UNITS, kind, file.source, share)
        return _heard(file, reading)

    def _citations(self, source_id: str) -> list[Row]:
        folder = self.parsed.get(source_id)
        return pl.read_parquet(folder / "citations.parquet").to_dicts() if folder else []

    def _text(self, source_id: str) -> str | None:
        folder = self.parsed.get(source_id)
        return (folder / TEXT).read_bytes().decode("utf-8") if folder else None


def _claims(file: File) -> list[Claim]:
    claims = list(read_claims(file.path))
    if any((c.source_id, c.coder) != (file.source_id, file.coder) for c in claims):
        raise ValueError(f"{file.path}: holds claims that are not {file.coder}'s of {file.source_id}; code it again")
    return claims


def _heard(file: File, reading: Reading) -> Heard:
    decided = reading.decided
    return Heard(
        file.source_id, told(reading.units), decided.rows, decided.rejects, decided.named, reading.supporting()
    )


def kinds(parts: Path) -> list[str]:
    """Return the kinds of the units that were left in `parts`, the one with most first, so that none is waited for."""
    size = {folder.name: sum(f.stat().st_size for f in folder.iterdir()) for folder in (parts / _UNITS).glob("*")}
    return sorted(size, key=lambda kind: (-size[kind], kind))


@dataclass(frozen=True, slots=True)
class FindFacts:
    """Finds the facts of a kind, and leaves their rows in `parts`; `told` is what all units of each source tell."""

    known: Knowledge
    told: Mapping[str, Told]
    links: Links
    parts: Path

    def __call__(self, kind: str) -> None:
        """Find them."""
        own = read_shares(self.parts / _UNITS, kind)
        cited = {claim_id: sources for share in own for claim_id, sources in share.cited.items()}
        dates = {claim_id: date for share in own for claim_id, date in share.reversed_dates.items()}
        resolver = Resolver(replace(self.known, cited=cited), dates)
        out, pairs = Parts(self.parts, kind), []
        for place, group in facts(own, self.told, self.links, self.known):
            tables = resolver.fact(group)
            [fact] = tables["facts"]
            pairs += [(claim.claim_id, fact["fact_id"]) for claim in group]
            for table, rows in tables.items():
                out.add(table, place, rows)
        out.close()
        write_facts_of(self.parts, kind, pairs)


def each(job: Callable[[_Item], _Result], items: Iterable[_Item], workers: int) -> Iterator[_Result]:
    """Yield the result of a job for each item in order, `workers` at a time, each in a process of its own.

    The results do not depend on the number; one worker is this process.
    """
    if workers == 1:
        before = gc.get_threshold()
        gc.set_threshold(*_SELDOM)
        try:
            yield from map(job, items)
        finally:
            gc.set_threshold(*before)
        return
    # A process that holds threads, as polars does, must not be forked.
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_start, initargs=(job,)) as pool:
        yield from pool.map(_run, items)


# When Python looks for cycles among objects. Claims and units have none, and are many: 30,000 claims take 17.4 s of a
# processor so, 20.6 s otherwise, for 40 MiB more.
_SELDOM = (200_000, 50, 100)
_job: list[Callable[[Any], Any]] = []


def _start(job: Callable[[Any], Any]) -> None:
    gc.set_threshold(*_SELDOM)
    _job[:] = [job]


def _run(item: Any) -> Any:
    return _job[0](item)
