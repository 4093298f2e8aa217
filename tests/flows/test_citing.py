"""A tiny corpus in which one document cites the other for an act, taken through all steps up to the database."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb

from flows.extract.step import extract_source
from flows.parse.step import parse_source
from flows.persist.database import write
from flows.query import show
from flows.resolve.step import resolve_claims
from flows.validate.step import validate_tables
from schemas.ids import sha256_text
from schemas.source import read_sources

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
LOAN = "India gave Nepal a loan of $40 million in 1963"
BETA = f"""\
# A note on the hill road

The road is old. {LOAN}.<sup>1</sup> In 1989 India imposed a blockade on Nepal.

<sup>1</sup> "Lines between Two Capitals," *Hill Review* 3 (1990): 4.
"""


def add_beta(seeds: Path) -> None:
    """Put a document and its hand coding, one loan, in the place of the corpus's second document."""
    (seeds / "documents" / "beta.md").write_text(BETA)
    registry = (seeds / "sources.toml").read_text()
    first, last = registry.split("[beta]")
    old = dict(line.split(" = ") for line in last.splitlines() if " = " in line)
    last = last.replace(old["text_sha256"], f'"{sha256_text(BETA)}"').replace(f"= {old['n_chars']}", f"= {len(BETA)}")
    (seeds / "sources.toml").write_text(f"{first}[beta]{last}")
    codings = (seeds / "codings" / "alpha.jsonl").read_text().splitlines()
    coded = next(row for row in map(json.loads, codings) if row["kind"] == "aid")
    start = BETA.index(LOAN)
    coded |= {"char_start": start, "char_end": start + len(LOAN), "quote_sha256": sha256_text(LOAN)}
    (seeds / "codings" / "beta.jsonl").write_text(json.dumps(coded) + "\n")


def test_a_document_that_cites_the_other_for_the_loan_does_not_add_to_it(tmp_path: Path) -> None:
    seeds, work = tmp_path / "seeds", tmp_path / "work"
    shutil.copytree(SEEDS.parent / "tests" / "fixtures" / "tiny" / "success", seeds)
    for name in ("lexicon", "identity"):
        shutil.copytree(SEEDS / name, seeds / name)
    add_beta(seeds)
    sources = read_sources(seeds / "sources.toml")
    parsed = [parse_source(s, seeds / s.file, work) for s in sources]
    coded = {
        (s.source_id, "hand"): extract_source(s, "hand", p, seeds, work) for s, p in zip(sources, parsed, strict=True)
    }
    files = {pair: reading.claims for pair, reading in coded.items() if reading is not None and reading.claims}

    resolved = resolve_claims(files, [], seeds, work / "candidate", parsed)
    validate_tables([resolved, *parsed], work / "checked")
    counts = write(tmp_path / "base.duckdb", work / "checked")

    assert counts["citations"] == 2, "the place itself, and the claim that cites there"
    with duckdb.connect(str(tmp_path / "base.duckdb"), read_only=True) as connection:
        loans = "SELECT fact_id, n_sources, n_claims FROM facts WHERE kind = 'aid'"
        [(fact, *numbers)] = connection.execute(loans).fetchall()
        works = connection.execute("SELECT title, source_id FROM works").fetchall()
        citing = "SELECT c.source_id, c.kind FROM citations JOIN claims c USING (claim_id)"
        assert connection.execute(citing).fetchall() == [("beta", "aid")]
    assert numbers == [1, 2]
    assert works == [("Lines between Two Capitals", "alpha")]
    lines = show(tmp_path / "base.duckdb", fact)
    cites = "    cites Lines between Two Capitals, Hill Review, 1990  (alpha, a source of ours)"
    assert [line for line in lines if "cites" in line] == [cites]
    assert any("2 claims in 1 independent source" in line for line in lines)
