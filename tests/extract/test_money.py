"""Sums of money: value in whole units, and the currency that a shared sign stands for."""

import csv
from pathlib import Path

import pycountry
import pytest

from flows.extract.money import MoneyReader
from flows.extract.numerals import number

CURRENCIES = Path(__file__).resolve().parents[2] / "seeds" / "lexicon" / "currencies.csv"


@pytest.fixture(scope="module")
def reader() -> MoneyReader:
    return MoneyReader(CURRENCIES)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("a loan of US$519 million", 519e6, "USD"),
        ("worth $6.1 billion", 6.1e9, "USD"),
        ("worth $100bn by then", 100e9, "USD"),
        ("some 300 million rubles", 300e6, "RUB"),
        ("ten billion roubles", 10e9, "RUB"),
        ("half a billion dollars", 5e8, "USD"),
        ("between $1.2-1.5 billion", 1.2e9, "USD"),
        ("between $10 and $12 million", 1e7, "USD"),
        ("some 10 to 12 million dollars", 1e7, "USD"),
        ("raised in 1998 to 5 million dollars", 5e6, "USD"),
        ("worth $2.5 Billion", 2.5e9, "USD"),
        ("a grant of $40M", 4e7, "USD"),
        ("one and a half billion dollars", 1.5e9, "USD"),
        ("€ 3,5 billion", 3.5e9, "EUR"),
        ("£36 million", 36e6, "GBP"),
        ("a price of 15 euros", 15, "EUR"),
        ("about $300", 300, "USD"),
        ("a further NOK 200 million", 2e8, "NOK"),
        ("some 90 million SEK a year", 9e7, "SEK"),
        ("400 billion Japanese yen", 4e11, "JPY"),
        ("60 million Soviet roubles", 6e7, "SUR"),
        ("two billion lire", 2e9, "ITL"),
    ],
)
def test_a_sum_is_read(reader: MoneyReader, text: str, value: float, unit: str) -> None:
    (found,) = reader.find(text)
    assert (found.value, found.unit([])) == (pytest.approx(value), unit)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("lent $50,000 and $3 million in credits", [5e4, 3e6]),
        ("$300 and €2 billion", [300, 2e9]),
        ("gave $10 to 3 million refugees", [10]),
        ("rose from $50,000 to $3 million", [5e4]),
    ],
)
def test_two_sums_are_no_range_of_one(reader: MoneyReader, text: str, values: list[float]) -> None:
    assert [found.value for found in reader.find(text)] == values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$2½ billion", 2.5e9),
        ("$½ billion", 5e8),
        ("$2 1/2 billion", 2.5e9),
        ("$500 1/3 of which", 500),
        ("$2 and a half billion", 2.5e9),
        ("1½ million euros", 1.5e6),
        ("a billion and a half dollars", 1.5e9),
        ("one-and-a-half million pounds", 1.5e6),
        ("one and three quarters million euros", 1.75e6),
        ("a quarter of a billion dollars", 2.5e8),
        ("three quarters of a billion dollars", 7.5e8),
        ("three-quarters of one billion dollars", 7.5e8),
        ("half of a billion dollars", 5e8),
        ("half a dollar", 0.5),
        ("one hundred and fifty million dollars", 1.5e8),
        ("two hundred and twenty million dollars", 2.2e8),
        ("two million and one hundred thousand roubles", 2.1e6),
        ("two thousand five hundred million yen", 2.5e9),
        ("a couple of hundred million dollars", 2e8),
        ("in 1950 five hundred million dollars", 5e8),
        ("at this point five million dollars", 5e6),
        ("sixteen million dollars", 16e6),
        ("nineteen million dollars", 19e6),
        ("20 thousand million dollars", 2e10),
        ("$20 thousand million", 2e10),
        ("EUR 1 200 000 000", 1.2e9),
        ("EUR 39 000 million", 39e9),
        ("EUR 1\u00a0200\u00a0000", 1.2e6),
        ("39\u202f000 euros", 39e3),
        ("in 2013 500 million dollars", 5e8),
        ("$1.000.000", 1e6),
        ("1.000.000,50 euros", 1000000.5),
        ("$1.000", 1),
    ],
)
def test_a_number_is_read_as_a_whole(reader: MoneyReader, text: str, value: float) -> None:
    assert [found.value for found in reader.find(text)] == [pytest.approx(value)]


@pytest.mark.parametrize(
    "text",
    [
        "EUR 1 200 00",
        "$1.000.00",
        "1 200 500 euros",
        "2 million 500 thousand dollars",
        "one point five billion dollars",
        "two thirds of a billion dollars",
        "several hundred million dollars",
        "nineteen fifty five million dollars",
        "between one hundred and two hundred million dollars",
    ],
)
def test_what_is_left_of_a_number_that_is_not_read_is_no_sum(reader: MoneyReader, text: str) -> None:
    assert reader.find(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("$40-$50 billion", [4e10]),
        ("$40-50 billion", [4e10]),
        ("US$40–$50 billion", [4e10]),
        ("EUR 1 200-1 500 million", [1.2e9]),
        ("between three and five million dollars", [3e6]),
        ("$50,000-$3 million", [5e4]),
        ("$40-€50 billion", [40, 5e10]),
        ("$500 million-$1 billion", [5e8, 1e9]),
    ],
)
def test_a_range_is_its_lower_end(reader: MoneyReader, text: str, values: list[float]) -> None:
    assert [found.value for found in reader.find(text)] == values


@pytest.mark.parametrize(("states", "unit"), [(["PAK", "CHN"], "PKR"), (["IND"], "INR"), (["FRA"], "INR")])
def test_a_shared_sign_is_the_currency_of_a_state_that_takes_part(
    reader: MoneyReader, states: list[str], unit: str
) -> None:
    (found,) = reader.find("a grant of Rs 39,000 crore")
    assert (found.value, found.unit(states)) == (390e9, unit)


@pytest.mark.parametrize(
    "text", ["In 1950 five hundred men crossed 12 rivers.", "COP 21 met in Paris.", "Goal SDG 16 speaks of peace."]
)
def test_a_text_without_money_has_no_sum(reader: MoneyReader, text: str) -> None:
    assert reader.find(text) == []


def test_the_codes_of_states_currencies_are_read_before_a_figure(reader: MoneyReader) -> None:
    # Those left out stand for other things in capitals (COP 21, SDG 16), or for funds and units of account.
    left_out = "ALL BAM COP CRC CUP CVE PEN SDG SOS TOP TRY BOV CHE CHW CLF COU MXV USN UYI UYW VED"
    states = {row["iso3"] for row in csv.DictReader((CURRENCIES.parent / "actors.csv").open(encoding="utf-8"))}
    for code in (currency.alpha_3 for currency in pycountry.currencies):
        state = pycountry.countries.get(alpha_2=code[:2])
        if state and state.alpha_3 in states and code not in left_out:
            (found,) = reader.find(f"a grant of {code} 12 million")
            assert (found.value, found.unit([])) == (12e6, code)


def test_a_row_in_no_known_place_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "currencies.csv"
    path.write_text("sign,place,code,iso3\n$,above,USD,USA\n", encoding="utf-8")
    with pytest.raises(ValueError, match="before or after"):
        MoneyReader(path)


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    path = tmp_path / "currencies.csv"
    path.write_text("sign,place,code\n$,before,USD\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"currencies\.csv: columns are .*; write sign,place,code,iso3"):
        MoneyReader(path)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,500", 1500),
        ("twenty-four", 24),
        ("two hundred thousand", 200_000),
        ("a dozen", 12),
        ("twenty dozen", 240),
        ("12 000", 12_000),
    ],
)
def test_numbers_in_words(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["several", "", "and", "2013 500", "5 and 6", "five million two million", "2²"])
def test_words_that_are_no_number(text: str) -> None:
    assert number(text) is None
