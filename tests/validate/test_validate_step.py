"""The validate step: folders of Parquet in, a folder of checked Parquet out."""

import polars as pl
from factories import world

from flows.validate.step import validate_tables
from schemas.ids import make_id
from schemas.models import frame
from schemas.tables import TABLES


def folder(path, **tables):
    path.mkdir()
    for name, rows in tables.items():
        frame(name, rows).write_parquet(path / f"{name}.parquet")
    return path


def test_every_table_is_written_and_counted(tmp_path):
    given = world()
    parsed = {name: given.pop(name) for name in ("passages", "works")}
    folders = [folder(tmp_path / "resolved", **given), folder(tmp_path / "parsed", **parsed)]
    counts = validate_tables(folders, tmp_path / "checked" / "deep")
    assert list(counts) == list(TABLES)
    assert counts == {name: len(rows) for name, rows in world().items()}
    for name, rows in world().items():
        assert pl.read_parquet(tmp_path / "checked" / "deep" / f"{name}.parquet").equals(frame(name, rows))


def test_a_work_that_two_sources_cite_stands_once_and_is_no_reject(tmp_path):
    book = {"work_id": make_id("w", "book"), "title": "A book"}
    other = {"work_id": make_id("w", "other"), "title": "Another"}
    again = book | {"title": "A book, told otherwise"}
    folders = [folder(tmp_path / "one", works=[other, book]), folder(tmp_path / "two", works=[again])]
    counts = validate_tables(folders, tmp_path / "checked")
    assert (counts["works"], counts["rejects"]) == (2, 0)
    assert pl.read_parquet(tmp_path / "checked" / "works.parquet")["title"].to_list() == ["Another", "A book"]


def test_nothing_in_gives_empty_tables(tmp_path):
    assert set(validate_tables([], tmp_path / "checked").values()) == {0}
    assert len(list((tmp_path / "checked").iterdir())) == len(TABLES)
