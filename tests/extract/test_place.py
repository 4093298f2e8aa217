from __future__ import annotations

from typing import Any

import pytest

from flows.extract.place import with_places
from flows.parse.document import Document, Passage
from schemas.claim import Claim

TEXT = "Title\n\nFirst words.\n\nPart\n\nSecond words.\n"
PASSAGES = (
    Passage("title", 0, 7),
    Passage("body", 7, 21, section=None, page=1, paragraph=0),
    Passage("heading", 21, 27, page=2),
    Passage("body", 27, len(TEXT), section="Part", page=2, paragraph=1),
)
DOCUMENT = Document("essay", TEXT, PASSAGES, ())


def claim(words: str, **changes: Any) -> Claim:
    start = TEXT.index(words)
    values: dict[str, Any] = {"source": ("PAK",), "target": ("RUS",), "others": (), "agents": (), **changes}
    empty: dict[str, Any] = dict.fromkeys(("date", "date_basis", "phase", "amount", "quantity", "confidence"))
    return Claim(
        source_id="essay",
        coder="hand",
        coder_version="v1",
        kind="visit",
        status="occurred",
        char_start=start,
        char_end=start + len(words),
        quote_sha256="",
        **empty,
        **values,
    )


@pytest.mark.parametrize(
    ("words", "section", "page"),
    [
        ("Title", None, None),
        ("First words.", None, 1),
        ("words.\n\nPart", None, 1),
        ("Part", None, 2),
        ("Second words.", "Part", 2),
        ("S", "Part", 2),
    ],
)
def test_a_claim_stands_where_it_begins(words: str, section: str | None, page: int | None) -> None:
    (placed,) = with_places([claim(words)], DOCUMENT, quote=False)
    assert (placed.section, placed.page, placed.quote) == (section, page, None)


def test_words_are_told_only_where_they_may_be() -> None:
    (told,) = with_places([claim("Second words.")], DOCUMENT, quote=True)
    assert told.quote == "Second words."
    (silent,) = with_places([claim("Second words.", quote="Second words.")], DOCUMENT, quote=False)
    assert silent.quote is None


def test_nothing_else_changes_and_order_stays() -> None:
    claims = [claim("Second words."), claim("First words.")]
    placed = with_places(claims, DOCUMENT, quote=True)
    assert [(c.char_start, c.char_end, c.kind) for c in placed] == [(c.char_start, c.char_end, c.kind) for c in claims]
    assert with_places([], DOCUMENT, quote=True) == []
