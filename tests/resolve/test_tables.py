from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from flows.extract.hand import HandCoder
from flows.resolve.claim_rows import Rows, claim_actor_rows, claim_of, claim_row
from flows.resolve.reference import reference_rows
from flows.resolve.step import resolve_claims
from schemas.claim import Claim, write_claims
from schemas.models import frame, model
from schemas.source import read_sources
from schemas.tables import TABLES

from .factories import ALPHA, BETA, DOLLARS, MADE, SEEDS, claim, knowledge, resolve, source, things
from .test_identity import claims_of

KNOWN = knowledge()


def run(*claims: Claim) -> dict[str, Rows]:
    return resolve(claims, KNOWN)


def fact(*claims: Claim) -> dict[str, Any]:
    facts = run(*claims)["facts"]
    assert len(facts) == 1
    return facts[0]


# facts


def test_a_fact_of_three_sources() -> None:
    trip = {"event_key": "visit-ayub-moscow", "agents": ("Ayub Khan",)}
    row = fact(
        claim(date="1965", **trip),
        claim(date="1965-04", source_id="beta", amount=DOLLARS, phase="start", **trip),
        claim(date="1965-04-03", source_id="brief-alpha", coder="local", **trip),
    )
    assert row["kind"] == "visit"
    assert (row["plover_type"], row["quad_class"], row["intensity"]) == ("CONSULT", "verbal_cooperation", 2.5)
    assert (row["status"], row["phase"]) == ("occurred", "start")
    assert (row["n_claims"], row["n_sources"]) == (3, 2)
    # The brief's day has no say where the source that it retells speaks.
    assert (row["date_edtf"], row["date_precision"], row["date_basis"]) == ("1965-04", "month", "coder")
    assert (str(row["date_start"]), str(row["date_end"])) == ("1965-04-01", "1965-04-30")
    assert (row["amount_value"], row["amount_currency"], row["quantity_value"]) == (5e8, "USD", None)
    assert (row["is_disputed"], row["is_anachronistic"], row["flags"]) == (False, False, None)


def test_a_machine_has_no_say_where_a_person_has_coded_the_attribute() -> None:
    trip: dict[str, Any] = {"agents": ("Ayub Khan",), "event_key": None}
    row = fact(
        claim(date="1965", **trip),
        claim(date="1965-04-03", source_id="beta", coder="local", amount=DOLLARS, **trip),
    )
    assert (row["date_edtf"], row["n_sources"]) == ("1965", 2)
    assert row["amount_value"] == DOLLARS.value, "what no person coded is taken from the machine"
    assert row["flags"] == "machine_coded", "and said to be"


def test_what_only_a_machine_or_a_retelling_adds_is_no_party_and_no_doubt() -> None:
    trip: dict[str, Any] = {"date": "1965", "event_key": "visit-common", "agents": ("Ayub Khan",)}
    tables = run(
        claim(**trip),
        claim(source_id="beta", coder="local", others=("TALIBAN",), **trip),
        claim(source_id="brief-alpha", others=("BGD",), **trip),
    )
    assert {r["actor_id"] for r in tables["fact_actors"]} == {"PAK", "RUS"}
    assert tables["facts"][0]["flags"] is None


def test_phase_is_told_by_claims_of_the_status_and_date_shown() -> None:
    act: dict[str, Any] = {"event_key": "war-common", "kind": "armed_conflict"}
    decade, eve = claim(date="198X", **act), claim(at=20, date="1979-12", phase="start", **act)
    again = claim(source_id="beta", date="198X", **act)
    assert fact(decade, eve, again)["phase"] is None
    assert fact(decade, again, claim(at=20, date="1980", phase="start", **act))["phase"] == "start"
    off = claim(source_id="gamma", status="alleged", date="198X", phase="end", **act)
    assert fact(decade, again, off)["phase"] is None


def test_a_source_that_tells_a_plan_and_its_fulfilment_disputes_nothing() -> None:
    trip = {"event_key": "visit-ayub-moscow"}
    row = fact(claim(status="planned", **trip), claim(at=20, **trip), claim(at=40, status="planned", **trip))
    assert (row["status"], row["intensity"], row["is_disputed"]) == ("occurred", 2.5, False)


def test_event_type_follows_the_best_supported_status() -> None:
    trip: dict[str, Any] = {"date": "1965-04-03"}
    plans = [claim(status="planned", **trip), claim(source_id="beta", status="planned", **trip)]
    assert (fact(*plans)["status"], fact(*plans)["intensity"]) == ("planned", 1.25)
    rumour = claim(source_id="gamma", status="alleged", **trip)
    row = fact(*plans, rumour)
    assert (row["status"], row["intensity"], row["is_disputed"]) == ("planned", 1.25, True)


def test_an_act_that_some_only_know_as_planned_took_place_where_one_tells_so() -> None:
    trip: dict[str, Any] = {"date": "1965-04-03"}
    row = fact(
        claim(status="planned", **trip),
        claim(source_id="beta", status="planned", **trip),
        claim(source_id="gamma", **trip),
    )
    assert (row["status"], row["intensity"], row["is_disputed"]) == ("occurred", 2.5, False)


def test_a_fact_shows_the_date_of_the_stage_that_it_shows() -> None:
    asked = {"kind": "invitation", "event_key": "invitation-first"}
    row = fact(claim(date="1949", **asked), claim(date="1950-02", at=20, status="cancelled", **asked))
    assert (row["status"], row["date_edtf"], row["is_disputed"]) == ("cancelled", "1950-02", False)
    offered = {"kind": "aid", "event_key": "aid-dam"}
    row = fact(claim(date="1956", status="proposed", **offered), claim(at=20, **offered))
    assert (row["status"], row["date_edtf"]) == ("occurred", "1956"), "the offer's is the only date"


def test_the_number_that_most_sources_tell_is_chosen_whatever_they_call_the_things() -> None:
    sale = {"kind": "arms_transfer", "sides": "RUS>PAK", "date": "2015-08", "agents": ("Rosoboronexport",)}
    row = fact(
        claim(quantity=things(20, "aircraft"), **sale),
        claim(source_id="beta", quantity=things(4, "Mi-35M"), **sale),
        claim(source_id="gamma", quantity=things(4, "gunships"), **sale),
    )
    assert (row["quantity_value"], row["quantity_item"], row["is_disputed"]) == (4, "Mi-35M", True)


def test_an_anachronism_is_flagged_not_corrected() -> None:
    row = fact(claim("RUS>PAK", kind="invitation", date="1941"))
    assert row["date_edtf"] == "1941"
    assert (row["is_anachronistic"], row["flags"]) == (True, "before_actor:PAK")


def test_told_as_done_after_every_source() -> None:
    assert fact(claim(date="2019"))["flags"] == "after_publication"
    assert fact(claim(date="2019", status="planned"))["flags"] is None


def test_an_unknown_publication_date_flags_nothing() -> None:
    known = knowledge(source("alpha", issued="2017/.."), source("beta", issued="20XX"))
    told = {"date": "2019-05", "event_key": "visit-late-traveller"}
    both = [claim(**told), claim(source_id="beta", **told)]
    assert [f["flags"] for f in resolve(both, known)["facts"]] == [None]
    [fact] = resolve(both, knowledge(source("alpha", issued="2017/.."), BETA))["facts"]
    assert (fact["flags"], fact["is_anachronistic"]) == ("after_publication", False), "beta's own claim is odd"


def test_a_bad_publication_date_names_its_source() -> None:
    with pytest.raises(ValueError, match="source alpha: issued date 'May' is not EDTF; correct it in"):
        resolve([claim()], knowledge(source("alpha", issued="May")))


def test_a_fact_that_only_a_brief_tells_by_machine() -> None:
    row = fact(claim(source_id="brief-alpha", coder="local", date="1965"))
    assert (row["flags"], row["is_anachronistic"], row["n_sources"]) == ("machine_coded; derived_only", False, 1)


def test_parties_are_those_most_sources_tell_and_the_rest_stand_aside() -> None:
    act = {"date": "1965-04-03", "event_key": "visit-common-journey"}
    rows = run(
        claim("PAK>CHN RUS", **act),
        claim("PAK>RUS", source_id="beta", others=("IND",), **act),
        claim("PAK>RUS", source_id="gamma", **act),
    )["fact_actors"]
    assert [(r["role"], r["actor_id"]) for r in rows] == [
        ("source", "PAK"),
        ("target", "RUS"),
        ("other", "CHN"),
        ("other", "IND"),
    ]


def test_order_of_parties_splits_no_support() -> None:
    act = {"kind": "meeting", "date": "1965-04-03"}
    rows = run(
        claim("PAK>CHN RUS", **act),
        claim("PAK>RUS", source_id="beta", **act),
        claim("RUS>PAK", source_id="gamma", **act),
    )["fact_actors"]
    assert [(r["role"], r["actor_id"]) for r in rows] == [("source", "PAK"), ("target", "RUS"), ("other", "CHN")]


def test_agents_stand_with_the_actor_that_the_lexicon_knows_them_by() -> None:
    agents = ("Ayub Khan", "Andrei Gromyko", "an interpreter", "Charles de Gaulle")
    tables = run(claim(date="1965", agents=agents, others=("IND",)))
    assert {(r["role"], r["actor_id"]): r["agent"] for r in tables["claim_actors"]} == {
        ("source", "PAK"): "Ayub Khan",
        ("target", "RUS"): "Andrei Gromyko",
        ("other", "IND"): None,
    }
    assert tables["claims"][0]["agents"] == "; ".join(agents)


def test_an_agent_of_two_states_is_tied_to_none() -> None:
    rows = run(claim(agents=("envoys of Pakistan and Russia",)))["claim_actors"]
    assert [r["agent"] for r in rows] == [None, None]


# claims


def test_unregistered_sources_are_refused() -> None:
    with pytest.raises(ValueError, match="unregistered source delta, epsilon: add it to"):
        resolve([claim(), claim(source_id="epsilon"), claim(source_id="delta")], KNOWN)


def test_words_stand_only_where_given() -> None:
    given_words = {"quote": "He went.", "section": "Travels", "page": 3}
    told, silent = run(claim(**given_words), claim(at=20))["claims"]
    assert (told["quote"], told["section"], told["page"]) == ("He went.", "Travels", 3)
    assert (silent["quote"], silent["section"], silent["page"]) == (None, None, None)


@pytest.mark.parametrize("told", [{}, {"amount": DOLLARS}, {"quantity": things(4)}], ids=["bare", "sum", "number"])
def test_a_claim_comes_back_from_its_rows(told: dict[str, Any]) -> None:
    full = {"date": "1965-04~", "phase": "start", "agents": ("Ayub Khan", "an envoy"), "others": ("IND", "CHN")}
    for one in (claim("PAK IND>RUS", **told), claim(**full, **told)):
        [row] = frame("claims", [claim_row(one, {})]).to_dicts()
        assert claim_of(row, claim_actor_rows(one, KNOWN.actors)) == one


def test_claims_of_other_coders_stay_without_a_fact() -> None:
    hand, local = claim(date="1965"), claim(date="1965", coder="local")
    tables = run(hand, local)
    by_coder = {r["coder"]: r for r in tables["claims"]}
    assert by_coder["hand"]["fact_id"] == tables["facts"][0]["fact_id"]
    assert (by_coder["hand"]["is_preferred"], by_coder["local"]["is_preferred"]) == (True, False)
    assert by_coder["local"]["fact_id"] is None
    assert tables["facts"][0]["n_claims"] == 1


def test_every_claim_is_a_row_or_a_reject() -> None:
    tables = run(claim(), claim("PAK>NOWHERE"), claim(at=20, coder="local"), claim(at=30, date="never"))
    assert (len(tables["claims"]), len(tables["rejects"]), len(tables["facts"])) == (2, 2, 1)


def test_no_claims_give_empty_tables() -> None:
    assert all(rows == [] for rows in run().values())


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(claims_of("alpha", "beta"), claims_of("alpha", "beta", coder="local"))
def test_a_coder_at_the_end_of_the_ranks_changes_no_fact(by_hand: list[Claim], by_machine: list[Claim]) -> None:
    first = knowledge(source("alpha", coders=("hand",)), source("beta", coders=("hand",)))
    read = {c.source_id for c in by_hand}
    before = resolve(by_hand, first)
    after = resolve([*by_hand, *(c for c in by_machine if c.source_id in read)], knowledge(ALPHA, BETA))
    for name in ("facts", "fact_actors", "disputes"):
        assert after[name] == before[name]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(claims_of("alpha", "beta"), claims_of("gamma", "brief-alpha"))
def test_facts_that_later_sources_do_not_tell_stay_as_they_were(some: list[Claim], later: list[Claim]) -> None:
    before, after = resolve(some, KNOWN), resolve(some + later, KNOWN)
    fact_of = {c["claim_id"]: c["fact_id"] for c in after["claims"]}
    assert all(fact_of[c["claim_id"]] == c["fact_id"] for c in before["claims"])
    now = {f["fact_id"]: f for f in after["facts"]}
    assert all(now[f["fact_id"]] == f or now[f["fact_id"]]["n_claims"] > f["n_claims"] for f in before["facts"])


# the tables as a whole


def test_all_tables_meet_their_schemas() -> None:
    deal = {"kind": "arms_transfer", "sides": "RUS>PAK", "event_key": "arms-helicopters", "phase": "start"}
    tables = run(
        claim(date="2015~", amount=DOLLARS, quantity=things(4), agents=("Putin",), others=("IND",), **deal),
        claim(date="2016-24", at=20, quantity=things(5), quote="Four were sold.", section="Arms", page=2, **deal),
        claim("PAK>ATLANTIS"),
        claim("IND PAK>", source_id="beta", kind="armed_conflict", date="1941/.."),
        claim(source_id="beta", coder="local", date="XXXX-12", confidence=None, asserted_by="PAK"),
        claim(source_id="brief-alpha", coder="local", date="../1950", status="alleged"),
    )
    assert tuple(tables) == MADE
    for name, rows in tables.items():
        assert rows or name == "decisions", name
        model(name).validate(frame(name, rows))


# the step


@pytest.mark.parametrize("name", ["sources", "kinds", "actors", "actor_names", "state_codes"])
def test_tables_of_the_seeds_meet_their_schema(name: str) -> None:
    known = knowledge(*read_sources(SEEDS / "sources.toml"))
    model(name).validate(frame(name, reference_rows(known)[name]))


def test_the_step_writes_every_table_and_loses_no_coding(tmp_path: Path) -> None:
    coder, files, n_claims = HandCoder(SEEDS / "codings"), {}, 0
    for s in read_sources(SEEDS / "sources.toml"):
        if coder.has(s.source_id):
            claims = coder.code(s.source_id)
            n_claims += len(claims)
            files[s.source_id, "hand"] = tmp_path / f"{s.source_id}.jsonl"
            write_claims(files[s.source_id, "hand"], claims)
    folder = resolve_claims(files, ["brief-er-ruff"], SEEDS, tmp_path / "out")
    frames = {file.stem: pl.read_parquet(file) for file in folder.glob("*.parquet")}
    assert set(frames) == set(TABLES) - {"passages"}
    assert frames["works"].height == frames["citations"].height == 0
    for name in (*MADE, "dyad_years"):
        model(name).validate(frames[name])
    rejected = frames["rejects"]["table_name"].value_counts()
    assert dict(rejected.iter_rows()) == {"sources": 1}
    assert frames["claims"].height == n_claims
    assert frames["facts"]["n_claims"].sum() == n_claims
    assert frames["claims"]["quote"].null_count() == n_claims
    assert frames["dyad_years"]["n_facts"].min() == 1
