from __future__ import annotations

from datetime import date

import pytest

from flows.resolve.dates import bounds
from flows.resolve.flags import ANACHRONISMS, date_flags, reading_flags

from .factories import claim, small_lexicon

LEXICON = small_lexicon()
ISSUED = date(2018, 12, 31)


@pytest.mark.parametrize(
    ("edtf", "actors", "expected"),
    [
        ("1941", ["NEW", "EVER"], ["before_actor:NEW"]),
        ("1947", ["NEW"], []),
        ("1947-08-13", ["NEW"], ["before_actor:NEW"]),
        ("1947-08-14", ["NEW"], []),
        ("../1946", ["NEW"], ["before_actor:NEW"]),
        ("1946/..", ["NEW"], []),
        ("1990", ["OLD"], []),
        ("1990-10-02", ["OLD"], []),
        ("1990-10-03", ["OLD"], ["after_actor:OLD"]),
        ("1991/..", ["OLD"], ["after_actor:OLD"]),
        ("../1995", ["OLD"], []),
        ("XXXX-12", ["OLD", "NEW"], []),
        ("2017-12", ["OLD", "NEW", "OLD"], ["after_actor:OLD"]),
        ("1900", ["OLD", "NEW"], ["before_actor:NEW"]),
    ],
)
def test_actors_must_have_existed(edtf: str, actors: list[str], expected: list[str]) -> None:
    assert date_flags(bounds(edtf), "occurred", actors, LEXICON, ISSUED) == expected


@pytest.mark.parametrize("status", ["planned", "proposed", "alleged", "cancelled"])
def test_only_what_occurred_cannot_follow_its_publication(status: str) -> None:
    later = bounds("2019")
    assert date_flags(later, "occurred", ["EVER"], LEXICON, ISSUED) == ["after_publication"]
    assert date_flags(later, status, ["EVER"], LEXICON, ISSUED) == []


def test_publication_must_be_known_and_wholly_before() -> None:
    assert date_flags(bounds("2019"), "occurred", ["EVER"], LEXICON, None) == []
    assert date_flags(bounds("2018-12-31"), "occurred", ["EVER"], LEXICON, ISSUED) == []
    assert date_flags(bounds("2018/2025"), "occurred", ["EVER"], LEXICON, ISSUED) == []


def test_several_anachronisms_are_all_told() -> None:
    found = date_flags(bounds("2205"), "occurred", ["OLD", "NEW"], LEXICON, ISSUED)
    assert found == ["after_actor:OLD", "after_publication"]
    assert {f.split(":")[0] for f in found} <= set(ANACHRONISMS)


def test_machine_coded_means_by_no_person() -> None:
    assert reading_flags([claim(coder="local"), claim(coder="llm")], set()) == ["machine_coded"]
    assert reading_flags([claim(coder="local"), claim()], set()) == []


def test_derived_only_means_by_no_origin() -> None:
    assert reading_flags([claim(source_id="brief-alpha")], {"brief-alpha"}) == ["derived_only"]
    assert reading_flags([claim(source_id="brief-alpha"), claim()], {"brief-alpha"}) == []


def test_both_ways_of_reading_are_told() -> None:
    assert reading_flags([claim(source_id="brief-alpha", coder="local")], {"brief-alpha"}) == [
        "machine_coded",
        "derived_only",
    ]
