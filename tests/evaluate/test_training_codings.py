"""The definitions on real codings: figures that an independent scorer gave for the same mistakes.

`known_figures.csv` holds that scorer's figures for each of the 93 coded documents, with the mistakes that
`with_mistakes` makes.
"""

import csv
import json
import tomllib
from pathlib import Path

import pytest

from flows.evaluate.mention import from_record, read_mentions
from flows.evaluate.report import figures
from flows.evaluate.scoring import compare, pool, score, split
from schemas.aside import is_kept_aside

CORPORA = ("", "own")

ESSAYS = {
    "gold": 1326, "predicted": 1248, "paired": 908, "precision": 0.728, "recall": 0.685, "f1": 0.706,
    "actors": 0.89, "date": 0.898, "status": 0.885, "amount": 1.0, "exact_f1": 0.479,
}  # fmt: skip
OWN_TEXTS = {
    "gold": 1435, "predicted": 1287, "paired": 906, "precision": 0.704, "recall": 0.631, "f1": 0.666,
    "actors": 0.907, "date": 0.929, "status": 0.891, "amount": 0.992, "exact_f1": 0.496,
}  # fmt: skip
ROOT = Path(__file__).resolve().parents[2]
with (Path(__file__).parent / "known_figures.csv").open(encoding="utf-8", newline="") as _lines:
    KNOWN = {(row.pop("corpus"), row.pop("document")): row for row in csv.DictReader(_lines)}


def told(row):
    """Return figures as the file of known figures writes them."""
    return {name: f"{value:.3f}" if isinstance(value, float) else str(value) for name, value in row.items()}


def documents(training_dir: Path, corpus: str):
    folder = training_dir / corpus
    for path in sorted((folder / "codings").glob("*.jsonl")):
        text = (folder / "texts" / f"{path.stem}.txt").read_text(encoding="utf-8")
        yield path, text, read_mentions(path, text)


def with_mistakes(path: Path, n_chars: int):
    """Return the codings of a file with mistakes of every sort at fixed places, some left out, some doubled."""
    out = []
    for n, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        del row["event_key"]
        if n % 5 == 4:
            continue
        if n % 7 == 3:
            row["source"], row["target"] = row["target"], row["source"]
        if n % 6 == 1:
            row["date"] = f"{row['date'] or 19}~"
        if n % 11 == 5:
            row["kind"] = "agreement"
        if n % 13 == 2:
            row["status"] = "planned"
        if n % 4 == 2:
            shift = 10 * (n % 9)
            row["char_start"], row["char_end"] = row["char_start"] + shift, min(n_chars, row["char_end"] + 2 * shift)
        out += [row] * (2 if n % 10 == 0 else 1)
    return [from_record(row) for row in out if row["char_start"] < row["char_end"]]


@pytest.mark.parametrize(("corpus", "everything", "aside"), [("", 1326, 426), ("own", 1435, 487)])
def test_as_many_claims_are_scored_as_the_training_set_says(training_dir, corpus, everything, aside):
    scored = {path.stem: score(gold, []).gold for path, _, gold in documents(training_dir, corpus)}
    assert sum(scored.values()) == everything
    assert sum(n for name, n in scored.items() if is_kept_aside(name)) == aside


@pytest.mark.parametrize("corpus", CORPORA)
def test_codings_held_against_themselves_are_without_fault(training_dir, corpus):
    for path, _, gold in documents(training_dir, corpus):
        result = score(gold, gold)
        assert (result.predicted, result.paired, result.same_all) == (result.gold,) * 3, path.stem


@pytest.mark.parametrize(("corpus", "expected"), [("", ESSAYS), ("own", OWN_TEXTS)])
def test_known_mistakes_give_known_figures(training_dir, corpus, expected):
    compared = [compare(gold, with_mistakes(path, len(text))) for path, text, gold in documents(training_dir, corpus)]
    pooled = pool(result.score for result in compared)
    assert figures(pooled) == expected
    assert pool(kind for result in compared for kind in split(result, lambda m: m.kind).values()) == pooled


def test_the_known_figures_are_of_all_coded_documents():
    counts = [sum(corpus == name for corpus, _ in KNOWN) for name in ("essays", "own", "articles")]
    assert counts == [64, 24, 5]


def test_known_mistakes_give_known_figures_in_each_article():
    registry = tomllib.loads((ROOT / "seeds" / "sources.toml").read_text(encoding="utf-8"))
    for (corpus, name), expected in KNOWN.items():
        if corpus == "articles":
            path = ROOT / "seeds" / "codings" / f"{name}.jsonl"
            predicted = with_mistakes(path, registry[name]["n_chars"])
            assert told(figures(score(read_mentions(path), predicted))) == expected, name


@pytest.mark.parametrize("corpus", CORPORA)
def test_known_mistakes_give_known_figures_in_each_training_text(training_dir, corpus):
    for path, text, gold in documents(training_dir, corpus):
        expected = KNOWN[corpus or "essays", path.stem]
        assert told(figures(score(gold, with_mistakes(path, len(text))))) == expected, path.stem
