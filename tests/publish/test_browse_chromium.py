"""`index.html` of a release in a real browser: searched, filtered, read, steered by keyboard."""

import csv
import datetime as dt
import http.server
import io
import threading
import time
from functools import partial

import pytest
from chromium import browser, missing, resize
from factories import database
from synthetic import synthetic

from flows.publish.release import publish

pytestmark = pytest.mark.skipif(missing() is not None, reason=f"needs a browser: {missing()}")
if missing() is None:
    from selenium.webdriver.common.keys import Keys

N = 400
INPUTS = {"sources": [], "git_commit": None}


@pytest.fixture(scope="module")
def rows():
    return synthetic(N, n_actors=12)


@pytest.fixture(scope="module")
def folder(rows, tmp_path_factory):
    here = tmp_path_factory.mktemp("many")
    return publish(database(here, rows), here / "releases", INPUTS, dt.date(2026, 3, 9)).folder


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


class Page:
    """The page as its user meets it."""

    def __init__(self, driver):
        self.driver = driver

    def open(self, address):
        self.driver.get("about:blank")
        self.driver.get(address)
        self.wait("document.documentElement.dataset.ready === 'true'")

    def run(self, script, *given):
        return self.driver.execute_script(script, *given)

    def wait(self, condition):
        from selenium.webdriver.support.ui import WebDriverWait

        WebDriverWait(self.driver, 20, poll_frequency=0.02).until(lambda d: d.execute_script(f"return {condition}"))

    def press(self, *keys):
        self.driver.switch_to.active_element.send_keys(*keys)

    def choose(self, name, value):
        self.run(
            "const s = document.getElementById(arguments[0]); s.value = arguments[1];"
            "s.dispatchEvent(new Event('change', {bubbles: true}))",
            name,
            value,
        )

    def search(self, text):
        self.run("document.getElementById('q').focus()")
        self.press(text)
        self.wait(f"new URLSearchParams(location.hash.slice(1)).get('q') === {text!r}")

    @property
    def hits(self):
        return int(self.run("return document.getElementById('hits').textContent").replace("All ", "").split()[0])

    @property
    def shown(self):
        return self.run("return [...document.querySelectorAll('#rows .open')].map((b) => b.dataset.fact)")

    @property
    def focused(self):
        return self.run("return document.activeElement.dataset.fact ?? document.activeElement.id")


@pytest.fixture
def page(chromium, folder):
    resize(chromium, 1280, 900)
    made = Page(chromium)
    made.open((folder / "index.html").as_uri())
    yield made
    assert [line for line in chromium.get_log("browser") if line["level"] in ("SEVERE", "WARNING")] == []


def dyad(rows, one, other):
    """The facts in which the two are parties, one source and one target a fact."""
    parties = {}
    for row in rows["fact_actors"]:
        if row["role"] != "other":
            parties.setdefault(row["fact_id"], set()).add(row["actor_id"])
    return {fact for fact, actors in parties.items() if actors == {one, other}}


def busiest(rows):
    facts = {(a, b): dyad(rows, a, b) for a in ("AAA", "AAB", "AAC") for b in ("AAD", "AAE", "AAF")}
    return max(facts.items(), key=lambda pair: len(pair[1]))


def test_it_opens_from_the_disk_and_loads_nothing_else(page):
    assert page.hits == N
    assert page.run("return performance.getEntriesByType('resource').length") == 0
    assert page.run("return document.getElementById('trouble').hidden")
    assert len(page.shown) == 50


def test_it_opens_from_a_server(chromium, page, folder):
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    handler.log_message = lambda *_: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page.open(f"http://127.0.0.1:{server.server_port}/index.html")
        assert page.hits == N
        server.shutdown()


def test_search_finds_by_words_of_quotes_names_and_identifiers(page, rows):
    fact = rows["facts"][7]["fact_id"]
    page.search(fact)
    assert page.shown == [fact]
    page.press(Keys.ESCAPE)
    assert page.hits == N
    page.search("pipeline wheat")
    told = {}
    for claim in rows["claims"]:
        told[claim["fact_id"]] = told.get(claim["fact_id"], "") + (claim["quote"] or "")
    assert page.hits == sum("pipeline" in words and "wheat" in words for words in told.values()) > 0


def test_the_words_of_all_facts_are_made_ready_without_a_search(page):
    page.wait("Array.from(data.texts).every((text) => typeof text === 'string')")
    assert page.run("return data.texts[7]").startswith("f_")


def test_nothing_found_is_said_and_can_be_taken_back(page):
    page.search("zzzz")
    assert page.hits == 0 and page.shown == []
    assert page.run("return !document.getElementById('empty').hidden && document.getElementById('table').hidden")
    page.run("document.getElementById('clear').click()")
    assert page.hits == N and page.focused == "q"


def test_filters_by_pair_and_kind(page, rows):
    (one, other), facts = busiest(rows)
    page.choose("a", one)
    page.choose("b", other)
    assert set(page.shown) == facts
    kind = next(f["kind"] for f in rows["facts"] if f["fact_id"] in facts)
    page.choose("kind", kind)
    assert set(page.shown) == {f["fact_id"] for f in rows["facts"] if f["fact_id"] in facts and f["kind"] == kind}
    assert len(page.run("return [...document.querySelectorAll('.chip')].map((c) => c.textContent)")) == 4


def test_a_card_of_a_pair_filters_by_it(page):
    card = page.run("const c = document.querySelector('.pair'); c.click(); return [c.dataset.pair, c.textContent]")
    assert f"{page.hits} facts" in card[1]
    assert set(card[0].split()) == set(page.run("return [asked.a, asked.b]"))
    assert page.run("return document.querySelector('.pair').ariaPressed") == "true"


@pytest.mark.parametrize("mark", ["machine_coded", "by_people", "disputed"])
def test_filters_by_evidence(page, rows, mark):
    page.choose("mark", mark)
    fits = {
        "machine_coded": lambda f: f["flags"] is not None,
        "by_people": lambda f: f["flags"] is None,
        "disputed": lambda f: f["is_disputed"],
    }[mark]
    assert page.hits == sum(map(fits, rows["facts"]))


def test_a_warning_leads_to_its_facts(page, rows):
    page.run("document.querySelector('a[href=\"#mark=machine_coded\"]').click()")
    page.wait("asked.mark === 'machine_coded'")
    assert page.hits == sum(f["flags"] is not None for f in rows["facts"])
    assert page.run("return document.getElementById('more').open")


def test_facts_that_the_timeline_cannot_show_are_told_and_shown(page, rows):
    page.choose("status", "planned")
    page.choose("from", "1990")
    undated = sum(f["date_start"] is None and f["status"] == "planned" for f in rows["facts"])
    assert f"{undated} facts without a year" in page.run("return document.getElementById('undrawn').textContent")
    page.run("document.querySelector('#undrawn a').click()")
    assert page.hits == undated
    page.choose("mark", "machine_coded")
    assert page.run("return document.querySelector('#undrawn a')") is None


def test_sorts_by_a_head_and_says_so(page, rows):
    page.run("document.querySelector('th.status button').click()")
    assert page.run("return document.querySelector('th.status').getAttribute('aria-sort')") == "ascending"
    statuses = page.run("return [...document.querySelectorAll('#rows .status')].map((c) => c.textContent)")
    assert set(statuses) == {"occurred"}
    page.run("document.querySelector('th.status button').click()")
    assert page.run("return document.querySelector('th.status').getAttribute('aria-sort')") == "descending"
    assert page.run("return document.querySelector('#rows .status').textContent") == "alleged"


def test_newest_first_leaves_the_undated_last(page, rows):
    page.choose("sort", "date 1")
    last = max(f["date_start"] for f in rows["facts"] if f["date_start"])
    dates = {f["fact_id"]: f["date_start"] for f in rows["facts"]}
    assert dates[page.shown[0]] == last
    page.run("document.querySelector('[data-page=\"Last page\"]').click()")
    assert {dates[fact] for fact in page.shown} == {None}


def test_pages_turn(page):
    first = page.shown
    page.run("document.querySelector('[data-page=\"Next page\"]').click()")
    assert len(page.shown) == 50 and not set(page.shown) & set(first)
    assert page.run("return document.querySelector('#rows tr').getAttribute('aria-rowindex')") == "52"


def test_a_fact_opens_with_its_claims_places_disputes_and_flags(page, rows):
    fact = next(f for f in rows["facts"] if f["is_disputed"] and f["flags"])
    page.search(fact["fact_id"])
    page.run("document.querySelector('#rows .open').click()")
    told = page.run("return document.getElementById('fact').innerText")
    assert "no person coded any of its claims" in told and "Disputed" in told
    for claim in (c for c in rows["claims"] if c["fact_id"] == fact["fact_id"]):
        assert f"{claim['char_start']:,}–{claim['char_end']:,}" in told
        assert claim["claim_id"] in told
        assert (claim["quote"] or "may not be given here") in told


def test_the_facts_that_answer_can_be_saved(page, rows):
    page.choose("kind", "aid")
    text = page.run("return asCsv(data, sorted)")
    lines = list(csv.DictReader(io.StringIO(text)))
    aid = {f["fact_id"]: f for f in rows["facts"] if f["kind"] == "aid"}
    assert {line["fact_id"] for line in lines} == set(aid) and len(lines) == len(aid) == page.hits
    assert all(float(line["amount_value"]) == aid[line["fact_id"]]["amount_value"] for line in lines)


def test_what_is_saved_arrives_as_a_file(chromium, page, tmp_path):
    allowed = {"behavior": "allow", "downloadPath": str(tmp_path)}
    chromium.execute_cdp_cmd("Browser.setDownloadBehavior", allowed)
    page.choose("kind", "aid")
    page.run("document.getElementById('save').click()")
    deadline = time.monotonic() + 10
    while not (tmp_path / "facts.csv").is_file() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(list(csv.DictReader((tmp_path / "facts.csv").open(newline="")))) == page.hits > 0


def test_an_address_that_makes_no_sense_shows_all(page, folder):
    page.open(f"{(folder / 'index.html').as_uri()}#from=then&to=&sort=constructor&page=x")
    assert page.hits == N and page.run("return asked.sort") == "date"


def test_a_fact_has_an_address(page, folder, rows):
    fact = rows["facts"][11]["fact_id"]
    page.open(f"{(folder / 'index.html').as_uri()}#fact={fact}")
    assert page.run("return document.getElementById('fact').open")
    assert fact in page.run("return document.getElementById('fact').innerText")


def test_the_keyboard_is_enough(page):
    page.run("document.body.focus()")
    page.press("/")
    assert page.focused == "q"
    page.press(Keys.ARROW_DOWN)
    first, second = page.shown[:2]
    assert page.focused == first
    page.press(Keys.ARROW_DOWN)
    assert page.focused == second
    page.press(Keys.ENTER)
    assert page.run("return document.getElementById('fact').open")
    page.press(Keys.ARROW_LEFT)
    assert page.run("return location.hash") == f"#fact={first}"
    page.press(Keys.ESCAPE)
    page.wait("!document.getElementById('fact').open")
    page.wait(f"document.activeElement.dataset.fact === {first!r}")
    page.press(Keys.PAGE_DOWN)
    assert page.focused == page.shown[0] != first
    page.press(Keys.ARROW_UP)
    assert page.focused == "q"


def test_tab_goes_from_the_skip_link_through_the_filters_to_one_row(page):
    seen = []
    for _ in range(80):
        page.press(Keys.TAB)
        seen.append(
            page.run("const a = document.activeElement; return a.id || a.className.baseVal || a.className || a.tagName")
        )
    assert seen[0] == "skip"
    assert [name for name in seen if name in ("q", "a", "kind")] == ["q", "a", "kind"]
    assert seen.count("open") == 1 and seen.count("bin") == 1
    assert seen.index("q") < seen.index("bin") < seen.index("open")


def test_the_timeline_counts_the_facts_of_a_year_and_chooses_it(page, rows):
    year = next(f["date_start"].year for f in rows["facts"] if f["date_precision"] == "day")
    page.run("document.querySelector(`.bin[data-year='${arguments[0]}']`).focus()", year)
    label = page.run("return document.activeElement.getAttribute('aria-label')")
    assert label.startswith(f"{year}: ") and page.run("return document.getElementById('readout').textContent") == label
    of_year = [f for f in rows["facts"] if f["date_start"] and f["date_start"].year == year == f["date_end"].year]
    conflict = sum(f["quad_class"].endswith("conflict") for f in of_year)
    assert f"{conflict} conflict" in label and f"{len(of_year) - conflict} cooperation" in label
    page.press(Keys.ENTER)
    within = [f for f in rows["facts"] if f["date_start"] and f["date_start"].year <= year <= f["date_end"].year]
    assert page.hits == len(within)
    assert page.run("return document.activeElement.dataset.year") == str(year)
    page.press(Keys.ARROW_RIGHT)
    assert page.run("return document.activeElement.dataset.year") == str(year + 1)
    page.press(Keys.ESCAPE)
    assert page.hits == N


def test_cooperation_stands_above_the_line_and_conflict_below(page):
    page.choose("side", "cooperation")
    zero = "Number(document.querySelector('#chart .zero').getAttribute('y1'))"
    tops = "[...document.querySelectorAll('#chart rect.cooperation')].map((r) => Number(r.getAttribute('y')))"
    assert page.run(f"return {tops}.every((y) => y < {zero})") and page.run(f"return {tops}.length") > 50
    page.choose("side", "conflict")
    tops = tops.replace("cooperation", "conflict")
    assert page.run(f"return {tops}.every((y) => y >= {zero})") and page.run(f"return {tops}.length") > 10


def test_a_screen_reader_is_told_names_and_roles(chromium, page):
    page.run("document.getElementById('more').open = true")
    nodes = chromium.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    named = [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node.get("ignored") and "role" in node
    ]
    for role in ("button", "link", "combobox", "searchbox", "table", "columnheader", "navigation", "search"):
        names = [name for there, name in named if there == role]
        assert names and all(names), role
    assert ("searchbox", "Search") in named and ("table", "Facts") in named
    assert {"Actor", "With", "Kind", "Status", "Source"} <= {name for role, name in named if role == "combobox"}
    live = page.run("const h = document.getElementById('hits'); return [h.getAttribute('role'), h.ariaLive]")
    assert live == ["status", "polite"]


def test_the_open_fact_has_a_name(chromium, page):
    page.run("document.querySelector('#rows .open').click()")
    nodes = chromium.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    names = [n["name"]["value"] for n in nodes if n.get("role", {}).get("value") == "dialog" and not n.get("ignored")]
    assert names == [page.run("return document.getElementById('fact-title').textContent")]


@pytest.mark.parametrize("width", [320, 390, 900, 1440])
def test_no_width_scrolls_sideways(chromium, page, folder, width):
    resize(chromium, width, 844)
    page.open((folder / "index.html").as_uri())
    page.run("document.getElementById('more').open = true")
    assert page.run("return document.documentElement.scrollWidth") <= width
    page.run("document.querySelector('#rows .open').click()")
    edges = page.run("const r = document.getElementById('fact').getBoundingClientRect(); return [r.left, r.right]")
    assert edges[0] >= 0 and edges[1] <= width
    assert page.run("const b = document.getElementById('fact-body'); return b.scrollWidth <= b.clientWidth")


def test_a_release_without_facts_says_so(chromium, tmp_path):
    empty = publish(database(tmp_path, synthetic(0)), tmp_path / "releases", INPUTS, dt.date(2026, 3, 9))
    resize(chromium, 1280, 900)
    page = Page(chromium)
    page.open((empty.folder / "index.html").as_uri())
    assert page.run("return document.getElementById('empty').innerText") == "This release holds no facts."
    assert page.run("return document.getElementById('trouble').hidden") and page.hits == 0


def test_a_browser_that_cannot_unpack_says_so_and_keeps_the_downloads(chromium, page, folder):
    hide = {"source": "delete window.DecompressionStream"}
    script = chromium.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", hide)["identifier"]
    try:
        chromium.get("about:blank")
        chromium.get((folder / "index.html").as_uri())
        page.wait("!document.getElementById('trouble').hidden")
        assert "too old" in page.run("return document.getElementById('trouble').textContent")
        assert page.run("return document.querySelector('#files a[href=\"tables/facts.parquet\"]').offsetHeight > 0")
    finally:
        chromium.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": script})
