"""How good a coding is: precision and recall of finding claims, and how the claims found are coded.

Borderline gold neither costs when missed nor when predicted, and attributes are judged over the pairs alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields

from flows.evaluate.mention import Mention
from flows.evaluate.pairing import HALF, agreement, overlap, pair_up

Pair = tuple[Mention, Mention]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts, and the shares that follow from them. Counts add up over documents and kinds; shares do not.

    `gold` and `predicted` are the mentions that count, `paired` the pairs among them; `same_<attribute>` are the
    pairs whose two codings agree in it, `same_all` those that agree in actors, date, status and amount.
    """

    gold: int = 0
    predicted: int = 0
    paired: int = 0
    same_actors: int = 0
    same_date: int = 0
    same_status: int = 0
    same_amount: int = 0
    same_all: int = 0

    @property
    def precision(self) -> float:
        """Share of the predicted mentions that are paired; 0 where nothing is predicted."""
        return _share(self.paired, self.predicted)

    @property
    def recall(self) -> float:
        """Share of the gold mentions that are paired; 0 where there is no gold."""
        return _share(self.paired, self.gold)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _harmonic_mean(self.precision, self.recall)

    @property
    def actors(self) -> float:
        """Share of the pairs that agree in actors and their roles."""
        return _share(self.same_actors, self.paired)

    @property
    def date(self) -> float:
        """Share of the pairs that agree in date."""
        return _share(self.same_date, self.paired)

    @property
    def status(self) -> float:
        """Share of the pairs that agree in status."""
        return _share(self.same_status, self.paired)

    @property
    def amount(self) -> float:
        """Share of the pairs that agree in the sum of money, or in there being none."""
        return _share(self.same_amount, self.paired)

    @property
    def exact_f1(self) -> float:
        """F1 when a pair counts only if all four attributes agree."""
        return _harmonic_mean(_share(self.same_all, self.predicted), _share(self.same_all, self.gold))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two codings of one document, laid side by side.

    `pairs` are (gold, predicted); `missed` gold and `extra` predicted mentions found no partner; `forgiven`
    predictions answer borderline gold and count neither way.
    """

    pairs: tuple[Pair, ...]
    missed: tuple[Mention, ...]
    extra: tuple[Mention, ...]
    forgiven: tuple[Mention, ...]

    @property
    def score(self) -> Score:
        """The comparison in figures."""
        checks = [agreement(gold, predicted) for gold, predicted in self.pairs]
        return Score(
            gold=len(self.pairs) + len(self.missed),
            predicted=len(self.pairs) + len(self.extra),
            paired=len(self.pairs),
            same_actors=sum(check["actors"] for check in checks),
            same_date=sum(check["date"] for check in checks),
            same_status=sum(check["status"] for check in checks),
            same_amount=sum(check["amount"] for check in checks),
            same_all=sum(all(check.values()) for check in checks),
        )


def compare(gold: Sequence[Mention], predicted: Sequence[Mention]) -> Comparison:
    """Lay two codings of one document side by side.

    A prediction is forgiven when its partner is borderline, or when it has none and half-overlaps borderline
    gold of whatever kind.
    """
    pairs = [(gold[g], predicted[p], g, p) for g, p in pair_up(gold, predicted)]
    found, used = {g for _, _, g, _ in pairs}, {p for _, _, _, p in pairs}
    borderline = [mention for mention in gold if mention.borderline]
    excused = {
        index
        for index, mention in enumerate(predicted)
        if index not in used and any(overlap(mention, doubtful) >= HALF for doubtful in borderline)
    }
    excused |= {p for mention, _, _, p in pairs if mention.borderline}
    return Comparison(
        pairs=tuple((mine, theirs) for mine, theirs, _, _ in pairs if not mine.borderline),
        missed=tuple(m for i, m in enumerate(gold) if i not in found and not m.borderline),
        extra=tuple(m for i, m in enumerate(predicted) if i not in used and i not in excused),
        forgiven=tuple(m for i, m in enumerate(predicted) if i in excused),
    )


def score(gold: Sequence[Mention], predicted: Sequence[Mention]) -> Score:
    """Return how well `predicted` answers `gold`; both are codings of one document."""
    return compare(gold, predicted).score


def pool(scores: Iterable[Score]) -> Score:
    """Return the score over all mentions together: counts added up, so that large documents weigh more."""
    together = list(scores)
    return Score(**{field.name: sum(getattr(one, field.name) for one in together) for field in fields(Score)})


def split(comparison: Comparison, key: Callable[[Mention], str]) -> dict[str, Score]:
    """Return the score for each value of `key` that occurs, in the order of the alphabet.

    A pair counts under its gold mention's value, a missed or extra mention under its own, so that no mention
    counts under two values and the scores pooled give the whole.
    """
    names = {key(mention) for mention in (*comparison.missed, *comparison.extra)}
    names |= {key(gold) for gold, _ in comparison.pairs}
    return {
        name: Comparison(
            pairs=tuple(pair for pair in comparison.pairs if key(pair[0]) == name),
            missed=tuple(mention for mention in comparison.missed if key(mention) == name),
            extra=tuple(mention for mention in comparison.extra if key(mention) == name),
            forgiven=(),
        ).score
        for name in sorted(names)
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _harmonic_mean(a: float, b: float) -> float:
    return 2 * a * b / (a + b) if a + b else 0.0
