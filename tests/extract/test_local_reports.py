"""Who says so: reports, and the words for whom they are attributed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flows.extract.local_actors import ActorMention
from flows.extract.local_reading import parser
from flows.extract.local_reports import asserted_by, bystanders, is_own_word, report, reported_status

if TYPE_CHECKING:
    from spacy.tokens import Token

NOBODY = ""


def _word(prose: str, text: str) -> Token:
    return next(token for token in parser()(prose) if token.text == text)


@pytest.mark.parametrize(
    ("prose", "word", "by"),
    [
        ("Chile attacked Peru.", "attacked", None),
        ("According to Brazil, Chile attacked Peru.", "attacked", "Brazil"),
        ("Chile, according to a Brazilian newspaper, attacked Peru.", "attacked", "Brazilian newspaper"),
        ("Chile delivered ships according to a treaty.", "delivered", None),
        ("The foreign minister of Brazil said that Chile had attacked Peru.", "attacked", "foreign minister of Brazil"),
        ("Chile had attacked Peru, the Brazilian envoy claimed.", "attacked", "Brazilian envoy"),
        ("Chile, Brazil said, had attacked Peru.", "attacked", "Brazil"),
        ("Brazil insisted that Chile leave Peru.", "leave", None),
        ("Brazil accused Chile of arming rebels in Peru.", "arming", "Brazil"),
        ("Chile was accused by Brazil of arming rebels in Peru.", "arming", "Brazil"),
        ("Chile is said to have attacked Peru.", "attacked", NOBODY),
        ("Chile was rumoured to have attacked Peru.", "attacked", NOBODY),
        ("It is believed that Chile attacked Peru.", "attacked", NOBODY),
        ("Chile reportedly attacked Peru.", "attacked", NOBODY),
        ("Chile may have attacked Peru.", "attacked", NOBODY),
        ("He said that Chile had attacked Peru.", "attacked", NOBODY),
        ("Chile denied that it had attacked Peru.", "attacked", NOBODY),
        ("Brazil denied that Chile had attacked Peru.", "attacked", NOBODY),
        ("Chile denied having sold ships to Peru.", "sold", NOBODY),
        ("Chile has always denied arming the rebels in Peru.", "arming", NOBODY),
        ("Chile denied reports that it had bombed Peru.", "bombed", NOBODY),
        ("Chile did not deny that it had attacked Peru.", "attacked", None),
        ("Chile denied Peru the right to attack.", "attack", None),
    ],
)
def test_to_whom_a_clause_is_attributed(prose: str, word: str, by: str | None) -> None:
    found = report(_word(prose, word))
    assert (found is None) == (by is None)
    if found is not None:
        assert (asserted_by(found) or NOBODY) == by


@pytest.mark.parametrize(
    ("prose", "word", "given", "status"),
    [
        ("Brazil said that Chile had attacked Peru.", "attacked", "occurred", "alleged"),
        ("Brazil said that Chile would attack Peru.", "attack", "planned", "planned"),
        ("Brazil said that Chile was prepared to sell ships to Peru.", "sell", "planned", "planned"),
        ("Brazil said that Chile offered ships to Peru.", "offered", "proposed", "proposed"),
        ("Chile reportedly offered ships to Peru.", "offered", "proposed", "alleged"),
        ("Chile denied that it would attack Peru.", "attack", "planned", "alleged"),
        ("Chile denied having offered ships to Peru.", "offered", "cancelled", "alleged"),
    ],
)
def test_what_is_reported_is_alleged_unless_it_lies_ahead(prose: str, word: str, given: str, status: str) -> None:
    token = _word(prose, word)
    found = report(token)
    assert found is not None
    assert reported_status(found, token, given) == status


@pytest.mark.parametrize(
    ("prose", "word", "kind", "own"),
    [
        ("Chile said that it opposed the bid of Peru.", "opposed", "opposition", True),
        ("Chile said that it had opposed the bid of Peru.", "opposed", "opposition", False),
        ("Brazil said that Chile opposed the bid of Peru.", "opposed", "opposition", False),
        ("Chile said that it attacked Peru.", "attacked", "armed_conflict", False),
        ("Chile denied that it opposed the bid of Peru.", "opposed", "opposition", False),
    ],
)
def test_what_is_done_by_saying_it_is_no_report(prose: str, word: str, kind: str, own: bool) -> None:
    token = _word(prose, word)
    found = report(token)
    mentions = [ActorMention(t.i, (t.text,), "name", t.text) for t in token.doc if t.text in ("Chile", "Brazil")]
    assert found is not None
    assert is_own_word(found, token, kind, ("Chile",), mentions) is own


@pytest.mark.parametrize(
    ("prose", "word", "idle"),
    [
        ("Brazil said that Chile had attacked Peru.", "attacked", {"Brazil"}),
        ("Brazil said that Chile had attacked Brazil.", "attacked", set()),
        ("Brazil said that it had attacked Peru.", "attacked", set()),
        ("Chile is said to have attacked Peru.", "attacked", set()),
        ("Brazil denied that Chile had attacked Peru.", "attacked", {"Brazil"}),
        ("Chile denied having attacked Peru.", "attacked", set()),
    ],
)
def test_who_only_says_so_does_nothing(prose: str, word: str, idle: set[str]) -> None:
    token = _word(prose, word)
    found = report(token)
    mentions = [ActorMention(t.i, (t.text,), "name", t.text) for t in token.doc if t.text in ("Chile", "Brazil")]
    assert found is not None
    assert bystanders(found, token, mentions) == idle
