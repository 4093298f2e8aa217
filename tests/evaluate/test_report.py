import json

from flows.evaluate.report import report, rows
from flows.evaluate.scoring import compare

from .build import mention

RESULTS = {
    "first": compare([mention(), mention(20, 30)], [mention()]),
    "second": compare([mention(kind="trade")], [mention(), mention(kind="trade", date="1999")]),
}


def test_report_is_plain_and_pools_documents_and_kinds():
    told = report(RESULTS)
    assert json.loads(json.dumps(told)) == told
    assert list(told) == ["documents", "by_kind", "pooled"]
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
