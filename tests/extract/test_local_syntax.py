"""What grammar settles: sides of a passive, what is told at all, and tense."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flows.extract.local_actors import ActorMention
from flows.extract.local_reading import parser
from flows.extract.local_syntax import is_told, settled_status, sides

if TYPE_CHECKING:
    from spacy.tokens import Token


def _word(prose: str, text: str) -> Token:
    return next(token for token in parser()(prose) if token.text == text)


@pytest.mark.parametrize(
    ("prose", "word", "meant"),
    [
        ("Peru was attacked by Chile.", "attacked", ("Chile", "Peru")),
        ("Peru was attacked by the navy of Chile.", "attacked", ("Chile", "Peru")),
        ("Towns of Peru that were small were shelled by Chile.", "shelled", ("Chile", "Peru")),
        ("Ships of Peru attacked by Chile sank.", "attacked", ("Chile", "Peru")),
        ("Chile attacked Peru.", "attacked", None),
        ("Peru was attacked in Chile.", "attacked", None),
        ("Peru was received by Chile.", "received", None),
        ("It was attacked by Chile after Peru had left.", "attacked", None),
    ],
)
def test_who_does_and_who_undergoes(prose: str, word: str, meant: tuple[str, str] | None) -> None:
    token = _word(prose, word)
    mentions = [ActorMention(t.i, (t.text,), "name", t.text) for t in token.doc if t.text in ("Chile", "Peru")]
    expected = tuple(frozenset({name}) for name in meant) if meant else None
    assert sides(token, mentions) == expected


@pytest.mark.parametrize(
    "prose", ["Peru accused Chile of bombing Brazil.", "Chile was accused by Peru of bombing Brazil."]
)
def test_the_accused_does_the_deed(prose: str) -> None:
    token = _word(prose, "bombing")
    mentions = [ActorMention(t.i, (t.text,), "name", t.text) for t in token.doc if t.text in ("Chile", "Peru")]
    assert sides(token, mentions) == (frozenset({"Chile"}), frozenset())


@pytest.mark.parametrize(
    ("prose", "word", "told"),
    [
        ("Chile withdrew its fleet.", "withdrew", True),
        ("Chile should withdraw its fleet.", "withdraw", False),
        ("Chile ought to withdraw its fleet.", "withdraw", False),
        ("Chile needs to withdraw its fleet.", "withdraw", False),
        ("Chile might attack Peru.", "attack", False),
        ("Chile could not agree with Peru.", "agree", True),
        ("Chile may have attacked Peru.", "attacked", True),
        ("If Chile attacks Peru, prices will rise.", "attacks", False),
        ("If Peru bought ships, Chile would protest.", "protest", False),
        ("Had Chile attacked Peru in 1977, Brazil would have protested.", "attacked", False),
        ("Had Chile attacked Peru in 1977, Brazil would have protested.", "protested", False),
        ("Had ships been sold to Peru by Chile, Brazil could have protested.", "sold", False),
        ("Were Chile to attack Peru, Brazil would send ships to Peru.", "attack", False),
        ("Were Chile to attack Peru, Brazil would send ships to Peru.", "send", False),
        ("Should Chile invade Peru, Brazil will send ships to Peru.", "invade", False),
        ("Should Chile invade Peru, Brazil will send ships to Peru.", "send", True),
        ("Brazil would have protested had Chile attacked Peru.", "attacked", False),
        ("Had Chile, which had invaded Brazil, attacked Peru, Spain would have protested.", "invaded", True),
        ("Had Spain known that Chile had attacked Peru, it would have protested.", "attacked", True),
        ("Had Chile attacked Peru, or would Brazil protest?", "attacked", True),
        ("Never had Chile attacked Peru, which would have cost it ships.", "attacked", True),
        ("Having attacked Peru, Chile would later attack Brazil.", "attacked", True),
        ("Peru demanded that Chile should withdraw its fleet.", "withdraw", True),
        ("That a treaty should have been signed, months after the war, is odd.", "signed", True),
        ("Chile should impose sanctions on Peru.", "sanctions", False),
        ("Chile should end its occupation of Peru.", "occupation", True),
    ],
)
def test_advice_chance_and_condition_are_not_told(prose: str, word: str, told: bool) -> None:
    assert is_told(_word(prose, word)) is told


@pytest.mark.parametrize(
    ("prose", "word", "given", "status"),
    [
        ("Chile will visit Peru.", "visit", "occurred", "planned"),
        ("Chile plans to attack Peru.", "attack", "occurred", "planned"),
        ("Chile sold ships to Peru.", "sold", "planned", "occurred"),
        ("Chile had sold ships to Peru.", "sold", "proposed", "occurred"),
        ("Chile built a power plant in Peru.", "plant", "planned", "occurred"),
        ("Chile was to build a plant in Peru.", "build", "planned", "planned"),
        ("Chile signed a contract with Peru.", "signed", "planned", "planned"),
        ("Chile sent a draft to Peru.", "draft", "proposed", "proposed"),
        ("Chile did not sell ships to Peru.", "sell", "cancelled", "cancelled"),
        ("Chile did not sell ships to Peru.", "sell", "occurred", "cancelled"),
        ("Chile sold no ships to Peru.", "sold", "occurred", "cancelled"),
        ("Chile imposed no sanctions on Peru.", "sanctions", "occurred", "cancelled"),
        ("No treaty was signed by Chile and Peru.", "signed", "occurred", "cancelled"),
        ("No Chilean troops entered Peru.", "entered", "occurred", "cancelled"),
        ("Neither Brazil nor Chile sold ships to Peru.", "sold", "occurred", "cancelled"),
        ("Chile has never bombed Peru.", "bombed", "occurred", "cancelled"),
        ("Nor did Chile sell ships to Peru.", "sell", "occurred", "cancelled"),
        ("Chile did not recognise Peru, nor did it send an envoy.", "send", "occurred", "cancelled"),
        ("Chile neither attacked nor bombed Peru.", "attacked", "occurred", "cancelled"),
        ("Chile neither attacked nor bombed Peru.", "bombed", "occurred", "cancelled"),
        ("Chile delivered none of the ships to Peru.", "delivered", "occurred", "cancelled"),
        ("None of the ships was delivered to Peru by Chile.", "delivered", "occurred", "cancelled"),
        ("Chile delivered none but old ships to Peru.", "delivered", "occurred", "occurred"),
        ("Chile attacked Peru and bombed Bolivia.", "bombed", "occurred", "occurred"),
        ("Chile neither protested nor withdrew, and attacked Peru.", "attacked", "occurred", "occurred"),
        ("None of the ships that Chile sold to Peru was delivered late.", "delivered", "occurred", "occurred"),
        ("None too soon, Chile delivered ships to Peru.", "delivered", "occurred", "occurred"),
        ("Chile did not recognise Peru until 1950.", "recognise", "occurred", "occurred"),
        ("No state but Chile sold ships to Peru.", "sold", "occurred", "occurred"),
        ("Chile did not sell many ships to Peru.", "sell", "occurred", "occurred"),
        ("Chile did not formally recognise Peru.", "recognise", "occurred", "occurred"),
        ("Chile not only bombed Peru but invaded it.", "bombed", "occurred", "occurred"),
        ("Never before had Chile bombed Peru.", "bombed", "occurred", "occurred"),
        ("Chile would not sell ships to Peru.", "sell", "occurred", "occurred"),
        ("Chile had not repaid its loan to Peru.", "repaid", "occurred", "occurred"),
    ],
)
def test_tense_settles_the_status(prose: str, word: str, given: str, status: str) -> None:
    assert settled_status(_word(prose, word), given) == status
