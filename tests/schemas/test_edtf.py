import pytest

from flows.resolve.dates import bounds
from schemas.edtf import is_date, precision
from schemas.vocabulary import DATE_PRECISION

DATES = {
    "1965-04-03": "day",
    "XXXX-12-06": "day",
    "1965-04~": "month",
    "XXXX-12": "month",
    "1965-21?": "season",
    "1965%": "year",
    "195X": "decade",
    "19XX": "century",
    "1947/1951-02~": "interval",
    "1947/..": "open_interval",
    "../1947-08": "open_interval",
    "1947/": "open_interval",
    "/1947": "open_interval",
}


@pytest.mark.parametrize(("edtf", "name"), DATES.items())
def test_the_form_of_a_date_tells_its_precision(edtf, name):
    assert precision(edtf) == name == bounds(edtf).precision


def test_every_name_of_the_vocabulary_can_occur():
    assert set(DATES.values()) == set(DATE_PRECISION)


@pytest.mark.parametrize("edtf", ["", "Y17E7", "../..", "1950/1969/1970", "1990-XX", "1965-13"])
def test_other_forms_have_none(edtf):
    assert precision(edtf) is None


@pytest.mark.parametrize("edtf", [*DATES, "XXXX-02-29", "2000-02-29", "195X?/..", "1951~/1947"])
def test_a_form_on_days_of_the_calendar_is_a_date_even_where_it_runs_backwards(edtf):
    assert is_date(edtf)


@pytest.mark.parametrize("edtf", ["1998-02-30", "1973-13", "XXXX-02-30", "0000", "then", "then/1998", ""])
def test_what_is_no_date_resolve_cannot_read_either(edtf):
    assert not is_date(edtf)
    with pytest.raises(ValueError):
        bounds(edtf)


@pytest.mark.parametrize("edtf", ["1965-?04", "~1965", "1965~?"])
def test_marks_of_doubt_elsewhere_than_at_the_end_are_of_no_form_of_the_codebook(edtf):
    assert not is_date(edtf)
