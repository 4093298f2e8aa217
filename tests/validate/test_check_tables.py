"""Rows that fail their schema go to `rejects` with all their reasons; nothing is lost."""

import datetime as dt
import json
import random

import polars as pl
import pytest
from factories import VISIT, check, good_row, world

from flows.validate import given as reading
from flows.validate.check import check as check_files
from schemas.columns import COLUMNS
from schemas.ids import make_id
from schemas.models import frame, model
from schemas.tables import TABLES

BOOK = make_id("w", "book")
GIVEN_REASON = world()["rejects"][0]["reason"]


def refused(checked, table):
    """Return reason and row of a table's rejects."""
    rows = checked["rejects"].filter(pl.col("table_name") == table)
    return [(row["reason"], json.loads(row["row_json"])) for row in rows.iter_rows(named=True)]


def reasons(checked, table):
    return sorted(reason for reason, _ in refused(checked, table))


def work(name, **changes):
    return {"work_id": make_id("w", name), "title": name, **changes}


def test_good_rows_pass_unchanged():
    given = world()
    checked = check(given)
    assert list(checked) == list(TABLES)
    for name in TABLES:
        assert checked[name].equals(frame(name, given[name])), name


def test_a_table_without_rows_is_there():
    checked = check({})
    assert all(checked[name].equals(frame(name, [])) for name in TABLES)


def test_frames_do_as_well_as_rows():
    given = {name: frame(name, rows) for name, rows in world().items()}
    assert all(checked.equals(given[name]) for name, checked in check(given).items())


def test_a_refused_row_stands_in_rejects_whole_with_all_its_reasons():
    bad = {**world()["facts"][0], "fact_id": "visit", "kind": "party", "intensity": 11.0, "status": None}
    checked = check({**world(), "facts": [*world()["facts"], bad]})
    assert checked["facts"].height == 4
    [(reason, row)] = refused(checked, "facts")
    assert row == {**bad, "date_start": "1965-04-03", "date_end": "1965-04-03"}
    assert reason.startswith("fact_id: 'visit' fails str_matches('^f_[0-9a-f]{16}$')")
    assert "; kind: 'party' fails isin(['visit', " in reason
    assert "; intensity: '11.0' fails less_than_or_equal_to(10)" in reason
    assert "status: None fails not_nullable" in reason
    assert reason.endswith("; kind: refers to no row of kinds.kind")


def test_given_rejects_are_kept_beside_the_new_ones():
    checked = check({**world(), "works": [work("book", issued="last year")]})
    assert checked["rejects"]["table_name"].sort().to_list() == ["citations"] * 2 + ["claims", "works"]
    assert checked["rejects"]["reject_id"].is_sorted()


def test_accepted_and_rejected_are_all_that_was_given():
    given = {name: rows for name, rows in world().items() if name != "rejects"}
    for name, rows in given.items():
        broken = {**rows[0], TABLES[name].required[-1]: None}
        given[name] = [broken, *rows, broken, *rows, *rows]
    checked = check(given)
    for name, rows in given.items():
        assert checked[name].height + len(refused(checked, name)) == len(rows), name
    assert checked["rejects"]["reject_id"].is_unique().all()


def test_what_json_has_no_word_for_is_still_json():
    def strict(constant):
        raise AssertionError(f"{constant} is no JSON")

    checked = check({"facts": [good_row("facts", intensity=float("nan"), amount_value=float("inf"))]})
    row = json.loads(checked["rejects"]["row_json"][0], parse_constant=strict)
    assert (row["intensity"], row["amount_value"]) == ("nan", "inf")


def test_what_hangs_on_a_refused_row_is_refused_with_it():
    given = world()
    given["sources"][0]["issued"] = "last year"
    checked = check(given)
    assert checked["sources"].is_empty(), "the brief of a refused source has no origin"
    assert checked["claims"].is_empty()
    assert checked["passages"].is_empty()
    assert set(reasons(checked, "claims")) == {GIVEN_REASON, "source_id: refers to no row of sources.source_id"}
    assert set(reasons(checked, "claim_actors")) == {"claim_id: refers to no row of claims.claim_id"}
    assert len(refused(checked, "claim_actors")) == len(given["claim_actors"])
    assert checked["facts"].height == 4, "facts refer to no source"


def test_a_chain_within_a_table_falls_whole_whatever_its_order():
    chain = [("a", None, "last year"), ("b", "a", "2018"), ("c", "b", "2018"), ("d", "c", "2018"), ("e", None, "2018")]
    rows = [good_row("sources", source_id=i, derived_from=d, issued=when) for i, d, when in chain]
    for seed in range(4):
        random.Random(seed).shuffle(rows)
        checked = check({"sources": rows})
        assert checked["sources"]["source_id"].to_list() == ["e"]
        assert len(refused(checked, "sources")) == 4


def test_every_missing_reference_is_a_reason():
    citation = good_row("citations", claim_id=None, work_id=BOOK)
    checked = check({"citations": [citation]})
    lost = ("sources.source_id", "works.work_id", "passages.passage_id")
    expected = [f"{target.split('.')[1]}: refers to no row of {target}" for target in lost]
    assert reasons(checked, "citations") == ["; ".join(expected)]


def test_an_empty_reference_is_no_orphan():
    given = world()
    given["claims"][0]["fact_id"] = None
    assert check(given)["claims"].height == len(given["claims"])


def test_of_rows_that_share_a_key_the_first_stays():
    checked = check({"works": [work("book"), work("other"), work("book", authors="A. Author"), work("book")]})
    assert checked["works"]["work_id"].to_list() == [BOOK, make_id("w", "other")]
    assert checked["works"]["authors"].to_list() == [None, None]
    assert reasons(checked, "works") == ["key work_id repeats that of an earlier row"] * 2


def test_a_key_of_several_columns_is_repeated_only_as_a_whole():
    given = world()
    given["fact_actors"] += [
        {"fact_id": VISIT, "role": "other", "actor_id": "PAK"},
        {"fact_id": VISIT, "role": "source", "actor_id": "PAK", "iso3": "RUS"},
    ]
    checked = check(given)
    assert reasons(checked, "fact_actors") == ["key fact_id, role, actor_id repeats that of an earlier row"]
    assert refused(checked, "fact_actors")[0][1]["iso3"] == "RUS"


ORDERED = [(t.name, low, high) for t in TABLES.values() for low, high in t.ordered]


@pytest.mark.parametrize(("table", "low", "high"), ORDERED)
def test_what_must_not_exceed_the_other_is_held(table, low, high):
    dated = COLUMNS[low].type == "date"
    first, second = (dt.date(2000, 1, 1), dt.date(2000, 1, 2)) if dated else (3, 4)
    cases = [(second, first), (first, first), (first, second), (first, None)]
    checked = check({table: [good_row(table, **{low: a, high: b}) for a, b in cases]})
    found = [row for reason, row in refused(checked, table) if f"{low} exceeds {high}" in reason]
    assert [(row[low], row[high]) for row in found] == [(str(second), str(first)) if dated else (second, first)]


TOGETHER = [(t.name, group) for t in TABLES.values() for group in t.together]


@pytest.mark.parametrize(("table", "group"), TOGETHER)
def test_what_belongs_together_is_given_together(table, group):
    message = f"{', '.join(group)}: some are given, some are empty"
    for column in group:
        half = check({table: [good_row(table, **{column: None})]})
        assert message in reasons(half, table)[0]
    none = check({table: [good_row(table, **dict.fromkeys(group))]})
    both = check({table: [good_row(table)]})
    assert not any(message in reason for found in (none, both) for reason in reasons(found, table))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"page": "12"}, "table passages, column page: '12' is not of type integer"),
        ({"page": 1.5}, "table passages, column page: 1.5 is not of type integer"),
        ({"colour": "red"}, "table passages has no column colour"),
    ],
)
def test_a_row_that_the_table_cannot_hold_stops_the_run(row, message):
    with pytest.raises(ValueError, match=message):
        check({"passages": [row]})


def test_a_frame_with_a_column_of_another_type_stops_the_run():
    wrong = frame("actors", []).with_columns(pl.col("valid_from").cast(pl.String))
    with pytest.raises(ValueError, match="table actors, column valid_from: "):
        check({"actors": wrong})


@pytest.mark.parametrize("change", [lambda d: d.drop("iso3"), lambda d: d.with_columns(colour=pl.lit("red"))])
def test_a_frame_with_other_columns_stops_the_run(change):
    with pytest.raises(ValueError, match="table actors, column "):
        check({"actors": change(frame("actors", [good_row("actors")]))})


def test_what_check_returns_meets_its_schemas():
    bad = {name: [good_row(name, **{t.required[-1]: None})] for name, t in TABLES.items() if name != "rejects"}
    checked = check(bad)
    for name, data in checked.items():
        model(name).validate(data)
    assert checked["rejects"].height == len(TABLES) - 1


def test_rows_checked_in_batches_are_refused_as_if_checked_at_once(monkeypatch):
    broken = {name: [{**rows[0], TABLES[name].required[-1]: None}, *rows, *rows] for name, rows in world().items()}
    broken["rejects"] = world()["rejects"]
    broken["facts"].append(good_row("facts", fact_id="visit", date_start=dt.date(2000, 1, 2), intensity=11.0))
    at_once = check(broken)
    monkeypatch.setattr(reading, "_BATCH", 2)
    in_batches = check(broken)
    assert at_once["rejects"].height > 20
    assert all(in_batches[name].equals(at_once[name]) for name in TABLES)


def test_rows_are_numbered_through_all_files_of_a_table(tmp_path):
    rows = [work("book"), work("other"), work("book", authors="A. Author"), work("third", issued="last year")]
    files = [tmp_path / "b.parquet", tmp_path / "a.parquet"]
    for file, part in zip(files, (rows[:2], rows[2:]), strict=True):
        frame("works", part).write_parquet(file)
    counts = check_files({"works": files}, tmp_path / "checked")
    assert (counts["works"], counts["rejects"]) == (2, 2)
    rejects = pl.read_parquet(tmp_path / "checked" / "rejects.parquet")
    assert sorted(json.loads(row)["title"] for row in rejects["row_json"]) == ["book", "third"]
