"""What is put before a reviewer, what the reviewer's decisions become, and what the commands print of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest
from factories import LOAN, PACT, VISIT, WAR, database, world
from filelock import SoftFileLock
from typer.testing import CliRunner, Result

from flows.cli import app
from flows.evidence import Words
from flows.review import queue, with_evidence
from flows.settings import Settings
from schemas.decision import Decision, add_decisions, read_decisions
from schemas.ids import make_id, sha256_text

TEXT = "Nothing. The envoy travelled north in spring. Nothing."
START, END = TEXT.index("The envoy"), TEXT.index(" in spring")
VISIT_CLAIM, BRIEF_CLAIM = (make_id("c", s, "hand", VISIT) for s in ("first-essay", "brief"))
MERGED = make_id("f", "once merge")
OTHER_CODERS_CLAIM = make_id("c", "first-essay", "local", VISIT)
PACT_CLAIM, LOAN_CLAIM, WAR_CLAIM = (make_id("c", "first-essay", "hand", fact) for fact in (PACT, LOAN, WAR))


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Return an output folder: a disputed and flagged visit, an unsure loan, two pacts that may be one."""
    rows = world()
    rows["decisions"] = []
    visit, pact, _, loan = rows["facts"]
    visit["flags"] = "out_of_office:RUS"
    claims = {row["claim_id"]: row for row in rows["claims"]}
    claims[LOAN_CLAIM]["confidence"] = 1 / 3
    claims[VISIT_CLAIM]["confidence"] = 1 / 3
    claims[BRIEF_CLAIM]["confidence"] = 1.0
    words = {"char_start": START, "char_end": END, "quote_sha256": sha256_text(TEXT[START:END])}
    claims[VISIT_CLAIM] |= words
    twin = make_id("f", "twin")
    rows["facts"].append(pact | {"fact_id": twin})
    rows["fact_actors"] += [r | {"fact_id": twin} for r in rows["fact_actors"] if r["fact_id"] == PACT]
    retold = {"claim_id": make_id("c", "twin"), "fact_id": twin, "source_id": "brief"}
    rows["claims"].append(claims[PACT_CLAIM] | retold)
    assert loan["fact_id"] == LOAN
    database(tmp_path, rows).rename(tmp_path / "bilateral.duckdb")
    (tmp_path / "seeds").mkdir()
    return tmp_path


def run(output: Path, *arguments: str, answers: str = "", who: str | None = "A. Reader") -> Result:
    folders = ("--seeds", str(output / "seeds"), "--output", str(output))
    environment = {"BILATERAL_REVIEWER": who, "BILATERAL_ARTICLES": None, "COLUMNS": "120"}
    return CliRunner().invoke(app, [*arguments, *folders], input=answers, env=environment)


def decided(output: Path) -> list[tuple[str, ...]]:
    found = read_decisions(output / "seeds" / "decisions" / "decisions.csv")
    return [(d.action, *d.claim_ids, *filter(None, (d.column_name, d.corrected_value))) for d in found]


def refusal(result: Result) -> str:
    assert isinstance(result.exception, ValueError)
    return str(result.exception)


def twins() -> tuple[str, str]:
    first, second = sorted((PACT, make_id("f", "twin")))
    return first, second


# what is put first


def test_facts_are_ranked_by_their_reasons(output: Path) -> None:
    items = queue(output / "bilateral.duckdb")
    assert [(i.fact_ids, i.why) for i in items] == [
        ((VISIT,), ("disputed", "flagged")),
        (twins(), ("duplicate",)),
        ((LOAN,), ("unsure",)),
    ]
    assert items[0].weight == 5.0 > items[1].weight > items[2].weight
    assert items[0].reasons == (
        "date: 1965-04-03 (first-essay) or 1965-05 (brief)",
        "out_of_office: the envoy held no office",
    )


@pytest.mark.parametrize("why", ["flagged", "disputed", "duplicate", "unsure"])
def test_one_reason_may_be_asked_for(output: Path, why: str) -> None:
    [item] = queue(output / "bilateral.duckdb", why)  # type: ignore[arg-type]
    assert why in item.why


def test_what_somebody_decided_on_is_left_out(tmp_path: Path) -> None:
    assert all(VISIT not in item.fact_ids for item in queue(database(tmp_path)))


@pytest.mark.parametrize(
    "difference",
    [{"date_edtf": "1973"}, {"phase": "end"}, {"kind": "aid"}, {"amount_value": 2e6}, {"quantity_value": 9.0}],
    ids=str,
)
def test_facts_that_differ_are_no_likely_duplicates(tmp_path: Path, difference: dict) -> None:
    import datetime as dt

    rows = world()
    rows["decisions"] = []
    pact = rows["facts"][1] | {"amount_value": 1e6, "quantity_value": 4.0, "quantity_item": "roads"}
    rows["facts"][1] = pact
    twin = pact | {"fact_id": make_id("f", "twin")} | difference
    if "date_edtf" in difference:
        twin |= {"date_start": dt.date(1973, 1, 1), "date_end": dt.date(1973, 12, 31)}
    rows["facts"].append(twin)
    rows["fact_actors"] += [r | {"fact_id": twin["fact_id"]} for r in rows["fact_actors"] if r["fact_id"] == PACT]
    assert queue(database(tmp_path, rows), "duplicate") == []


def test_what_one_person_told_apart_in_one_source_is_no_likely_duplicate(tmp_path: Path) -> None:
    rows = world()
    rows["decisions"] = []
    twin = {"fact_id": make_id("f", "twin")}
    rows["facts"].append(rows["facts"][1] | twin)
    rows["fact_actors"] += [r | twin for r in rows["fact_actors"] if r["fact_id"] == PACT]
    [pact] = [r for r in rows["claims"] if r["fact_id"] == PACT]
    rows["claims"].append(pact | twin | {"claim_id": make_id("c", "twin")})
    assert queue(database(tmp_path, rows), "duplicate") == []


# the evidence


def test_the_words_come_from_the_text_where_it_is_at_hand(output: Path) -> None:
    register(output)
    settings = Settings(output / "seeds", output, output / "articles")
    [visit, *_] = with_evidence(settings.database, queue(settings.database), Words(settings))
    told = {c["source_id"]: c["quote"] for c in visit.facts[0]["claims"]}
    assert told == {"brief": "came for talks", "first-essay": "The envoy travelled north"}


def test_another_text_gives_no_words(output: Path) -> None:
    register(output, TEXT.replace("north", "south"))
    settings = Settings(output / "seeds", output, output / "articles")
    [visit, *_] = with_evidence(settings.database, queue(settings.database), Words(settings))
    assert [c["quote"] for c in visit.facts[0]["claims"]] == ["came for talks", None]


def register(output: Path, text: str = TEXT) -> None:
    (output / "seeds" / "essay.txt").write_text(text)
    (output / "seeds" / "sources.toml").write_text(
        '[first-essay]\nsource_type = "article"\ntitle = "On roads"\nissued = "2018"\nlanguage = "en"\n'
        'licence = "not stated"\nmay_quote = false\nfile = "essay.txt"\n'
        f'text_sha256 = "{sha256_text(text)}"\nn_chars = {len(text)}\ncoders = ["hand"]\n'
    )


# the command


def test_review_lists_where_nobody_can_answer(output: Path) -> None:
    done = run(output, "review")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0].split()[:3] == ["weight", "why", "fact"]
    assert [line.split()[0] for line in lines[1:]] == ["5.0", "1.2", "0.7"]
    assert "visit PAK > RUS" in lines[1]


def test_review_as_json_holds_the_evidence(output: Path) -> None:
    [first, *_] = json.loads(run(output, "review", "--json", "--limit", "1").stdout)
    assert (first["fact_ids"], first["weight"]) == ([VISIT], 5.0)
    claims = first["facts"][0]["claims"]
    assert [(c["source_id"], c["quote"]) for c in claims] == [("brief", "came for talks"), ("first-essay", None)]


def test_evidence_stands_side_by_side(output: Path) -> None:
    done = run(output, "review", "--ask", "--why", "flagged", answers="n\n")
    assert any("brief 10-30" in line and "first-essay" in line for line in done.stdout.splitlines())
    assert "“came for talks”" in done.stdout
    assert "0 decisions written" in done.stdout
    assert decided(output) == []


def test_a_pair_is_merged_or_kept_apart(output: Path) -> None:
    pair = [PACT_CLAIM, make_id("c", "twin")]
    done = run(output, "review", "--ask", "--why", "duplicate", answers="m\nOne pact, told twice\n")
    assert "1 decision written" in done.stdout, done.output
    [(action, *named)] = decided(output)
    assert (action, sorted(named)) == ("merge", sorted(pair))
    again = run(output, "review", "--ask", "--why", "duplicate", answers="s\nTwo pacts\nq\n")
    assert "Not written: decisions contradict each other" in again.stderr
    assert len(decided(output)) == 1


def test_claims_are_split_corrected_and_rejected_by_their_number(output: Path) -> None:
    for answers in ("s\n2\nAnother journey\n", "c\n2\nstatus\nplanned\nIt was only announced\n"):
        assert run(output, "review", "--ask", "--why", "flagged", answers=answers).exit_code == 0
    run(output, "review", "--ask", "--why", "unsure", answers="r\nAn opinion\n")
    assert decided(output) == [
        ("split", VISIT_CLAIM, BRIEF_CLAIM),
        ("correct", VISIT_CLAIM, "status", "planned"),
        ("reject", LOAN_CLAIM),
    ]


def test_who_decides_is_asked_for(output: Path) -> None:
    run(output, "review", "--ask", "--why", "unsure", answers="B. Reader\nr\nAn opinion\n", who=None)
    [found] = read_decisions(output / "seeds" / "decisions" / "decisions.csv")
    assert (found.decided_by, found.reason) == ("B. Reader", "An opinion")


def test_a_bad_answer_writes_nothing_and_goes_on(output: Path) -> None:
    done = run(output, "review", "--ask", answers="c\n7\nx\nn\nq\n")
    assert "Not written: there is no claim 7" in done.stderr
    assert done.stdout.count("1 of 3") == 1 and "2 of 3" in done.stdout and "3 of 3" not in done.stdout
    assert done.stdout.count("[n]ext") == 4, "what is no answer is asked again"
    done = run(output, "review", "--ask", "--why", "unsure", answers="m\nf_none\nWhy\nn\n")
    assert "Not written: no fact or claim f_none" in done.stderr
    assert decided(output) == []


# decide


def test_decisions_are_written_without_being_asked(output: Path) -> None:
    run(output, "decide", "merge", *(name[:12] for name in twins()), "--reason", "One pact")
    run(output, "decide", "correct", WAR_CLAIM, "--set", "phase=end", "--set", "date_edtf=", "--reason", "Read anew")
    run(output, "decide", "reject", VISIT, "--reason", "A tale")
    [(action, *pair), *others] = decided(output)
    assert (action, set(pair)) == ("merge", {PACT_CLAIM, make_id("c", "twin")})
    assert others == [
        ("correct", WAR_CLAIM, "phase", "end"),
        ("correct", WAR_CLAIM, "date_edtf"),
        ("reject", BRIEF_CLAIM),
        ("reject", VISIT_CLAIM),
    ]


def test_a_claim_is_taken_out_of_its_fact(output: Path) -> None:
    run(output, "decide", "split", BRIEF_CLAIM, "--reason", "Another journey")
    assert decided(output) == [("split", BRIEF_CLAIM, VISIT_CLAIM)]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("mend", VISIT), "cannot mend: use merge, split, correct, reject"),
        (("merge", VISIT), "cannot merge that: name 2 or more"),
        (("merge", VISIT, PACT), "cannot merge visit and agreement: correct the kind of one first"),
        (("merge", VISIT, "f_0000"), "no fact or claim f_0000"),
        (("reject", MERGED), f"no fact {MERGED} any more: {MERGED} was merged into {VISIT} (after release 2024.05.1)"),
        (("reject", "f_"), "several begin with f_: give more of the id"),
        (("split", LOAN_CLAIM), "it stands alone"),
        (("split", VISIT), "name one claim that does not belong to its fact"),
        (("correct", VISIT_CLAIM), "correct needs --set COLUMN=VALUE"),
        (("reject", VISIT_CLAIM, "--set", "status=planned"), "nothing else takes it"),
        (("correct", VISIT, "--set", "status=planned"), "name one claim"),
        (("correct", VISIT_CLAIM, "--set", "status"), "--set status has no value: write COLUMN=VALUE"),
        (("correct", VISIT_CLAIM, "--set", "status=done"), "status must be one of occurred, planned"),
        (("correct", VISIT_CLAIM, "--set", "colour=red"), "column_name must not be colour"),
        (("correct", VISIT_CLAIM, "--set", "date_edtf=May"), "date_edtf must be written like 1965-04-03"),
        (("correct", VISIT_CLAIM, "--set", "date_edtf=1965-13"), "cannot correct c_"),
        (("correct", VISIT_CLAIM, "--set", "date_edtf=1965-02-30"), "date '1965-02-30'"),
        (("correct", VISIT_CLAIM, "--set", "date_edtf=1966/1965"), "ends before it starts"),
        (("correct", VISIT_CLAIM, "--set", "target=ATLANTIS"), "unknown actor ATLANTIS"),
        (("correct", VISIT_CLAIM, "--set", "target="), "fewer than two actors"),
        (("correct", VISIT_CLAIM, "--set", "amount_value=much"), "'much' is no number"),
        (("correct", VISIT_CLAIM, "--set", "amount_value=-5"), "a negative sum"),
        (("correct", VISIT_CLAIM, "--set", "amount_currency=USD"), "a currency stands without its sum"),
        (("correct", VISIT_CLAIM, "--set", "amount_currency=dollars"), "must be written like USD"),
        (("correct", VISIT_CLAIM, "--set", "quantity_value=3"), "needs both quantity_value and quantity_item"),
        (("correct", VISIT_CLAIM, "--set", "status=occurred"), "its status is occurred already"),
        (("correct", VISIT_CLAIM, "--set", "phase="), "its phase is empty already"),
        (("correct", VISIT_CLAIM, "--set", "status=planned", "--set", "status=alleged"), "--set names status twice"),
        (("merge", VISIT, OTHER_CODERS_CLAIM), "supports no fact, another coder's stand in its place"),
    ],
)
def test_what_cannot_be_decided_is_one_line(output: Path, arguments: tuple[str, ...], why: str) -> None:
    message = refusal(run(output, "decide", *arguments, "--reason", "Read anew"))
    assert why in message and "\n" not in message
    assert decided(output) == []


def test_a_kind_corrected_before_the_next_build_lets_claims_be_merged(output: Path) -> None:
    merge = ("decide", "merge", WAR, LOAN, "--reason", "One act")
    assert "cannot merge armed_conflict and aid" in refusal(run(output, *merge))
    assert (
        run(output, "decide", "correct", LOAN_CLAIM, "--set", "kind=armed_conflict", "--reason", "A raid").exit_code
        == 0
    )
    done = run(output, *merge)
    assert done.exit_code == 0 and "1 decision written" in done.stdout
    message = refusal(run(output, "decide", "correct", WAR_CLAIM, "--set", "kind=visit", "--reason", "A trip"))
    assert f"merges it with {LOAN_CLAIM}, whose kind is armed_conflict; take that row out" in message
    assert "\n" not in message and len(decided(output)) == 2


def test_a_correction_mends_a_merge_of_two_kinds_that_was_written_by_hand(output: Path) -> None:
    file = output / "seeds" / "decisions" / "decisions.csv"
    add_decisions(file, [Decision("merge", WAR_CLAIM, "One act", "A. Reader", date(2024, 5, 1), LOAN_CLAIM)])
    mended = run(output, "decide", "correct", LOAN_CLAIM, "--set", "kind=armed_conflict", "--reason", "A raid")
    assert mended.exit_code == 0


def test_a_correction_rests_on_those_not_yet_built(output: Path) -> None:
    sum_of = ("decide", "correct", LOAN_CLAIM, "--reason", "Read anew", "--set")
    assert run(output, *sum_of, "amount_value=5e8").exit_code == 0
    assert run(output, *sum_of, "amount_currency=USD").exit_code == 0
    assert "2 decisions" in run(output, *sum_of, "quantity_value=2", "--set", "quantity_item=dams").stdout


def test_decisions_that_contradict_each_other_by_a_detour_are_refused(output: Path) -> None:
    twin = make_id("c", "twin")
    assert run(output, "decide", "merge", PACT_CLAIM, twin, "--reason", "One").exit_code == 0
    assert run(output, "decide", "correct", WAR_CLAIM, "--set", "kind=agreement", "--reason", "A pact").exit_code == 0
    assert run(output, "decide", "merge", twin, WAR_CLAIM, "--reason", "One").exit_code == 0
    message = refusal(run(output, "decide", "split", PACT_CLAIM, WAR_CLAIM, "--reason", "Two"))
    assert "decisions contradict each other" in message and "\n" not in message
    assert len(decided(output)) == 3


def test_nobody_decides_while_another_writes_a_decision(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.one_writer._PATIENCE", 0)
    reject = ("decide", "reject", VISIT_CLAIM, "--reason", "A tale")
    assert run(output, "decide", "reject", WAR_CLAIM, "--reason", "A rumour").exit_code == 0
    with SoftFileLock(output / "seeds" / "decisions" / "decisions.lock") as lock:
        message = refusal(run(output, *reject))
    assert message == (
        f"{lock.lock_file} is there, so another command is changing decisions.csv: try again when it is done"
    )
    assert run(output, *reject).exit_code == 0
    assert decided(output) == [("reject", WAR_CLAIM), ("reject", VISIT_CLAIM)]
    assert [file.name for file in (output / "seeds" / "decisions").iterdir()] == ["decisions.csv"]


# places of a text


def test_odd_places_of_a_text_are_shown_with_their_words(output: Path) -> None:
    register(output)
    odd_place(output, START, START + 1)
    items = queue(output / "bilateral.duckdb", "flagged")
    assert [(i.fact_ids, i.reasons, i.place and i.place["char_start"]) for i in items] == [
        (
            (VISIT,),
            ("date: 1965-04-03 (first-essay) or 1965-05 (brief)", "out_of_office: the envoy held no office"),
            None,
        ),
        ((VISIT,), ("odd_years: 1904 to 2405",), START),
        ((), ("odd_years: 1804 to 2405",), 90),
    ]
    done = run(output, "review", "--why", "flagged", "--ask", answers="n\nn\nm\nn\n")
    assert "Nothing. The envoy travelled north in spring. Nothing." in done.stdout
    assert "nothing to decide" in done.stdout and "0 decisions written" in done.stdout
    listed = run(output, "review", "--why", "flagged").stdout
    assert "first-essay 90-95" in listed and "place of a text" in listed
    last = json.loads(run(output, "review", "--why", "flagged", "--json").stdout)[-1]
    assert last["place"] == {"source_id": "first-essay", "char_start": 90, "char_end": 95, "quote": TEXT}


def odd_place(output: Path, start: int, end: int) -> None:
    """Add two odd spans of years to the database: one in the words of a claim, one in those of none."""
    with duckdb.connect(str(output / "bilateral.duckdb")) as connection:
        for at, to, reason in ((start, end, "1904 to 2405"), (90, 95, "1804 to 2405")):
            row = [make_id("q", "odd", at), "odd_years", reason, "first-essay", at, to]
            connection.execute(
                "INSERT INTO doubts (doubt_id, flag, reason, source_id, char_start, char_end) VALUES "
                "(?, ?, ?, ?, ?, ?)",
                row,
            )


def test_an_empty_queue_says_so(tmp_path: Path) -> None:
    rows = world()
    rows["decisions"] = rows["doubts"] = rows["disputes"] = []
    rows["facts"][0] |= {"is_disputed": False}
    database(tmp_path, rows).rename(tmp_path / "bilateral.duckdb")
    (tmp_path / "seeds").mkdir()
    assert "Nothing needs a look." in run(tmp_path, "review", "--ask").stdout


def test_a_decision_needs_a_name(output: Path) -> None:
    done = run(output, "decide", "reject", VISIT_CLAIM, "--reason", "A tale", who=None)
    assert "say who decides, with --who or in BILATERAL_REVIEWER" in refusal(done)
