import pytest

from flows.evaluate.intervals import intervals
from flows.evaluate.scoring import Score

GOOD, POOR = Score(gold=10, predicted=10, paired=9), Score(gold=10, predicted=10, paired=3)


def test_equal_documents_leave_no_room():
    assert intervals([GOOD] * 5, ["recall"]) == {"recall": (0.9, 0.9)}


def test_documents_that_differ_make_the_interval_wide_and_more_of_them_narrow():
    few, many = (intervals([GOOD, POOR] * n, ["f1"])["f1"] for n in (2, 50))
    assert few[0] < many[0] < 0.6 < many[1] < few[1]
    # 100 documents, half of them 0.3 above and half 0.3 below 0.6: standard error 0.03, 1.96 of it either side.
    assert many == pytest.approx((0.541, 0.659), abs=0.008)


def test_the_same_scores_give_the_same_interval():
    assert intervals([GOOD, POOR, POOR], ["f1"]) == intervals([GOOD, POOR, POOR], ["f1"])


@pytest.mark.parametrize("scores", [[], [GOOD]])
def test_one_document_says_nothing_of_others(scores):
    assert intervals(scores, ["f1"]) is None
