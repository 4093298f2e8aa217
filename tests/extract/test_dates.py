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
    ],
)
def test_a_relative_date_counts_from_the_date_told_before_it(later: str, edtf: str) -> None:
    found = find_dates(f"He came on 12 May 1973. {later}")
    assert [d.edtf for d in found] == ["1973-05-12", edtf]
    assert found[1].relative


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
