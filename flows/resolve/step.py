"""The resolve step of a build: files of claims become a file of rows for every table that rests on them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from flows.lexicon.actors import load_actors
from flows.lexicon.kinds import load_kinds
from flows.resolve.cited import claim_citations, own_works, rests_on
from flows.resolve.dyads import dyad_years
from flows.resolve.identity import Judge
from flows.resolve.redirects import read_earlier, redirects
from flows.resolve.reference import reference_rows
from flows.resolve.tables import Knowledge, resolve
from flows.resolve.units import name_words
from schemas.claim import read_claims
from schemas.decision import read_decisions
from schemas.ids import make_id
from schemas.models import frame
from schemas.source import read_sources


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
    rows = {**reference_rows(known), **resolve(claims, set(files), known)}
    kept = {row["claim_id"] for row in rows["claims"]}
    rows["citations"] = [row for row in citations if row["claim_id"] in kept]
    rows["works"] = [{**works[work_id], "source_id": source_id} for work_id, source_id in own.items()]
    rows["rejects"] += [_unread(source_id) for source_id in unread]
    rows["redirects"] = redirects(read_earlier(earlier), rows["claims"]) if earlier else []
    frames = {name: frame(name, found) for name, found in rows.items()}
    frames["dyad_years"] = dyad_years(frames["facts"], frames["fact_actors"])
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in frames.items():
        data.write_parquet(folder / f"{name}.parquet")
    return folder


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
