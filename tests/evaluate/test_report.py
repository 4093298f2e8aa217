import json

from flows.evaluate.report import report, rows, tables
from flows.evaluate.scoring import compare

from .build import mention

RESULTS = {
    "first": compare([mention(), mention(20, 30)], [mention()]),
    "second": compare([mention(kind="trade")], [mention(), mention(kind="trade", date="1999")]),
}


def test_report_is_plain_and_pools_documents_and_kinds():
    told = report(RESULTS)
    assert json.loads(json.dumps(told)) == told
    assert {"documents", "by_kind", "by_status", "by_date", "pooled", "intervals", "confusion", "alpha"} == set(told)
    assert told["documents"]["first"]["recall"] == 0.5
    assert told["pooled"] == {
        "gold": 3, "predicted": 3, "paired": 2, "precision": 0.667, "recall": 0.667, "f1": 0.667,
        "actors": 1.0, "date": 0.5, "status": 1.0, "amount": 1.0, "exact_f1": 0.333,
    }  # fmt: skip
    assert told["by_kind"]["visit"] | {"gold": 2, "predicted": 2, "paired": 1} == told["by_kind"]["visit"]


def test_rows_are_a_heading_and_one_line_a_name():
    told = report(RESULTS)
    heading, *lines = rows(told["documents"], "document")
    assert heading[:5] == ("document", "gold", "predicted", "paired", "precision")
    assert [line[0] for line in lines] == ["first", "second"]
    assert lines[0][1:7] == ("2", "1", "1", "1.000", "0.500", "0.667")
    assert {len(line) for line in lines} == {len(heading)}


def test_no_documents_give_an_empty_report():
    told = report({})
    assert (told["documents"], told["by_kind"], told["pooled"]["f1"]) == ({}, {}, 0.0)
    assert len(rows(told["documents"], "document")) == 1
    assert told["intervals"] is None


def test_every_split_adds_up_to_the_whole():
    told = report(RESULTS)
    assert {name: row["paired"] for name, row in told["by_date"].items()} == {"none": 2}
    assert {name: row["gold"] for name, row in told["by_status"].items()} == {"occurred": 3}
    for part in ("documents", "by_kind", "by_status", "by_date"):
        for count in ("gold", "predicted", "paired"):
            assert sum(row[count] for row in told[part].values()) == told["pooled"][count]


def test_dates_are_split_by_their_precision():
    coded = [mention(0, 9, date="1965-04~"), mention(10, 19, date="Y17E7"), mention(20, 29)]
    told = report({"one": compare(coded, coded)})
    assert {name: row["paired"] for name, row in told["by_date"].items()} == {"month": 1, "other": 1, "none": 1}


def test_intervals_hold_the_figure_and_are_the_same_each_time():
    told = report(RESULTS)
    low, high = told["intervals"]["recall"]
    assert (low, high) == (0.5, 1.0)
    assert low <= told["pooled"]["recall"] <= high
    assert report(RESULTS)["intervals"] == told["intervals"]


def test_the_worst_are_listed_only_when_asked_for():
    assert "worst" not in report(RESULTS)
    told = report(RESULTS, {"first": "Ten letters, then some more."}, 5)
    [missed] = told["worst"]["missed"]
    assert (missed["document"], missed["kind"], missed["text"]) == ("first", "visit", "me more.")


def width(table):
    return sum(max(len(row[column]) for row in table) + 2 for column in range(len(table[0])))


def test_compact_tables_fit_eighty_columns():
    long = {"a-rather-long-name": compare([mention(kind="diplomatic_relations")], [mention(kind="visit")])}
    told = report(RESULTS | long)
    assert all(width(table) <= 80 for table in tables(told, compact=True))
    assert [table[0][0] for table in tables(told)] == [
        "kind", "status", "date precision", "document", "gold kind", "pooled",
    ]  # fmt: skip
    assert tables(told)[3][-1][0] == "POOLED"
    assert tables(told)[4][1:] == [("diplomatic_relations", "visit", "1")]
