"""The evidence that two units report one act, as named features, and its weight."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path

from flows.resolve.units import Days, Pair, Unit, in_days
from flows.resolve.words import Told, told
from schemas.seed_table import check_table

Weights = Mapping[str, float]
CONSTANT = "constant"
THRESHOLD = "threshold"  # the log odds from which two are one: learned with the weights, stands among them
_LIMIT = 5.0  # no pair counts for more, so that one odd pair does not decide for a whole fact
_MOST_WORDS, _MOST_KEY_WORDS = 3.0, 2.0  # what more words in common add to these is nothing
_MANY = 3
YEAR = 366  # days; dates further apart than that are far
_TOLD = ("third parties", "agents", "amounts", "quantities")
_NEAR, _FAR = 150, 1500  # characters between two places of a text: a sentence, some paragraphs


class Corpus:
    """What the units' own sources tell of them: how rare a word is, how many other acts a unit may be taken for.

    All is counted within the sources of the two units that are held against each other, so that what is said of
    two sources does not change when a third is added.
    """

    def __init__(self, units: Iterable[Unit], sources: Mapping[str, Told] | None = None) -> None:
        """Take units and what their sources tell, which is counted in these units where it is not given."""
        self._alike: dict[tuple[str, str, Pair], list[Unit]] = defaultdict(list)
        self._rivals: dict[tuple[int, str], list[Unit]] = {}
        self._kept: list[Unit] = []  # the cache of rivals goes by identity
        self.add(units)
        self._sources = _counted(self._kept) if sources is None else sources

    def add(self, units: Iterable[Unit]) -> None:
        """Add units of sources that are known."""
        for u in units:
            self._kept.append(u)
            for pair in u.pairs:
                self._alike[u.source_id, u.kind, pair].append(u)

    def rarity(self, words: Iterable[str], a: Unit, b: Unit, *, of_keys: bool = False) -> float:
        """Return how much words tell: for each from 1, if these two units alone have it, to 0, if all have."""
        sources = [self._sources[s] for s in {a.source_id, b.source_id}]
        counts = [one.key_words if of_keys else one.words for one in sources]
        most = math.log(sum(one.size for one in sources) + 2)
        return sum(max(0.0, 1 - math.log(max(1, sum(c[w] for c in counts) - 1)) / most) for w in sorted(words))

    def rivals(self, a: Unit, b: Unit) -> int:
        """Return how many other units of either's source the other may be taken for: kind, actors and date fit."""
        return self._others(a, b) + self._others(b, a)

    def forget_rivals(self) -> None:
        """Free what is known of rivals: what two sources were held against is not asked again once they are one."""
        self._rivals.clear()

    def _others(self, a: Unit, b: Unit) -> int:
        where = (id(a), b.source_id)
        if where not in self._rivals:
            alike = (u for pair in a.pairs for u in self._alike.get((b.source_id, a.kind, pair), ()))
            near = dict.fromkeys(u for u in alike if u is not a)
            self._rivals[where] = [u for u in near if _dates(a, u) != "far"]
        return len(self._rivals[where]) - any(u is b for u in self._rivals[where])


def _counted(units: Iterable[Unit]) -> dict[str, Told]:
    by_source: dict[str, list[Unit]] = defaultdict(list)
    for u in units:
        by_source[u.source_id].append(u)
    return {source_id: told(own) for source_id, own in by_source.items()}


def comparable(a: Unit, b: Unit) -> bool:
    """Return whether two units may report one act at all: one kind, and actors that stand in the same relation.

    A party of one may be a third party of the other: who moved a motion is not always told to have decided it.
    """
    return a.kind == b.kind and bool(a.pairs & b.reach or b.pairs & a.reach)


def features(a: Unit, b: Unit, corpus: Corpus) -> dict[str, float]:
    """Return the evidence of two comparable units by name; what is absent is left out. See `docs/same-act.md`."""
    dated = _dates(a, b)
    rivals = corpus.rivals(a, b)
    apart = _place(a, b)
    shared = a.words & b.words
    told = corpus.rarity(shared, a, b)
    least = min(corpus.rarity(a.words, a, b), corpus.rarity(b.words, a, b))
    found: dict[str, float] = {
        CONSTANT: 1.0,
        f"kind={a.kind}": 1.0,
        f"date={dated}": 1.0,
        _status(a, b): 1.0,
        "same sides": bool(a.sides & b.sides),
        "share of parties": len(a.parties & b.parties) / max(1, len(a.parties | b.parties)),
        "many parties": len(a.parties | b.parties) > _MANY,
        "third party only": not a.pairs & b.pairs,
        "rare words": min(_MOST_WORDS, told),
        "share of words": told / least if least else 0.0,
        "rivals": math.log1p(rivals),
        "no rival": rivals == 0,
        _UNDATED: rivals == 0 and dated in ("none", "one"),
        "one ends": ("end" in a.phases) != ("end" in b.phases),
        "other phase": bool(a.phases and b.phases and not a.phases & b.phases),
        **_held("third parties", a.others, b.others),
        **_held("amounts", a.amounts, b.amounts),
        **_held("quantities", a.quantities, b.quantities),
        "other agents": bool(a.agents and b.agents and not a.agents & b.agents),
    }
    if apart:
        found[f"place={apart}"] = 1.0
        found["place=far, same date"] = apart == "far" and dated in ("day", "month", "year")
    else:
        found |= {**_keys(a, b, corpus), **_elsewhere(a, b, dated)}
    return {name: float(value) for name, value in found.items() if value}


def weight(found: Mapping[str, float], weights: Weights) -> float:
    """Return the log odds that two units report one act, within limits, by their evidence."""
    total = sum(weights.get(name, 0.0) * value for name, value in sorted(found.items()))
    return max(-_LIMIT, min(_LIMIT, total))


class Ceiling:
    """What the weight of two units of different sources cannot exceed, told without counting words, keys or rivals.

    Most pairs of a large corpus lie years apart, or tell nothing in common but their actors.
    """

    def __init__(self, weights: Weights) -> None:
        gains = {name: max(0.0, value) for name, value in weights.items()}
        known = (*_TOLD_APART, CONSTANT, THRESHOLD)
        self._weights = weights
        self._gains = gains
        # What is yes or no, or a share: at most its weight.
        self._rest = sum(v for name, v in gains.items() if name not in known and "=" not in name)
        self._rivals = math.inf if gains.get("rivals") else 0.0

    def __call__(self, a: Unit, b: Unit) -> float:
        """Return the bound, a little above what it may be by rounding."""
        dated = _dates(a, b)
        total = self._rest + self._rivals + _ROUNDING + self._certain(a, b, dated)
        if dated in {"day", "month"}:
            total += self._gains.get(_SAME_DAY, 0.0)
        return max(-_LIMIT, min(_LIMIT, total + self._words(a, b)))

    def far(self, kind: str, told: int) -> float:
        """Return what no two units of a kind exceed whose dates are far apart and that have no word in common.

        `told` is the most that the number of claims of the one times that of the other may be.
        """
        gains, weigh = self._gains, self._weights.get
        total = self._rest + self._rivals + _ROUNDING + weigh(CONSTANT, 0.0)
        total += weigh(f"kind={kind}", 0.0) + weigh("date=far", 0.0)
        total += max((gain for name, gain in gains.items() if name.startswith("status=")), default=0.0)
        total += gains.get("times told", 0.0) * math.log(told)
        return total + sum(gains.get(name, 0.0) for name in _MAY_BE_TOLD)

    def _certain(self, a: Unit, b: Unit, dated: str) -> float:
        """Return the weight of what is as quickly told as bounded, and the best that may come of no date."""
        weigh = self._weights.get
        total = weigh(CONSTANT, 0.0) + weigh(f"kind={a.kind}", 0.0) + weigh(f"date={dated}", 0.0)
        total += weigh(_status(a, b), 0.0) + weigh("times told", 0.0) * math.log(len(a.claims) * len(b.claims))
        total += weigh(_UNKEYED, 0.0) * (not a.key_words or not b.key_words)
        parties = len(a.parties | b.parties)
        total += weigh("share of parties", 0.0) * len(a.parties & b.parties) / max(1, parties)
        total += weigh("many parties", 0.0) * (parties > _MANY)
        for name, some, others in _told_by(a, b):
            total += weigh(f"only one has {name}", 0.0) * (bool(some) != bool(others))
        if dated in {"one", "none"}:
            total += weigh(f"around={_around(a, b)}", 0.0) + self._gains.get(_UNDATED, 0.0)
        return total

    def _words(self, a: Unit, b: Unit) -> float:
        """Return the most that words in common may weigh, by whether there are any."""
        gains, total = self._gains, 0.0
        if not a.words.isdisjoint(b.words):
            total += _MOST_WORDS * gains.get("rare words", 0.0) + gains.get("share of words", 0.0)
        if not a.key_words.isdisjoint(b.key_words):
            total += _MOST_KEY_WORDS * gains.get("rare words of keys", 0.0)
        return total


_UNDATED, _SAME_DAY, _UNKEYED = "no rival and undated", "same day or month told", "keys not told"
_TOLD_APART = (
    *("rivals", "rare words", "share of words", "rare words of keys", "times told", "share of parties"),
    *("many parties", _UNDATED, _SAME_DAY, _UNKEYED, *(f"only one has {name}" for name in _TOLD)),
)
_MAY_BE_TOLD = ("share of parties", "many parties", _UNKEYED, *(f"only one has {name}" for name in _TOLD))
_ROUNDING = 1e-6


def read_weights(path: Path) -> dict[str, dict[str, float]]:
    """Read the weights of each model from CSV of model, feature, weight.

    Raises ValueError with one line if a column or a number is not there.
    """
    models: dict[str, dict[str, float]] = {}
    check_table(path)
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), 2):
            try:
                models.setdefault(row["model"], {})[row["feature"]] = float(row["weight"])
            except (KeyError, ValueError) as error:
                raise ValueError(f"{path} row {number} needs model, feature and weight, a number ({error})") from None
    return models


def _status(a: Unit, b: Unit) -> str:
    return f"status={'+'.join(sorted({a.status, b.status}))}"


def _held(name: str, a: frozenset[object] | frozenset[str], b: frozenset[object] | frozenset[str]) -> dict[str, float]:
    if not a or not b:
        return {}
    return {f"same {name}" if a & b else f"other {name}": 1.0}


def _keys(a: Unit, b: Unit, corpus: Corpus) -> dict[str, float]:
    """Return what the coders' keys say; within one source they decide and are no evidence.

    Where one has none, nothing speaks for or against: that is told too, else it would count as little as keys that
    speak against.
    """
    if not a.key_words or not b.key_words:
        return {_UNKEYED: 1.0}
    told = corpus.rarity(a.key_words & b.key_words, a, b, of_keys=True)
    return {"rare words of keys": min(_MOST_KEY_WORDS, told), "other keys": told == 0}


def _elsewhere(a: Unit, b: Unit, dated: str) -> dict[str, float]:
    """Return what tells across sources only: how often each tells it and with what, and the dates they stand at."""
    found: dict[str, float] = {
        "times told": math.log(len(a.claims) * len(b.claims)),
        _SAME_DAY: dated in {"day", "month"} and bool({*a.dates} & {*b.dates}),
        **{f"only one has {name}": bool(x) != bool(y) for name, x, y in _told_by(a, b)},
    }
    if dated in {"one", "none"}:
        found[f"around={_around(a, b)}"] = 1.0
    return found


def _told_by(a: Unit, b: Unit) -> Iterator[tuple[str, Set[object], Set[object]]]:
    """Yield what each of two units tells with the act."""
    yield from zip(
        _TOLD, (a.others, a.agents, a.amounts, a.quantities), (b.others, b.agents, b.amounts, b.quantities), strict=True
    )


def _dates(a: Unit, b: Unit) -> str:
    """Return how the nearest dates of two units stand to each other.

    `day`, `month`, `year` and `wide` say how wide the wider of two dates is that can both hold; `near` are dates
    that cannot but lie at most a year apart, `far` all others; `one` and `none` say how many units are dated.
    """
    if not a.dates or not b.dates:
        return "one" if a.dates or b.dates else "none"
    apart, width = _nearest(a.days, b.days)
    if apart:
        return "near" if apart <= YEAR else "far"
    return next((name for name, most in (("day", 1), ("month", 31), ("year", YEAR)) if width <= most), "wide")


def _around(a: Unit, b: Unit) -> str:
    """Return how the dates stand to each other that the texts were at when they told of two units.

    A text without any date says nothing for one act: such dates are as good as `far`.
    """
    if not a.around or not b.around:
        return "far"
    apart, _ = _nearest(in_days(a.around), in_days(b.around))
    return "fits" if not apart else "near" if apart <= YEAR else "far"


def _nearest(a: Days, b: Days) -> tuple[int, int]:
    """Return the days between the nearest of some dates, 0 if both can hold, and the days that the wider one spans."""
    if len(a) == len(b) == 1:
        return _distance(a[0], b[0])
    return min(_distance(x, y) for x in a for y in b)


def _distance(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    (a_low, a_high), (b_low, b_high) = a, b
    return max(0, a_low - b_high, b_low - a_high), max(a_high - a_low, b_high - b_low)


def _place(a: Unit, b: Unit) -> str | None:
    """Return how far apart two units of one source stand in its text, None for two sources."""
    if a.source_id != b.source_id:
        return None
    gap = min(max(x.char_start, y.char_start) - min(x.char_end, y.char_end) for x in a.claims for y in b.claims)
    if gap < 0:
        return "overlapping"
    return "near" if gap <= _NEAR else "middling" if gap <= _FAR else "far"
