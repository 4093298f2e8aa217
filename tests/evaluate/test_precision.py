import pytest

from flows.evaluate.precision import date_precision
from flows.resolve.dates import bounds
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
def test_a_date_is_named_as_the_database_names_it(edtf, name):
    assert date_precision(edtf) == name == bounds(edtf).precision


def test_every_name_of_the_vocabulary_can_occur():
    assert set(DATES.values()) == set(DATE_PRECISION)


@pytest.mark.parametrize(("edtf", "name"), [(None, "none"), ("", "none"), ("Y17E7", "other"), ("../..", "other")])
def test_no_date_and_other_forms(edtf, name):
    assert date_precision(edtf) == name
