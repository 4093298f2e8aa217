"""A tiny corpus in which one document cites the other for an act."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flows.query import show
from schemas.ids import sha256_text
from tests.flows.running import Corpus, query, run

pytestmark = pytest.mark.usefixtures("server")


def test_a_document_that_cites_the_other_for_the_loan_does_not_add_to_it(corpus: Corpus, tmp_path: Path) -> None:
    seeds, out = corpus("success"), tmp_path / "out"
    file, registry = seeds / "documents" / "beta.md", seeds / "sources.toml"
    old = file.read_text()
    loan = "India gave Nepal a loan of $40 million in 1963."
    text = old.replace(loan, f"{loan}<sup>1</sup>")
    text += '\n\n<sup>1</sup> "Lines between Two Capitals," *Hill Review* 3 (1990): 4.\n'
    entry = registry.read_text().replace(sha256_text(old), sha256_text(text))
    registry.write_text(re.sub(rf"n_chars = {len(old)}\b", f"n_chars = {len(text)}", entry))

    built = run(seeds, out)

    assert built.release is not None
    [(fact, *counts)] = query(out, "SELECT fact_id, n_sources, n_claims FROM facts WHERE amount_value = 4e7")
    assert counts == [1, 2]
    assert query(out, "SELECT title, source_id FROM works") == [("Lines between Two Capitals", "alpha")]
    citing = "SELECT c.source_id, c.kind FROM citations JOIN claims c USING (claim_id) ORDER BY ALL"
    assert query(out, citing) == [("beta", "aid")]
    lines = show(out / "bilateral.duckdb", fact)
    assert [line for line in lines if "cites" in line] == [
        "    cites Lines between Two Capitals, Hill Review, 1990  (alpha, a source of ours)"
    ]
    assert any("2 claims in 1 independent source" in line for line in lines)
