"""How well claims of the articles resolve into facts, by the gold that groups all of them (`same_fact.csv`).

    BILATERAL_ARTICLES=... pytest tests/resolve/test_same_fact.py -s

prints the figures. There is no gold for `local`'s claims as such: one that answers a hand claim, as
`bilateral evaluate` pairs them, takes its fact; all of `local`'s claims are resolved, those that answer one are scored.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from flows.evaluate.mention import from_claim
from flows.evaluate.pairing import pair_up
from flows.extract.local import LocalCoder
from flows.parse import parse_text
from flows.resolve.fit import coded
from schemas.claim import Claim

from .factories import JUDGE, LEXICON, SEEDS, facts_of

Cell = tuple[str, str]


def gold() -> list[tuple[Claim, str]]:
    """Return the hand claims with their fact; the rows stand in the order of the codings."""
    with (Path(__file__).parent / "same_fact.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    sources = dict.fromkeys(row["source_id"] for row in rows)
    files = ((s, (SEEDS / "codings" / f"{s}.jsonl").read_text("utf-8").splitlines()) for s in sources)
    claims = [coded({**json.loads(line), "evidence": None}, s, n) for s, lines in files for n, line in enumerate(lines)]
    for claim, row in zip(claims, rows, strict=True):
        told = (claim.source_id, claim.kind, claim.char_start, claim.char_end)
        assert told == (row["source_id"], row["kind"], int(row["char_start"]), int(row["char_end"]))
    return [(claim, row["fact_key"]) for claim, row in zip(claims, rows, strict=True)]


def b_cubed(cells: Sequence[Cell]) -> float:
    """Return B-cubed F1 of (found, true) group of each claim."""
    both, found, true = Counter(cells), Counter(f for f, _ in cells), Counter(t for _, t in cells)
    precision = sum(n * n / found[f] for (f, _), n in both.items()) / len(cells)
    recall = sum(n * n / true[t] for (_, t), n in both.items()) / len(cells)
    return 2 * precision * recall / (precision + recall)


def across(claims: Sequence[Claim], cells: Sequence[Cell]) -> float:
    """Return F1 on the pairs of claims from different articles."""
    pairs = [
        (x, y) for (a, x), (b, y) in combinations(zip(claims, cells, strict=True), 2) if a.source_id != b.source_id
    ]
    found, true = ([x[n] == y[n] for x, y in pairs] for n in (0, 1))
    return 2 * sum(f and t for f, t in zip(found, true, strict=True)) / (sum(found) + sum(true))


def by_local(hand: Sequence[tuple[Claim, str]], articles: Path) -> tuple[list[Claim], dict[str, str]]:
    """Return the claims that `local` codes from the articles, and the fact of those that answer a hand claim."""
    sources = dict.fromkeys(claim.source_id for claim, _ in hand)
    documents = [parse_text((articles / f"{s}.txt").read_text("utf-8"), s) for s in sources]
    claims: list[Claim] = []
    facts: dict[str, str] = {}
    for source, found in zip(sources, LocalCoder(LEXICON, SEEDS / "model").code_many(documents), strict=True):
        there = [(claim, fact) for claim, fact in hand if claim.source_id == source]
        pairs = pair_up([from_claim(claim) for claim, _ in there], [from_claim(claim) for claim in found])
        facts |= {found[p].claim_id: there[g][1] for g, p in pairs}
        claims += found
    return claims, facts


def figures(claims: Sequence[Claim], facts: Mapping[str, str], of: str) -> tuple[float, float]:
    """Return and print B-cubed F1, and F1 on pairs from different articles, of the claims that have a fact."""
    order = {s: n for n, s in enumerate(dict.fromkeys(c.source_id for c in claims))}
    groups = facts_of(claims, order, JUDGE)
    group_of = {c.claim_id: str(n) for n, group in enumerate(groups) for c in group}
    scored = [c for c in claims if c.claim_id in facts]
    cells = [(group_of[c.claim_id], facts[c.claim_id]) for c in scored]
    alone = b_cubed([(c.claim_id, facts[c.claim_id]) for c in scored])
    found = b_cubed(cells), across(scored, cells)
    print(
        f"{of}: {len(scored)} claims, {len(set(facts.values()))} facts; B-cubed F1 {found[0]:.4f}, "
        f"each claim a fact of its own {alone:.3f}; pairs of claims from different articles {found[1]:.3f}"
    )
    return found


@pytest.mark.parametrize(("keys", "all_claims", "between"), [(True, 0.97, 0.80), (False, 0.875, 0.58)])
def test_claims_resolve_as_people_group_them(keys: bool, all_claims: float, between: float) -> None:
    told = [(c if keys else replace(c, event_key=None), fact) for c, fact in gold()]
    found = figures([c for c, _ in told], {c.claim_id: fact for c, fact in told}, f"hand, keys {keys}")
    assert found[0] >= all_claims
    assert found[1] >= between


def test_claims_of_the_local_coder_resolve(articles_dir: Path) -> None:
    found = figures(*by_local(gold(), articles_dir), "local")
    assert found[0] >= 0.90
    assert found[1] >= 0.42
