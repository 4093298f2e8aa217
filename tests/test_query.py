"""What the commands read from the database, and the one line that each error is."""

import duckdb
import pytest
from factories import LOAN, PACT, VISIT, WAR, database, world

from flows.follow import follow
from flows.query import show, sql
from flows.review import queue
from flows.terminal import print_table
from schemas.ids import make_id
from schemas.vocabulary import CHOSEN_BY


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    rows = world()
    visit, loan = rows["facts"][0], rows["facts"][3]
    visit |= {"flags": "derived_only", "phase": "start"}
    loan |= {"amount_value": 1.5e9, "amount_currency": None, "quantity_value": 4.0, "quantity_item": "helicopters"}
    rows["decisions"][0] |= {"action": "correct", "other_claim_id": None, "column_name": "phase"}
    rows["decisions"][0] |= {"corrected_value": "start", "value_before": None}
    rows["claims"][0] |= {"page": 7, "section": "The talks", "agents": "the envoy"}
    return database(tmp_path_factory.mktemp("base"), rows)


def refusal(action, *arguments):
    with pytest.raises(ValueError) as caught:
        action(*arguments)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_query_gives_its_rows(base):
    found = sql(base, "SELECT kind, count(*) AS n FROM facts GROUP BY kind ORDER BY kind")
    assert found.columns == ["kind", "n"]
    assert found.rows() == [("visit", 1), ("agreement", 1), ("aid", 1), ("armed_conflict", 1)]


def test_a_query_may_give_no_rows(base):
    assert sql(base, "SELECT fact_id FROM facts WHERE false").rows() == []


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT FROM WHERE", "Parser Error: syntax error"),
        ("SELECT * FROM acts", "Catalog Error: Table with name acts does not exist"),
        ("SELECT colour FROM facts", "Binder Error"),
        ("SELECT title::INTEGER FROM sources", "Conversion Error: Could not convert string"),
        ("DELETE FROM facts", "read-only"),
        ("INSERT INTO works (work_id) VALUES ('w')", "read-only"),
        ("DROP TABLE disputes", "read-only"),
        ("CREATE TABLE mine (a INTEGER)", "read-only"),
        ("", "gives no rows"),
        ("-- only a comment", "gives no rows"),
        ("SELECT 1 AS a; SELECT 2 AS b", "2 statements: give one at a time"),
    ],
)
def test_a_statement_that_cannot_be_run_is_one_line(base, query, message):
    before = base.read_bytes()
    assert message in refusal(sql, base, query)
    assert base.read_bytes() == before


@pytest.mark.parametrize("action", [sql, show])
def test_without_a_database_the_line_tells_how_to_make_one(tmp_path, action):
    message = refusal(action, tmp_path / "bilateral.duckdb", "SELECT 1")
    assert message == f"no database at {tmp_path / 'bilateral.duckdb'}: run `bilateral build` first"
    assert not (tmp_path / "bilateral.duckdb").exists()


@pytest.mark.parametrize("action", [sql, show])
def test_a_file_that_is_no_database_is_one_line(tmp_path, action):
    (tmp_path / "bilateral.duckdb").write_text("not a database")
    assert "cannot read the database (IO Error" in refusal(action, tmp_path / "bilateral.duckdb", "SELECT 1")


def test_a_database_that_is_cut_off_is_one_line(base, tmp_path):
    cut = tmp_path / "bilateral.duckdb"
    cut.write_bytes(base.read_bytes()[: base.stat().st_size // 2])
    told = {refusal(show, cut, VISIT), refusal(queue, cut)}
    assert all("`bilateral build`, which makes it anew" in line for line in told)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("INTERVAL 3 MONTH", "3 months"),
        ("[1, 2]", "[1, 2]"),
        ("MAP {'a': 1}", "{a=1}"),
        ("DATE '20000-01-01'", "20000-01-01"),
        ("DATE '-infinity'", "-infinity"),
        ("'[/so]'", "[/so]"),
    ],
)
def test_any_value_can_be_printed_and_written_as_csv(base, value, written, capsys):
    found = sql(base, f'SELECT {value} AS "a [/b]", 1 AS n, 2 AS n')
    assert found.rows() == [(written, 1, 2)]
    assert written in found.write_csv()
    print_table([tuple(found.columns), tuple(map(str, found.row(0)))])
    assert capsys.readouterr().out.split("\n")[1].startswith(written)


def test_an_earlier_fact_leads_to_what_it_has_become(base):
    merged, gone = (make_id("f", f"once {what}") for what in ("merge", "gone"))
    line = f"{merged} was merged into {VISIT} (after release 2024.05.1)"
    assert show(base, merged) == show(base, merged[:9]) == [line, *show(base, VISIT)]
    assert show(base, VISIT)[-1] == f"  earlier {line}"
    told = f"no fact {gone}: {gone} is gone: no claim of it is left (after release 2024.05.1)"
    assert refusal(show, base, gone) == told


def test_the_beginning_of_several_earlier_facts_is_refused():
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE facts (fact_id VARCHAR)")
        connection.execute("""CREATE TABLE redirects AS FROM (VALUES
            ('f_1a', 'f_3', 'merge', '2024.05.1'), ('f_1b', 'f_3', 'merge', '2024.05.1')
        ) AS t (old_fact_id, new_fact_id, redirect, last_version)""")
        assert refusal(follow, connection, "f_1") == "several earlier facts begin with f_1: give more of the id"
        assert follow(connection, "f_1b") == (["f_3"], ["f_1b was merged into f_3 (after release 2024.05.1)"])


def test_a_fact_is_shown_with_all_that_is_known_of_it(base):
    claims = [make_id("c", source, "hand", VISIT) for source in ("brief", "first-essay")]
    place = "(2018~) characters 10-30, p. 7, under “The talks”"
    assert show(base, VISIT) == [
        f"{VISIT}  visit  occurred  start",
        "  source  PAK (CoW 770, GW 770)",
        "  target  RUS (CoW 365, GW 365)",
        "  other   IND (CoW 750, GW 750)",
        "  date    1965-04-03 (day, basis: not noted)",
        "  type    AGREE, verbal_cooperation, intensity 1.5",
        "  2 claims in 1 independent source",
        f"  - brief (2018~) characters 10-30; hand: occurred, 1965-04-03  [{claims[0]}]",
        "    “came for talks”",
        f"  - first-essay {place}; hand: occurred, 1965-04-03, the envoy  [{claims[1]}]",
        "    cites A book of treaties, 1990~",
        f"  disputed date: 1965-04-03 (1 claim: first-essay; shown: {CHOSEN_BY['order']}) | 1965-05 (1 claim: brief)",
        f"  flag    out_of_office: the envoy held no office  [{claims[1]}]",
        f"  decided correct phase: none -> start (A. Reader, 2024-05-01: one journey)  [{claims[1]}]",
        f"  earlier {make_id('f', 'once merge')} was merged into {VISIT} (after release 2024.05.1)",
    ]


@pytest.mark.parametrize(
    ("n_claims", "longest"), [(1, 200), (3, 200), (15, 74), (24, None)], ids=["one", "few", "many", "most"]
)
def test_a_fact_fits_one_screen(tmp_path, n_claims, longest):
    rows = world()
    rows["decisions"] = rows["doubts"] = []
    claim = rows["claims"][0]
    more = [claim | {"claim_id": make_id("c", "more", n), "char_start": n} for n in range(n_claims - 1)]
    rows["claims"] += more
    long = "word " * 60
    made = database(tmp_path, rows)
    lines = show(made, VISIT, lambda _: long, (80, 50))
    assert sum(-(-len(line) // 80) for line in lines) < 50
    assert sum(line.startswith("  - ") for line in lines) == n_claims + 1, "no claim is left out"
    quotes = [len(line.strip()) - 2 for line in lines if "“word" in line]
    if longest is None:
        assert quotes == [] and lines[-1].startswith("  (the words are left out")
    else:
        assert len(quotes) == n_claims + 1 and longest - 5 <= max(quotes) <= longest
    assert any(line.startswith("  disputed date") for line in lines)
    in_full = show(made, VISIT, lambda _: long)
    assert sum(len(line) > 180 for line in in_full) == n_claims + 1, "into a pipe nothing is cut to a screen"


def test_words_may_come_from_elsewhere(base):
    lines = show(base, VISIT, lambda claim: f"words of {claim['source_id']}")
    assert "    “words of brief”" in lines and "    “words of first-essay”" in lines


def test_sums_and_numbers_are_shown_and_an_undated_fact_has_no_date(base):
    lines = show(base, LOAN)
    assert "  amount  1,500,000,000 (no currency)" in lines
    assert "  number  4 helicopters" in lines
    assert not any(line.startswith("  date ") for line in lines)


def test_a_war_without_target_has_no_line_for_it(base):
    lines = show(base, WAR)
    assert "  source  IND (CoW 750, GW 750), PAK (CoW 770, GW 770)" in lines
    assert not any(line.startswith("  target") for line in lines)


def test_a_beginning_that_tells_the_fact_apart_is_enough(base):
    assert show(base, PACT[:8]) == show(base, PACT)


def test_a_beginning_of_several_facts_asks_for_more(base):
    message = refusal(show, base, "f_")
    assert message.startswith("4 facts begin with f_ (f_")
    assert message.endswith("): give more of the id")


@pytest.mark.parametrize("unknown", ["f_0000000000000000", "visit", "%", "'; DROP TABLE facts"])
def test_an_unknown_fact_tells_how_to_find_one(base, unknown):
    message = refusal(show, base, unknown)
    assert message == f"no fact {unknown}: find one with `bilateral sql 'SELECT * FROM timeline'`"


def test_the_advice_of_the_error_works(base):
    assert sql(base, "SELECT * FROM timeline")["fact_id"].to_list() == [VISIT, WAR, PACT]


def test_readers_do_not_lock_each_other_out(base):
    with duckdb.connect(str(base), read_only=True):
        assert show(base, VISIT)
