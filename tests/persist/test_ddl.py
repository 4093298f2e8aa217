"""The database's definition says all that the schemas say."""

import datetime as dt

import duckdb
import pytest
from factories import LOAN, PACT, VISIT, WAR, database, good_row

from flows.persist import ddl
from schemas.columns import COLUMNS
from schemas.models import frame
from schemas.tables import TABLES

TYPES = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}


@pytest.fixture(scope="module")
def empty():
    with duckdb.connect() as connection:
        for statement in ddl.statements():
            connection.execute(statement)
        yield connection


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    with duckdb.connect(str(database(tmp_path_factory.mktemp("full"))), read_only=True) as connection:
        yield connection


def constraints(connection, kind):
    return connection.execute(
        "SELECT table_name, constraint_column_names, referenced_table, referenced_column_names, expression "
        "FROM duckdb_constraints() WHERE constraint_type = ? AND NOT starts_with(table_name, 'duckdb_')",
        [kind],
    ).fetchall()


def test_every_table_is_there_with_its_description(empty):
    found = dict(empty.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
    assert found == {name: table.description for name, table in TABLES.items()}


def test_every_column_is_there_in_order_with_its_type_and_emptiness(empty):
    found = empty.execute(
        "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns() c "
        "JOIN duckdb_tables() t USING (table_name) ORDER BY table_name, column_index"
    ).fetchall()
    expected = [
        (t.name, c.name, _enum(c.codes) if c.codes else TYPES[c.type], c.name in t.optional)
        for t in sorted(TABLES.values(), key=lambda t: t.name)
        for c in t.columns
    ]
    assert found == expected


def _enum(codes):
    return f"ENUM({', '.join(repr(code) for code in codes)})"


def test_every_column_has_its_meaning_unit_and_origin_as_comment(empty):
    found = empty.execute(
        "SELECT table_name, column_name, c.comment FROM duckdb_columns() c JOIN duckdb_tables() t USING (table_name)"
    ).fetchall()
    assert len(found) == sum(len(t.columns) for t in TABLES.values())
    for table, name, comment in found:
        column = COLUMNS[name]
        assert comment.startswith(column.description), (table, name)
        assert (f"Unit: {column.unit}." in comment) == (column.unit is not None)
        assert (f"Defined by {column.origin}." in comment) == (column.origin is not None)


def test_codes_are_enums_in_the_order_of_the_vocabulary(empty):
    found = dict(
        empty.execute(
            "SELECT type_name, labels FROM duckdb_types() WHERE type_name LIKE '%\\_code' ESCAPE '\\'"
        ).fetchall()
    )
    expected = {tuple(c.codes) for c in COLUMNS.values() if c.codes is not None}
    assert {tuple(labels) for labels in found.values()} == expected
    assert found["role_code"] == ["source", "target", "other"]


def test_every_table_has_its_primary_key(empty):
    found = {table: tuple(columns) for table, columns, *_ in constraints(empty, "PRIMARY KEY")}
    assert found == {name: t.key for name, t in TABLES.items()}


def test_every_reference_to_another_table_is_a_foreign_key(empty):
    found = {(t, c[0], f"{parent}.{k[0]}") for t, c, parent, k, _ in constraints(empty, "FOREIGN KEY")}
    expected = {
        (t.name, c, target)
        for t in TABLES.values()
        for c, target in t.foreign.items()
        if target.split(".")[0] != t.name
    }
    assert found == expected


def test_every_bound_and_order_is_a_check(empty):
    bounded = sum((c.minimum, c.maximum) != (None, None) for t in TABLES.values() for c in t.columns)
    ordered = sum(len(t.ordered) for t in TABLES.values())
    assert len(constraints(empty, "CHECK")) == bounded + ordered


def insert(table, **changes):
    """Put a row into an empty database of its own; what it refers to is no matter of the tests that use this."""
    with duckdb.connect() as connection:
        for statement in ddl.statements():
            connection.execute(
                statement.split(",\n  FOREIGN KEY")[0] + "\n)" if "FOREIGN KEY" in statement else statement
            )
        incoming = frame(table, [good_row(table, **changes)])
        connection.register("incoming", incoming)
        connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        ("sources", {"title": None}),
        ("sources", {"n_chars": 0}),
        ("sources", {"source_type": "poem"}),
        ("state_codes", {"ccode_cow": 1000}),
        ("actors", {"valid_from": dt.date(2000, 1, 2), "valid_to": dt.date(2000, 1, 1)}),
        ("dyad_years", {"mean_intensity": -10.1}),
    ],
)
def test_the_database_refuses_what_the_schema_refuses(table, changes):
    with pytest.raises((duckdb.ConstraintException, duckdb.ConversionException)):
        insert(table, **changes)


@pytest.mark.parametrize("table", ["sources", "actors", "dyad_years", "kinds", "rejects"])
def test_the_database_takes_a_good_row(table):
    assert insert(table) == (1,)


def test_a_quote_in_a_description_is_no_end_of_it():
    assert ddl.quoted("the source's text") == "'the source''s text'"


# Views


def test_views_are_described(empty):
    found = empty.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall()
    assert dict(found) == {name: description for name, (description, _) in ddl.VIEWS.items()}


def dyads(connection, fact_id):
    return connection.execute(
        "SELECT source_actor, target_actor FROM dyad_facts WHERE fact_id = ? ORDER BY ALL", [fact_id]
    ).fetchall()


def test_a_directed_act_stands_once_and_third_parties_are_no_side(full):
    assert dyads(full, VISIT) == [("PAK", "RUS")]
    assert dyads(full, LOAN) == [("RUS", "PAK")]


def test_a_symmetric_act_stands_both_ways(full):
    assert dyads(full, PACT) == [("PAK", "RUS"), ("RUS", "PAK")]


def test_a_war_without_target_stands_both_ways(full):
    assert dyads(full, WAR) == [("IND", "PAK"), ("PAK", "IND")]


def test_a_dyad_has_the_codes_of_both_sides_at_the_facts_date(full):
    row = full.execute(
        "SELECT source_iso3, target_iso3, source_ccode_cow, target_ccode_cow, source_gwcode, target_gwcode "
        "FROM dyad_facts WHERE fact_id = ? AND source_actor = 'PAK'",
        [PACT],
    ).fetchone()
    assert row == ("PAK", "RUS", 770, 365, 770, 365)


def test_codes_of_a_dyad_are_those_of_the_fact_and_not_of_today():
    with duckdb.connect() as connection:
        for statement in ddl.statements():
            connection.execute(
                statement.split(",\n  FOREIGN KEY")[0] + "\n)" if "FOREIGN KEY" in statement else statement
            )
        for name, rows in {
            "kinds": [good_row("kinds", kind="visit")],
            "facts": [good_row("facts", fact_id=f, kind="visit") for f in (VISIT, PACT)],
            "fact_actors": [
                good_row("fact_actors", fact_id=f, role=role, actor_id=a, ccode_cow=code, gwcode=code, iso3=None)
                for f, code in ((VISIT, 255), (PACT, 260))
                for role, a in (("source", "DEU"), ("target", "RUS"))
            ],
        }.items():
            connection.register("incoming", frame(name, rows))
            connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM incoming")
        found = connection.execute("SELECT fact_id, source_ccode_cow FROM dyad_facts").fetchall()
    assert dict(found) == {VISIT: 255, PACT: 260}


def test_an_actor_on_both_sides_is_no_dyad_with_itself_and_none_stands_twice(full):
    twice = full.execute(
        "SELECT count(*) FROM dyad_facts GROUP BY fact_id, source_actor, target_actor HAVING count(*) > 1"
    ).fetchall()
    assert twice == []
    assert full.execute("SELECT count(*) FROM dyad_facts WHERE source_actor = target_actor").fetchone() == (0,)


def test_the_timeline_tells_dated_facts_in_order_with_their_parties(full):
    rows = full.execute("SELECT date_edtf, kind, sources, targets, others FROM timeline").fetchall()
    assert rows == [
        ("1965-04-03", "visit", "PAK", "RUS", "IND"),
        ("1971-12", "armed_conflict", "IND, PAK", None, None),
        ("1972", "agreement", "PAK", "RUS", None),
    ]
