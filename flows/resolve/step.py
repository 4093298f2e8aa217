"""The resolve step of a build: files of claims become a file of rows for every table that rests on them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from flows.lexicon.actors import load_actors
from flows.lexicon.kinds import load_kinds
from flows.resolve import decisions, dyads, usable
from flows.resolve.cited import own_works
from flows.resolve.identity import Judge
from flows.resolve.jobs import File, FindFacts, Heard, ReadFile, each, kinds
from flows.resolve.known import Knowledge
from flows.resolve.parts import Parts, gather
from flows.resolve.redirects import CLAIM, affected, read_earlier, redirects
from flows.resolve.reference import reference_rows
from flows.resolve.units import name_words
from flows.resolve.words import Told, packed
from schemas.decision import read_decisions
from schemas.ids import make_id
from schemas.models import frame
from schemas.source import Source, read_sources

_IN_PARTS = ("claims", "claim_actors", "citations", "facts", "fact_actors", "disputes", "doubts", "rejects")
_WORTH_IT = 30_000_000  # bytes of claims from which other processes are worth their start
_MOST_AT_ONCE = 2  # each holds a kind in memory
_LAST = 2**62


def resolve_claims(
    files: Mapping[tuple[str, str], Path],
    unread: Iterable[str],
    seeds: Path,
    folder: Path,
    parsed: Sequence[Path] = (),
    earlier: Path | None = None,
    workers: int | None = None,
) -> Path:
    """Resolve the claims of all files and write a Parquet file per table into `folder`, which is returned.

    `files` holds the file of claims for each pair of source and coder that was read; `unread` are the ids of
    sources that no coder could read, which are kept among the rejects; `parsed` are the folders of the parsed texts
    with their words, works and citations. Rows of `works` are those of works that are sources of ours, rows of
    `citations` those of claims; all others the parsed texts have. `earlier` is the folder of the last release, whose
    facts are followed; without it there are no redirects. `workers` is how many processes to use, by default what the
    claims are worth; the rows do not depend on it.

    Files are read one by one, then the facts of one kind after the other are found, with what is not at hand on disk:
    the memory it takes grows with the largest kind. Raises ValueError for a claim of an unregistered source, and for
    a decision that cannot be applied.
    """
    known = _knowledge(seeds)
    parts = folder / "parts"
    shutil.rmtree(parts, ignore_errors=True)
    parts.mkdir(parents=True)
    works = _own_works(parsed, known.sources)
    at_once = workers or _workers(files.values())
    read = ReadFile(
        known,
        usable.best_coders(set(files), known.sources),
        _by_source(parsed),
        {work_id: row["source_id"] for work_id, row in works.items()},
        parts,
    )
    heard = _Together(each(read, _numbered(files, known.sources), at_once))
    _find_facts(heard, known, parts, at_once)
    _add_rejects(parts, _in_order(heard.rejects, known), unread)
    gather(parts, _IN_PARTS, folder)
    shutil.rmtree(parts)
    others = {"decisions": _in_order(heard.rows, known), "works": [*works.values()]}
    for name, rows in (reference_rows(known) | others).items():
        frame(name, rows).write_parquet(folder / f"{name}.parquet")
    _add_derived(folder, earlier)
    return folder


def _find_facts(heard: _Together, known: Knowledge, parts: Path, workers: int) -> None:
    decisions.refuse_gone(known.decisions, heard.named)
    links = decisions.links(known.decisions, heard.supporting)
    for _ in each(FindFacts(known, heard.told, links, parts), kinds(parts), workers):
        pass


def _add_rejects(parts: Path, decided: Iterable[dict[str, Any]], unread: Iterable[str]) -> None:
    """Add the rejects that come of no file of claims: before those of files, and behind them."""
    out = Parts(parts, "others")
    out.add("rejects", -1, decided)
    out.add("rejects", _LAST, map(_unread, unread))
    out.close()


def _add_derived(folder: Path, earlier: Path | None) -> None:
    """Add the tables that rest on those of claims and facts."""
    frame("redirects", _redirects(earlier, folder)).write_parquet(folder / "redirects.parquet")
    facts = pl.read_parquet(folder / "facts.parquet", columns=dyads.FACT)
    actors = pl.read_parquet(folder / "fact_actors.parquet", columns=dyads.FACT_ACTOR)
    dyads.dyad_years(facts, actors).write_parquet(folder / "dyad_years.parquet")


class _Together:
    """What all files of claims told, put together."""

    def __init__(self, files: Iterable[Heard]) -> None:
        self.told: dict[str, Told] = {}
        self.named: set[str] = set()
        self.supporting: dict[str, str] = {}
        self.rows: dict[str, dict[str, Any]] = {}
        self.rejects: dict[str, dict[str, Any]] = {}
        numbers: dict[str, int] = {}
        for one in files:
            if one.told.size:
                self.told[one.source_id] = packed(one.told, numbers)
            self.named |= one.named
            self.supporting |= one.supporting
            self.rows |= one.rows
            self.rejects |= one.rejects


def _in_order(rows: Mapping[str, dict[str, Any]], known: Knowledge) -> list[dict[str, Any]]:
    """Return rows that follow from decisions in the order of these."""
    return [rows[d.decision_id] for d in known.decisions if d.decision_id in rows]


def _knowledge(seeds: Path) -> Knowledge:
    actors = load_actors(seeds / "lexicon")
    return Knowledge(
        actors,
        load_kinds(seeds / "lexicon"),
        read_sources(seeds / "sources.toml"),
        Judge.of(seeds / "identity", name_words(actors.names)),
        read_decisions(seeds / "decisions" / "decisions.csv"),
    )


def _workers(files: Iterable[Path]) -> int:
    size = sum(file.stat().st_size for file in files)
    return 1 if size < _WORTH_IT else min(_MOST_AT_ONCE, os.cpu_count() or 1)


def _numbered(files: Mapping[tuple[str, str], Path], sources: Sequence[Source]) -> Iterator[File]:
    order = usable.order((source_id for source_id, _ in files), sources)
    for n, ((source_id, coder), path) in enumerate(files.items()):
        yield File(n, order[source_id], source_id, coder, path)


def _own_works(parsed: Sequence[Path], sources: Sequence[Source]) -> dict[str, dict[str, Any]]:
    """Return by their ids the rows of the works that are sources of ours; one cited twice stands as first told."""
    found: dict[str, dict[str, Any]] = {}
    for folder in reversed(parsed):
        rows = pl.read_parquet(folder / "works.parquet").to_dicts()
        own = own_works(rows, sources)
        found |= {
            row["work_id"]: row | {"source_id": own[row["work_id"]]} for row in reversed(rows) if row["work_id"] in own
        }
    return found


def _by_source(parsed: Iterable[Path]) -> dict[str, Path]:
    """Return the folder of each parsed text."""
    told = ((folder, pl.read_parquet(folder / "passages.parquet", columns=["source_id"])) for folder in parsed)
    return {source_id: folder for folder, rows in told for source_id in rows["source_id"].unique()}


def _redirects(earlier: Path | None, folder: Path) -> list[dict[str, Any]]:
    if earlier is None:
        return []
    return redirects(*affected(read_earlier(earlier), pl.read_parquet(folder / "claims.parquet", columns=CLAIM)))


def _unread(source_id: str) -> dict[str, Any]:
    reason = "no coder could read it: it has no hand codings, and its text or a model that may read it is not at hand"
    return {
        "reject_id": make_id("r", "sources", source_id),
        "table_name": "sources",
        "reason": reason,
        "row_json": json.dumps({"source_id": source_id}),
    }
