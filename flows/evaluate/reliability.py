"""How far two coders agree beyond chance: Krippendorff's alpha for each attribute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable

from flows.evaluate.confusion import across_kinds
from flows.evaluate.mention import Mention
from flows.evaluate.pairing import plain_date, rounded_sum
from flows.evaluate.scoring import Comparison, Pair


def alphas(comparisons: Iterable[Comparison]) -> dict[str, float | None]:
    """Return nominal alpha (Krippendorff 2019, chapter 12) for kind, actors, date, status and amount.

    The units for kind are mentions that match in place and actors, for the other attributes those that match in
    kind too. No date or sum counts as a value of its own, as do the parties of a symmetric kind, which have no
    sides. None where alpha is not defined: the two coders used
    one value only, or share no unit.
    """
    compared = list(comparisons)
    paired = [pair for comparison in compared for pair in comparison.pairs]
    found = {"kind": _alpha((a.kind, b.kind) for one in compared for a, b in across_kinds(one))}
    for name, value in _VALUES.items():
        found[name] = _alpha(_values(paired, value))
    return found


def _values(pairs: Iterable[Pair], value: Callable[[Mention], Hashable]) -> Iterable[tuple[Hashable, Hashable]]:
    return ((value(a), value(b)) for a, b in pairs)


def _sides(mention: Mention) -> Hashable:
    return mention.actors if mention.symmetric else (mention.source, mention.target)


def _status(mention: Mention) -> Hashable:
    return mention.status


_VALUES: dict[str, Callable[[Mention], Hashable]] = {
    "actors": _sides,
    "date": plain_date,
    "status": _status,
    "amount": rounded_sum,
}


def _alpha(units: Iterable[tuple[Hashable, Hashable]]) -> float | None:
    """Return nominal alpha of two coders who both coded each unit.

    The package `krippendorff`, against which a test holds this, takes an array of units by values by values: more than
    24 GB for the actors of 71 documents.
    """
    values: Counter[Hashable] = Counter()
    differing = 0
    for one, other in units:
        values.update((one, other))
        differing += one != other
    if len(values) < 2:
        return None
    total = values.total()
    expected = total**2 - sum(count**2 for count in values.values())
    return 1 - 2 * differing * (total - 1) / expected
