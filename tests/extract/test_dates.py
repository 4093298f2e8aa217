"""Dates in paragraphs: what is read, as which EDTF, and what relative dates count from."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.extract.dates import find_dates


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("They met on 12 May 1973 in the port.", "1973-05-12"),
        ("They met on May 12, 1973, in the port.", "1973-05-12"),
        ("They met on the 3rd of March, 1988.", "1988-03-03"),
        ("The pact of August 1939 was short.", "1939-08"),
        ("They met in September of 2004.", "2004-09"),
        ("It was agreed in 1971.", "1971"),
        ("Notes were exchanged in late 1907 and early 1908.", "1907/1908"),
        ("It was not until 20 April 2015 that he came.", "2015-04-20"),
        ("The text was never shown until late October 2025.", "2025-10"),
        ("They did not leave. Until 1990 they stayed.", "../1990"),
        ("It covered crimes from the 1931 invasion onwards.", "1931"),
        ("They have been at odds since the 1979 revolution.", "1979/.."),
        ("The 1950s were lean years.", "195X"),
        ("In the early 1970s they drew apart.", "1970/1973"),
        ("In the mid-1980s they drew apart.", "1984/1986"),
        ("In the late 1990s they drew apart.", "1997/1999"),
        ("In the 1950s and 60s they drew apart.", "1950/1969"),
        ("In the 1950s and '60s they drew apart.", "1950/1969"),
        ("In the 1950s-1960s they drew apart.", "1950/1969"),
        ("In the 1990s and 2000s they drew apart.", "1990/2009"),
        ("In the late 1950s and early 1960s they drew apart.", "1957/1963"),
        ("From the seventies to the early '80s they drew apart.", "1970/1983"),
        ("In the early seventies they drew apart.", "1970/1973"),
        ("In the nineteen-eighties they drew apart.", "198X"),
        ("In the '80s they drew apart.", "198X"),
        ("Since the early eighties they have drilled together.", "1980/.."),
        ("They drilled together until the late 1970s.", "../1979"),
        ("They drilled together until the 1950s and 60s.", "../1969"),
        ("They did not drill together until the late 1970s.", "1977/1979"),
        ("From 1960 until the late 1970s they drilled together.", "1960/1979"),
        ("From 1972 to 1977 they drew apart.", "1972/1977"),
        ("Between 1972 and 1977 they drew apart.", "1972/1977"),
        ("The campaign of 1921-22 went on.", "1921/1922"),
        ("From March 1972 to June 1977 they drew apart.", "1972-03/1977-06"),
        ("They met from February 4-11, 1945.", "1945-02-04/1945-02-11"),
        ("They met on 9 and 10 August 1941.", "1941-08-09/1941-08-10"),
        ("They met on 7, 8 and 9 October 1941.", "1941-10-07/1941-10-09"),
        ("They met on October 7, 8, and 9, 1941.", "1941-10-07/1941-10-09"),
        ("They met on the night of 3/4 December 1971.", "1971-12-03/1971-12-04"),
        ("On August 14, and 15 days later they met.", "XXXX-08-14"),
        ("On May 25, 12 and 14 soldiers came.", "XXXX-05-25"),
        ("On May 5, 6 and 12 people died.", "XXXX-05-05"),
        ("On May 5, 6 and 7 people died.", "XXXX-05-05/XXXX-05-07"),
        ("On May 5 and May 12 people died.", "XXXX-05-05/XXXX-05-12"),
        ("They met in March of the following year.", "XXXX-03"),
        ("Since March 1972 to June 1977 they drew apart.", "1972-03/1977-06"),
        ("They met in October and November of 1943.", "1943-10/1943-11"),
        ("From the late 1970s to the early 1980s they drew apart.", "1977/1983"),
        ("Since the early 1990s they have drilled together.", "1990/.."),
        ("The budget of FY2010-11 was cut.", "2010/2011"),
        ("Since 1969 they have drilled together.", "1969/.."),
        ("They drilled together until 1975.", "../1975"),
        ("It fell in the autumn of 1983.", "1983-23"),
        ("It fell around 1990.", "1990~"),
        ("It fell in the wake of 9/11.", "2001-09-11~"),
        ("The talks of 9/11 were over.", "2001-09-11"),
        ("The nineteenth century saw it.", "1800/1899"),
        ("They came in December.", "XXXX-12"),
        ("They came on 4 June.", "XXXX-06-04"),
    ],
)
def test_one_date_is_read_as_edtf(text: str, edtf: str) -> None:
    found = find_dates(text)
    assert [d.edtf for d in found] == [edtf]
    assert not found[0].relative


@pytest.mark.parametrize(
    ("later", "edtf"),
    [
        ("Two years later, he left.", "1975"),
        ("He left a year earlier.", "1972"),
        ("He left the same year.", "1973"),
        ("He left the following year.", "1974"),
        ("He left that June.", "1973-06"),
        ("He left the following March.", "1974-03"),
        ("He left in October.", "1973-10"),
        ("He left on 20 May.", "1973-05-20"),
        ("Three days later, he left.", "1973-05-15"),
        ("He left on the 15th.", "1973-05-15"),
        ("Three months later, he left.", "1973-08"),
        ("Twenty-five years later, he left.", "1998"),
        ("Thirty three years earlier he left.", "1940"),
        ("Ninety-nine days later, he left.", "1973-08-19"),
        ("Half a year later, he left.", "1973-11~"),
        ("Half a decade later, he left.", "1978~"),
        ("He left in March of the following year.", "1974-03"),
        ("He left on 3 March of the following year.", "1974-03-03"),
        ("He left on March 3 of the next year.", "1974-03-03"),
        ("He left in April the next year.", "1974-04"),
        ("He left in the autumn of that year.", "1973-23"),
        ("He left in May of the same year.", "1973-05"),
        ("He left in early May of the previous year.", "1972-05"),
        ("He left in October and November of that year.", "1973-10/1973-11"),
        ("On the 15th France left.", "1973-05-15"),
    ],
)
def test_a_relative_date_counts_from_the_date_told_before_it(later: str, edtf: str) -> None:
    found = find_dates(f"He came on 12 May 1973. {later}")
    assert [d.edtf for d in found] == ["1973-05-12", edtf]
    assert found[1].relative


@pytest.mark.parametrize(
    "later",
    [
        "One hundred and twenty years later, he left.",
        "2.5 years later, he left.",
        "Half a month later, he left.",
        "900 decades later, he left.",
        f"{'9' * 400} years later, he left.",
    ],
)
def test_a_count_that_is_not_read_whole_dates_nothing(later: str) -> None:
    assert [d.edtf for d in find_dates(f"He came on 12 May 1973. {later}")] == ["1973-05-12"]


def test_half_a_year_after_a_bare_year_is_no_date() -> None:
    assert [d.edtf for d in find_dates("He came in 1973. Half a year later, he left.")] == ["1973"]


def test_what_has_a_number_of_its_own_is_no_day() -> None:
    assert len(find_dates("He came on 12 May 1973. On the 9th Army's flank it was quiet.")) == 1


@pytest.mark.parametrize(
    ("later", "edtf"),
    [
        ("In January the two signed.", "1980-01"),
        ("On 3 January the two signed.", "1980-01-03"),
        ("In June the two signed.", "1979-06"),
        ("In January the two had signed.", "1979-01"),
        ("They had signed in January.", "1979-01"),
        ("The January talks failed.", "1979-01"),
        ("They have paid since January.", "1979-01/.."),
    ],
)
def test_a_month_half_a_year_before_the_one_told_last_is_of_the_next_year(later: str, edtf: str) -> None:
    assert [d.edtf for d in find_dates(f"They met in November 1979. {later}")] == ["1979-11", edtf]


@pytest.mark.parametrize(("told", "edtf"), [("1865", "187X"), ("1965", "197X"), ("2003", "197X")])
def test_a_decade_in_words_is_of_the_century_told_last_if_that_is_past(told: str, edtf: str) -> None:
    assert find_dates(f"They met in {told}. In the seventies they quarrelled.")[-1].edtf == edtf


@pytest.mark.parametrize(("told", "edtf"), [("February 1974", "1973-24"), ("October 1974", "1974-24")])
def test_that_winter_bears_the_year_it_began_in(told: str, edtf: str) -> None:
    assert find_dates(f"They met in {told}. That winter they quarrelled.")[-1].edtf == edtf


def test_a_decade_of_somebodys_age_is_no_date() -> None:
    assert find_dates("He was in his seventies, she in her early forties.") == []


def test_a_day_takes_the_year_of_the_one_that_follows_it() -> None:
    assert [d.edtf for d in find_dates("They met on 3 March and 5 April 1954.")] == ["1954-03-03", "1954-04-05"]
    assert [d.edtf for d in find_dates("They met on 3 March and the 1950s went by.")] == ["XXXX-03-03", "195X"]


def test_a_year_that_names_a_thing_does_not_move_the_time_of_the_text() -> None:
    found = find_dates("In 1990 they renewed the accord of 1955. In June they met.")
    assert found[-1].edtf == "1990-06"


@pytest.mark.parametrize("text", ["Some 2000 km away.", "He paid $1950.", "They may come.", "1,950 men marched."])
def test_numbers_that_are_no_years_are_left_alone(text: str) -> None:
    assert find_dates(text) == []


@given(st.text(alphabet="0123456789 ,.-–/abcdefgMayJune'’s", max_size=60))
def test_places_are_in_order_and_inside_any_text(text: str) -> None:
    found = find_dates(text)
    assert all(0 <= d.start < d.end <= len(text) for d in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
