"""What the gate found goes into the release, as a page that needs no network and as JSON."""

import datetime as dt
import json
from html.parser import HTMLParser

import pytest
from factories import database

from flows.publish import validation_page
from flows.publish.release import latest, publish

TODAY = dt.date(2026, 3, 9)
PASSED = {"part": "bounds", "name": "rows of facts", "check": "at least 4", "passed": True, "warns": False, "rows": "4"}
WARNS = {**PASSED, "check": "at most <3>", "passed": False, "warns": True}
FAILED = {**PASSED, "part": "data tests", "name": "parties", "passed": False, "rows": "f_1"}


class Links(HTMLParser):
    """Collects what a page loads or points at, and its text."""

    def __init__(self):
        super().__init__()
        self.found, self.text = [], []

    def handle_starttag(self, tag, attrs):
        self.found += [(tag, value) for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data):
        self.text.append(data)


def test_results_are_counted_and_the_page_tells_the_worst_first():
    told = validation_page.as_json("2026.03.1", [PASSED, WARNS, FAILED])
    assert [told[k] for k in ("checks", "passed", "warnings", "failed")] == [3, 1, 1, 1]
    page = Links()
    page.feed(validation_page.as_html(told))
    text = " ".join(page.text)
    for figure in ("checks 3", "passed 1", "to look at 1", "failed 1"):
        assert figure in text
    assert text.index("at most <3>") < text.index("at least 4") < text.index("parties")
    assert page.found == [("link", "data:,"), ("a", "#text")], "the page loads nothing"


def test_an_expectation_is_told_in_words():
    check = {**PASSED, "part": "expectations", "check": "expect_column_values_to_be_null(column=a<b)"}
    page = validation_page.as_html(validation_page.as_json("2026.03.1", [check]))
    assert "Column values to be null" in page and "<code>column=a&lt;b</code>" in page


def test_they_lie_in_the_release_under_its_sums(tmp_path):
    seen = []

    def checks(folder):
        seen.append(sorted(p.name for p in (folder / "tables").iterdir())[0])
        return [PASSED]

    made = publish(database(tmp_path), tmp_path / "releases", {}, TODAY, checks)
    assert seen == ["actor_names.parquet"]
    assert json.loads((made.folder / "validation.json").read_text())["results"] == [PASSED]
    sums = (made.folder / "SHA256SUMS").read_text()
    assert "validation.html" in sums and "validation.json" in sums


def test_checks_that_raise_stop_the_release(tmp_path):
    def checks(_):
        raise ValueError("too few facts")

    with pytest.raises(ValueError, match="too few facts"):
        publish(database(tmp_path), tmp_path / "releases", {}, TODAY, checks)
    assert latest(tmp_path / "releases") is None
    assert not list((tmp_path / "releases").iterdir())
