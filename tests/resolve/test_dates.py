from datetime import date

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.resolve.dates import bounds


def d(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("edtf", "start", "end", "precision"),
    [
        ("1965-04-03", "1965-04-03", "1965-04-03", "day"),
        ("1965-04", "1965-04-01", "1965-04-30", "month"),
        ("2000-02", "2000-02-01", "2000-02-29", "month"),
        ("1900-02", "1900-02-01", "1900-02-28", "month"),
        ("1983-21", "1983-03-01", "1983-05-31", "season"),
        ("1983-22", "1983-06-01", "1983-08-31", "season"),
        ("1983-23", "1983-09-01", "1983-11-30", "season"),
        ("1983-24", "1983-12-01", "1984-02-29", "season"),
        ("1965", "1965-01-01", "1965-12-31", "year"),
        ("195X", "1950-01-01", "1959-12-31", "decade"),
        ("19XX", "1900-01-01", "1999-12-31", "century"),
        ("1972/1977", "1972-01-01", "1977-12-31", "interval"),
        ("1950/1969", "1950-01-01", "1969-12-31", "interval"),
        ("1965-04-03/1965-05", "1965-04-03", "1965-05-31", "interval"),
        ("195X/196X", "1950-01-01", "1969-12-31", "interval"),
        ("2001-21/2001-23", "2001-03-01", "2001-11-30", "interval"),
        ("1969/..", "1969-01-01", "", "open_interval"),
        ("1969/", "1969-01-01", "", "open_interval"),
        ("../1969", "", "1969-12-31", "open_interval"),
        ("/1969", "", "1969-12-31", "open_interval"),
        ("199X/..", "1990-01-01", "", "open_interval"),
        ("../199X", "", "1999-12-31", "open_interval"),
        ("XXXX-12", "", "", "month"),
        ("XXXX-23", "", "", "season"),
        ("XXXX-06-08", "", "", "day"),
        ("XXXX-02-29", "", "", "day"),
        ("XXXX-06-08/..", "", "", "open_interval"),
    ],
)
def test_forms_of_the_codebook(edtf: str, start: str, end: str, precision: str) -> None:
    assert bounds(edtf) == (d(start), d(end), precision)


@pytest.mark.parametrize("qualified", ["1990~", "1990?", "1990%", "~1990"])
def test_qualifiers_do_not_widen(qualified: str) -> None:
    assert bounds(qualified) == bounds("1990")


def test_qualified_ends_and_parts() -> None:
    assert bounds("1990~/1995?") == bounds("1990/1995")
    assert bounds("196X~") == bounds("196X")
    assert bounds("1983-23~") == bounds("1983-23")
    assert bounds("1965-04~-03") == bounds("1965-04-03")


@pytest.mark.parametrize(
    ("edtf", "complaint"),
    [
        ("spring 1965", "not EDTF"),
        ("", "not EDTF"),
        ("1965-4", "not EDTF"),
        ("1965-13", "not EDTF"),
        ("1965-00", "not EDTF"),
        ("2001-02-30", "not EDTF"),
        ("1900-02-29", "no day of the calendar"),
        ("2023-02-29", "no day of the calendar"),
        ("2023-04-31", "not EDTF"),
        ("XXXX-13", "not EDTF"),
        ("XXXX-02-30", "not EDTF"),
        ("XXXX-06-99", "not EDTF"),
        ("1965/then", "not EDTF"),
        ("1977/1972", "ends before it starts"),
        ("1965-04-03/1965-04-01", "ends before it starts"),
        ("../..", "open at both ends"),
        ("/", "open at both ends"),
        ("0000", "no day of the calendar"),
        ("9999-24", "no day of the calendar"),
        ("1950/1969/1970", "no precision"),
        ("[1960..1962]", "no precision"),
        ("1990-XX", "no precision"),
        ("1965-04-03T10:00:00", "no precision"),
    ],
)
def test_refusals_name_the_date_as_given(edtf: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint) as caught:
        bounds(edtf)
    assert str(caught.value).startswith(f"date {edtf!r} ")


def test_a_side_of_an_interval_may_lack_its_year() -> None:
    assert bounds("XXXX-06-08/2001") == (None, date(2001, 12, 31), "interval")


days = st.dates(min_value=date(1, 1, 1), max_value=date(9999, 1, 1))


@st.composite
def single(draw: st.DrawFn) -> str:
    day = draw(days)
    year = f"{day.year:04}"
    forms = (
        day.isoformat(),
        day.isoformat()[:7],
        year,
        f"{year[:3]}X",
        f"{year[:2]}XX",
        f"{year}-2{day.month % 4 + 1}",
    )
    form = draw(st.sampled_from([f for f in forms if not f.startswith(("000X", "00XX"))]))
    return form + draw(st.sampled_from(["", "~", "?", "%"]))


# Reading a date takes some 15 ms, and the first one builds edtf's grammar.
few = settings(max_examples=15, deadline=None)


@few
@given(single())
def test_a_date_starts_before_it_ends(edtf: str) -> None:
    when = bounds(edtf)
    assert when.start is not None and when.end is not None
    assert when.start <= when.end


@few
@given(single(), single())
def test_an_interval_contains_its_ends(first: str, last: str) -> None:
    a, b = bounds(first), bounds(last)
    assert a.start and b.end
    if a.start > b.end:
        with pytest.raises(ValueError, match="ends before it starts"):
            bounds(f"{first}/{last}")
    else:
        assert bounds(f"{first}/{last}") == (a.start, b.end, "interval")
    assert bounds(f"{first}/..") == (a.start, None, "open_interval")
    assert bounds(f"../{last}") == (None, b.end, "open_interval")


@few
@given(st.text(alphabet="0123X-/.~?%", max_size=12))
def test_any_text_gives_bounds_or_one_clear_line(text: str) -> None:
    try:
        when = bounds(text)
    except ValueError as error:
        assert repr(text) in str(error)
    else:
        assert when.precision is not None
        assert when.start is None or when.end is None or when.start <= when.end


@settings(max_examples=40, deadline=None)
@given(st.dates(min_value=date(1, 1, 1)), st.sampled_from([4, 7, 10]), st.sampled_from(["", "~", "?", "%"]))
def test_plain_dates_are_read_as_edtf_reads_them(day: date, length: int, qualifier: str) -> None:
    text = day.isoformat()[:length] + qualifier
    told = parse_edtf(text)
    lower, upper = (date(*when[:3]) for when in (told.lower_strict(), told.upper_strict()))
    assert (bounds(text).start, bounds(text).end) == (lower, upper)
