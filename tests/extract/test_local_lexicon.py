"""The local coder's lexicon: what is read, and what a wrong row is told."""

import shutil
from pathlib import Path

import pytest

from flows.extract.local_lexicon import load_lexicon
from schemas.vocabulary import KIND

LEXICON = Path(__file__).resolve().parents[2] / "seeds" / "lexicon"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "lexicon"
    shutil.copytree(LEXICON, copy)
    return copy


def append(path: Path, row: str) -> None:
    with path.open("a", encoding="utf-8") as out:
        out.write(row + "\n")


def test_every_kind_has_triggers_and_every_topic_words() -> None:
    lexicon = load_lexicon(LEXICON)
    triggers = [trigger for found in lexicon.triggers.values() for trigger in found]
    assert {trigger.kind for trigger in triggers} == set(KIND)
    assert {trigger.topic for trigger in triggers} - {""} == set(lexicon.topics)


def test_no_trigger_is_told_twice() -> None:
    rows = (LEXICON / "triggers.csv").read_text(encoding="utf-8").splitlines()
    keys = [(*row.split(",")[:3], row.split(",")[4]) for row in rows]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("file", "row", "message"),
    [
        ("triggers.csv", "frob,V,frobbing,act,,strong", "'frobbing' is none of"),
        ("triggers.csv", "frob,X,visit,act,,strong", "'X' is none of"),
        ("triggers.csv", "frob,V,visit,act,nosuchtopic,strong", "'nosuchtopic' is none of"),
        ("cues.csv", "modal,frob,perhaps,", "'perhaps' is none of"),
        ("cues.csv", "phase,frob,middle,visit", "'middle' is none of"),
    ],
)
def test_a_wrong_row_is_named(folder: Path, file: str, row: str, message: str) -> None:
    append(folder / file, row)
    with pytest.raises(ValueError, match=message):
        load_lexicon(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "topics.csv").unlink()
    with pytest.raises(ValueError, match=r"topics\.csv: no such file"):
        load_lexicon(folder)


def test_wrong_columns_are_named(folder: Path) -> None:
    (folder / "topics.csv").write_text("lemma,topic\n", encoding="utf-8")
    with pytest.raises(ValueError, match="write topic,lemma"):
        load_lexicon(folder)
