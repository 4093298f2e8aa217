"""What the definitions of tables and columns must be among themselves."""

import re

import pytest
from factories import good_value

from schemas import vocabulary
from schemas.columns import COLUMNS
from schemas.tables import TABLES

PAIRS = [(t.name, c, target) for t in TABLES.values() for c, target in t.foreign.items()]
tables = pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
CODES = {name: value for name, value in vars(vocabulary).items() if name.isupper() and isinstance(value, dict)}


@tables
def test_names_are_short_and_plain(table):
    for name in (table.name, *(c.name for c in table.columns)):
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,31}", name)


@tables
def test_a_table_is_described_and_keyed_by_columns_that_are_never_empty(table):
    assert table.description.endswith(".")
    assert table.key
    assert set(table.key) <= set(table.required)


@tables
def test_a_table_lists_each_column_once(table):
    names = (*table.required, *table.optional)
    assert len(set(names)) == len(names)


@tables
def test_rules_across_columns_speak_of_the_tables_own_columns(table):
    named = {c for group in (*table.ordered, *table.together, tuple(table.foreign)) for c in group}
    assert named <= {c.name for c in table.columns}
    assert all(COLUMNS[low].type == COLUMNS[high].type for low, high in table.ordered)
    assert all(set(group) <= set(table.optional) for group in table.together)


@pytest.mark.parametrize(("table", "column", "target"), PAIRS)
def test_a_reference_leads_to_the_key_of_a_table_defined_earlier(table, column, target):
    parent, key = target.split(".")
    order = list(TABLES)
    assert TABLES[parent].key == (key,)
    assert order.index(parent) <= order.index(table)
    assert (parent == table) == (order.index(parent) == order.index(table))
    assert COLUMNS[column].type == COLUMNS[key].type
    assert COLUMNS[column].pattern == COLUMNS[key].pattern
    assert COLUMNS[column].codes == COLUMNS[key].codes


def test_every_column_is_used():
    used = {c.name for t in TABLES.values() for c in t.columns}
    assert set(COLUMNS) == used


def test_columns_are_described_in_sentences():
    assert [c.name for c in COLUMNS.values() if not re.match(r"[A-Z].*\.$", c.description)] == []
    # The codebook is a Markdown table.
    assert [c.name for c in COLUMNS.values() if "|" in f"{c.description}{c.unit}{c.origin}"] == []


def test_bounds_stand_with_numbers_codes_and_patterns_with_text():
    bounded = {c.type for c in COLUMNS.values() if (c.minimum, c.maximum) != (None, None)}
    worded = {c.type for c in COLUMNS.values() if (c.codes, c.pattern) != (None, None)}
    assert bounded == {"integer", "number"}
    assert worded == {"text"}


def test_a_pattern_is_of_the_whole_value():
    for column in COLUMNS.values():
        if column.pattern is not None:
            assert column.pattern[0] == "^" and column.pattern[-1] == "$", column.name
            assert re.fullmatch(column.pattern, good_value(column)), column.name


@pytest.mark.parametrize("name", CODES)
def test_every_code_has_a_meaning(name):
    assert all(re.fullmatch(r"[A-Za-z_]+", code) and meaning.strip() for code, meaning in CODES[name].items())
    assert "|" not in "".join(CODES[name].values())


@pytest.mark.parametrize("name", CODES)
def test_every_closed_list_is_that_of_a_column(name):
    assert any(c.codes is CODES[name] for c in COLUMNS.values())


def test_symmetric_kinds_are_kinds():
    assert set(vocabulary.KIND) >= vocabulary.SYMMETRIC_KINDS
