"""Every column of every table refuses what it must: collected frames, as pandera looks at nothing else."""

import datetime as dt

import pandera.errors
import polars as pl
import pytest
from factories import bad_values, good_row, wrong_types

from schemas.columns import COLUMNS
from schemas.ids import make_id
from schemas.models import frame, model, polars_schema
from schemas.tables import TABLES

OTHER = make_id("c", "other")


def failures(data: pl.DataFrame, table: str) -> set[tuple[str, int | None]]:
    """Return the column and row of every value that the table's model refuses."""
    with pytest.raises(pandera.errors.SchemaErrors) as caught:
        model(table).validate(data, lazy=True)
    cases = caught.value.failure_cases.filter(pl.col("schema_context") == "Column")
    return set(cases.select("column", "index").rows())


@pytest.mark.parametrize("table", TABLES)
def test_a_good_row_passes(table):
    data = frame(table, [good_row(table)])
    assert model(table).validate(data, lazy=True).equals(data)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_without_rows_passes(table):
    assert model(table).validate(frame(table, []), lazy=True).schema == polars_schema(TABLES[table])


@pytest.mark.parametrize("table", TABLES)
def test_every_bad_value_of_every_column_is_refused_and_its_row_named(table):
    bad = [(c.name, value) for c in TABLES[table].columns for value in bad_values(c).values()]
    bad += [(column, None) for column in TABLES[table].required]
    data = frame(table, [good_row(table), *(good_row(table, **{column: value}) for column, value in bad)])
    assert failures(data, table) == {(column, i) for i, (column, _) in enumerate(bad, 1)}


def test_every_column_has_a_bad_value_unless_its_type_is_all_that_it_asks_for():
    free = {c.name for c in COLUMNS.values() if not bad_values(c)}
    assert {COLUMNS[name].type for name in free} <= {"boolean", "date"}


@pytest.mark.parametrize("table", TABLES)
def test_optional_columns_may_be_empty(table):
    model(table).validate(frame(table, [good_row(table, **dict.fromkeys(TABLES[table].optional))]), lazy=True)


@pytest.mark.parametrize("table", TABLES)
def test_a_value_of_another_type_never_becomes_a_frame(table):
    for column in TABLES[table].columns:
        for value in wrong_types(column):
            with pytest.raises(ValueError, match=f"table {table}, column {column.name}: .* is not of type"):
                frame(table, [good_row(table, **{column.name: value})])


@pytest.mark.parametrize("table", TABLES)
def test_columns_of_another_type_are_refused(table):
    data = frame(table, [good_row(table)])
    wrong = data.with_columns(
        pl.lit(None).cast(pl.Int32 if d == pl.String else pl.String).alias(c) for c, d in data.schema.items()
    )
    assert {(column, None) for column in data.columns} <= failures(wrong, table)


@pytest.mark.parametrize("table", ["works", "disputes"])
def test_a_missing_a_strange_and_a_misplaced_column_are_refused(table):
    data = frame(table, [good_row(table)])
    wrong = [data.drop(data.columns[0]), data.with_columns(stranger=pl.lit(1)), data.select(reversed(data.columns))]
    for one in wrong:
        with pytest.raises(pandera.errors.SchemaErrors):
            model(table).validate(one, lazy=True)


@pytest.mark.parametrize("table", TABLES)
def test_a_repeated_key_is_refused(table):
    with pytest.raises(pandera.errors.SchemaErrors, match="multiple_fields_uniqueness"):
        model(table).validate(frame(table, [good_row(table)] * 2), lazy=True)


def test_a_bound_itself_is_within():
    least, most = {"confidence": 0.0, "page": 1, "char_start": 0, "char_end": 1}, {"confidence": 1.0, "claim_id": OTHER}
    rows = [good_row("claims", **values) for values in (least, most)]
    model("claims").validate(frame("claims", rows), lazy=True)


@pytest.mark.parametrize("table", TABLES)
def test_every_code_is_taken(table):
    coded = [c for c in TABLES[table].columns if c.codes is not None]
    rows = [good_row(table, **{c.name: code}) for c in coded for code in c.codes]
    # The rows share a key, which is refused of the whole and not of a column.
    assert failures(frame(table, [good_row(table), good_row(table), *rows]), table) == set()


def test_frame_keeps_values_and_leaves_what_a_row_lacks_empty():
    data = frame("actors", [{"actor_id": "PAK", "valid_from": dt.date(1947, 8, 14)}])
    assert data.row(0, named=True) == {
        **dict.fromkeys(("actor_name", "actor_type", "iso3", "valid_to")),
        **{"actor_id": "PAK", "valid_from": dt.date(1947, 8, 14)},
    }


def test_frame_takes_a_whole_number_where_a_number_is_meant():
    assert frame("facts", [{"intensity": 3}])["intensity"].to_list() == [3.0]


def test_frame_refuses_a_key_that_the_table_lacks():
    with pytest.raises(ValueError, match="table actors has no column colour, shade"):
        frame("actors", [{"actor_id": "PAK"}, {"shade": 1, "colour": 2}])
