"""The resolve step of a build: files of claims become a file of rows for every table that rests on them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl

from flows.lexicon.actors import load_actors
from flows.lexicon.kinds import load_kinds
from flows.resolve.cited import claim_citations, own_works, rests_on
from flows.resolve.dyads import dyad_years
from flows.resolve.identity import Judge
from flows.resolve.redirects import CLAIM, read_earlier, redirects
from flows.resolve.reference import reference_rows
from flows.resolve.tables import RESOLVED, Knowledge, resolved
from flows.resolve.units import name_words
from schemas.claim import read_claims
from schemas.decision import read_decisions
from schemas.ids import make_id
from schemas.models import frame
from schemas.source import read_sources

_MOST_WAITING = 20_000  # rows of a table that become a frame together


def resolve_claims(
    files: Mapping[tuple[str, str], Path],
    unread: Iterable[str],
    seeds: Path,
    folder: Path,
    parsed: Sequence[Path] = (),
    earlier: Path | None = None,
) -> Path:
    """Resolve the claims of all files and write a Parquet file per table into `folder`, which is returned.

    `files` holds the file of claims for each pair of source and coder that was read; `unread` are the ids of
    sources that no coder could read, which are kept among the rejects; `parsed` are the folders of the parsed texts
    with their works and citations. Rows of `works` are those of works that are sources of ours, rows of `citations`
    those of claims; all others the parsed texts have. `earlier` is the folder of the last release, whose facts are
    followed; without it there are no redirects.
    """
    claims = [claim for file in files.values() for claim in read_claims(file)]
    sources = read_sources(seeds / "sources.toml")
    works = {row["work_id"]: row for row in reversed(_rows(parsed, "works"))}
    own = own_works(works.values(), sources)
    citations = claim_citations(_rows(parsed, "citations"), claims)
    actors = load_actors(seeds / "lexicon")
    known = Knowledge(
        actors,
        load_kinds(seeds / "lexicon"),
        sources,
        Judge.of(seeds / "identity", name_words(actors.names)),
        read_decisions(seeds / "decisions" / "decisions.csv"),
        rests_on(citations, own),
    )
    made = _Frames()
    for name, rows in chain(reference_rows(known).items(), resolved(claims, set(files), known)):
        made.add(name, rows)
    made.add("works", ({**works[work_id], "source_id": source_id} for work_id, source_id in own.items()))
    made.add("rejects", map(_unread, unread))
    frames = made.whole()
    kept = set(frames["claims"]["claim_id"])
    frames["citations"] = frame("citations", (row for row in citations if row["claim_id"] in kept))
    frames["redirects"] = frame("redirects", _redirects(earlier, frames["claims"]))
    frames["dyad_years"] = dyad_years(frames["facts"], frames["fact_actors"])
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in frames.items():
        data.write_parquet(folder / f"{name}.parquet")
    return folder


class _Frames:
    """Rows of several tables, kept as frames, which take a tenth of the memory that the rows take."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[dict[str, Any]]] = {name: [] for name in RESOLVED}
        self._frames: dict[str, list[pl.DataFrame]] = defaultdict(list)

    def add(self, name: str, rows: Iterable[dict[str, Any]]) -> None:
        """Add rows of a table."""
        waiting = self._waiting.setdefault(name, [])
        for row in rows:
            waiting.append(row)
            if len(waiting) == _MOST_WAITING:
                self._frames[name].append(frame(name, waiting))
                waiting.clear()

    def whole(self) -> dict[str, pl.DataFrame]:
        """Return every table with all its rows, in the order in which they came."""
        return {name: pl.concat([*self._frames[name], frame(name, rest)]) for name, rest in self._waiting.items()}


def _redirects(earlier: Path | None, claims: pl.DataFrame) -> list[dict[str, Any]]:
    return redirects(read_earlier(earlier), claims.select(CLAIM).to_dicts()) if earlier else []


def _rows(folders: Iterable[Path], table: str) -> list[dict[str, Any]]:
    return [row for folder in folders for row in pl.read_parquet(folder / f"{table}.parquet").to_dicts()]


def _unread(source_id: str) -> dict[str, Any]:
    reason = "no coder could read it: it has no hand codings, and its text or a model that may read it is not at hand"
    return {
        "reject_id": make_id("r", "sources", source_id),
        "table_name": "sources",
        "reason": reason,
        "row_json": json.dumps({"source_id": source_id}),
    }
