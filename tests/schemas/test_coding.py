"""The keys of a coding and the types of their values, as the claim's own fields give them."""

import json
from types import NoneType

import pytest
from factories import claim

from schemas.claim import Amount, Quantity, to_json
from schemas.coding import CODED, json_types, wrong

FULL = claim(amount=Amount(3e7, "USD"), quantity=Quantity(4, "mules"), phase="end", others=("IND",))


def test_types_are_those_that_json_gives_for_the_fields():
    assert CODED["kind"] == (str,) and CODED["source"] == CODED["agents"] == (list,)
    assert CODED["date"] == CODED["phase"] == (str, NoneType)
    assert CODED["amount"] == CODED["quantity"] == (dict, NoneType)
    assert json_types("char_start", "confidence", "date_basis") == {
        **{"char_start": (int,), "confidence": (int, float, NoneType), "date_basis": (str, NoneType)}
    }


@pytest.mark.parametrize("written", [claim(), FULL], ids=["bare", "full"])
def test_what_a_claim_is_written_as_is_of_these_types(written):
    row = json.loads(to_json(written))
    assert wrong(row, CODED) == []
    assert wrong(row, json_types(*row)) == [], "every key that is written is a field"


@pytest.mark.parametrize(
    ("change", "keys"),
    [
        ({"kind": None}, ["kind"]),
        ({"source": "PAK", "others": None}, ["source", "others"]),
        ({"date": 1965}, ["date"]),
        ({"amount": 5}, ["amount"]),
        ({"status": True}, ["status"]),
    ],
)
def test_values_of_another_type_are_named_by_their_keys(change, keys):
    assert wrong({**json.loads(to_json(claim())), **change}, CODED) == keys


def test_true_is_no_number():
    assert wrong({"char_start": True}, json_types("char_start")) == ["char_start"]
    assert wrong({"char_start": 1}, json_types("char_start")) == []


def test_a_field_that_a_claim_lacks_is_refused():
    with pytest.raises(KeyError):
        json_types("mood")
