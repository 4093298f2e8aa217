from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from flows.resolve.claim_rows import Rows
from schemas.claim import Claim
from schemas.decision import Decision
from schemas.models import frame, model

from .factories import DOLLARS, claim, knowledge, things
from .factories import resolve as resolve_with

KNOWN = knowledge()
VISIT = claim(date="1965-04-03")
SAME = claim(source_id="beta", date="1965-04-03", at=40)
OTHER = claim(source_id="gamma", date="1970")
LOAN = claim("RUS>PAK", kind="aid", amount=DOLLARS, quantity=things(2, "dams"), date="1961", at=80)


def decision(action: str, *named: Claim, **changes: Any) -> Decision:
    ids = dict(zip(("claim_id", "other_claim_id"), (c.claim_id for c in named), strict=False))
    made = {"reason": "read anew", "decided_by": "A. Reader", "decided_on": date(2024, 5, 1)}
    return Decision(action, **{**ids, **made, **changes})


def correct(of: Claim, column: str, value: str | None) -> Decision:
    return decision("correct", of, column_name=column, corrected_value=value)


def resolve(claims: list[Claim], *decisions: Decision) -> dict[str, Rows]:
    return resolve_with(claims, replace(KNOWN, decisions=decisions))


def groups(tables: dict[str, Rows]) -> set[frozenset[str]]:
    facts: dict[str, set[str]] = {}
    for row in tables["claims"]:
        facts.setdefault(row["fact_id"], set()).add(row["claim_id"])
    return {frozenset(group) for group in facts.values()}


def ids(*claims: Claim) -> frozenset[str]:
    return frozenset(c.claim_id for c in claims)


# merge and split


def test_merge_and_split_overrule_what_the_method_found() -> None:
    assert groups(resolve([VISIT, SAME, OTHER])) == {ids(VISIT, SAME), ids(OTHER)}
    decided = resolve([VISIT, SAME, OTHER], decision("split", SAME, VISIT), decision("merge", SAME, OTHER))
    assert groups(decided) == {ids(VISIT), ids(SAME, OTHER)}


def test_a_fact_keeps_its_id_where_its_first_claim_stays() -> None:
    before, after = resolve([VISIT, SAME]), resolve([VISIT, SAME], decision("split", VISIT, SAME))
    assert before["facts"][0]["fact_id"] == after["facts"][0]["fact_id"]
    assert [f["n_claims"] for f in after["facts"]] == [1, 1]


def test_acts_of_two_kinds_are_not_merged_before_one_is_corrected() -> None:
    talks = claim(source_id="beta", kind="meeting", date="1970")
    merge = decision("merge", VISIT, talks)
    with pytest.raises(ValueError, match="merges meeting and visit: a fact has one kind; correct the kind"):
        resolve([VISIT, talks], merge)
    assert groups(resolve([VISIT, talks], merge, correct(talks, "kind", "visit"))) == {ids(VISIT, talks)}


def test_a_claim_that_supports_no_fact_cannot_be_merged() -> None:
    unranked = claim(coder="local", date="1966")
    with pytest.raises(ValueError, match=f"names claim {unranked.claim_id}, which supports no fact: take the row"):
        resolve([VISIT, unranked], decision("merge", VISIT, unranked))


# correct


@pytest.mark.parametrize(
    ("column", "value", "before"),
    [
        ("status", "planned", "occurred"),
        ("phase", "start", None),
        ("kind", "trade", "aid"),
        ("date_edtf", "1962-05", "1961"),
        ("date_edtf", None, "1961"),
        ("amount_value", "6e8", "500000000"),
        ("amount_currency", "EUR", "USD"),
        ("quantity_value", "3", "2"),
        ("quantity_item", "mills", "dams"),
        ("agents", "the envoy; the minister", None),
        ("asserted_by", "a newspaper", None),
    ],
)
def test_a_correction_changes_its_column_alone_and_tells_what_was_there(
    column: str, value: str | None, before: str | None
) -> None:
    as_coded, tables = resolve([LOAN]), resolve([LOAN], correct(LOAN, column, value))
    old, new = as_coded["claims"][0], tables["claims"][0]
    assert str(new.get(column) or "") in {value or "", "600000000.0", "3.0"}
    assert new["claim_id"] == old["claim_id"]
    follow = {"date_start", "date_end", "date_precision", "date_basis"} if column == "date_edtf" else set()
    assert {name for name in old if old[name] != new.get(name)} - follow == {column}
    [row] = tables["decisions"]
    assert (row["column_name"], row["corrected_value"], row["value_before"]) == (column, value, before)


def test_parties_are_corrected_and_the_fact_follows() -> None:
    tables = resolve([VISIT], correct(VISIT, "target", "CHN; IND"), correct(VISIT, "others", "RUS"))
    parties = {(r["role"], r["actor_id"]) for r in tables["fact_actors"]}
    assert parties == {("source", "PAK"), ("target", "CHN"), ("target", "IND"), ("other", "RUS")}


def test_a_sum_is_taken_out_with_its_currency() -> None:
    gone = resolve([LOAN], correct(LOAN, "amount_value", None), correct(LOAN, "amount_currency", None))
    assert gone["facts"][0]["amount_value"] is None


def test_a_correction_makes_an_unusable_claim_usable() -> None:
    bad = claim("PAK>ATLANTIS")
    assert resolve([bad])["rejects"]
    tables = resolve([bad], correct(bad, "target", "RUS"))
    assert (len(tables["claims"]), tables["rejects"]) == (1, [])


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("status", "done", "unknown status 'done'"),
        ("kind", None, "unknown kind ''"),
        ("date_edtf", "May 1962", "date 'May 1962' is not EDTF"),
        ("date_edtf", "1962/1961", "ends before it starts"),
        ("target", "ATLANTIS", "unknown actor ATLANTIS"),
        ("target", None, "fewer than two actors"),
        ("amount_value", "much", "'much' is no number"),
        ("amount_value", "inf", "'inf' is no number"),
        ("amount_value", None, "a currency stands without its sum"),
        ("quantity_item", None, "needs both quantity_value and quantity_item"),
    ],
)
def test_a_correction_that_makes_a_claim_unusable_is_refused(column: str, value: str | None, why: str) -> None:
    with pytest.raises(ValueError, match=f"makes claim {LOAN.claim_id} unusable") as caught:
        resolve([LOAN], correct(LOAN, column, value))
    assert why in str(caught.value) and "\n" not in str(caught.value)


# reject


def test_what_is_rejected_is_kept_with_the_reason() -> None:
    reject = decision("reject", OTHER, reason="a plan of the author's own")
    tables = resolve([VISIT, OTHER], reject)
    assert groups(tables) == {ids(VISIT)}
    [row] = tables["rejects"]
    assert row["table_name"] == "claims"
    assert row["reason"] == (f"a plan of the author's own (decision {reject.decision_id}, A. Reader, 2024-05-01)")
    assert json.loads(row["row_json"])["claim_id"] == OTHER.claim_id


# what is gone


@pytest.mark.parametrize("action", ["merge", "split", "correct", "reject"])
def test_a_decision_whose_claim_is_gone_is_refused_in_one_line(action: str) -> None:
    named = (VISIT, OTHER) if action in {"merge", "split"} else (OTHER,)
    made = decision(action, *named, **({"column_name": "phase"} if action == "correct" else {}))
    with pytest.raises(ValueError) as caught:
        resolve([VISIT], made)
    assert str(caught.value) == (
        f"decision {made.decision_id} ({action}, 2024-05-01) names claim {OTHER.claim_id}, which no coder makes any "
        "more: take the row out of seeds/decisions, or decide anew with `bilateral review`"
    )


def test_several_that_are_gone_are_counted() -> None:
    with pytest.raises(ValueError, match=r"any more \(and 1 more such\): take"):
        resolve([VISIT], decision("reject", OTHER), decision("reject", SAME))


def test_decisions_are_rows_that_meet_their_schema() -> None:
    made = (
        decision("split", VISIT, SAME),
        decision("merge", SAME, OTHER),
        correct(VISIT, "date_edtf", "1965-04"),
        decision("reject", LOAN),
    )
    tables = resolve([VISIT, SAME, OTHER, LOAN], *made)
    assert [r["decision_id"] for r in tables["decisions"]] == [d.decision_id for d in made]
    for name in ("decisions", "rejects", "facts"):
        model(name).validate(frame(name, tables[name]))
