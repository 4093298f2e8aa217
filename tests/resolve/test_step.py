"""The step reads a file at a time and finds the facts of a kind at a time; nothing of what it makes tells so."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.extract.hand import HandCoder
from flows.resolve.step import resolve_claims
from schemas.claim import Claim, write_claims
from schemas.decision import Decision, add_decisions
from schemas.models import frame
from schemas.source import read_sources

from .factories import MADE, SEEDS, claim, knowledge, resolve

SOURCES = read_sources(SEEDS / "sources.toml")


def decision(action: str, *claims: Claim, **changes: Any) -> Decision:
    ids = dict(zip(("claim_id", "other_claim_id"), (c.claim_id for c in claims), strict=False))
    return Decision(action, **ids, reason="read anew", decided_by="A. Reader", decided_on=date(2024, 5, 1), **changes)


@pytest.fixture(scope="module")
def claims() -> list[Claim]:
    """Return the hand codings of the seeds, some of them told by a second coder, with a bad and an odd claim."""
    coder = HandCoder(SEEDS / "codings")
    found = [c for s in SOURCES if coder.has(s.source_id) for c in coder.code(s.source_id)]
    last, coded = found[-1].source_id, {"source_id": SOURCES[0].source_id, "coder": "local"}
    odd = [claim("PAK>NOWHERE", source_id=last, at=5), claim("PAK>IND", source_id=last, at=7, date="1970/1960")]
    return [*found, *odd, *(claim(at=n, **coded) for n in (3, 2))]


@pytest.fixture(scope="module")
def decisions(claims: list[Claim]) -> list[Decision]:
    """Return decisions of each action: one takes a fact apart, one joins two, one moves a claim to another kind."""
    by_fact: dict[str, list[Claim]] = {}
    rows = resolve(claims, knowledge(*SOURCES))["claims"]
    by_id = {c.claim_id: c for c in claims}
    for row in rows:
        if row["fact_id"]:
            by_fact.setdefault(row["fact_id"], []).append(by_id[row["claim_id"]])
    several = [group for group in by_fact.values() if len({c.source_id for c in group}) > 1]
    (split, apart), joined = several[0][:2], several[1][0]
    single = [group[0] for group in by_fact.values() if len(group) == 1]
    other = next(c for c in reversed(single) if c.kind == joined.kind and c.source_id != joined.source_id)
    moved = next(c for c in single if c.kind == "visit" and c not in {other, split, apart, joined})
    gone = next(c for c in single if c not in {other, moved, split, apart, joined})
    return [
        decision("split", split, apart),
        decision("merge", other, joined),
        decision("reject", gone),
        decision("correct", moved, column_name="kind", corrected_value="meeting"),
    ]


def stepped(claims: list[Claim], made: list[Decision], folder: Path, workers: int) -> dict[str, pl.DataFrame]:
    seeds, files = folder / "seeds", {}
    for name in ("lexicon", "identity"):
        shutil.copytree(SEEDS / name, seeds / name)
    shutil.copy(SEEDS / "sources.toml", seeds)
    add_decisions(seeds / "decisions" / "decisions.csv", made)
    for reading in dict.fromkeys((c.source_id, c.coder) for c in claims):
        files[reading] = folder / f"{'-'.join(reading)}.jsonl"
        write_claims(files[reading], (c for c in claims if (c.source_id, c.coder) == reading))
    out = resolve_claims(files, [], seeds, folder / "out", workers=workers)
    assert {path.suffix for path in out.iterdir()} == {".parquet"}, "nothing is left but the tables"
    return {path.stem: pl.read_parquet(path) for path in out.iterdir()}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_kind_at_a_time_makes_the_rows_that_all_at_once_make(
    claims: list[Claim], decisions: list[Decision], tmp_path: Path, workers: int
) -> None:
    whole = resolve(claims, replace(knowledge(*SOURCES), decisions=decisions))
    tables = stepped(claims, decisions, tmp_path, workers)
    for name in MADE:
        assert whole[name], name
        assert tables[name].equals(frame(name, whole[name])), name
    assert len(whole["rejects"]) == 2 and len(whole["decisions"]) == 4


def test_a_file_with_claims_of_another_source_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "claims.jsonl"
    write_claims(file, [claim(source_id=SOURCES[1].source_id)])
    with pytest.raises(ValueError, match=f"claims.jsonl: holds claims that are not hand's of {SOURCES[0].source_id}"):
        resolve_claims({(SOURCES[0].source_id, "hand"): file}, [], SEEDS, tmp_path / "out")


def test_what_a_stopped_run_left_is_not_taken_over(claims: list[Claim], tmp_path: Path) -> None:
    left = tmp_path / "out" / "parts" / "facts"
    left.mkdir(parents=True)
    (left / "visit-0.parquet").write_bytes(b"half a file")
    assert stepped(claims[:20], [], tmp_path, 1)["facts"].height > 0
