"""How well claims of the articles resolve into facts, by the gold that groups all of them.

People's keys name facts within an article; `same_fact.csv` has the lines of `seeds/codings` whose fact has another
name across all five.

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

from flows.evaluate.mention import from_claim
from flows.evaluate.pairing import pair_up
from flows.extract.local import LocalCoder
from flows.parse import parse_text
from flows.resolve.fit import coded as from_record
from flows.resolve.reading import with_words
from schemas.claim import Claim
from schemas.ids import sha256_text

from .factories import JUDGE, LEXICON, SEEDS, facts_of

Cell = tuple[str, str]


def gold() -> list[tuple[Claim, str]]:
    """Return the hand claims, in the order of the codings, with their fact."""
    with (Path(__file__).parent / "same_fact.csv").open(encoding="utf-8", newline="") as lines:
        renamed = {(row["source_id"], int(row["line"])): row for row in csv.DictReader(lines)}
    found = []
    for source in dict.fromkeys(source for source, _ in renamed):
        codings = (SEEDS / "codings" / f"{source}.jsonl").read_text("utf-8").splitlines()
        for n, line in enumerate(codings):
            claim = from_record({**json.loads(line), "evidence": None}, source, n)
            other = renamed.get((source, n + 1), {"event_key": claim.event_key, "fact_key": claim.event_key})
            assert claim.event_key == other["event_key"]
            found.append((claim, str(other["fact_key"])))
    return found


def without_keys(articles: Path | None = None) -> list[tuple[Claim, str]]:
    """Return the hand claims without their event keys, as a machine would code them; told in words with `articles`."""
    bare = [(replace(claim, event_key=None), fact) for claim, fact in gold()]
    if articles is None:
        return bare
    texts = {s: (articles / f"{s}.txt").read_text("utf-8") for s in {claim.source_id for claim, _ in bare}}
    hashed = ((c, texts[c.source_id], sha256_text(texts[c.source_id][c.char_start : c.char_end]), f) for c, f in bare)
    return [(with_words(replace(c, quote_sha256=words), text), fact) for c, text, words, fact in hashed]


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
    coded = LocalCoder(LEXICON, SEEDS / "model").code_many(documents)
    for source, document, found in zip(sources, documents, coded, strict=True):
        there = [(claim, fact) for claim, fact in hand if claim.source_id == source]
        pairs = pair_up([from_claim(claim) for claim, _ in there], [from_claim(claim) for claim in found])
        facts |= {found[p].claim_id: there[g][1] for g, p in pairs}
        claims += (with_words(claim, document.text) for claim in found)
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


def of_all(told: Sequence[tuple[Claim, str]], name: str) -> tuple[float, float]:
    return figures([c for c, _ in told], {c.claim_id: fact for c, fact in told}, name)


def test_claims_resolve_by_keys_as_people_group_them() -> None:
    found = of_all(gold(), "hand")
    assert found[0] >= 0.97
    assert found[1] >= 0.80


def test_claims_resolve_by_words_as_people_group_them(articles_dir: Path) -> None:
    found = of_all(without_keys(articles_dir), "hand, keys withheld")
    assert found[0] >= 0.90
    assert found[1] >= 0.70


def test_claims_resolve_without_keys_and_words() -> None:
    found = of_all(without_keys(), "hand, keys and words withheld")
    assert found[0] >= 0.875
    assert found[1] >= 0.60


def test_claims_of_the_local_coder_resolve(articles_dir: Path) -> None:
    found = figures(*by_local(gold(), articles_dir), "local")
    # Of one model's claims to the next's the few pairs across articles gave .395 to .505.
    assert found[0] >= 0.877
    assert found[1] >= 0.39
