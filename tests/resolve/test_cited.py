"""The works that claims cite, which of them are sources of ours, and what that leaves of their independence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from flows.resolve.cited import claim_citations, origins, own_works, rests_on
from schemas.ids import make_id
from schemas.models import frame
from tests.resolve.factories import DOLLARS, ROOTS, SOURCES, claim, knowledge, resolve, source

PORTS = source("ports", title="Ports and Peace: A History of the Ferry", authors="Kaya Toma", issued="1995")


def cited(start: int, end: int, work: str | None = "w", **changes: Any) -> dict[str, Any]:
    row = {
        "citation_id": make_id("k", start, end, work),
        "source_id": "alpha",
        "marker": "1",
        "char_start": end - 1,
        "char_end": end,
        "resolved_by": "direct",
        "reach_start": start,
        "reach_end": end,
        "work_id": work and make_id("w", work),
        "passage_id": make_id("p", "alpha"),
        "claim_id": None,
    }
    return {**row, **changes}


def work(title: str | None = None, **changes: Any) -> dict[str, Any]:
    row = {"work_id": make_id("w", title, *changes.values()), "title": title}
    return {**row, "authors": None, "issued": None, "container": None, "url": None, **changes}


def test_a_claim_cites_the_works_of_the_marks_that_stand_for_its_words() -> None:
    citations = [cited(0, 10, "one"), cited(10, 30, "two"), cited(10, 30, "three"), cited(50, 60, "four")]
    before, within, across, apart = (claim(at=at) for at in (0, 15, 25, 35))
    elsewhere = claim(at=0, source_id="beta")
    rows = claim_citations(citations, [before, within, across, apart, elsewhere])
    found = {c.claim_id: {r["work_id"] for r in rows if r["claim_id"] == c.claim_id} for c in (before, within, across)}
    both = {make_id("w", "two"), make_id("w", "three")}
    assert found == {before.claim_id: {make_id("w", "one")}, within.claim_id: both, across.claim_id: both}
    assert len(rows) == 5 and len({r["citation_id"] for r in rows}) == 5
    assert frame("citations", rows).height == 5


def test_what_stands_for_no_words_or_cites_no_work_is_no_claims() -> None:
    unplaced = cited(0, 10, reach_start=None, reach_end=None)
    assert claim_citations([unplaced, cited(0, 10, None)], [claim(at=0)]) == []


def test_a_long_reach_is_found_behind_short_ones() -> None:
    citations = [cited(0, 500, "long"), *(cited(n, n + 5, str(n)) for n in range(10, 400, 10))]
    rows = claim_citations(citations, [claim(at=450)])
    assert [r["work_id"] for r in rows] == [make_id("w", "long")]


@pytest.mark.parametrize(
    ("cites", "is_ours"),
    [
        (work("Ports and Peace: A History of the Ferry", authors="Toma, K.", issued="1995"), True),
        (work("PORTS AND PEACE - a history of the ferry", issued="1995-24"), True),
        (work("Ports and Peace", authors="Kaya Toma"), True),
        (work("Ports and Peace"), False),
        (work("Ports and Peace: A History of the Ferry", authors="Ann Reed"), False),
        (work("Ports and Peace: Another History", authors="Kaya Toma"), False),
        (work("Ports and Peace", authors="Kaya Toma", issued="2001"), False),
        (work(url="http://example.org/ports/"), True),
        (work(url="https://doi.org/10.1234/PORTS"), True),
        (work(url="https://example.org/other"), False),
        (work(), False),
    ],
)
def test_which_works_are_sources_of_ours(cites: dict[str, Any], is_ours: bool) -> None:
    ours = replace(PORTS, url="https://www.example.org/ports", doi="10.1234/ports")
    assert own_works([cites], [source("alpha"), ours]) == ({cites["work_id"]: "ports"} if is_ours else {})


def test_a_claim_rests_on_sources_other_than_its_own() -> None:
    rows = [{"claim_id": "c1", "source_id": "alpha", "work_id": w} for w in ("a", "b", "c")]
    own = {"a": "alpha", "b": "beta"}
    assert rests_on(rows, own) == {"c1": ("beta",)}


@pytest.mark.parametrize(
    ("citing", "expected"),
    [
        ({}, {"alpha": "alpha", "beta": "beta", "gamma": "gamma"}),
        ({"beta": ["alpha"]}, {"alpha": "alpha", "beta": "alpha", "gamma": "gamma"}),
        ({"gamma": ["beta"], "beta": ["alpha"]}, dict.fromkeys(("alpha", "beta", "gamma"), "alpha")),
        # A source that tells nothing of the act itself can be what two others have it from.
        ({"beta": ["delta"], "gamma": ["delta"]}, {"alpha": "alpha", "beta": "delta", "gamma": "delta"}),
        # Of two sources cited, the one that tells the act goes first.
        ({"gamma": ["aaa", "beta"]}, {"alpha": "alpha", "beta": "beta", "gamma": "beta"}),
        ({"beta": ["gamma"], "gamma": ["beta"]}, {"alpha": "alpha", "beta": "beta", "gamma": "beta"}),
        ({"beta": ["brief-alpha"]}, {"alpha": "alpha", "beta": "alpha", "gamma": "gamma"}),
    ],
)
def test_where_evidence_comes_from(citing: dict[str, list[str]], expected: dict[str, str]) -> None:
    claims = {s: claim(source_id=s) for s in ("alpha", "beta", "gamma")}
    roots = {**ROOTS, "delta": "delta", "aaa": "aaa"}
    assert origins(list(claims.values()), roots, {claims[s].claim_id: c for s, c in citing.items()}) == expected


def test_a_source_that_cites_another_for_the_act_does_not_add() -> None:
    alpha, beta, gamma = (
        claim(source_id=s, kind="aid", date="1963", amount=DOLLARS) for s in ("alpha", "beta", "gamma")
    )
    other = claim("IND>NPL", 50, source_id="beta", date="1970")
    alone = claim("IND>NPL", 50, source_id="alpha", date="1970")
    known = knowledge(*SOURCES)
    told = resolve([alpha, beta, gamma, other, alone], known)["facts"]
    assert sorted((f["kind"], f["n_sources"], f["n_claims"]) for f in told) == [("aid", 3, 3), ("visit", 2, 2)]
    known = replace(known, cited={beta.claim_id: ("alpha",)})
    told = resolve([alpha, beta, gamma, other, alone], known)["facts"]
    assert sorted((f["kind"], f["n_sources"], f["n_claims"]) for f in told) == [("aid", 2, 3), ("visit", 2, 2)]


def test_a_source_that_misquotes_what_it_cites_is_still_in_dispute() -> None:
    alpha = claim(kind="aid", date="1963", amount=DOLLARS)
    beta = claim(source_id="beta", kind="aid", date="1963", amount=replace(DOLLARS, value=3e8))
    rows = resolve([alpha, beta], replace(knowledge(), cited={beta.claim_id: ("alpha",)}))
    assert [f["n_sources"] for f in rows["facts"]] == [1]
    assert {d["value"] for d in rows["disputes"]} == {"500000000 USD", "300000000 USD"}


def test_a_paragraph_told_twice_adds_no_source() -> None:
    told = [claim(at=at, date="1963-05", event_key="visit") for at in (0, 500)]
    assert [(f["n_sources"], f["n_claims"]) for f in resolve(told, knowledge())["facts"]] == [(1, 2)]
