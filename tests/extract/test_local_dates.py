"""What the dates of a paragraph offer to the acts told about them."""

import pytest

from flows.extract.dates import find_dates
from flows.extract.local_dates import last_year, offers


def offered(text: str, year_before: int | None = None) -> set[tuple[str, str, str]]:
    return {(one.edtf, one.year, one.part) for one in offers(find_dates(text), year_before)}


def test_a_day_offers_its_month_and_its_year() -> None:
    assert offered("They met on 9 November 2020.") == {
        ("2020-11-09", "told", "whole"),
        ("2020-11", "told", "month"),
        ("2020", "told", "year"),
    }


@pytest.mark.parametrize(
    ("text", "whole"), [("In 1998 they met.", "1998"), ("Talks in the 1990s failed.", "199X"), ("It rained.", None)]
)
def test_a_year_or_a_decade_offers_itself_alone(text: str, whole: str | None) -> None:
    assert offered(text) == ({(whole, "told", "whole")} if whole else set())


def test_an_interval_offers_its_ends_and_what_these_offer_each_once() -> None:
    assert offered("The talks lasted from 3 May 1994 to 7 June 1994.") == {
        ("1994-05-03/1994-06-07", "told", "whole"),
        ("1994-05-03", "told", "end"),
        ("1994-06-07", "told", "end"),
        ("1994-05", "told", "month"),
        ("1994-06", "told", "month"),
        ("1994", "told", "year"),
    }


def test_an_open_interval_offers_its_one_end() -> None:
    assert offered("Since 2009 they have traded.") == {("2009/..", "told", "whole"), ("2009", "told", "end")}


def test_a_month_without_a_year_may_be_of_the_year_told_before() -> None:
    told = offered("On 16 October troops crossed the canal.", 1973)
    assert ("XXXX-10-16", "told", "whole") in told
    assert ("1973-10-16", "before", "whole") in told
    assert ("1973-10", "before", "month") in told
    assert ("1973", "before", "year") in told
    assert {edtf for edtf, year, _ in offered("On 16 October troops crossed the canal.") if year == "before"} == set()


def test_a_year_worked_out_in_the_paragraph_is_not_taken_from_before() -> None:
    told = offered("In 1990 they signed. In June they met.", 1973)
    assert ("1990-06", "worked out", "whole") in told
    assert not any(year == "before" for _, year, _ in told)


def test_a_year_that_only_names_a_thing_is_nearer_than_that_of_another_paragraph() -> None:
    told = offered("The talks ended the war of 1904-05. They were held in August.", 1899)
    assert {edtf for edtf, year, part in told if (year, part) == ("before", "whole")} == {"1905-08"}


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("In 1990 they signed; by 12 May 1994 it was void.", 1994),
        ("It held from 1990 to 1997.", 1997),
        ("Since 2009 they have traded.", 2009),
        ("In 1988 they met, as in the 1990s.", 1988),
        ("In May they met.", None),
        ("They met.", None),
    ],
)
def test_the_year_told_last(text: str, year: int | None) -> None:
    assert last_year(find_dates(text)) == year
