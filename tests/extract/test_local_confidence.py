"""How sure an act is, and who is a party to it, from what the model finds likely."""

import math
from pathlib import Path

import numpy as np
import pytest

from flows.extract.local import LocalCoder
from flows.extract.local_acts import choose_roles
from flows.extract.local_confidence import chance, log_odds
from flows.parse import parse_text

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
TOLD = "Peru broke with Chile in 1978.\n\n"  # told so that the coder is not quite sure
OTHER = "Farmers in the valleys grow maize, and the rivers that water it come down from the mountains. "


@pytest.fixture(scope="module")
def coder() -> LocalCoder:
    return LocalCoder(SEEDS / "lexicon", SEEDS / "model")


def test_an_act_told_again_elsewhere_is_the_surer(coder: LocalCoder) -> None:
    once, twice = (
        coder.with_signs([parse_text(f"A Note\n\n{TOLD}{OTHER * 40}\n\n{again}\n", "note")])[0]
        for again in ("Nothing else came of it.", TOLD)
    )
    assert len(once) == 1
    assert len(twice) == 2
    assert once[0][1].elsewhere < 0.1
    assert twice[0][1].elsewhere == pytest.approx(math.log1p(chance(twice[1][1].act)), abs=0.05)
    assert twice[0][0].confidence > once[0][0].confidence


def test_signs_tell_of_the_act_and_of_what_was_left_out(coder: LocalCoder) -> None:
    ((claim, signs),) = coder.with_signs([parse_text(f"A Note\n\n{TOLD}", "note")])[0]
    assert signs.act <= signs.told
    assert signs.word <= signs.told
    assert signs.left_out < log_odds(0.5)
    assert claim.confidence is not None and 0.5 < claim.confidence <= 1


@pytest.mark.parametrize("kind", ["agreement", "opposition"])
def test_a_third_party_must_pass_its_bar(kind: str) -> None:
    chances = np.array([[0.9, 0.1, 0.0], [0.8, 0.85, 0.0], [0.6, 0.65, 0.0]], np.float32)
    actors = ["PER", "CHL", "BOL"]
    for bar, joins in ((0.5, True), (0.7, False)):
        roles = choose_roles(kind, actors, chances, np.array([0.5, 0.5, bar], np.float32))
        assert roles is not None
        assert ({*roles.source, *roles.target} == {*actors}) == joins
        assert roles.left_out == pytest.approx(0.0 if joins else 0.65)
