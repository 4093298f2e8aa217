from __future__ import annotations

from pathlib import Path

import pytest

from flows.parse import parse_file
from flows.parse.oddities import doubt_rows


def odd(folder: Path, sentence: str, issued: str = "2013~") -> list[tuple[str, str]]:
    file = folder / "note.txt"
    file.write_text(f"A note\n\n{sentence} So much for the rivers and roads of the two neighbours.\n")
    document = parse_file(file, "note")
    rows = doubt_rows(document, issued)
    return [(document.text[row["char_start"] : row["char_end"]], row["reason"]) for row in rows]


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("The envoy (1904-2405) wrote of it.", "1904 to 2405: more than a century after the document, issued in 2013"),
        ("The envoy (1804-2024) wrote.", "1804 to 2024: longer than a life, and after the document, issued in 2013"),
        ("The envoy (1965-1904) wrote of it.", "1965 to 1904: ends before it starts"),
        ("The plan of 1990-2190 was laid out.", "1990 to 2190: more than a century after the document"),
    ],
)
def test_spans_of_years_that_cannot_be_right(tmp_path: Path, sentence: str, reason: str) -> None:
    [(words, told)] = odd(tmp_path, sentence)
    assert words in sentence
    assert told.startswith(reason)


@pytest.mark.parametrize(
    "sentence",
    [
        "The envoy (1904–2005) wrote of it.",
        "The plan (2013-2030) was laid out.",
        "The empire (1299-1922) had ended.",
        "It stands on pages 2190-1990 of the record.",
        "Call 555-1904-2405 for it.",
        "It lasted from 12,1904-2405 onwards.",
    ],
)
def test_spans_that_may_be_right_are_left_alone(tmp_path: Path, sentence: str) -> None:
    assert odd(tmp_path, sentence) == []


@pytest.mark.parametrize("issued", ["2013/..", "20XX", "../2013/.."])
def test_an_issue_without_a_last_year_leaves_the_future_open(tmp_path: Path, issued: str) -> None:
    assert odd(tmp_path, "The envoy (1904-2405) wrote of it.", issued) == []
    assert odd(tmp_path, "The envoy (1965-1904) wrote of it.", issued) != []


def test_the_odd_life_of_the_articles_is_found(articles_dir: Path) -> None:
    document = parse_file(articles_dir / "ipri-hanif.txt", "ipri-hanif")
    assert [row["flag"] for row in doubt_rows(document, "2013~")] == ["odd_years"]
