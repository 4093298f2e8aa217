"""What tells that two claims are one act: the weights in the repository are those that the training texts give."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.resolve import fit
from flows.resolve.evidence import CONSTANT, read_weights
from flows.resolve.units import unit
from schemas.aside import is_kept_aside

from .factories import DOLLARS, JUDGE, SEEDS, claim


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


def test_the_threshold_is_where_what_is_joined_is_best() -> None:
    right = [claim(source_id=s, event_key=f"visit-{s}", amount=DOLLARS) for s in ("alpha", "beta")]
    wrong = [claim(source_id=s, event_key=f"talks-{s}", kind="meeting", at=900) for s in ("alpha", "beta")]
    units = [unit([c], JUDGE.names) for c in (right[0], wrong[0], right[1], wrong[1])]
    acts = {(c.source_id, str(c.event_key), c.kind): "the visit" for c in right}
    weights = {CONSTANT: -1.0, "same amounts": 3.0}
    assert fit.best_joining([units], acts, [weights] * fit.FOLDS) == -1.0, (
        "the pair at -1 stays apart, that at 2 is one"
    )


def test_a_folder_without_codings_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds no codings to learn from"):
        fit.coded_claims(tmp_path)
