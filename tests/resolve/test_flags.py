from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from flows.extract.hand import HandCoder
from flows.lexicon.actors import load_actors
from flows.resolve import flags
from flows.resolve.dates import Bounds, bounds
from flows.resolve.flags import ANACHRONISMS
from flows.resolve.offices import office_flags
from schemas.claim import Amount
from schemas.source import read_sources

from .factories import LEXICON as LEXICON_FOLDER
from .factories import SEEDS, claim, knowledge, resolve, small_lexicon, source

LEXICON = small_lexicon()
ISSUED = date(2018, 12, 31)


def date_flags(*arguments: Any) -> list[str]:
    return [doubt.label for doubt in flags.date_flags(*arguments)]


def reading_flags(*arguments: Any) -> list[str]:
    return [doubt.label for doubt in flags.reading_flags(*arguments)]


@pytest.mark.parametrize(
    ("edtf", "actors", "expected"),
    [
        ("1941", ["NEW", "EVER"], ["before_actor:NEW"]),
        ("1947", ["NEW"], []),
        ("1947-08-13", ["NEW"], ["before_actor:NEW"]),
        ("1947-08-14", ["NEW"], []),
        ("../1946", ["NEW"], ["before_actor:NEW"]),
        ("1946/..", ["NEW"], []),
        ("1990", ["OLD"], []),
        ("1990-10-02", ["OLD"], []),
        ("1990-10-03", ["OLD"], ["after_actor:OLD"]),
        ("1991/..", ["OLD"], ["after_actor:OLD"]),
        ("../1995", ["OLD"], []),
        ("XXXX-12", ["OLD", "NEW"], []),
        ("2017-12", ["OLD", "NEW", "OLD"], ["after_actor:OLD"]),
        ("1900", ["OLD", "NEW"], ["before_actor:NEW"]),
    ],
)
def test_actors_must_have_existed(edtf: str, actors: list[str], expected: list[str]) -> None:
    assert date_flags(bounds(edtf), "occurred", actors, LEXICON, ISSUED) == expected


@pytest.mark.parametrize("status", ["planned", "proposed", "alleged", "cancelled"])
def test_only_what_occurred_cannot_follow_its_publication(status: str) -> None:
    later = bounds("2019")
    assert date_flags(later, "occurred", ["EVER"], LEXICON, ISSUED) == ["after_publication"]
    assert date_flags(later, status, ["EVER"], LEXICON, ISSUED) == []


def test_publication_must_be_known_and_wholly_before() -> None:
    assert date_flags(bounds("2019"), "occurred", ["EVER"], LEXICON, None) == []
    assert date_flags(bounds("2018-12-31"), "occurred", ["EVER"], LEXICON, ISSUED) == []
    assert date_flags(bounds("2018/2025"), "occurred", ["EVER"], LEXICON, ISSUED) == []


def test_several_anachronisms_are_all_told() -> None:
    found = date_flags(bounds("2205"), "occurred", ["OLD", "NEW"], LEXICON, ISSUED)
    assert found == ["after_actor:OLD", "after_publication"]
    assert {f.split(":")[0] for f in found} <= set(ANACHRONISMS)


def test_machine_coded_means_by_no_person() -> None:
    assert reading_flags([claim(coder="local"), claim(coder="llm")], set(), {}) == ["machine_coded"]
    assert reading_flags([claim(coder="local"), claim()], set(), {"date": claim()}) == []


def test_a_value_that_a_machine_alone_tells_is_told_with_its_claim() -> None:
    told, read = claim(), claim(date="1965", coder="local")
    [doubt] = flags.reading_flags([told, read], set(), {"status": told, "date": read, "amount": None})
    assert (doubt.flag, doubt.reason, doubt.claim_id) == ("machine_coded", "no person coded its date", read.claim_id)


def test_derived_only_means_by_no_origin() -> None:
    assert reading_flags([claim(source_id="brief-alpha")], {"brief-alpha"}, {}) == ["derived_only"]
    assert reading_flags([claim(source_id="brief-alpha"), claim()], {"brief-alpha"}, {}) == []


def test_both_ways_of_reading_are_told() -> None:
    assert reading_flags([claim(source_id="brief-alpha", coder="local")], {"brief-alpha"}, {}) == [
        "machine_coded",
        "derived_only",
    ]


# reasons


def test_every_flag_has_a_reason_that_names_the_dates() -> None:
    [doubt] = flags.date_flags(bounds("1941"), "occurred", ["NEW"], LEXICON, ISSUED)
    assert (doubt.flag, doubt.actor_id) == ("before_actor", "NEW")
    assert doubt.reason == "dated 1941-12-31 or before, but New began on 1947-08-14"


def test_flags_of_a_fact_in_short_name_each_once() -> None:
    doubts = [flags.Doubt("before_actor", "a", "NEW"), flags.Doubt("before_actor", "b", "NEW", "c_1")]
    assert flags.in_short([*doubts, flags.Doubt("machine_coded", "c")]) == "before_actor:NEW; machine_coded"
    assert flags.in_short([]) is None
    assert len({doubt.row("f_1")["doubt_id"] for doubt in doubts}) == 2


# sums


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (300, "USD", ["amount_without_scale"]),
        (9_999, "JPY", ["amount_without_scale"]),
        (10_000, "USD", []),
        (5e8, "", ["amount_without_currency"]),
        (5e8, "million", ["amount_without_currency"]),
        (300, "", ["amount_without_currency", "amount_without_scale"]),
    ],
)
def test_sums_need_a_currency_and_a_scale(value: float, unit: str, expected: list[str]) -> None:
    told = claim(amount=Amount(value, unit))
    doubts = flags.sum_flags([claim(), told])
    assert [d.flag for d in doubts] == expected
    assert {d.claim_id for d in doubts} <= {told.claim_id}


def test_a_sum_without_currency_keeps_its_value() -> None:
    tables = resolve([claim(amount=Amount(5e8, "million"))], knowledge())
    [fact] = tables["facts"]
    assert (fact["amount_value"], fact["amount_currency"], fact["flags"]) == (5e8, None, "amount_without_currency")
    [doubt] = tables["doubts"]
    assert "'million', which is no ISO 4217 code" in doubt["reason"]
    assert tables["claims"][0]["amount_currency"] is None


# intervals


def test_an_act_whose_date_ends_before_it_starts_is_kept_without_the_date() -> None:
    told = claim(date="1990/1980")
    tables = resolve([told], knowledge())
    [fact], [row], [doubt] = tables["facts"], tables["claims"], tables["doubts"]
    assert (fact.get("date_edtf"), fact["flags"], tables["rejects"]) == (None, "reversed_interval", [])
    assert (row["date_edtf"], row.get("date_start")) == ("1990/1980", None)
    assert (doubt["claim_id"], doubt["reason"]) == (told.claim_id, "the date 1990/1980 ends before it starts")


# dates of single claims


def test_an_odd_date_is_flagged_where_the_fact_shows_another_one() -> None:
    key = {"kind": "invitation", "event_key": "invitation-first"}
    told = [claim(date="1949", **key), claim(date="1949", at=20, **key), claim(date="1941", at=40, **key)]
    tables = resolve(told, knowledge())
    [fact], [doubt] = tables["facts"], tables["doubts"]
    assert (fact["date_edtf"], fact["flags"], fact["is_anachronistic"]) == ("1949", "before_actor:PAK", False)
    assert doubt["claim_id"] == told[2].claim_id


def test_an_act_told_as_done_after_the_issue_of_its_own_document_is_flagged_though_a_later_one_may_tell_it() -> None:
    early, late = source("alpha", issued="2013"), source("beta", issued="2018")
    trip = {"date": "2015-08", "event_key": "visit-late-traveller"}
    before, after = claim(**trip), claim(source_id="beta", **trip)
    tables = resolve([before, after], knowledge(early, late))
    [fact], [doubt] = tables["facts"], tables["doubts"]
    assert (fact["n_claims"], fact["flags"], fact["is_anachronistic"]) == (2, "after_publication", False)
    assert (doubt["claim_id"], doubt["reason"]) == (
        before.claim_id,
        "told as done, dated 2015-08-01 or after, in a text issued by 2013-12-31",
    )
    planned = resolve([replace(before, status="planned"), after], knowledge(early, late))
    assert planned["facts"][0]["flags"] is None


def test_what_the_date_of_the_fact_gives_away_is_told_once() -> None:
    key = {"kind": "invitation", "event_key": "invitation-first", "date": "1941"}
    tables = resolve([claim(**key), claim(at=20, **key)], knowledge())
    assert [(d["flag"], d["claim_id"]) for d in tables["doubts"]] == [("before_actor", None)]


# offices


@pytest.mark.parametrize(
    ("agent", "when", "reason"),
    [
        ("Ayub Khan", "1965", None),
        ("Ayub Khan", "1985", "Ayub Khan, dated 1985, held office"),
        ("Ayub Khan", None, None),
        ("Ayub Khan", "196X", None),
        ("former President Ayub Khan", "1985", None),
        ("President Putin", "2010", "President Putin, dated 2010, was then prime minister by the lexicon"),
        ("Prime Minister Putin", "2010", None),
        # Of his career the lexicon has the years alone.
        ("Prime Minister Nesselrode", "1830", None),
        ("Nesselrode", "1870", "Nesselrode, dated 1870, acted 1814 to 1856 by the lexicon"),
        ("Putin", "2010", None),
        ("President Putin", "2014", None),
        ("Putin", "1985", "Putin, dated 1985, held office 1999-08-09 to 2000-05-07"),
        ("a colonel", "1985", None),
        ("Charles de Gaulle", "1985", None),
    ],
)
def test_persons_must_have_been_in_office(agent: str, when: str | None, reason: str | None) -> None:
    told = claim(date=when, agents=(agent,))
    found = office_flags(told, bounds(when) if when else Bounds(None, None, None), load_actors(LEXICON_FOLDER))
    assert len(found) == (reason is not None)
    for doubt in found:
        assert doubt.reason.startswith(str(reason))
        assert (doubt.flag, doubt.claim_id) == ("out_of_office", told.claim_id)


# the articles


def test_the_odd_statements_of_the_articles_are_flagged() -> None:
    """An invitation of 1941 to a state of 1947 and sums of "$300", by the codings alone; years: test_oddities."""
    coder = HandCoder(SEEDS / "codings")
    sources = read_sources(SEEDS / "sources.toml")
    claims = [c for s in sources if coder.has(s.source_id) for c in coder.code(s.source_id)]
    tables = resolve(claims, knowledge(*sources))
    kind = {f["fact_id"]: f["kind"] for f in tables["facts"]}
    found = {(kind[d["fact_id"]], d["flag"], d["reason"]) for d in tables["doubts"]}
    assert ("invitation", "before_actor", "dated 1941-12-31 or before, but Pakistan began on 1947-08-14") in found
    sums = {reason for _, flag, reason in found if flag == "amount_without_scale"}
    assert sums == {"the sum 300 USD is too small for states: a million or the like?"}
