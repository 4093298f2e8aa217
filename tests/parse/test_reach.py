"""The words that a mark stands for."""

from __future__ import annotations

import pytest

from flows.parse import parse_text
from flows.parse.reach import reaches
from flows.parse.tables import citation_rows

NOTES = "\n\n<sup>1</sup> Kaya Toma, *Ports* (Valby, 1995).\n\n<sup>2</sup> Ann Reed, *Piers* (Valby, 2001).\n"
LIST = "\n\nReferences\n\nReed, A. (2001). Piers. *Review*.\n\nToma, K. (1995). Ports. *Review*.\n"


def stood_for(text: str) -> list[tuple[str, str]]:
    """Return each mark with the words it stands for, marks and white space taken out."""
    document = parse_text(text, "x", "markdown")
    found = sorted(reaches(document).items())
    words = [(text[slice(*mark)], text[slice(*reach)]) for mark, reach in found]
    return [(mark, " ".join(w.replace("<sup>1</sup>", "").replace("<sup>2</sup>", "").split())) for mark, w in words]


ONE, TWO = "<sup>1</sup>", "<sup>2</sup>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # The sentence before the mark, whether the full stop comes before or after it.
        (f"It rained. Ann sailed.{ONE} Bo stayed.", [(ONE, "Ann sailed.")]),
        (f"It rained. Ann sailed{ONE}. Bo stayed.", [(ONE, "Ann sailed")]),
        # Two marks share a sentence out; what follows the last has none.
        (f"Ann sailed{ONE} and Bo stayed,{TWO} but Cy left.", [(ONE, "Ann sailed"), (TWO, "and Bo stayed,")]),
        # Marks without a word between them stand for the same.
        (f"It rained. Ann sailed.{ONE}{TWO} Bo stayed.", [(ONE, "Ann sailed."), (TWO, "Ann sailed.")]),
        # A sentence's mark is not that of the sentence before.
        (f"Ann sailed. Bo stayed.{ONE} Cy left.", [(ONE, "Bo stayed.")]),
        # The only mark, at the end of its paragraph, stands for all of it; with another it does not.
        (f"Ann sailed. Bo stayed.{ONE}", [(ONE, "Ann sailed. Bo stayed.")]),
        (f"Ann sailed.{ONE} It rained. Bo stayed.{TWO}", [(ONE, "Ann sailed."), (TWO, "Bo stayed.")]),
        # An abbreviation ends no sentence.
        (f"It rained. Gen. Holm met Mr. Reed.{ONE} Bo stayed.", [(ONE, "Gen. Holm met Mr. Reed.")]),
    ],
)
def test_note_marks(body: str, expected: list[tuple[str, str]]) -> None:
    assert stood_for(body + NOTES) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("It rained. Ann sailed (Toma, 1995). Bo stayed.", [("Toma, 1995", "Ann sailed (Toma, 1995")]),
        ("It rained. Ann sailed. (Toma, 1995) Bo stayed.", [("Toma, 1995", "Ann sailed. (Toma, 1995")]),
        (
            "It rained. Ann left (Toma, 1995; Reed, 2001). Bo stayed.",
            [("Toma, 1995", "Ann left (Toma, 1995; Reed, 2001"), ("Reed, 2001", "Ann left (Toma, 1995; Reed, 2001")],
        ),
        ("It rained. Toma (1995) says Ann sailed. Bo stayed.", [("Toma (1995", "Toma (1995) says Ann sailed.")]),
    ],
)
def test_author_year_marks(body: str, expected: list[tuple[str, str]]) -> None:
    assert stood_for(body + LIST) == expected


def test_rows_tell_what_a_mark_stands_for_and_are_empty_for_a_note_without_one() -> None:
    text = f"It rained. Ann sailed.{ONE} Bo stayed." + NOTES
    rows = {row["marker"]: row for row in citation_rows(parse_text(text, "x", "markdown"))}
    assert text[rows["1"]["reach_start"] : rows["1"]["reach_end"]] == f"Ann sailed.{ONE}"
    assert (rows["2"]["reach_start"], rows["2"]["reach_end"]) == (None, None)
