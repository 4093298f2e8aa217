"""What is set on texts held out, and what the page on the coder tells."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from flows.evaluate.mention import Mention
from flows.extract.local_confidence import Signs, log_odds
from flows.parse import parse_text
from flows.train.causes import CAUSES
from flows.train.lessons import Coded
from flows.train.study import page
from flows.train.tuning import judge, tune

ROOT = Path(__file__).resolve().parents[2]


def mention(start: int, confidence: float | None = None, *, borderline: bool = False) -> Mention:
    sides = (frozenset({"PER"}), frozenset({"CHL"}), frozenset[str]())
    return Mention("visit", *sides, None, "occurred", None, start, start + 10, confidence, borderline)


def found(*mentions: Mention) -> list[tuple[Mention, Signs]]:
    """What a network found, as sure of each as it says."""
    return [(one, Signs(log_odds(one.confidence or 0), 0, 0, 0, 0)) for one in mentions]


def document(name: str, group: str = "group") -> Coded:
    """A document in which people coded a visit at every twentieth character, and one borderline."""
    gold = [(mention(start), None) for start in range(0, 200, 20)]
    return Coded(parse_text("x" * 300, name), group, (*gold, (mention(250, borderline=True), None)))


def test_predictions_are_right_wrong_or_left_out() -> None:
    gold = [one for one, _ in document("a").codings]
    judged = judge(gold, [mention(0, 0.9), mention(10, 0.3), mention(250, 0.8)])
    assert judged == [True, False, None]


def test_the_threshold_keeps_the_precision_and_the_calibration_tells_the_truth() -> None:
    coded = [document(name) for name in "abcdef"]
    # Right ones are found likely, with as many wrong ones that are found less so.
    right = [mention(start, 0.6) for start in range(0, 200, 20)]
    wrong = [mention(start + 10, 0.2) for start in range(0, 200, 20)]
    mixed = [mention(0, 0.2), mention(10, 0.6)]
    said: list[str] = []
    tuned = tune(coded, 3 * [found(*right, *wrong), found(*right[1:], *wrong[1:], *mixed)], said.append)
    figures = tuned["held_out"]["group"]
    assert figures["precision"] >= 0.9
    assert figures["recall"] >= 0.9
    assert tuned["calibration_error"] < 0.1
    assert said


def test_the_group_that_is_read_worst_sets_the_threshold() -> None:
    coded = [document(name, group) for name in "abcde" for group in ("others", "aside")]
    right = [mention(start, 0.8 if start < 100 else 0.4) for start in range(0, 200, 20)]
    wrong = [mention(start + 10, 0.4) for start in range(0, 200, 20)]
    both = tune(coded, 5 * [found(*right), found(*right, *wrong)], lambda _: None)
    swapped = tune(coded, 5 * [found(*right, *wrong[:5]), found(*right, *wrong[5:])], lambda _: None)
    assert swapped["threshold"] < both["threshold"]
    assert swapped["held_out"]["aside"]["recall"] == 1
    assert both["held_out"]["aside"]["precision"] >= 0.55
    assert both["held_out"]["aside"]["recall"] == 0.5


def test_what_the_first_part_depends_on_has_the_same_name_in_every_process(coded_folder: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from flows.train.lessons import coded_documents; "
        "from flows.train.teach import School, _key; "
        "coded = coded_documents([Path(sys.argv[1])]); "
        "print(_key(coded, School(Path('seeds'), Path('.'), 1, 1, 1), ''))"
    )
    names = {
        subprocess.run(
            [sys.executable, "-c", code, str(coded_folder)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(names) == 1


def test_no_document_is_weighed_by_itself() -> None:
    # Each document's kind is right in it alone, or wrong: what the others tell of it is nothing.
    coded = [document(name) for name in "abcde"]
    rights = [
        [mention(start, 0.5) for start in range(0, 200, 20)],
        [mention(start, 0.5) for start in range(10, 200, 20)],
    ]
    kinds = ("visit", "visit", "visit", "visit", "trade")
    some = [[(replace(one, kind=kind), signs) for one, signs in found(*rights[n % 2])] for n, kind in enumerate(kinds)]
    tuned = tune(coded, some, lambda _: None)
    assert tuned["confidence"]["kinds"]["trade"] < 0
    assert tuned["calibration_error"] > 0.3


def test_too_few_to_calibrate_says_so() -> None:
    with pytest.raises(ValueError, match="too few to calibrate"):
        tune([document("a")], [[]], print)


def test_the_page_has_every_point_and_every_cause(tmp_path: Path) -> None:
    figures = {"precision": 0.5, "recall": 0.25, "f1": 1 / 3, "exact_f1": 0.125}
    part = {"rounds": 2, "essays": {"documents": 3, "codings": 40}}
    card = {"first": part, "then": part, "threshold": 0.3}
    points = [{"documents": 1, "codings": 12, "essays": figures}]
    told = page(card, points, {"missed: not seen": 3, "extra: other": 1}, {"essays": 0.04})
    assert "| 1 | 12 | 0.500 | 0.250 | 0.333 | 0.125 |" in told
    assert "| missed: not seen | no claim stands there | 3 | 75% |" in told
    assert all(f"| {cause} |" in told for cause in CAUSES)
    assert "3 essays (40 codings)" in told
    assert "essays 0.040" in told


def test_the_page_that_ships_is_on_the_model_that_ships() -> None:
    card = json.loads((ROOT / "seeds" / "model" / "card.json").read_text(encoding="utf-8"))
    told = (ROOT / "docs" / "local_coder.md").read_text(encoding="utf-8")
    assert f"Threshold on confidence: {card['threshold']:g}." in told
    for part in ("first", "then"):
        for group, counts in card[part].items():
            if group != "rounds":
                assert f"{counts['documents']} {group} ({counts['codings']} codings)" in told
