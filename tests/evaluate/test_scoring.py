import pytest
from hypothesis import given

from flows.evaluate.scoring import Score, compare, pool, score, split

from .build import borderline, mention
from .test_pairing import codings

FAR = (500, 510)


def test_a_coding_held_against_itself_is_without_fault():
    gold = [mention(), mention(20, 30, kind="trade", amount={"value": 3, "unit": "USD"}), borderline(*FAR)]
    result = score(gold, gold)
    assert (result.gold, result.predicted, result.paired) == (2, 2, 2)
    shares = ("precision", "recall", "f1", "actors", "date", "status", "amount", "exact_f1")
    assert {getattr(result, share) for share in shares} == {1.0}


@pytest.mark.parametrize(("gold", "predicted"), [([], []), ([mention()], []), ([], [mention()])])
def test_nothing_to_pair_scores_nothing(gold, predicted):
    result = score(gold, predicted)
    assert (result.gold, result.predicted, result.paired) == (len(gold), len(predicted), 0)
    assert {result.precision, result.recall, result.f1, result.actors, result.exact_f1} == {0.0}


def test_shares_by_hand():
    gold = [mention(), mention(20, 30, date="1999"), mention(40, 50), mention(60, 70)]
    predicted = [mention(), mention(20, 30, status="planned"), mention(*FAR)]
    result = score(gold, predicted)
    assert (result.gold, result.predicted, result.paired) == (4, 3, 2)
    assert (result.precision, result.recall, result.f1) == (2 / 3, 1 / 2, pytest.approx(4 / 7))
    assert (result.actors, result.date, result.status, result.amount) == (1.0, 0.5, 0.5, 1.0)
    assert result.exact_f1 == pytest.approx(2 / 7)


def test_borderline_gold_costs_nothing_when_missed():
    assert score([mention(), borderline(*FAR)], [mention()]) == score([mention()], [mention()])


def test_a_prediction_of_borderline_gold_costs_nothing_and_earns_nothing():
    result = compare([mention(), borderline(*FAR)], [mention(), mention(*FAR)])
    assert result.score == score([mention()], [mention()])
    assert result.forgiven == (mention(*FAR),)


def test_an_unpaired_prediction_on_borderline_gold_is_forgiven_whatever_its_kind():
    on_it, beside_it = mention(505, 530, kind="trade"), mention(506, 530, kind="trade")
    result = compare([borderline(*FAR)], [on_it, beside_it])
    assert (result.forgiven, result.extra) == ((on_it,), (beside_it,))


def test_a_prediction_paired_with_gold_that_counts_is_not_forgiven():
    result = compare([mention(), borderline()], [mention()])
    assert (len(result.pairs), result.forgiven) == (1, ())


def test_a_prediction_marked_like_borderline_gold_counts():
    assert score([], [borderline()]).predicted == 1


def test_pooling_adds_counts_not_shares():
    good, poor = score([mention()], [mention()]), score([mention()] * 3, [mention(*FAR)])
    assert pool([good, poor]) == Score(
        gold=4, predicted=2, paired=1, same_actors=1, same_date=1, same_status=1, same_amount=1, same_all=1
    )
    assert pool([]) == Score()
    assert pool(iter([good])) == good


def test_by_kind_names_every_kind_missed_or_invented():
    gold = [mention(), mention(20, 30, kind="trade")]
    predicted = [mention(status="planned"), mention(*FAR, kind="aid")]
    table = split(compare(gold, predicted), lambda m: m.kind)
    assert list(table) == ["aid", "trade", "visit"]
    assert (table["aid"].predicted, table["trade"].gold, table["visit"].f1, table["visit"].status) == (1, 1, 1.0, 0.0)


@given(codings(mention), codings(borderline), codings(mention))
def test_every_mention_is_counted_once(sure, doubtful, predicted):
    result = compare(sure + doubtful, predicted)
    assert len(result.pairs) + len(result.missed) == len(sure)
    assert len(result.pairs) + len(result.extra) + len(result.forgiven) == len(predicted)
    assert pool(split(result, lambda m: m.kind).values()) == result.score
