import pytest

from flows.evaluate.release import mention as from_row
from flows.evaluate.release import summary
from flows.evaluate.scoring import compare

from .build import borderline, mention


def row(**changes):
    values = {
        "claim_id": "c_0", "coder": "local", "kind": "aid", "status": "occurred", "date_edtf": "1999",
        "amount_value": 4e7, "amount_currency": "USD", "char_start": 2, "char_end": 9, "confidence": 0.5,
        "source": ["PAK", "TALIBAN"], "target": None,
    }  # fmt: skip
    return values | changes


def test_a_row_of_the_database_is_a_mention():
    read = from_row(row())
    assert (read.kind, read.date, read.amount, read.confidence) == ("aid", "1999", (4e7, "USD"), 0.5)
    assert (read.source, read.target, read.start, read.end) == ({"PAK", "TALIBAN"}, frozenset(), 2, 9)
    assert from_row(row(amount_value=None, amount_currency=None)).amount is None


@pytest.mark.parametrize(("certainty", "mark"), [(1 / 3, 1), (2 / 3, 2), (1.0, 3)])
def test_peoples_certainty_becomes_their_mark_again(certainty, mark):
    read = from_row(row(coder="hand", confidence=certainty))
    assert (read.confidence, read.borderline) == (mark, mark == 1)
    assert not from_row(row(confidence=certainty)).borderline


def test_a_summary_names_documents_and_gives_figures_with_intervals():
    told = summary({
        "b": compare([mention(), borderline(50, 60)], [mention(), mention(50, 60)]),
        "a": compare([mention(), mention(20, 30)], [mention(date="1999")]),
    })  # fmt: skip
    assert (told["documents"], told["n_documents"], told["n_gold"], told["n_predicted"]) == (["a", "b"], 2, 3, 2)
    assert told["recall"] == {"value": 0.667, "interval": [0.5, 1.0]}
    assert told["exact_f1"]["value"] == 0.4


def test_one_document_gives_figures_without_intervals():
    assert summary({"a": compare([mention()], [mention()])})["f1"] == {"value": 1.0, "interval": None}
