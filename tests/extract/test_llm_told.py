"""What a model adds of its own knowledge: a year, a sum or a number that the passage does not tell is left out."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from flows.extract.llm_currency import Currencies
from flows.extract.llm_told import as_told
from flows.extract.llm_windows import windows
from schemas.claim import Quantity
from tests.extract.llm_samples import LEXICON, ROW, SALE, TEXT, coded, coder, parsed

CURRENCIES = Currencies(LEXICON / "currencies.csv")
NOTHING = {"date": None, "date_basis": None, "amount": None, "quantity": None}


def test_a_claim_is_kept_without_what_the_text_does_not_tell(tmp_path: Path) -> None:
    known = {**ROW, "date": "1998-04", "amount": {"value": 9.5e7, "unit": "USD"}}
    found, _ = coded(tmp_path, {"claims": [known]})
    [claim], [reject] = found.claims, found.rejects
    assert (claim.date, claim.date_basis, claim.amount, claim.quantity) == (
        None,
        None,
        None,
        Quantity(6, "helicopters"),
    )
    assert claim.problem() is None
    assert (reject.reason, reject.row) == ("the text does not tell its year and amount; kept without", known)


def test_a_reject_of_a_text_that_may_not_be_quoted_tells_its_number(tmp_path: Path) -> None:
    found, _ = coded(tmp_path, {"claims": [{**ROW, "quantity": {"value": 7, "item": "helicopters"}}]})
    row = json.loads(found.rejects[0].table_row(0, quote=False)["row_json"])
    assert (row["quantity"], found.claims[0].quantity) == ({"value": 7}, None)


def test_the_code_that_reads_dates_and_numbers_is_part_of_the_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: set[str] = set()
    monkeypatch.setattr("flows.extract.llm.fingerprint", lambda some: files.update(one.name for one in some) or "")
    assert coder("http://127.0.0.1:9/v1", tmp_path).version
    assert files >= {"llm_told.py", "dates.py", "date_patterns.py", "money.py", "money_patterns.py", "numerals.py"}


def test_what_is_left_of_two_rows_may_be_one_claim(tmp_path: Path) -> None:
    found, _ = coded(tmp_path, {"claims": [{**ROW, "date": year} for year in ("1998", "1997")]})
    assert len(found.claims) == 1
    assert [one.reason for one in found.rejects] == [
        "the text does not tell its year; kept without",
        "the same claim a second time",
    ]


def told(tmp_path: Path, text: str, **row) -> bool:
    document = parsed(tmp_path, f"# Two coasts\n\n## Arms since 1990\n\n{text}\n")
    return as_told({**NOTHING, **row}, windows(document)[-1], CURRENCIES)[1] == []


@pytest.mark.parametrize(
    ("text", "date", "is_told"),
    [
        ("Peru sold ships in 1972.", "1972-05", True),
        ("Peru sold ships in 1972.", "1973", False),
        ("Peru sold ships from 1972-77.", "1972/1977", True),
        ("Peru sold ships from 1972-77.", "1972/1978", False),
        ("Peru sold ships in the 1970s.", "197X", True),
        ("Peru sold ships in the 1970s.", "1970/1979", True),
        ("Peru sold ships in the late seventies.", "1977/1979", True),
        ("Peru sold ships in the 1970s.", "196X", False),
        ("Peru sold ships in the summer of '72.", "1972-22", True),
        ("Peru sold ships in the early 1970s.", "1973-10-06", False),
        ("Peru sold ships in the late 1950s.", "1956/1959", True),
        ("Peru sold ships in the 1950s and 60s.", "1960/1969", True),
        ("Peru sold ships in the sixties and seventies.", "1970/1979", True),
        ("Peru sold ships in the '60s and '70s.", "1970/1979", True),
        ("Peru sold ships in the 18th and 19th centuries.", "18XX", True),
        ("Peru sold ships in the nineteenth century.", "1850", False),
        ("Peru sold ships in the nineteenth century.", "18XX", True),
        ("Peru sold ships in the nineteenth and the twentieth century.", "19XX", True),
        ("Peru sold its nineteenth ship.", "18XX", False),
        ("Peru sold ships in the fifties, sixties and seventies.", "196X", True),
        ("Peru sold ships in the fifties, sixties and seventies.", "198X", False),
        ("Peru sold ships to a man in his seventies.", "197X", False),
        ("Peru sold ships in the seventeenth century.", "16XX", True),
        ("Peru sold ships at the turn of the century.", "1899/1900", True),
        ("Peru sold ships in 1972\u20103.", "1972/1973", True),
        ("Peru sold ships in 1914-8.", "1914/1918", True),
        ("Peru sold ships in FY1999-00.", "1999/2000", True),
        ("Peru sold ships in FY19.", "2019", True),
        ("Peru sold ships after September 11.", "2001-09-11", True),
        ("Peru sold ships in May.", "XXXX-05", True),
        ("Peru sold ships in May.", "1972-05", False),
        ("Peru sold ships in May.", "1990-05", True),
        ("In 1972 Peru sold ships, and two years later boats.", "1974", True),
        ("Peru sold ships after 9/11.", "2001~", True),
        ("Peru sold ships since 1972.", "1972/..", True),
        ("Peru had 1972 ships and 11972 boats.", "1197", False),
    ],
)
def test_a_year_is_told_by_the_passage_or_its_heading(tmp_path: Path, text: str, date: str, is_told: bool) -> None:
    assert told(tmp_path, text, date=date, date_basis="explicit") == is_told


def test_a_date_that_is_worked_out_needs_one_to_be_worked_out_from(tmp_path: Path) -> None:
    worked_out = {"date": "1985", "date_basis": "relative"}
    assert told(tmp_path, "Peru sold ships half a generation after 1972.", **worked_out)
    bare = parsed(tmp_path, "# Two coasts\n\nPeru sold ships half a generation later.\n")
    assert as_told({**NOTHING, **worked_out}, windows(bare)[0], CURRENCIES)[1] == ["year"]
    assert not told(tmp_path, "Peru sold ships half a generation after 1972.", **worked_out | {"date": "1492"})


def test_a_year_may_be_told_by_a_neighbour(tmp_path: Path) -> None:
    text = f"{TEXT}\n## Peace\n\nPeru sold none that year.\n"
    last = windows(parsed(tmp_path, text))[-1]
    assert as_told({**NOTHING, "date": "1999", "date_basis": "context"}, last, CURRENCIES)[1] == []
    assert SALE in last.before


def test_a_month_that_is_told_stays_without_its_year(tmp_path: Path) -> None:
    window = windows(parsed(tmp_path, "# Two coasts\n\nOn October 5 Peru sold ships.\n"))[0]
    dated = {**NOTHING, "date_basis": "context"}
    assert as_told({**dated, "date": "1935-10-05"}, window, CURRENCIES) == ({**dated, "date": "XXXX-10-05"}, ["year"])
    assert as_told({**dated, "date": "1935-11-05"}, window, CURRENCIES) == ({**dated, "date": None}, ["year"])


def test_whom_a_name_means_is_settled_by_the_models_own_year(tmp_path: Path) -> None:
    text = TEXT.replace(SALE, "Korea and Japan signed a treaty.")
    row = {**ROW, **NOTHING, "kind": "agreement", "source": ["Korea"], "target": ["Japan"], "date": "1905"}
    found, _ = coded(tmp_path, {"claims": [{**row, "quote": "Korea and Japan signed a treaty"}]}, text)
    assert [(claim.source, claim.date) for claim in found.claims] == [(("KOR",), None)]


@pytest.mark.parametrize(
    ("text", "value", "is_told"),
    [
        ("Peru paid $90 million.", 9e7, True),
        ("Peru paid $90 million.", 9e8, False),
        ("Peru paid $90m.", 9e7, True),
        ("Peru paid $90m.", 9e10, False),
        ("Peru paid $40 to $50 million.", 4e7, True),
        ("Peru paid $4 billion, Chile up to ten.", 1e10, True),
        ("In millions: Peru 90, Chile 80.", 9e7, True),
        ("Peru paid $90 million.", 9.1e7, False),
        ("Peru paid two and a half billion dollars.", 2.5e9, True),
        ("Peru paid half a million dollars.", 5e5, True),
        ("Peru paid $2½ billion.", 2.5e9, True),
        ("Peru paid sixty-three cents a barrel.", 0.63, True),
        ("Peru paid $90 million.", 9e5, False),
        ("Peru paid $90 million.", 1e6, False),
        ("Peru paid two hundred million dollars.", 2e6, False),
        ("President Lyndon B. Johnson gave $16 in aid.", 1.6e10, False),
        ("In 1972 it lent $5 million.", 1.972e9, False),
        ("Peru paid $519 million12 for it.", 5.19e8, True),
        ("On May 16, 162 dollars were paid.", 162, True),
        ("Peru paid a large sum.", 5e6, False),
        ("Peru paid 5 mln dollars.", 5e6, True),
        ("Peru paid $5mil. for it.", 5e6, True),
        ("Peru paid 5 bln dollars.", 5e9, True),
        ("Peru paid $40-50 million.", 4.5e7, False),
    ],
)
def test_a_sum_is_told_in_figures_or_in_words(tmp_path: Path, text: str, value: float, is_told: bool) -> None:
    assert told(tmp_path, text, amount={"value": value, "unit": "USD"}) == is_told


@pytest.mark.parametrize(
    ("text", "value", "unit", "is_told"),
    [
        ("Peru paid Rs 39,000 crore.", 3.9e11, "INR", True),
        ("Peru paid Rs 39,000 crore.", 3.9e11, "PKR", True),
        ("Peru paid Rs 39,000 crore.", 3.9e11, "USD", False),
        ("Peru paid 1.2 lakh crore rupees.", 1.2e12, "LKR", True),
        ("Peru paid 1 250 000 francs.", 1.25e6, "FRF", True),
        ("Peru paid Rs 39,000 crore ($6.1 billion).", 6.1e9, "USD", True),
        ("Peru paid Rs 39,000 crore ($6.1 billion).", 6.1e9, "INR", False),
        ("Australia paid $90 million.", 9e7, "AUD", True),
        ("Australia paid US$90 million.", 9e7, "AUD", False),
        ("Singapore paid S$90 million.", 9e7, "SGD", True),
        ("Singapore paid S$90 million.", 9e7, "USD", False),
        ("Peru paid 40\u201050 million dollars.", 4e7, "EUR", False),
        ("Egypt paid 90 million pounds.", 9e7, "EGP", True),
        ("Egypt paid 90 million pounds.", 9e7, "USD", False),
        ("Egypt paid 90 million.", 9e7, "EGP", True),
        ("Egypt paid £90 million, and later $90 million.", 9e7, "USD", True),
    ],
)
def test_a_sum_is_told_in_its_currency(tmp_path: Path, text: str, value: float, unit: str, is_told: bool) -> None:
    assert told(tmp_path, text, amount={"value": value, "unit": unit}) == is_told


def test_every_sign_of_the_lexicon_tells_its_currency() -> None:
    with (LEXICON / "currencies.csv").open(encoding="utf-8", newline="") as lines:
        # `MoneyReader` does not find "5 million US$".
        rows = [row for row in csv.DictReader(lines) if (row["sign"], row["place"]) != ("US$", "after")]
    for row in rows:
        told = f"{row['sign']} 5 million" if row["place"] == "before" else f"5 million {row['sign']}"
        assert CURRENCIES.tell([f"Peru paid {told} then."], 5e6, row["code"]), row
        assert not CURRENCIES.tell([f"Peru paid {told} then."], 5e6, "XXX"), row


@pytest.mark.parametrize(
    ("text", "value", "is_told"),
    [
        ("Peru sold a frigate.", 1, True),
        ("Peru sold both frigates.", 2, True),
        ("Peru sold frigates.", 3, False),
        ("Peru sold three dozen boats.", 36, True),
        ("Peru sold sixteen boats.", 16, True),
        ("Peru sold a score of boats.", 20, True),
        ("Peru sold two score boats.", 40, True),
        ("Peru sold a trio of boats.", 3, True),
        ("Peru sold sixty\u2010three boats.", 63, True),
        ("Peru sold 100 M-47 tanks.", 100, True),
        ("Peru sold 12 B-52s.", 12, True),
        ("Peru dredged a 700 m deep port.", 700, True),
    ],
)
def test_a_number_of_things_is_told_but_for_one_or_two(tmp_path: Path, text: str, value: float, is_told: bool) -> None:
    assert told(tmp_path, text, quantity={"value": value, "item": "boats"}) == is_told


def test_the_scale_may_stand_with_the_things(tmp_path: Path) -> None:
    text = "Peru sold 55 billion cubic metres of gas."
    assert told(tmp_path, text, quantity={"value": 55, "item": "billion cubic metres of gas"})
    assert told(tmp_path, text, quantity={"value": 5.5e10, "item": "cubic metres of gas"})
    assert not told(tmp_path, text, quantity={"value": 55, "item": "cubic metres of gas"})
