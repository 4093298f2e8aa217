"""What describes a release to people: codebook page, card, licence, changelog, and the warnings they all carry."""

import copy
import datetime as dt
import html.parser
import re
import shutil
from pathlib import Path

import duckdb
import pytest
import yaml
from factories import database, world

from flows.publish import cautions, codebook, licence, markdown
from flows.publish.release import publish
from schemas import joins
from schemas.columns import COLUMNS
from schemas.ids import make_id
from schemas.tables import TABLES
from schemas.usage import COLUMN_WARNINGS, EMPTY, TABLE_WARNINGS, WARNINGS

ROOT = Path(__file__).resolve().parents[2]
OPTIONAL = {name for table in TABLES.values() for name in table.optional}


# Warnings and empty values


def test_warnings_are_of_the_closed_list_and_stand_with_what_there_is():
    used = {w for group in (*TABLE_WARNINGS.values(), *COLUMN_WARNINGS.values()) for w in group}
    assert used == set(WARNINGS)
    assert set(TABLE_WARNINGS) <= set(TABLES) and set(COLUMN_WARNINGS) <= set(COLUMNS)


def test_every_column_that_may_be_empty_says_what_that_means():
    assert set(EMPTY) == OPTIONAL


def test_facts_are_counted_by_warning(base):
    assert cautions.count(base) == {
        **{"machine_coded": 0, "disputed": 1, "one_source": 4, "retold": 0, "undated": 1, "doubtful": 0, "facts": 4}
    }


def test_flags_are_told_apart(tmp_path):
    rows = world()
    flags = ("machine_coded; derived_only", "machine_coded; out_of_office", "before_actor", None)
    for fact, flag in zip(rows["facts"], flags, strict=True):
        fact["flags"] = flag
    found = cautions.count(database(tmp_path, rows))
    assert (found["machine_coded"], found["retold"], found["doubtful"]) == (2, 1, 2)


CARD = {"held_out": {"own": {"precision": 0.648}, "training": {"precision": 0.591}}}


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ({"evaluation": {"local": {"precision": {"value": 0.571}}}, "local_coder": CARD}, "precision 0.57 (`local`)"),
        ({"local_coder": CARD}, "precision 0.59 to 0.65 (`local`, on texts held out when it was taught)"),
        ({"evaluation": {}, "local_coder": None}, "precision not measured"),
    ],
)
def test_precision_is_that_of_the_release_else_of_the_model(manifest, told):
    assert cautions.precision(manifest) == told


def test_codebook_and_card_tell_how_many_facts_a_warning_is_about(made):
    for name in ("codebook.md", "codebook.html", "README.md"):
        assert "1 of 4 facts" in (made.folder / name).read_text(encoding="utf-8"), name


# Codebook


def test_ways_to_other_datasets_go_by_columns_that_there_are():
    for join in joins.JOINS:
        assert join.theirs and all(theirs.strip() for theirs in join.theirs)
        for ours in join.ours:
            table, column = ours.split(".")
            assert column in {c.name for c in TABLES[table].columns}, ours


def test_the_query_for_codes_gives_those_of_the_year(base):
    with duckdb.connect(str(base), read_only=True) as connection:
        found = connection.sql(joins.STATE_YEAR_CODES).pl().to_dicts()
    assert [(r["source_actor"], r["ccode1"], r["ccode2"], r["gwcode2"]) for r in found] == [("PAK", 770, 365, 365)]


class Reader(html.parser.HTMLParser):
    """Notes ids, links and tags of a page, and refuses tags that do not close."""

    def __init__(self):
        super().__init__()
        self.ids, self.links, self.open, self.seen = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        values = dict(attrs)
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values[name] for name in ("href", "src") if name in values]
        if tag not in {"meta", "link", "br", "img", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_codebook_page_needs_nothing_else_and_its_links_lead_somewhere(made):
    text = (made.folder / "codebook.html").read_text(encoding="utf-8")
    reader = Reader()
    reader.feed(text)
    assert reader.open == [] and len(set(reader.ids)) == len(reader.ids)
    assert {"script", "img"} & set(reader.seen) == set()
    assert not re.search(r"url\(|@import", text)
    assert {link[1:] for link in reader.links if link.startswith("#")} == set(reader.ids)
    assert reader.links[0] == "data:," and not any(":" in link for link in reader.links[1:])
    assert set(TABLES) <= set(reader.ids)
    columns = sum(len(t.columns) for t in TABLES.values())
    assert reader.seen.count("tr") > columns


def test_words_of_a_page_cannot_become_its_code():
    made = markdown.as_html("# A <script>alert(1)</script>\n\ntext <b>bold</b>\n", "t<i>", "1", "codebook.html")
    assert "<title>t&lt;i&gt;</title>" in made and "<h1>t&lt;i&gt;</h1>" in made
    assert "<script>" not in made and "<b>" not in made


def test_names_of_tables_and_lists_lead_to_their_place(made):
    text = (made.folder / "codebook.html").read_text(encoding="utf-8")
    assert '<a href="#sources"><code>sources.source_id</code></a>' in text
    assert text.count('<a href="#facts.status"><code>facts.status</code></a>') > 1, "each column with that list"
    assert text.count("<h1>") == 1 and '<h3 id="facts.status">' in text


def test_codebook_csv_and_page_tell_what_empty_means_and_what_to_mind(made):
    text = (made.folder / "codebook.csv").read_text(encoding="utf-8")
    assert "the text gives no date" in text and "by_rule; own_scale" in text
    row = next(line for line in codebook.as_markdown().splitlines() if line.startswith("| `amount_value`"))
    assert "Empty: the text gives no sum." in row and "Warning: `nominal`." in row


# Card


def test_the_card_has_a_header_that_catalogues_read(made):
    _, header, text = (made.folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    told = yaml.safe_load(header)
    assert (told["license"], told["language"], told["version"]) == ("cc-by-4.0", ["en"], made.version)
    assert told["size_categories"] == ["n<1K"]
    assert [c["config_name"] for c in told["configs"] if c.get("default")] == ["facts"]
    assert all((made.folder / c["data_files"]).is_file() for c in told["configs"])
    assert made.version in text


def test_the_card_lists_what_is_there_and_nothing_else(made):
    text = (made.folder / "README.md").read_text(encoding="utf-8").split("## Files")[1].split("## ")[0]
    listed = {name.strip("/") for name in re.findall(r"^\| \[`([^`]+)`", text, re.MULTILINE)[0:]}
    assert listed == {p.name for p in made.folder.iterdir()} - {"README.md"}


# Licence


def test_the_licence_has_the_terms_of_each_source_and_of_third_parties(made):
    text = (made.folder / "LICENSE.md").read_text(encoding="utf-8")
    assert "CC BY 4.0" in text and "MIT" in text
    assert "| `first-essay` | On first-essay | not stated | no |" in text
    assert "| `brief` | On brief | not stated | yes |" in text


def test_repository_and_release_state_the_same_terms_of_third_parties():
    assert licence.THIRD_PARTIES in (ROOT / "LICENSE-DATA.md").read_text(encoding="utf-8")


# Changelog


def first_and(tmp_path, made, change, **inputs):
    """Return the changelog of a release that follows `made`, of rows that were changed."""
    shutil.copytree(made.folder, tmp_path / "releases" / made.version)
    (tmp_path / "latest").symlink_to(tmp_path / "releases" / made.version)
    rows = copy.deepcopy(world())
    change(rows)
    told = {"sources": [{"source_id": "first-essay"}], "git_commit": None} | inputs
    later = publish(database(tmp_path, rows), tmp_path / "releases", told, dt.date(2026, 4, 1))
    return (later.folder / "CHANGELOG.md").read_text(encoding="utf-8")


def test_a_release_looks_back_on_those_before_it(made, tmp_path):
    def change(rows):
        rows["works"].append({"work_id": make_id("w", "other"), "title": "Another book"})
        rows["facts"][0]["intensity"] = -3.5

    fact = "- Facts: 1 changed.\n- Why 1 fact: the program changed (`program`).\n"
    rows = "- `works`: 1 added; now 2 rows.\n- `facts`: 1 changed (`intensity` 1); now 4 rows.\n"
    inputs = "- Inputs that differ: program.\n"
    assert first_and(tmp_path, made, change, git_commit="abc") == (
        f"# Changes\n\n## 2026.04.1 (2026-04-01)\n\nAgainst 2026.03.1:\n\n{fact}{rows}{inputs}\n"
        "## 2026.03.1 (2026-03-09)\n\nFirst release: 4 facts, 5 claims, 2 sources.\n"
    )


def test_figures_that_changed_alone_are_told(made, tmp_path):
    figure = {"value": 0.5, "interval": None}
    measured = {"documents": ["a"], "n_gold": 1, "n_predicted": 2, "precision": figure, "recall": figure}
    evaluation = {"local": {**measured, "f1": figure, "exact_f1": figure}}
    text = first_and(tmp_path, made, lambda _: None, evaluation=evaluation)
    assert "Against 2026.03.1:\n\n- Measured figures of the coders changed.\n\n## " in text


def test_a_release_of_the_same_rows_says_so(made, tmp_path):
    assert "Against 2026.03.1:\n\n- No row changed.\n\n## " in first_and(tmp_path, made, lambda _: None)
