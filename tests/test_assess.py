"""Coders held against codings and each other; the local one must beat the simple baseline on texts kept aside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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


VISIT, TRADE = (
    {"kind": kind, "source": ["CHL"], "target": ["ECU"], "date": "1999-05", "status": status, "confidence": 3}
    for kind, status in (("visit", "occurred"), ("trade", "planned"))
)
NOTE = "Ecuador's president visited Santiago in May 1999.\nTrade is to begin soon.\n"


def folder(path: Path, **codings: list[dict[str, Any]]) -> Path:
    """Write codings by name of document, one claim a line of the note, into a folder and return it."""
    path.mkdir()
    for name, rows in codings.items():
        lines = [row | {"char_start": 50 * n, "char_end": 50 * n + 20} for n, row in enumerate(rows)]
        (path / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def held(coder: str | None, codings: Path, against: str, texts: Path, **more: Any) -> Any:
    return evaluate(coder, codings, texts, "all", load_settings(), against=against, **more)


def test_two_folders_of_codings_need_no_text(tmp_path: Path) -> None:
    mine = folder(tmp_path / "mine", a=[VISIT, TRADE], b=[VISIT], c=[VISIT])
    hers = folder(tmp_path / "hers", a=[VISIT, TRADE | {"date": "2001"}], b=[TRADE], d=[VISIT])
    told = held(None, mine, str(hers), tmp_path)
    assert list(told["documents"]) == ["a", "b"]
    assert told["left_out"] == ["c", "d"], "what only one side has is named"
    assert (told["pooled"]["gold"], told["pooled"]["predicted"], told["pooled"]["paired"]) == (3, 3, 2)
    assert (told["pooled"]["f1"], told["pooled"]["exact_f1"]) == (0.667, 0.333)
    assert told["confusion"] == {"trade": {"trade": 1, "visit": 1}, "visit": {"visit": 1}}
    assert told["alpha"]["status"] == 1.0 and told["alpha"]["amount"] is None


def test_changing_sides_changes_precision_for_recall(tmp_path: Path) -> None:
    mine, hers = folder(tmp_path / "mine", a=[VISIT, TRADE]), folder(tmp_path / "hers", a=[VISIT])
    there, back = held(None, mine, str(hers), tmp_path), held("hand", hers, str(mine), tmp_path)
    assert held(str(mine), hers, "hand", tmp_path) == there, "a folder may be the coder too"
    assert (there["pooled"]["precision"], there["pooled"]["recall"]) == (0.5, 1.0)
    assert (back["pooled"]["precision"], back["pooled"]["recall"]) == (1.0, 0.5)


def test_hand_codings_held_against_the_local_coder_mirror_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(NOTE)
    codings = folder(tmp_path / "codings", a=[VISIT])
    usual, turned = held("local", codings, "hand", tmp_path, worst=3), held("hand", codings, "local", tmp_path)
    assert usual["pooled"]["gold"] == turned["pooled"]["predicted"] == 1
    assert usual["pooled"]["precision"] == turned["pooled"]["recall"]
    assert usual["pooled"]["f1"] == turned["pooled"]["f1"]
    assert all(row["text"] == NOTE[row["char_start"] : row["char_end"]] for row in usual["worst"]["extra"])


@pytest.mark.parametrize(
    ("coder", "against", "words"),
    [
        ("hand", "hand", "held against itself"),
        ("local", "local", "held against itself"),
        ("oracle", "hand", "use local, llm, hand or a folder"),
        ("local", "oracle", "use local, llm, hand or a folder"),
        ("local", "hand", "names must match"),
        (None, "{tmp}", "no document to compare in {tmp} and in {tmp}/codings: names must match"),
        ("local", "{tmp}/codings", "no document to compare in {tmp}/codings and in {tmp}: names must match"),
    ],
)
def test_sides_that_cannot_be_compared_are_refused(tmp_path: Path, coder: str, against: str, words: str) -> None:
    codings = folder(tmp_path / "codings", a=[VISIT])
    with pytest.raises(ValueError, match=words.format(tmp=tmp_path)):
        held(coder, codings, against.format(tmp=tmp_path), tmp_path)
