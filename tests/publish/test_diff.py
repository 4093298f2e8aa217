"""A diff: rows by table, facts with the reason of their change, schema changes held to the versioning rule."""

import copy
import datetime as dt
import json
import shutil

import pytest
from factories import LOAN, PACT, VISIT, WAR, database, world

from flows.publish import diff, diff_page, release, schema_changes
from flows.publish.release import publish
from flows.publish.schema_changes import Told
from schemas.ids import make_id, sha256_text

TODAY = dt.date(2026, 3, 9)


def made(folder, rows=None, **inputs):
    return publish(database(folder, rows), folder / "releases", inputs, TODAY).folder


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    return made(tmp_path_factory.mktemp("before"))


@pytest.fixture
def rows():
    return copy.deepcopy(world())


def claim_of(rows, fact, source="first-essay"):
    return next(c for c in rows["claims"] if c["fact_id"] == fact and c["source_id"] == source)


def fact_of(rows, fact):
    return next(f for f in rows["facts"] if f["fact_id"] == fact)


def redated(rows, fact=PACT):
    """Give a fact and its claim another year."""
    for row in (fact_of(rows, fact), claim_of(rows, fact)):
        row |= {"date_edtf": "1973", "date_start": dt.date(1973, 1, 1), "date_end": dt.date(1973, 12, 31)}


def reasons(found, fact=PACT):
    [told] = [f for f in found["facts"] if f["fact_id"] == fact]
    return [(r["kind"], r["detail"]) for r in told["why"]]


def test_a_release_against_itself_changes_nothing(before):
    found = diff.compare(before, before)
    assert found["facts"] == found["inputs"] == found["schema"]["changes"] == []
    assert not any(t[what] for t in found["tables"].values() for what in ("added", "removed", "changed"))
    assert "the same in every table" in diff_page.as_text(found)
    assert "No fact changed." in diff_page.as_html(found)


def test_rows_added_removed_and_changed_are_counted_with_their_columns(before, rows, tmp_path):
    rows["works"] = [{"work_id": make_id("w", "other"), "title": "Another"}]
    rows["citations"] = []
    rows["actors"][3]["actor_name"] = "The United Nations"
    tables = diff.compare(before, made(tmp_path, rows))["tables"]
    assert [tables["works"][k] for k in ("rows_before", "rows_after", "added", "removed", "changed")] == [1, 1, 1, 1, 0]
    assert (tables["actors"]["changed"], tables["actors"]["columns_changed"]) == (1, {"actor_name": 1})
    assert tables["actors"]["first"] == {"changed": [("UN",)]}
    assert tables["facts"]["changed"] == 0


def test_another_coder_version_is_told_as_the_reason(before, rows, tmp_path):
    redated(rows)
    claim_of(rows, PACT)["coder_version"] = "hand-2"
    found = diff.compare(before, made(tmp_path, rows))
    [fact] = found["facts"]
    assert (fact["fact_id"], fact["change"]) == (PACT, "changed")
    assert {v["column"]: (v["before"], v["after"]) for v in fact["values"]}["date_edtf"] == ("1972", "1973")
    assert reasons(found) == [("coder_version", "first-essay: hand-1 became hand-2")]
    assert found["why"] == {"coder_version": 1}


def test_a_coding_that_changed_without_its_version_is_told_as_such(before, rows, tmp_path):
    redated(rows)
    assert reasons(diff.compare(before, made(tmp_path, rows))) == [("coding", "first-essay")]


def test_a_decision_is_told_with_who_and_why(before, rows, tmp_path):
    redated(rows)
    rows["decisions"].append(
        {
            **{"decision_id": make_id("d", 2), "action": "correct", "claim_id": claim_of(rows, PACT)["claim_id"]},
            **{"column_name": "date_edtf", "corrected_value": "1973", "value_before": "1972"},
            **{"reason": "misprint", "decided_by": "A. Reader", "decided_on": TODAY},
        }
    )
    after = made(tmp_path, rows)
    [(kind, detail)] = reasons(diff.compare(before, after))
    assert kind == "decision" and detail.endswith("made, by A. Reader: misprint") and "correct date_edtf" in detail
    [(kind, detail)] = reasons(diff.compare(after, before))
    assert kind == "decision" and "withdrawn" in detail


def test_a_new_document_is_the_reason_for_a_new_fact_and_for_one_more_source(before, rows, tmp_path):
    source = {**rows["sources"][0], "source_id": "newcomer"}
    rows["sources"].append(source)
    old = claim_of(rows, PACT)
    rows["claims"].append({**old, "source_id": "newcomer", "claim_id": make_id("c", "newcomer")})
    fact_of(rows, PACT).update(n_claims=2, n_sources=2)
    after = made(tmp_path, rows)
    assert reasons(diff.compare(before, after)) == [("new_source", "newcomer")]
    assert reasons(diff.compare(after, before)) == [("source_removed", "newcomer")]


def test_bibliography_and_text_of_a_document_are_reasons(before, rows, tmp_path):
    fact_of(rows, PACT)["is_anachronistic"] = True
    fact_of(rows, PACT)["flags"] = "out_of_office"
    claim_of(rows, PACT).update(section="The text came to hand", page=7)
    rows["sources"][0]["issued"] = "1970"
    assert reasons(diff.compare(before, made(tmp_path / "a", rows))) == [
        ("bibliography", "first-essay: issued 2018~ became 1970")
    ]
    rows["sources"][0] |= {"issued": "2018~", "title": "Another title"}
    [(kind, _)] = reasons(diff.compare(before, made(tmp_path / "c", rows)))
    assert kind == "unknown", "a title, a section and a page bear on no fact"
    rows["sources"][0] |= {"text_sha256": sha256_text("another edition")}
    claim_of(rows, PACT)["char_end"] = 31
    assert reasons(diff.compare(before, made(tmp_path / "b", rows))) == [("text", "first-essay")]


def test_a_claim_that_counts_for_another_fact_is_told_on_both(before, rows, tmp_path):
    claim_of(rows, LOAN)["fact_id"] = PACT
    rows["facts"] = [f for f in rows["facts"] if f["fact_id"] != LOAN]
    rows["fact_actors"] = [a for a in rows["fact_actors"] if a["fact_id"] != LOAN]
    fact_of(rows, PACT)["n_claims"] = 2
    moved = claim_of(world(), LOAN)["claim_id"]
    found = diff.compare(before, made(tmp_path, rows))
    assert reasons(found, PACT) == [("grouping", f"{moved} came from {LOAN}")]
    assert reasons(found, LOAN) == [("grouping", f"{moved} went to {PACT}")]
    assert {f["fact_id"]: f["change"] for f in found["facts"]} == {PACT: "changed", LOAN: "removed"}


def test_parties_are_values_of_a_fact(before, rows, tmp_path):
    rows["fact_actors"] = [a for a in rows["fact_actors"] if (a["fact_id"], a["actor_id"]) != (VISIT, "IND")]
    [fact] = diff.compare(before, made(tmp_path, rows))["facts"]
    assert fact["values"] == [
        {"column": "parties", "before": "other:IND source:PAK target:RUS", "after": "source:PAK target:RUS"}
    ]


@pytest.mark.parametrize(
    ("inputs", "kind"),
    [
        ({"seeds_sha256": {"lexicon": "2"}}, "seeds"),
        ({"seeds_sha256": {"lexicon": "1"}, "git_commit": "b"}, "program"),
        ({"seeds_sha256": {"lexicon": "1"}, "git_commit": "a"}, "unknown"),
    ],
)
def test_where_no_claim_differs_the_run_is_the_reason(rows, tmp_path, inputs, kind):
    old = made(tmp_path / "old", None, seeds_sha256={"lexicon": "1"}, git_commit="a")
    fact_of(rows, WAR)["intensity"] = -9.5
    found = diff.compare(old, made(tmp_path / "new", rows, **inputs))
    assert [k for k, _ in reasons(found, WAR)] == [kind]
    assert bool(found["inputs"]) == (kind != "unknown")


def test_text_and_page_tell_the_change_and_its_reason(before, rows, tmp_path):
    redated(rows)
    found = diff.compare(before, made(tmp_path, rows))
    text, html = diff_page.as_text(found), diff_page.as_html(found)
    assert "`date_edtf` 1972 became 1973" in text and "coding first-essay" in text
    assert "<code>date_edtf</code> 1972 became 1973" in html
    assert '<span class="badge">coding</span> first-essay' in html
    assert f"{PACT} changed: PAK – RUS, agreement, occurred, 1973" in text
    assert "facts: 0 added, 0 removed, 1 changed (date_edtf (1), date_start (1), date_end (1))" in text
    assert "http:" not in html and "https:" not in html and "<script" not in html
    assert json.loads(diff_page.as_json(found))["why"] == {"coding": 1}


def test_long_lists_say_how_much_more_there_is(before, rows, tmp_path):
    found = diff.compare(before, before)
    fact = {"fact_id": "f", "change": "changed", "about": {}, "values": [], "why": []}
    assert "and 5 more facts" in diff_page.as_text({**found, "facts": [fact] * 25})
    assert "5 more facts are in <code>diff.json</code>" in diff_page.as_html({**found, "facts": [fact] * 505})


# In a release


def test_the_first_release_says_that_it_is_the_first(before):
    told = json.loads((before / "diff.json").read_text())
    assert told["before"] is None and told["note"] == diff.FIRST
    assert diff.FIRST in (before / "diff.html").read_text()
    assert diff.FIRST in diff_page.as_text(told)


def test_the_next_release_holds_its_diff_against_the_last(rows, tmp_path):
    made(tmp_path)
    redated(rows)
    second = made(tmp_path, rows)
    told = json.loads((second / "diff.json").read_text())
    assert (told["before"], told["after"]) == ("2026.03.1", "2026.03.2")
    assert [f["fact_id"] for f in told["facts"]] == [PACT]
    assert f'<a href="index.html#fact={PACT}">' in (second / "diff.html").read_text()


def test_the_words_of_a_diff_cannot_become_the_code_of_its_page():
    why = [{"kind": "decision", "detail": f"by <b>{n}</b>"} for n in range(6)]
    values = [{"column": "flags", "before": "<i>", "after": None}]
    about = {"kind": "arms_transfer", "status": None, "date_edtf": None, "parties": "other:IND source:PAK target:RUS"}
    fact = {"fact_id": "f_1", "change": "changed", "about": about, "values": values, "why": why}
    schema = {"version_after": "1.0", "changes": []}
    told = {"before": "1", "after": "<2>", "schema": schema, "inputs": [], "tables": {}, "why": {}, "facts": [fact]}
    page = diff_page.as_html(told)
    assert "PAK → RUS (third party: IND), arms transfer" in page
    assert "<code>flags</code> &lt;i&gt; became nothing" in page and "by &lt;b&gt;0" in page
    assert "by &lt;b&gt;4" not in page and "and 2 more in <code>diff.json</code>" in page
    assert "<b>" not in page and "<2>" not in page


def test_a_folder_that_is_no_release_is_refused(before, tmp_path):
    with pytest.raises(ValueError, match="is no release"):
        diff.compare(tmp_path, before)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(ValueError, match="is not JSON"):
        diff.compare(before, tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(ValueError, match="lacks version, counts, content_sha256"):
        diff.compare(before, tmp_path)
    (tmp_path / "manifest.json").write_bytes(b"\x9c")
    with pytest.raises(ValueError, match=r"manifest\.json is not JSON .*; fetch the release anew"):
        diff.compare(before, tmp_path)


@pytest.mark.parametrize(
    ("name", "data"), [("tables/claims.parquet", b""), ("codebook.csv", b"x\n1\n"), ("codebook.csv", b"\xff")]
)
def test_a_release_whose_files_are_damaged_is_one_line(before, tmp_path, name, data):
    damaged = shutil.copytree(before, tmp_path / "damaged")
    (damaged / name).write_bytes(data)
    with pytest.raises(ValueError, match="a release is damaged .*: find it with `bilateral verify`") as caught:
        diff.compare(before, damaged)
    assert "\n" not in str(caught.value)


# Schema

OLD = {"t": {"a": Told("VARCHAR", key=True), "b": Told("BIGINT", codes=frozenset("xy"))}}


@pytest.mark.parametrize(
    ("new", "change", "level"),
    [
        ({}, "table removed", "major"),
        ({**OLD, "u": {}}, "table added", "minor"),
        ({"t": {"a": OLD["t"]["a"]}}, "column removed", "major"),
        ({"t": {**OLD["t"], "c": Told("DATE")}}, "column added", "minor"),
        ({"t": {**OLD["t"], "b": Told("DOUBLE", codes=frozenset("xy"))}}, "type BIGINT became DOUBLE", "major"),
        ({"t": {**OLD["t"], "b": Told("BIGINT", codes=frozenset("x"))}}, "codes removed: y", "major"),
        ({"t": {**OLD["t"], "b": Told("BIGINT", codes=frozenset("xyz"))}}, "codes added: z", "minor"),
        ({"t": {**OLD["t"], "b": Told("BIGINT", True, codes=frozenset("xy"))}}, "may now be empty", "major"),
        ({"t": {**OLD["t"], "b": Told("BIGINT", key=True, codes=frozenset("xy"))}}, "joined the key", "major"),
    ],
)
def test_every_change_of_a_schema_asks_for_a_number(new, change, level):
    assert [(c.change, c.level) for c in schema_changes.compare(OLD, new)] == [(change, level)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [("1.0", "1.0", "none"), ("1.0", "1.1", "minor"), ("1.9", "2.0", "major"), ("1.9", "1.10", "minor")],
)
def test_which_number_went_up(before, after, expected):
    assert schema_changes.raised(before, after) == expected


def test_a_schema_that_changed_more_than_its_version_says_is_refused(tmp_path, monkeypatch):
    first = made(tmp_path)
    book = first / "codebook.csv"
    book.write_text(book.read_text().replace("occurred = ", "happened = "))
    with pytest.raises(ValueError, match=r"raise the major number of SCHEMA_VERSION .*") as caught:
        made(tmp_path)
    assert "codes removed: happened" in str(caught.value)
    monkeypatch.setattr(release, "SCHEMA_VERSION", "2.0")
    second = made(tmp_path)
    told = json.loads((second / "diff.json").read_text())["schema"]
    assert (told["version_before"], told["version_after"], told["needs"], told["rule_kept"]) == (
        *("1.0", "2.0", "major", True),
    )
    assert "codes removed: happened" in (second / "diff.html").read_text()
