"""The local coder's lexicon: what is read, and what a wrong row is told."""

import shutil
from pathlib import Path

import pytest

from flows.extract.local_lexicon import CUES, load_lexicon

LEXICON = Path(__file__).resolve().parents[2] / "seeds" / "lexicon"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "lexicon"
    shutil.copytree(LEXICON, copy)
    return copy


def append(path: Path, row: str) -> None:
    with path.open("a", encoding="utf-8") as out:
        out.write(row + "\n")


def test_every_cue_has_words_and_every_place_actors() -> None:
    lexicon = load_lexicon(LEXICON)
    assert all(lexicon.cues[cue] for cue in CUES)
    assert all(lexicon.places.values())


def test_a_wrong_cue_is_named(folder: Path) -> None:
    append(folder / "cues.csv", "mood,frob")
    with pytest.raises(ValueError, match=r"cues\.csv: 'mood' is none of definite, pair, title"):
        load_lexicon(folder)


@pytest.mark.parametrize("row", ["sanctioning,impose,start", "sanction,impose,middle"])
def test_a_wrong_phase_is_named(folder: Path, row: str) -> None:
    append(folder / "phases.csv", row)
    with pytest.raises(ValueError, match=r"phases\.csv: '.*' is no kind or '.*' no phase"):
        load_lexicon(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "places.csv").unlink()
    with pytest.raises(ValueError, match=r"places\.csv: no such file"):
        load_lexicon(folder)


def test_wrong_columns_are_named(folder: Path) -> None:
    (folder / "places.csv").write_text("actors,name\n", encoding="utf-8")
    with pytest.raises(ValueError, match="write name,actors"):
        load_lexicon(folder)
