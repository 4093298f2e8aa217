"""The rows of `disputes`: each value with its support, the one that the fact shows, and by which rule."""

from __future__ import annotations

import pytest

from flows.resolve.claim_rows import Rows
from flows.resolve.fact_rows import Resolver
from schemas.claim import Amount, Claim

from .factories import DOLLARS, claim
from .test_tables import KNOWN, run


def one_fact(*claims: Claim) -> dict[str, Rows]:
    """Return the rows of claims that are one act, whatever evidence would join them."""
    return Resolver(KNOWN, {}).fact(claims)


def test_an_undated_claim_that_decides_the_status_decides_whose_date_is_shown() -> None:
    off, held = claim(date="1965-04/1966-02", status="cancelled"), claim(source_id="beta", date="1965-04-03")
    [row] = one_fact(off, held, claim(source_id="gamma"))["facts"]
    assert (row["status"], row["date_edtf"]) == ("occurred", "1965-04-03")


def test_disputes_are_rows_with_their_support() -> None:
    sale = {"kind": "arms_transfer", "sides": "RUS>PAK", "event_key": "arms-helicopters"}
    tables = run(
        claim(date="2014", amount=DOLLARS, **sale),
        claim(date="2015", at=20, amount=Amount(3e8, "USD"), **sale),
        claim(date="2015-08", at=40, **sale),
    )
    told = [(d["attribute"], d["value"], d["n_claims"], d["n_sources"]) for d in tables["disputes"]]
    assert told == [
        ("date", "2015-08", 2, 1),
        ("date", "2014", 1, 1),
        ("amount", "500000000 USD", 1, 1),
        ("amount", "300000000 USD", 1, 1),
    ]
    assert [d["chosen_by"] for d in tables["disputes"]] == ["claims", None, "order", None]
    assert {d["source_ids"] for d in tables["disputes"]} == {"alpha"}
    assert {d["fact_id"] for d in tables["disputes"]} == {tables["facts"][0]["fact_id"]}


def test_a_dispute_tells_the_sources_of_each_value_and_why_one_is_shown() -> None:
    trip = {"agents": ("Ayub Khan",), "event_key": None}
    tables = run(
        claim(date="1965-04", amount=DOLLARS, **trip),
        claim(date="1965-04", source_id="beta", coder="local", amount=Amount(3e8, "USD"), **trip),
        claim(date="1965-04", source_id="gamma", coder="local", amount=Amount(3e8, "USD"), **trip),
    )
    told = [(d["value"], d["source_ids"], d["is_chosen"], d["chosen_by"]) for d in tables["disputes"]]
    # Two sources read by a machine tell another sum than the one that a person read.
    assert told == [("300000000 USD", "beta; gamma", False, None), ("500000000 USD", "alpha", True, "people")]
    assert tables["facts"][0]["amount_value"] == DOLLARS.value


def test_the_fact_shows_the_participants_that_most_sources_tell() -> None:
    trip = {"date": "1965-04-03", "event_key": "visit-common-journey"}
    tables = run(
        claim("PAK>IND RUS", **trip),
        claim("PAK>CHN RUS", source_id="beta", **trip),
        claim("PAK>RUS CHN", source_id="gamma", **trip),
    )
    told = [(d["attribute"], d["value"], d["is_chosen"], d["chosen_by"]) for d in tables["disputes"]]
    assert told == [
        ("participants", "CHN, PAK, RUS", True, "sources"),
        ("participants", "IND, PAK, RUS", False, None),
    ]


READ, READ_TOO = ({"source_id": s, "coder": "local"} for s in ("beta", "gamma"))


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        pytest.param(
            (claim(date="1965"), claim(date="1965-05-03", **READ), claim(date="1970", **READ_TOO)),
            {"1965": "sources", "1970": None},
            id="date",
        ),
        pytest.param(
            (
                claim(amount=DOLLARS),
                claim(amount=Amount(519e6, "USD"), **READ),
                claim(amount=Amount(7e8, "USD"), **READ_TOO),
            ),
            {"500000000 USD": "sources", "700000000 USD": None},
            id="sum",
        ),
        pytest.param(
            (
                claim("PAK>RUS"),
                claim("PAK>RUS", source_id="beta"),
                claim("PAK>RUS CHN", source_id="gamma"),
                claim("PAK>RUS USA", 20, source_id="gamma"),
            ),
            {"PAK, RUS": "sources", "PAK, RUS, USA": None},
            id="parties",
        ),
        pytest.param(
            (
                claim("PAK>CHN"),
                claim("PAK>CHN", 20),
                claim("PAK>RUS", source_id="beta"),
                claim("PAK>RUS IND", source_id="gamma"),
            ),
            {"IND, PAK, RUS": None, "CHN, PAK": "claims"},
            id="parties named alike by most, all by people",
        ),
        pytest.param(
            (
                claim(date="1965"),
                claim(date="1966", status="cancelled", **READ),
                claim(date="1966", **READ_TOO),
            ),
            {"cancelled": None, "occurred": "people", "1965": "order", "1966": None},
            id="status that a rival tells too",
        ),
    ],
)
def test_what_is_chosen_is_what_the_fact_shows(claims: tuple[Claim, ...], expected: dict[str, str | None]) -> None:
    assert {d["value"]: d["chosen_by"] for d in one_fact(*claims)["disputes"]} == expected


# actors
