"""Lessons: what people coded, at the words of the windows that the encoder reads."""

from pathlib import Path

import pytest

from flows.extract.local_model import TOKENIZER
from flows.train.lessons import coded_documents
from flows.train.teach import all_lessons
from schemas.aside import is_kept_aside

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def test_every_coding_is_told_once_at_the_words_of_its_evidence(coded_folder: Path) -> None:
    coded = coded_documents([coded_folder])
    lessons = all_lessons(coded, SEEDS / "lexicon", SEEDS / "model" / TOKENIZER)
    told = [(lesson, one) for lesson in lessons for one in lesson.told]
    assert len(told) == sum(len(one.codings) for one in coded)
    for lesson, one in told:
        page = lesson.read.pages[one.page]
        start, end = one.mention.start, one.mention.end
        first, last = page.doc[one.first], page.doc[one.last]
        assert page.reading.source_span(first.idx, last.idx + len(last)) == (start, end)
        assert {lesson.window.words[n].token for n in one.words} <= set(range(one.first, one.last + 1))
        assert one.root in one.words


def test_texts_kept_aside_are_left_out_or_taken_alone(coded_folder: Path) -> None:
    name = next(name for n in range(100) if is_kept_aside(name := f"aside-{n}"))
    for kind, suffix in (("texts", "txt"), ("codings", "jsonl")):
        source = coded_folder / kind / f"peru-chile.{suffix}"
        (coded_folder / kind / f"{name}.{suffix}").write_bytes(source.read_bytes())
    assert name not in [one.document.source_id for one in coded_documents([coded_folder])]
    assert [one.document.source_id for one in coded_documents([coded_folder], aside=True)] == [name]


def test_a_text_without_codings_is_named(coded_folder: Path) -> None:
    (coded_folder / "codings" / "peru-chile.jsonl").unlink()
    with pytest.raises(ValueError, match=r"peru-chile\.txt: has no codings"):
        coded_documents([coded_folder])


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds no texts to learn from"):
        coded_documents([tmp_path])
