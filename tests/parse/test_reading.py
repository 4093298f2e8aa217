"""Readings: clean text, and offsets that stay true."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.parse import parse_text, reading
from flows.parse.reading import read_spans
from flows.parse.serialise import document_from_json, document_to_json

WORDS = [
    "Norland",
    "signed",
    "treaty",
    "(Toma, 1995)",
    "References",
    "Notes",
    "<sup>1</sup>",
    "<sup>th</sup>",
    "[a](b)",
]
SIGNS = ["---", "#", "*", "**", "_", "-", "¬", "\u00ad", "1", "\\", "> ", "`", ".", "’", "[1]", "|"]
PIECES = st.sampled_from([*WORDS, *SIGNS, " ", " ", " ", "\n", "\n\n", "\r\n", "\f"])
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)).filter(lambda t: bool(t.strip()))


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from([None, "plain", "markdown"]))
def test_passages_cover_any_text_and_offsets_stay_true(text: str, markup: str | None) -> None:
    document = parse_text(text, "any", markup)  # type: ignore[arg-type]
    assert "".join(text[p.start : p.end] for p in document.passages) == text
    assert all(p.start < p.end for p in document.passages)
    for paragraph in document.paragraphs:
        read = reading(document, paragraph)
        assert len(read.text) == len(read.offsets)
        assert all(a < b for a, b in zip(read.offsets, read.offsets[1:], strict=False))
        assert all(text[o] == c for c, o in zip(read.text, read.offsets, strict=True) if not c.isspace())
        assert "  " not in read.text and read.text == read.text.strip()
    assert document_from_json(document_to_json(document)) == document


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("Pis¬tol’s shad\u00adow and law¬¬yer", "Pistol’s shadow and lawyer"),
        ("treaty.<sup>12</sup> Then the 5<sup>th</sup>", "treaty. Then the 5th"),
        ("**T**he *pier* and **the *old* ferry**", "The pier and the old ferry"),
        ("two \\* three, snake_case and 2 * 3", "two * three, snake_case and 2 * 3"),
        ("see [the *report*](http://a.b/c_(d)) of <http://a.b/_x_>", "see the report of http://a.b/_x_"),
        ("a fish-\ning boat, a short- \nand long-term loan", "a fishing boat, a short- and long-term loan"),
        ("between Norland-\nSudmark towns", "between Norland-Sudmark towns"),
        ("a well-known pact, a well-\nknown ferry", "a well-known pact, a well-known ferry"),
        ("## **A heading** ##", "A heading"),
        ("> quoted  \n words", "quoted words"),
    ],
)
def test_markdown_is_read_through(raw: str, read: str) -> None:
    assert read_spans(raw, ((0, len(raw)),), "markdown").text == read


def test_spans_are_joined_by_one_space_or_none_after_a_hyphen() -> None:
    text = "A strong bond\n\n---\n\nof trust; a ferry-\n\nboat ferryboat"
    cut = text.index("\n\n---")
    start = text.index("of")
    end, again = text.index("-\n\nboat") + 1, text.index("boat ferryboat")
    read = read_spans(text, ((0, cut), (start, end), (again, len(text))))
    assert read.text == "A strong bond of trust; a ferryboat ferryboat"
    assert read.source_span(0, len(read.text)) == (0, len(text))


def test_plain_text_keeps_its_asterisks() -> None:
    assert read_spans("*not* emphasis_", ((0, 15),)).text == "*not* emphasis_"


def test_source_span_refuses_what_lies_outside() -> None:
    read = read_spans("abc", ((0, 3),))
    with pytest.raises(ValueError, match="not inside"):
        read.source_span(2, 2)


def test_json_of_another_kind_is_refused() -> None:
    for line in ("{}", "[]", "no", '{"version": 0}'):
        with pytest.raises(ValueError, match="delete the cached file"):
            document_from_json(line)
