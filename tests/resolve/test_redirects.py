"""What became of the facts of the last release, and of those that were redirected before."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.resolve.fact_rows import fact_id
from flows.resolve.redirects import CLAIM, Earlier, Release, Row, affected, read_earlier, redirects
from schemas.models import frame

V1, V2, V3 = "2024.05.1", "2024.05.2", "2024.06.1"


def facts(*groups: str) -> list[Row]:
    """Return rows of claims: each word is a fact, each of its letters a claim, the first of which names it."""
    rows = [_claim(letter, group[0]) for group in groups for letter in group]
    return sorted(rows, key=lambda row: row["claim_id"])


def _claim(letter: str, first: str) -> Row:
    at = 10 * (ord(letter.lower()) - ord("a"))
    # A capital is the claim at the same place, coded anew.
    place = {"source_id": "alpha", "kind": "visit", "char_start": at, "char_end": at + 9 + letter.isupper()}
    return {"claim_id": f"c_{letter}", "fact_id": fact_id(f"c_{first}"), **place}


NAMES = {fact_id(f"c_{letter}"): letter for letter in "abcdefghABCDEFGH"}


def told(rows: list[Row]) -> set[str]:
    return {
        f"{NAMES[r['old_fact_id']]} {r['redirect']} {NAMES.get(r['new_fact_id'], '-')} {r['last_version']}"
        for r in rows
    }


def follow(*releases: list[Row]) -> list[Row]:
    """Return the redirects of the last of some releases that follow each other."""
    rows: list[Row] = []
    for version, before, after in zip((V1, V2, V3), releases, releases[1:], strict=False):
        whole = redirects(Earlier(version, before, rows), after)
        some = affected(Release(version, _frame(before), rows), _frame(after))
        assert redirects(*some) == whole, "what no change touches is left out, and tells nothing"
        rows = whole
    return rows


def _frame(rows: list[Row]) -> pl.DataFrame:
    return frame("claims", rows).select(CLAIM)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("ab c", "ab c", set()),
        ("a b", "a b cd", set()),
        ("a b", "ab", {f"b merge a {V1}"}),
        ("abc", "a bc", {f"a split b {V1}"}),
        ("abc", "b c", {f"a split b {V1}", f"a split c {V1}"}),
        ("abc d", "b cd", {f"a split b {V1}", f"a split c {V1}", f"d merge c {V1}"}),
        ("abc", "bc", {f"a renamed b {V1}"}),
        ("ab c", "c", {f"a gone - {V1}"}),
        ("bc", "abc", {f"b renamed a {V1}"}),
        ("ab", "Ab", {f"a renamed A {V1}"}),
        ("ab cd", "ad bc", {f"a split b {V1}", f"c split a {V1}", f"c split b {V1}"}),
    ],
)
def test_a_fact_is_followed_to_where_its_claims_stand(before: str, after: str, expected: set[str]) -> None:
    assert told(follow(facts(*before.split()), facts(*after.split()))) == expected


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (("a b c", "a bc", "abc"), {f"c merge a {V1}", f"b merge a {V2}"}),
        (("a b", "ab", "a b"), {f"a split b {V2}"}),
        (("a b c", "ab c", "a bc"), {f"a split b {V2}", f"c merge b {V2}"}),
        (("a b", "ab", "b"), {f"a renamed b {V2}"}),
        (("a b c", "ab c", "c"), {f"a gone - {V2}", f"b gone - {V1}"}),
        (("a b cd", "ab cd", "a cbd"), {f"a split c {V2}", f"b merge c {V1}"}),
        (("abc", "a bc", "abc"), {f"b merge a {V2}"}),
        (("a", "b", "ab"), {f"b renamed a {V2}"}),
        (("a c", "c", "ca"), {f"a merge c {V1}"}),
        (("abc", "b c", "b"), {f"a split b {V1}", f"c gone - {V2}"}),
        (("a bc", "a b c", "abc"), {f"b merge a {V1}", f"c merge a {V2}"}),
        (("a bc", "a b c", "a c", "ab"), {f"b merge a {V1}", f"c gone - {V3}"}),
    ],
    ids=lambda told: "-".join(sorted(told)) if isinstance(told, set) else str(told),  # sets have no order
)
def test_redirects_are_led_on_and_end_where_the_fact_is_back(history: tuple[str, ...], expected: set[str]) -> None:
    assert told(follow(*(facts(*release.split()) for release in history))) == expected


def test_a_claim_coded_anew_is_known_only_where_it_alone_stands() -> None:
    crowd = [*facts("A"), {**_claim("A", "g"), "claim_id": "c_g"}]
    assert told(follow(facts("a"), crowd)) == {f"a gone - {V1}"}
    other = [{**row, "kind": "meeting"} for row in facts("A")]
    assert told(follow(facts("a"), other)) == {f"a gone - {V1}"}


def grouped(homes: list[int]) -> list[Row]:
    """Return six claims, each in the fact that its number says, without those of number six."""
    words = ("".join(c for c, at in zip("abcdef", homes, strict=True) if at == home) for home in range(6))
    return facts(*filter(None, words))


GROUPS = st.lists(st.integers(0, 6), min_size=6, max_size=6).map(grouped)


@given(GROUPS, GROUPS, GROUPS)
def test_one_step_always_reaches_a_fact(first: list[Row], second: list[Row], third: list[Row]) -> None:
    rows = follow(first, second, third)
    live = {row["fact_id"] for row in third}
    lost = {row["fact_id"] for row in (*first, *second)} - live
    assert lost <= {row["old_fact_id"] for row in rows}
    assert len({row["redirect_id"] for row in rows}) == len(rows)
    for row in rows:
        assert (row["new_fact_id"] is None) == (row["redirect"] == "gone")
        assert row["new_fact_id"] is None or row["new_fact_id"] in live - {row["old_fact_id"]}
        assert row["redirect"] == "split" or row["old_fact_id"] not in live


@given(st.lists(GROUPS, min_size=2, max_size=4))
def test_a_build_that_changes_no_fact_makes_the_same_redirects(releases: list[list[Row]]) -> None:
    once = follow(*releases)
    assert redirects(Earlier("2024.06.2", releases[-1], once), releases[-1]) == once


def test_a_release_is_read_from_its_folder(tmp_path: Path) -> None:
    tables = tmp_path / V1 / "tables"
    tables.mkdir(parents=True)
    with pytest.raises(ValueError, match="cannot read the last release"):
        read_earlier(tmp_path / V1)
    rows = facts("ab", "c")
    pl.DataFrame([*rows, {**_claim("d", "d"), "fact_id": None}]).write_parquet(tables / "claims.parquet")
    found = read_earlier(tmp_path / V1)
    assert (found.version, found.claims.to_dicts(), found.redirects) == (V1, rows, [])
    made = redirects(Earlier(V1, rows, []), facts("abc"))
    pl.DataFrame(made).write_parquet(tables / "redirects.parquet")
    assert read_earlier(tmp_path / V1).redirects == made
