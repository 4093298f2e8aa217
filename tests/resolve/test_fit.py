"""What tells that two claims are one act: the weights in the repository are those that the training texts give."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.resolve import fit
from flows.resolve.evidence import CONSTANT, read_weights
from schemas.aside import is_kept_aside

from .factories import JUDGE, SEEDS


def test_learning_again_gives_the_same_weights(training_dir: Path) -> None:
    claims = [c for folder in (training_dir, training_dir / "own") for c in fit.coded_claims(folder)]
    learned = fit.fitted(claims, fit.read_acts(SEEDS / "identity" / "acts.csv"), frozenset(JUDGE.names))
    kept = read_weights(SEEDS / "identity" / "weights.csv")
    for model, again in learned.items():
        far = [k for k in kept[model] | again if abs(kept[model].get(k, 0.0) - again.get(k, 0.0)) > 0.03]
        assert far == []


def test_no_act_rests_on_a_text_kept_aside() -> None:
    assert not [key for key in fit.read_acts(SEEDS / "identity" / "acts.csv") if is_kept_aside(key[0])]


def test_weights_are_learned_from_what_tells_pairs_apart(tmp_path: Path) -> None:
    good = fit.Example({CONSTANT: 1.0, "alike": 1.0}, True, ("a", "b"))
    bad = fit.Example({CONSTANT: 1.0}, False, ("b", "c"))
    weights = fit.learn([good, bad] * 20, 1.0)
    assert weights[CONSTANT] < 0 < weights[CONSTANT] + weights["alike"]
    fit.write_weights(tmp_path / "weights.csv", {"across": weights})
    assert read_weights(tmp_path / "weights.csv") == {"across": weights}


def test_a_folder_without_codings_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds no codings to learn from"):
        fit.coded_claims(tmp_path)
