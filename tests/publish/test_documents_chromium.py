"""The release's pages of text in a real browser: no width scrolls sideways, and a screen reader is told the tables."""

import datetime as dt

import pytest
from chromium import browser, missing, resize
from factories import database, world

from flows.publish.release import publish

pytestmark = pytest.mark.skipif(missing() is not None, reason=f"needs a browser: {missing()}")

PAGES = ("codebook.html", "validation.html", "diff.html")
CHECK = "expect_column_pair_values_a_to_be_greater_than_b(column_A=n_claims, column_B=n_sources)"
CHECKS = [
    {"part": "expectations", "name": "facts", "check": CHECK, "passed": True, "warns": False, "rows": ""},
    {"part": "bounds", "name": "rows of facts", "check": "at most 3", "passed": False, "warns": True, "rows": "4"},
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The second of two releases, which differ in a fact and in the lexicon."""
    releases = tmp_path_factory.mktemp("two") / "releases"
    rows = world()
    for number, day in enumerate((9, 10)):
        inputs = {"seeds_sha256": {"lexicon": str(number) * 64}}
        base = database(tmp_path_factory.mktemp(f"base-{day}"), rows)
        made = publish(base, releases, inputs, dt.date(2026, 3, day), lambda _: CHECKS)
        rows["facts"][0]["intensity"] = -3.5
    return made.folder


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture(params=PAGES)
def page(request, chromium, folder):
    resize(chromium, 1280, 900)
    chromium.get((folder / request.param).as_uri())
    yield request.param
    assert [line for line in chromium.get_log("browser") if line["level"] in ("SEVERE", "WARNING")] == []


def test_it_loads_nothing_else_and_names_where_it_stands(chromium, page):
    assert chromium.execute_script("return performance.getEntriesByType('resource').length") == 0
    current = chromium.execute_script("return document.querySelector('nav [aria-current=page]').getAttribute('href')")
    assert current == page


def test_its_style_is_allowed_by_its_own_policy(chromium, page):
    wide = chromium.execute_script("return getComputedStyle(document.querySelector('main')).maxWidth")
    assert wide == "1152px"


@pytest.mark.parametrize("width", [320, 390, 900, 1440])
def test_no_width_scrolls_sideways(chromium, page, width):
    resize(chromium, width, 844)
    assert chromium.execute_script("return document.documentElement.scrollWidth") <= width
    if width < 500:
        wide = "return [...document.querySelectorAll('td')].filter((c) => c.scrollWidth > c.clientWidth + 1).length"
        assert chromium.execute_script(wide) == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_a_screen_reader_is_told_the_tables_at_any_width(chromium, page, width):
    resize(chromium, width, 844)
    nodes = chromium.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    roles = {node["role"]["value"] for node in nodes if not node.get("ignored") and "role" in node}
    assert {"table", "row", "cell", "columnheader", "navigation", "main", "heading"} <= roles
    assert sum(n.get("role", {}).get("value") == "columnheader" for n in nodes if not n.get("ignored")) > 2
