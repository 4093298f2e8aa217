"""The weights in the repository are those that its tables and the coded texts give."""

from __future__ import annotations

import csv
from pathlib import Path

from flows.extract.fit import examples, fit_acts, fit_roles
from flows.extract.local import LocalCoder

LEXICON = Path(__file__).resolve().parents[2] / "seeds" / "lexicon"
# The parser's floating point may differ by a hair between processors, and a weight is rounded to 0.001.
TOLERANCE = 0.02


def test_learning_again_gives_the_same_weights(training_dir: Path) -> None:
    coder = LocalCoder(LEXICON)
    data = [one for folder in (training_dir, training_dir / "own") for one in examples(folder, coder)]
    learned = {"act": fit_acts(data), "role": fit_roles(data)}
    with (LEXICON / "weights.csv").open(encoding="utf-8", newline="") as lines:
        kept = {(row["model"], row["feature"]): float(row["weight"]) for row in csv.DictReader(lines)}
    again = {(model, feature): weight for model, weights in learned.items() for feature, weight in weights.items()}
    far = [key for key in kept | again if abs(kept.get(key, 0.0) - again.get(key, 0.0)) > TOLERANCE]
    assert len(far) <= len(kept) // 1000, far[:10]
