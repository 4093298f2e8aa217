from __future__ import annotations

from typing import Any

import pytest

from flows.lexicon.actors import load_actors
from flows.resolve import usable
from schemas.claim import Claim, from_json
from schemas.models import frame, model
from schemas.source import Source

from .factories import ALPHA, BETA, BRIEF, LEXICON, claim, readings, source


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"sides": "PAK>ATLANTIS"}, "unknown actor ATLANTIS"),
        ({"others": ("ZUBROWKA", "ATLANTIS")}, "unknown actor ATLANTIS, ZUBROWKA"),
        ({"sides": "PAK>PAK"}, "fewer than two actors"),
        ({"sides": "PAK>"}, "fewer than two actors"),
        ({"date": "last spring"}, "date 'last spring' is not EDTF"),
        ({"date": "1977/1972"}, "date '1977/1972' ends before it starts"),
        ({"date": "1965-02-30"}, "date '1965-02-30' is not EDTF"),
        ({"kind": "picnic"}, "unknown kind 'picnic'"),
        ({"status": "rumoured"}, "unknown status 'rumoured'"),
        ({"phase": "middle"}, "unknown phase 'middle'"),
        ({"char_end": 0}, "offsets 0-0 hold no text"),
    ],
    ids=str,
)
def test_a_bad_claim_is_kept_with_its_reason(values: dict[str, Any], reason: str) -> None:
    bad = claim(**values)
    good, rejects = usable.split([claim(), bad], load_actors(LEXICON))
    assert good == [claim()]
    assert [(r["table_name"], r["reason"]) for r in rejects] == [("claims", reason)]
    assert from_json(rejects[0]["row_json"]) == bad
    model("rejects").validate(frame("rejects", rejects))


def test_nothing_is_lost_and_order_stays() -> None:
    claims = [claim(at=n, sides="PAK>RUS" if n % 3 else "PAK>NOWHERE") for n in range(12)]
    good, rejects = usable.split(claims, load_actors(LEXICON))
    assert [c.char_start for c in good] == [n for n in range(12) if n % 3]
    assert [from_json(r["row_json"]).char_start for r in rejects] == [0, 3, 6, 9]
    assert len({r["reject_id"] for r in rejects}) == len(rejects)


def test_a_third_party_makes_two_actors() -> None:
    assert usable.split([claim("PAK>", others=("IND",))], load_actors(LEXICON))[1] == []


def preferred(claims: list[Claim], sources: list[Source]) -> set[str]:
    best = usable.best_coders(readings(claims), sources)
    return {c.claim_id for c in claims if best[c.source_id] == c.coder}


def test_a_coder_that_read_a_source_and_found_nothing_is_believed() -> None:
    assert usable.best_coders({("alpha", "hand"), ("alpha", "local")}, [ALPHA]) == {"alpha": "hand"}


def test_the_best_ranked_coder_that_read_a_source_is_preferred() -> None:
    hand, local, alone = claim(), claim(coder="local"), claim(source_id="beta", coder="local")
    best = preferred([local, hand, alone], [ALPHA, BETA])
    assert best == {hand.claim_id, alone.claim_id}


def test_the_rank_is_the_sources_own() -> None:
    hand, local = claim(), claim(coder="local")
    assert preferred([hand, local], [source("alpha", coders=("local", "hand"))]) == {local.claim_id}


def test_a_coder_without_a_rank_is_never_preferred() -> None:
    assert preferred([claim(coder="llm")], [ALPHA]) == set()


def test_roots_follow_every_step() -> None:
    digest = source("digest", derived_from="brief-alpha")
    assert usable.roots([ALPHA, BRIEF, BETA, digest]) == {
        "alpha": "alpha",
        "brief-alpha": "alpha",
        "beta": "beta",
        "digest": "alpha",
    }


def test_a_circle_of_sources_is_refused() -> None:
    circle = [source("x", derived_from="y"), source("y", derived_from="x")]
    with pytest.raises(ValueError, match="in a circle: x -> y -> x"):
        usable.roots(circle)
    with pytest.raises(ValueError, match="in a circle: x -> x"):
        usable.roots([source("x", derived_from="x")])
