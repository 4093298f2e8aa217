"""How good the local coder is, on texts that it did not learn from: it must beat the simple baseline."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.assess import evaluate
from flows.settings import load_settings

# Sentence bag of words, logistic regression, first two actors named: pooled F1 on each set.
BASELINE = {"essays": 0.24, "own": 0.11, "articles": 0.26}


def f1(codings: Path, texts: Path, aside: str) -> float:
    return evaluate("local", codings, texts, aside, load_settings())["pooled"]["f1"]  # type: ignore[arg-type]


def test_essays_kept_aside(training_dir: Path) -> None:
    assert f1(training_dir / "codings", training_dir / "texts", "only") > BASELINE["essays"]


def test_own_articles_kept_aside(training_dir: Path) -> None:
    assert f1(training_dir / "own" / "codings", training_dir / "own" / "texts", "only") > BASELINE["own"]


def test_articles(articles_dir: Path) -> None:
    assert f1(load_settings().codings, articles_dir, "all") > BASELINE["articles"]


def test_a_coder_that_reads_no_documents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="use --coder local"):
        evaluate("hand", tmp_path, tmp_path, "all", load_settings())
