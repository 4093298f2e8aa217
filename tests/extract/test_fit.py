"""Learning the local coder's weights: what is kept aside, what is learned, what is written."""

import json
from pathlib import Path

import pytest

from flows.extract import fit
from flows.extract.local import LocalCoder
from flows.extract.local_lexicon import load_lexicon
from flows.extract.local_scorer import INTERCEPT, chances, probability
from schemas.aside import is_kept_aside

LEXICON = Path(__file__).resolve().parents[2] / "seeds" / "lexicon"
PROSE = "A Short Report\n\nOn 2 August 1990 Iraq invaded Kuwait. Jordan likes Oman's coast and its attack on drought.\n"


def test_acts_are_learned_from_what_tells_them_apart() -> None:
    data = [fit.Example(("invade",), True, ()), fit.Example(("like",), False, ())] * 20
    weights = fit.fit_acts(data)
    assert probability(["invade"], weights) > 0.7
    assert probability(["like"], weights) < 0.3
    assert INTERCEPT in weights


def test_roles_are_learned_as_a_choice() -> None:
    options = ((("subject",), 1.0), (("object",), 0.0), (("nobody",), 0.0))
    weights = fit.fit_roles([fit.Example((), True, options)] * 20)
    right, wrong, nobody = chances([["subject"], ["object"], ["nobody"]], weights)
    assert right > 0.7
    assert right + wrong + nobody == pytest.approx(1)


def test_a_coded_folder_gives_labelled_examples(tmp_path: Path) -> None:
    folder = coded_folder(tmp_path)
    data = fit.examples(folder, LocalCoder(LEXICON))
    told = [one for one in data if one.is_act]
    assert told
    assert all("kind=armed_conflict" in one.features for one in told)
    assert any(not one.is_act for one in data)
    assert all(max(credit for _, credit in one.options) == 1.0 for one in told)


def test_weights_are_read_back_as_written(tmp_path: Path) -> None:
    path = tmp_path / "weights.csv"
    fit.write_weights(path, {"act": {"a,b": 0.5}, "role": {'"c"': -1.25}})
    assert path.read_text(encoding="utf-8").startswith("model,feature,weight\n")
    for file in LEXICON.glob("*.csv"):
        if file.name != "weights.csv":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    lexicon = load_lexicon(tmp_path)
    assert (lexicon.act_weights, lexicon.role_weights) == ({"a,b": 0.5}, {'"c"': -1.25})


def test_a_folder_without_texts_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds no texts to learn from"):
        fit.examples(tmp_path, LocalCoder(LEXICON))


def coded_folder(tmp_path: Path) -> Path:
    name = next(f"report-{n}" for n in range(100) if not is_kept_aside(f"report-{n}"))
    (tmp_path / "texts").mkdir()
    (tmp_path / "codings").mkdir()
    (tmp_path / "texts" / f"{name}.txt").write_text(PROSE, encoding="utf-8")
    row = {"kind": "armed_conflict", "source": ["IRQ"], "target": ["KWT"], "others": [], "confidence": 3}
    row["evidence"] = "On 2 August 1990 Iraq invaded Kuwait"
    (tmp_path / "codings" / f"{name}.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    return tmp_path
