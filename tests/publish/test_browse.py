"""`index.html` of a release as text: what it carries, what it keeps to itself, and that it needs nothing else."""

import base64
import html.parser
import json
import re
import shutil
import tomllib
import zlib
from pathlib import Path

import duckdb
import pytest
from factories import VISIT, database, world

from flows.publish import bibliography, card
from flows.publish.browse import data, page, parts
from flows.publish.draft import Draft
from schemas.tables import TABLES

ROOT = Path(__file__).resolve().parents[2]
SECRET = "words that nobody may publish"


def draft_of(folder, base):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return Draft(folder, base, manifest, bibliography.read(base))


def text_of(folder):
    return (folder / "index.html").read_text(encoding="utf-8")


def rows_of(text):
    found = re.search(r'<script type="text/plain" id="data">([A-Za-z0-9+/=]+)</script>', text)
    return json.loads(zlib.decompress(base64.b64decode(found[1])))


def whole(column):
    return column if isinstance(column, list) else [column["values"][place] for place in column["rows"]]


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.loaded, self.ids, self.styled = [], [], [], 0

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "a":
            self.links.append(given["href"])
        if tag == "link" or "src" in given:
            self.loaded.append(given.get("href") or given["src"])
        if "id" in given:
            self.ids.append(given["id"])
        self.styled += "style" in given


def test_the_page_carries_every_fact_with_its_claims_parties_disputes_and_doubts(made, base):
    rows = rows_of(text_of(made.folder))
    with duckdb.connect(str(base), read_only=True) as connection:
        for name in ("facts", "disputes", "sources"):
            assert len(rows[name]["fact_id" if name == "facts" else next(iter(rows[name]))]) == len(
                connection.sql(f"FROM {name}").fetchall()
            )
        claims = connection.sql("SELECT claim_id FROM claims WHERE is_preferred").fetchall()
    assert sorted(whole(rows["claims"]["claim_id"])) == sorted(c for (c,) in claims)
    visit = whole(rows["facts"]["fact_id"]).index(VISIT)
    parties = zip(*(whole(rows["parties"][c]) for c in ("fact", "role", "actor_id")), strict=True)
    assert {p[1:] for p in parties if p[0] == visit} == {("source", "PAK"), ("target", "RUS"), ("other", "IND")}
    pairs = zip(*(whole(rows["pairs"][c]) for c in ("fact", "one", "other")), strict=True)
    assert [p[1:] for p in pairs if p[0] == visit] == [("PAK", "RUS")]
    assert visit in rows["doubts"]["fact"]
    assert visit in rows["decisions"]["fact"] and whole(rows["decisions"]["decided_by"]) == ["A. Reader"]


def test_facts_stand_in_order_of_time_with_the_undated_last(made):
    starts = whole(rows_of(text_of(made.folder))["facts"]["date_start"])
    dated = [day for day in starts if day is not None]
    assert dated == sorted(dated) and starts == [*dated, *[None] * (len(starts) - len(dated))]


def test_words_are_there_only_where_the_release_has_them(tmp_path, made):
    rows = world()
    for claim in rows["claims"]:
        claim["quote"] = None if claim["is_preferred"] else SECRET
    carried = data.read(database(tmp_path, rows))["claims"]["quote"]
    assert set(whole(carried)) == {None}
    assert "came for talks" in whole(rows_of(text_of(made.folder))["claims"]["quote"])


def test_a_column_comes_back_as_it_was(tmp_path):
    rows = world()
    for number, fact in enumerate(rows["facts"]):
        fact["flags"] = ("machine_coded", None, "machine_coded", "machine_coded")[number]
    carried = data.read(database(tmp_path, rows))["facts"]["flags"]
    assert isinstance(carried, dict)
    assert sorted(map(str, whole(carried))) == ["None", "machine_coded", "machine_coded", "machine_coded"]


def test_the_page_loads_nothing_and_links_only_to_what_is_there(made):
    text = text_of(made.folder)
    seen = Links()
    seen.feed(text)
    assert seen.loaded == ["data:,"] and seen.styled == 0
    assert len(seen.ids) == len(set(seen.ids))
    for link in seen.links:
        if link.startswith("#"):
            assert link.startswith("#mark=") or link[1:] in seen.ids
        elif not link.startswith("https://"):
            assert (made.folder / link).is_file(), link
    assert "connect-src" not in text and "default-src 'none'" in text


def test_every_file_of_the_release_can_be_downloaded_from_the_page(made):
    seen = Links()
    seen.feed(text_of(made.folder))
    files = {p.relative_to(made.folder).as_posix() for p in made.folder.rglob("*") if p.is_file()}
    assert files - {"index.html"} <= set(seen.links)


def test_markup_in_the_data_stays_text(tmp_path, made):
    rows = world()
    rows["sources"][0] |= {"title": "</script><img src=x onerror=alert(1)>", "authors": "<b>A</b>"}
    seen = Links()
    base = database(tmp_path, rows)
    seen.feed(page.as_html(draft_of(made.folder, base)))
    assert seen.loaded == ["data:,"]


def test_equal_rows_give_equal_bytes(made, base):
    folder = made.folder.parent / "again"
    shutil.copytree(made.folder, folder)
    (folder / "index.html").unlink()
    (folder / "SHA256SUMS").unlink()
    assert page.as_html(draft_of(folder, base)) == text_of(made.folder)


def test_the_page_says_how_many_facts_are_machine_coded_or_only_retold(made, base):
    draft = draft_of(made.folder, base)
    told = dict(draft.manifest) | {"warnings": {**draft.manifest["warnings"], "machine_coded": 3, "retold": 2}}
    lines = parts.warnings(Draft(draft.folder, draft.database, told, draft.sources)).splitlines()
    assert any("#mark=machine_coded" in line and "3 of 4 facts" in line for line in lines)
    assert any("#mark=retold" in line and "2 of 4 facts" in line for line in lines)
    assert {"machine_coded", "retold"} <= {re.search(r"#mark=(\w+)", line)[1] for line in lines}


@pytest.mark.parametrize(
    ("n", "told"), [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 KB"), (64673, "65 KB"), (1847296, "1.8 MB")]
)
def test_sizes_read_well(n, told):
    assert parts.size(n) == told


def test_names_of_columns_stand_as_code(made, base):
    assert "<code>derived_only</code>" in text_of(made.folder) and "`" not in parts.notes(draft_of(made.folder, base))


def test_tables_are_all_listed(made):
    text = text_of(made.folder)
    assert all(f"<code>{name}</code>" in text for name in TABLES)


def test_the_parts_of_the_page_are_shipped_with_the_package():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-data"]
    folder = ROOT / "flows/publish/browse"
    shipped = {p.name for pattern in told["flows.publish.browse"] for p in folder.glob(pattern)}
    assert {p.name for p in folder.iterdir() if p.is_file() and p.suffix != ".py"} == shipped


def test_a_page_of_too_many_facts_carries_those_of_most_sources_and_says_so(made, base, monkeypatch):
    draft = draft_of(made.folder, base)
    assert parts.share(draft) == ""
    whole_page = data.read(base)
    monkeypatch.setattr(data, "MOST_FACTS", 1)
    rows = data.read(base)
    assert rows["facts"]["fact_id"] == [VISIT], "two claims tell of it, one of each other fact"
    assert set(whole(rows["claims"]["fact"])) == set(whole(rows["parties"]["fact"])) == {0}
    assert len(whole(whole_page["facts"]["fact_id"])) == 4
    assert "Here are 1 of 4 facts" in parts.share(draft)
    assert "Here are 1 of 4 facts" in page.as_html(draft)


def test_each_part_of_a_long_table_is_a_download(made, base, tmp_path):
    shutil.copytree(made.folder, tmp_path / "release")
    draft = draft_of(tmp_path / "release", base)
    one = tmp_path / "release" / "stata" / "facts.dta"
    for name in ("facts.01.dta", "facts.02.dta"):
        shutil.copy(one, one.with_name(name))
    one.unlink()
    found = Links()
    found.feed(parts.tables(draft))
    assert {link for link in found.links if link.startswith("stata/facts.")} == {
        "stata/facts.01.dta",
        "stata/facts.02.dta",
    }
    assert "`facts.01.dta` and so on: `append` them" in card.as_markdown(draft)
    assert "append" not in card.as_markdown(draft_of(made.folder, base))
