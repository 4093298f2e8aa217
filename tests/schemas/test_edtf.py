import pytest

from flows.resolve.dates import bounds
from schemas.edtf import precision
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
