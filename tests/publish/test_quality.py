"""The codebook's section on the coding: figures where there are any, else why there are none."""

import datetime as dt
import json

from factories import database

from flows.publish.quality import HEADING, as_markdown
from flows.publish.release import publish, unchanged

TOLD = {
    "local": {
        "documents": ["alpha", "beta"],
        "n_gold": 40,
        "n_predicted": 50,
        "precision": {"value": 0.4, "interval": [0.3, 0.5]},
        "recall": {"value": 0.5, "interval": [0.4, 0.6]},
        "f1": {"value": 0.444, "interval": [0.343, 0.545]},
        "exact_f1": {"value": 0.2, "interval": None},
    }
}


def test_a_line_a_coder_with_what_it_was_held_against():
    page = as_markdown(TOLD)
    assert "| `local` | 2 | 40 | 50 | 0.400 (0.300 to 0.500) | 0.500 (0.400 to 0.600) |" in page
    assert "| 0.200 |" in page, "a figure without an interval stands alone"
    assert "Documents of `local`: alpha, beta." in page


def test_without_figures_the_section_says_why():
    page = as_markdown({})
    assert page.startswith(HEADING)
    assert "No figures" in page and "text" in page


def test_the_recommended_threshold_is_told_with_what_confidence_means():
    local = {"recommended_threshold": 0.3, "calibration_error": 0.0251}
    for page in (as_markdown(TOLD, local), as_markdown({}, local)):
        assert "Recommended threshold: 0.3," in page and "calibration error 0.025" in page
    assert "threshold" not in as_markdown(TOLD)


def test_manifest_and_codebook_of_a_release_tell_the_same(tmp_path):
    made = publish(database(tmp_path), tmp_path / "releases", {"evaluation": TOLD}, dt.date(2026, 3, 9))
    assert json.loads((made.folder / "manifest.json").read_text())["evaluation"] == TOLD
    page = (made.folder / "codebook.md").read_text()
    assert page.startswith("# Tables and columns") and page.endswith(as_markdown(TOLD))
    assert "precision 0.40 (`local`)" in page, "beside the warning, too"


def test_other_figures_of_a_coder_are_something_new(tmp_path):
    base, releases = database(tmp_path), tmp_path / "releases"
    first = publish(base, releases, {"evaluation": TOLD}, dt.date(2026, 3, 9))
    same = unchanged(base, releases, {"local": {**TOLD["local"], "documents": ("alpha", "beta")}})
    assert same is not None and same.version == first.version, "a tuple is written as a list"
    better = {"local": {**TOLD["local"], "f1": {"value": 0.5, "interval": None}}}
    assert unchanged(base, releases, better) is None
    assert unchanged(base, releases, TOLD | {"llm": TOLD["local"]}) is None
    assert unchanged(base, releases, {}) is None
