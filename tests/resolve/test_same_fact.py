"""How well claims of the articles resolve into facts, by the gold that groups all of them (`same_fact.csv`)."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from flows.resolve import identity
from flows.resolve.fit import coded
from schemas.claim import Claim

from .factories import JUDGE, SEEDS

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


@pytest.mark.parametrize(("keys", "all_claims", "between"), [(True, 0.969, 0.79), (False, 0.875, 0.58)])
def test_claims_resolve_as_people_group_them(keys: bool, all_claims: float, between: float) -> None:
    told = [(c if keys else replace(c, event_key=None), fact) for c, fact in gold()]
    order = {s: n for n, s in enumerate(dict.fromkeys(c.source_id for c, _ in told))}
    groups = identity.facts([c for c, _ in told], order, JUDGE)
    group_of = {c.claim_id: str(n) for n, group in enumerate(groups) for c in group}
    cells = [(group_of[c.claim_id], fact) for c, fact in told]
    figures = b_cubed(cells), across([c for c, _ in told], cells)
    print(f"keys {keys}: B-cubed F1 {figures[0]:.3f}, pairs of claims from different articles {figures[1]:.3f}")
    assert figures[0] >= all_claims
    assert figures[1] >= between
