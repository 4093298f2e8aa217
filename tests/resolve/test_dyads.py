from __future__ import annotations

from typing import Any

import pytest

from flows.resolve.dyads import dyad_years
from schemas.claim import Claim
from schemas.models import frame, model
from schemas.vocabulary import KIND, QUAD_CLASS, SYMMETRIC_KINDS

from .factories import claim, knowledge, resolve

Row = dict[str, Any]


def rows(*claims: Claim) -> dict[tuple[str, str, int], Row]:
    tables = resolve(claims, knowledge())
    found = dyad_years(frame("facts", tables["facts"]), frame("fact_actors", tables["fact_actors"]))
    return {(r["source_actor"], r["target_actor"], r["year"]): r for r in found.to_dicts()}


def act(key: str, sides: str = "PAK>RUS", when: str | None = "1965", **changes: Any) -> Claim:
    return claim(sides, date=when, event_key=key, **changes)


def test_one_act_counts_in_its_direction() -> None:
    (key,), (row,) = zip(*rows(act("a", when="1965-04-03")).items(), strict=True)
    assert key == ("PAK", "RUS", 1965)
    assert (row["n_facts"], row["mean_intensity"], row["n_visit"], row["n_verbal_cooperation"]) == (1, 2.5, 1, 1)
    assert sum(row[f"n_{k}"] for k in KIND) == sum(row[f"n_{q}"] for q in QUAD_CLASS) == 1


@pytest.mark.parametrize("kind", KIND)
def test_symmetric_kinds_count_both_ways(kind: str) -> None:
    both = {("PAK", "RUS", 1965), ("RUS", "PAK", 1965)}
    assert set(rows(act("a", kind=kind))) == (both if kind in SYMMETRIC_KINDS else {("PAK", "RUS", 1965)})


def test_a_war_without_an_attacker_counts_both_ways() -> None:
    assert set(rows(act("a", "IND PAK>", kind="armed_conflict"))) == {("IND", "PAK", 1965), ("PAK", "IND", 1965)}


def test_every_pair_of_parties_counts_and_third_parties_do_not() -> None:
    assert set(rows(act("a", "PAK IND>RUS CHN", others=("USA",)))) == {
        (s, t, 1965) for s in ("PAK", "IND") for t in ("RUS", "CHN")
    }
    talks = rows(act("b", "PAK IND>RUS", kind="meeting"))
    assert len(talks) == 6
    assert all(r["n_facts"] == 1 for r in talks.values())


def test_an_actor_has_no_dyad_with_itself() -> None:
    assert rows(act("a", "RUS>RUS PAK", kind="meeting")).keys() == {("PAK", "RUS", 1965), ("RUS", "PAK", 1965)}


@pytest.mark.parametrize("status", ["planned", "proposed", "cancelled", "alleged"])
def test_what_did_not_occur_does_not_count(status: str) -> None:
    assert rows(act("a", status=status)) == {}


@pytest.mark.parametrize("when", [None, "1964/1965", "196X", "1965/..", "../1965", "XXXX-12", "1965-24"])
def test_what_has_no_single_year_does_not_count(when: str | None) -> None:
    assert rows(act("a", when=when)) == {}


def test_intervals_within_a_year_count() -> None:
    assert rows(act("a", when="1965-03/1965-05")).keys() == {("PAK", "RUS", 1965)}


def test_what_only_a_brief_tells_does_not_count() -> None:
    assert rows(act("a", source_id="brief-alpha")) == {}
    assert rows(act("a", source_id="brief-alpha"), act("b", source_id="beta", when="1966")).keys() == {
        ("PAK", "RUS", 1966)
    }


def test_intensity_is_the_mean_of_the_facts() -> None:
    aid, cut = act("a", kind="aid"), act("b", kind="aid", phase="end", at=20)
    counted = rows(aid, cut, act("c", at=40), act("d", "PAK>CHN", at=60), act("e", when="1966", at=80))
    row = counted["PAK", "RUS", 1965]
    assert (row["n_facts"], row["n_aid"], row["n_visit"]) == (3, 2, 1)
    assert row["mean_intensity"] == pytest.approx((7 - 5.5 + 2.5) / 3)
    assert (row["n_material_cooperation"], row["n_material_conflict"], row["n_verbal_cooperation"]) == (1, 1, 1)
    assert [counted[key]["n_facts"] for key in (("PAK", "CHN", 1965), ("PAK", "RUS", 1966))] == [1, 1]


def test_no_facts_give_an_empty_table() -> None:
    assert rows() == {}


def test_the_table_meets_its_schema() -> None:
    talks = resolve([act("a", kind="meeting"), act("b", kind="aid", at=20), act("c", when="1966", at=40)], knowledge())
    facts, parties = frame("facts", talks["facts"]), frame("fact_actors", talks["fact_actors"])
    made = dyad_years(facts, parties)
    model("dyad_years").validate(made)
    assert made.rows() == dyad_years(facts.reverse(), parties.reverse()).rows()
