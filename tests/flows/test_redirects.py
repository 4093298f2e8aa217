"""Facts of an earlier release are followed over whole builds: a split, a merge, and a build without a change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.query import show
from tests.flows.running import Corpus, query, run

pytestmark = pytest.mark.usefixtures("server")

REDIRECTS = "SELECT old_fact_id, redirect::VARCHAR, new_fact_id, last_version FROM redirects"


def test_splits_and_merges_are_followed_from_release_to_release(corpus: Corpus, tmp_path: Path) -> None:
    seeds, out = corpus("success"), tmp_path / "out"
    first = run(seeds, out).release
    assert first is not None and query(out, REDIRECTS) == []
    loans = query(out, "SELECT claim_id FROM claims WHERE kind = 'aid' AND fact_id IS NOT NULL ORDER BY source_id")
    (one,), (other,) = loans
    facts = "SELECT fact_id FROM facts WHERE kind = 'aid' ORDER BY n_claims, fact_id"
    [(loan,)] = query(out, facts)

    def decide(action: str) -> None:
        file = seeds / "decisions" / "decisions.csv"
        file.parent.mkdir(exist_ok=True)
        header = "action,claim_id,other_claim_id,column_name,corrected_value,reason,decided_by,decided_on"
        file.write_text(f"{header}\n{action},{one},{other},,,read anew,A. Reader,2024-05-01\n")

    decide("split")
    second = run(seeds, out).release
    assert second is not None and second.is_new
    [part] = {fact for (fact,) in query(out, facts)} - {loan}
    assert query(out, REDIRECTS) == [(loan, "split", part, first.version)]
    assert f"{loan} was split, and has claims in {part} (after release {first.version})" in show_last(out, loan)

    decide("merge")
    third = run(seeds, out).release
    assert third is not None and third.is_new
    assert query(out, facts) == [(loan,)]
    assert query(out, REDIRECTS) == [(part, "merge", loan, second.version)]
    database = out / "bilateral.duckdb"
    assert show(database, part) == [
        f"{part} was merged into {loan} (after release {second.version})",
        *show(database, loan),
    ]
    assert json.loads((third.folder / "manifest.json").read_text())["previous_version"] == second.version

    again = run(seeds, out).release
    assert again is not None and not again.is_new and again.version == third.version


def show_last(out: Path, fact_id: str) -> str:
    return show(out / "bilateral.duckdb", fact_id)[-1]
