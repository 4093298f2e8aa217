from hypothesis import given

from flows.evaluate.confusion import NOTHING, across_kinds, confused, confusion
from flows.evaluate.scoring import compare

from .build import borderline, mention
from .test_pairing import codings


def test_kinds_are_confused_only_at_one_place_between_the_same_actors():
    gold = [mention(), mention(20, 30), mention(40, 50, kind="aid"), mention(60, 70, kind="trade")]
    predicted = [
        mention(),
        mention(20, 30, kind="meeting"),
        mention(40, 50, kind="arms_transfer", sides="PAK>IND"),
        mention(300, 310, kind="trade"),
    ]
    assert confusion([compare(gold, predicted)]) == {
        NOTHING: {"arms_transfer": 1, "trade": 1},
        "aid": {NOTHING: 1},
        "trade": {NOTHING: 1},
        "visit": {"meeting": 1, "visit": 1},
    }


def test_a_right_kind_is_never_given_up_for_a_confusion():
    gold = [mention(), mention(kind="meeting")]
    assert [(g.kind, p.kind) for g, p in across_kinds(compare(gold, [mention()]))] == [("visit", "visit")]


def test_the_fullest_cells_come_first_and_right_ones_not_at_all():
    table = {"aid": {"aid": 9, "trade": 2, NOTHING: 7}, "visit": {"meeting": 3}, NOTHING: {"visit": 8}}
    assert confused(table) == [("visit", "meeting", 3), ("aid", "trade", 2)]


@given(codings(mention), codings(borderline), codings(lambda *place, **rest: mention(*place, kind="aid", **rest)))
def test_every_mention_that_counts_is_in_one_cell(sure, doubtful, predicted):
    result = compare(sure + doubtful, predicted)
    table = confusion([result])
    cells = [(g, p, n) for g, row in table.items() for p, n in row.items()]
    assert sum(n for g, _, n in cells if g != NOTHING) == result.score.gold
    assert sum(n for _, p, n in cells if p != NOTHING) == result.score.predicted
