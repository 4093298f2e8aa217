"""The resolve step of a build: files of claims become a file of rows for every table that rests on them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from flows.lexicon.actors import load_actors
from flows.lexicon.kinds import load_kinds
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
    earlier: Path | None = None,
) -> Path:
    """Resolve the claims of all files and write a Parquet file per table into `folder`, which is returned.

    `files` holds the file of claims for each pair of source and coder that was read; `unread` are the ids of
    sources that no coder could read, which are kept among the rejects. `earlier` is the folder of the last
    release, whose facts are followed; without it there are no redirects.
    """
    actors = load_actors(seeds / "lexicon")
    known = Knowledge(
        actors,
        load_kinds(seeds / "lexicon"),
        read_sources(seeds / "sources.toml"),
        Judge.of(seeds / "identity", name_words(actors.names)),
        read_decisions(seeds / "decisions" / "decisions.csv"),
    )
    claims = [claim for file in files.values() for claim in read_claims(file)]
    rows = {**reference_rows(known), **resolve(claims, set(files), known)}
    rows["rejects"] += [_unread(source_id) for source_id in unread]
    rows["redirects"] = redirects(read_earlier(earlier), rows["claims"]) if earlier else []
    frames = {name: frame(name, found) for name, found in rows.items()}
    frames["dyad_years"] = dyad_years(frames["facts"], frames["fact_actors"])
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in frames.items():
        data.write_parquet(folder / f"{name}.parquet")
    return folder


def _unread(source_id: str) -> dict[str, Any]:
    reason = "no coder could read it: it has no hand codings, and its text or a model that may read it is not at hand"
    return {
        "reject_id": make_id("r", "sources", source_id),
        "table_name": "sources",
        "reason": reason,
        "row_json": json.dumps({"source_id": source_id}),
    }
