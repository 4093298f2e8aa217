"""Errors by cause: each kind of mistake is put where it belongs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from flows.evaluate.mention import Mention
from flows.extract.local_reading import ReadDocument, Reader
from flows.parse import parse_text
from flows.train.causes import CAUSES, causes

LEXICON = Path(__file__).resolve().parents[2] / "seeds" / "lexicon"
TEXT = (
    "A Short Report\n\n"
    "Norway lent Iceland ten million crowns in 1975. Its ministers met those of Iceland in Oslo. "
    "The terms were mild.\n\n"
    "The loan was repaid late.\n"
)


@pytest.fixture(scope="module")
def read() -> ReadDocument:
    return next(Reader(LEXICON).read([parse_text(TEXT, "report")]))


def mention(kind: str, source: Iterable[str], target: Iterable[str], words: str) -> Mention:
    start = TEXT.index(words)
    sides = (frozenset(source), frozenset(target), frozenset[str]())
    return Mention(kind, *sides, "1975", "occurred", None, start, start + len(words))


LOAN = mention("aid", ["NOR"], ["ISL"], "Norway lent Iceland ten million crowns")


@pytest.mark.parametrize(
    ("predicted", "expected"),
    [
        ([], ["missed: not seen"]),
        ([replace(LOAN, kind="trade")], ["missed: kind confused", "extra: kind confused"]),
        ([replace(LOAN, target=frozenset({"DNK"}))], ["missed: other parties", "extra: other parties"]),
        ([replace(LOAN, source=LOAN.target, target=LOAN.source)], ["attribute: role"]),
        ([replace(LOAN, date=None, status="planned")], ["attribute: date", "attribute: status"]),
        ([replace(LOAN, amount=(1.0, "NOK"))], ["attribute: amount"]),
        ([LOAN, mention("meeting", ["NOR"], ["ISL"], "The loan was repaid late")], ["extra: not codable"]),
        ([LOAN], []),
    ],
)
def test_a_mistake_has_its_cause(read: ReadDocument, predicted: list[Mention], expected: list[str]) -> None:
    assert causes([LOAN], predicted, read) == Counter(expected)
    assert set(expected) <= set(CAUSES)


def test_parties_that_are_named_elsewhere_or_nowhere(read: ReadDocument) -> None:
    before = mention("aid", ["NOR"], ["ISL"], "The terms were mild")
    assert causes([before], [], read) == {"missed: cross-sentence": 1}
    elsewhere = mention("aid", ["NOR"], ["ISL"], "The loan was repaid late")
    unknown = mention("aid", ["NOR"], ["ATLANTIS"], "Norway lent Iceland ten million crowns")
    assert causes([elsewhere], [], read) == {"missed: actor not found": 1}
    assert causes([unknown], [], read) == {"missed: actor not found": 1}
