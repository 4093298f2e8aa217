"""A CSV file of the seeds that is no table is one line that names the file, the row and the mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.resolve.identity import Judge
from flows.settings import load_settings
from schemas.decision import read_decisions
from schemas.seed_table import check_table, check_tables


def test_the_seeds_are_tables() -> None:
    check_tables(load_settings().seeds)


@pytest.mark.parametrize("text", ["name,why\n", 'name,why\r\n"a, b","c ""d"""\r\n\r\ne,\r\n'])
def test_a_table_passes(tmp_path: Path, text: str) -> None:
    (tmp_path / "t.csv").write_bytes(text.encode())
    check_table(tmp_path / "t.csv")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty: put its header and rows there"),
        (b"\xef\xbb\xbfname,why\na,b\n", "byte order mark: save it as UTF-8 without one"),
        ("name,why\n".encode("utf-16"), "is not UTF-8: save it as UTF-8"),
        (b"name,why\na,\xe9\n", "is not UTF-8: save it as UTF-8"),
        (b"name;why\na;b\n", "has one column, 'name;why': separate columns by commas"),
        (b"name,why\na,b\nc\n", "row 3 has 1 fields, the header 2: quote fields that hold commas"),
        (b"name,why\na,b,c\n", "row 2 has 3 fields, the header 2: quote fields that hold commas"),
        (b'name,why\na,b\n"c,d\n', "row 3: unexpected end of data; look for a stray quotation mark"),
        (b'name,why\n"a"s,b\n', "row 2: ',' expected after '\"'; look for a stray quotation mark"),
    ],
)
def test_what_is_no_table_is_one_line(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "lexicon" / "names.csv"
    path.parent.mkdir()
    path.write_bytes(data)
    with pytest.raises(ValueError) as caught:
        check_tables(tmp_path)
    assert message in str(caught.value) and str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_decisions_with_a_stray_quotation_mark_are_one_line(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    header = load_settings().decisions.read_text().splitlines()[0]
    path.write_text(f'{header}\nreject,c_1,,,,"Not said,me,2026-01-02\n')
    with pytest.raises(ValueError, match="stray quotation mark"):
        read_decisions(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("model,feature,weight\n", "has no threshold of the model within and across"),
        ("model,feature,weight\nwithin,threshold,much\n", "row 2 needs model, feature and weight, a number"),
        ("model,feature,value\nwithin,threshold,1\n", "row 2 needs model, feature and weight, a number"),
    ],
)
def test_weights_that_are_no_model_are_one_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "weights.csv").write_text(text)
    with pytest.raises(ValueError, match=message) as caught:
        Judge.of(tmp_path, frozenset())
    assert str(tmp_path / "weights.csv") in str(caught.value)
