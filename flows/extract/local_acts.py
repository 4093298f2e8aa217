"""From the model's scores to acts: which words state one, who acts on whom, when, how far, and in which words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from flows.extract.dates import DateMention
from flows.extract.local_model import Model, Vectors
from flows.extract.local_pairs import actors_of, by_actor, date_pairs, role_pairs, sum_pairs
from flows.extract.local_reading import ReadDocument
from flows.extract.local_windows import Place, Window
from flows.extract.money import MoneyMention
from schemas.vocabulary import KIND, PHASE, STATUS, SYMMETRIC_KINDS

KINDS, STATUSES, PHASES = tuple(KIND), tuple(STATUS), (None, *PHASE)
# A word less likely to state an act than this is not looked at further.
_FLOOR = 0.04
_LIKELY = 0.5
# Kinds of which the codebook knows acts without a target: a war with no attacker named.
_MUTUAL = frozenset({"armed_conflict"})


@dataclass(frozen=True, slots=True)
class Roles:
    """Who acts on whom, and how likely that is right if the act is told."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    others: tuple[str, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class Act:
    """An act as read at a word: `first` and `last` are the tokens of its evidence, `told` how likely it is stated."""

    word: Place
    kind: str
    roles: Roles
    date: DateMention | None
    status: str
    phase: str | None
    money: MoneyMention | None
    first: int
    last: int
    at_word: float
    told: float

    @property
    def likely(self) -> float:
        """How likely the act is stated and its roles are right, before calibration."""
        return self.told * self.roles.probability


def acts(window: Window, read: ReadDocument, vectors: Vectors, model: Model) -> list[Act]:
    """Return the acts that a window may state, of every likelihood above a floor, several readings of one included."""
    if not window.words or len(read.standing) < 2:
        return []
    at_words = vectors[[place.piece for place in window.words]]
    chances = _logistic(model.kinds(at_words))
    rows, kinds = np.nonzero(chances > _FLOOR)
    if not len(rows):
        return []
    words = [window.words[row] for row in rows]
    acting = at_words[rows]
    roles = _roles(window, read, model, (words, acting, kinds), vectors)
    dates = _dates(window, model, (words, acting, kinds), vectors)
    money = _money(window, model, (words, acting, kinds), vectors)
    status, phase = model.manner(acting, kinds)
    borders = model.borders(acting, vectors)
    quiet = np.log1p(-np.minimum(chances, 1 - 1e-6))
    found = []
    for n, word in enumerate(words):
        who = roles[n]
        if who is None:
            continue
        first, last = _evidence(window, word, borders[0][n], borders[1][n])
        inside = [i for i, w in enumerate(window.words) if w.page == word.page and first <= w.token <= last]
        found.append(
            Act(
                word=word,
                kind=KINDS[kinds[n]],
                roles=who,
                date=dates[n],
                status=STATUSES[status[n].argmax()],
                phase=PHASES[phase[n].argmax()],
                money=money[n],
                first=first,
                last=last,
                at_word=float(chances[rows[n], kinds[n]]),
                told=float(-np.expm1(quiet[inside, kinds[n]].sum())),
            )
        )
    return found


def kept(candidates: Iterable[Act], threshold: float) -> list[Act]:
    """Return the acts at least as likely as `threshold`, of the readings of one act the best, in order of place."""
    chosen: list[Act] = []
    for one in sorted(candidates, key=lambda a: (-a.at_word * a.roles.probability, a.word.piece, a.kind)):
        if one.likely >= threshold and not any(_same(one, other) for other in chosen):
            chosen.append(one)
    return sorted(chosen, key=lambda a: (a.word.page, a.first, a.word.token, a.kind))


def _same(one: Act, other: Act) -> bool:
    """Say whether two readings share their kind and half of the shorter's words."""
    if one.kind != other.kind or one.word.page != other.word.page:
        return False
    common = min(one.last, other.last) - max(one.first, other.first) + 1
    return 2 * common >= min(one.last - one.first, other.last - other.first) + 1


_Acts = tuple[Sequence[Place], Vectors, np.ndarray]


def _roles(window: Window, read: ReadDocument, model: Model, of: _Acts, vectors: Vectors) -> list[Roles | None]:
    words, acting, kinds = of
    pairs = role_pairs(window, read, words)
    scores = model.pairs("role", acting, kinds, pairs, vectors)
    groups = by_actor(pairs, actors_of(window, read))
    found = []
    for kind, group in zip(kinds, groups, strict=True):
        chances = _logistic(np.stack([np.logaddexp.reduce(scores[rows], axis=0) for rows in group.values()]))
        found.append(choose_roles(KINDS[kind], list(group), chances))
    return found


def choose_roles(kind: str, actors: Sequence[str], chances: Vectors) -> Roles | None:
    """Return the likeliest roles, None if there are not two actors.

    `chances` are each actor's of being source, target and other; of a symmetric kind, all parties are likely sources.
    """
    if len(actors) < 2:
        return None
    ranked = sorted(range(len(actors)), key=lambda n: (-chances[n, 0], n))
    together = [n for n in ranked if chances[n, 0] > _LIKELY]
    together = together if len(together) > 1 else ranked[:2]
    mutual = float(chances[ranked[0], 0] * chances[ranked[1], 0])
    if kind in SYMMETRIC_KINDS:
        return _named(actors, chances, together[:1], together[1:], mutual)
    faced = chances[:, 0][:, None] * chances[:, 1][None, :]
    np.fill_diagonal(faced, -1)
    source, target = np.unravel_index(int(faced.argmax()), faced.shape)
    best = float(faced[source, target])
    unopposed = mutual * float(np.prod(1 - chances[:, 1]))
    if kind in _MUTUAL and unopposed > best:
        return _named(actors, chances, together, [], unopposed)
    more = [n for n in range(len(actors)) if n not in (source, target)]
    sources = [n for n in more if chances[n, 0] > max(_LIKELY, chances[n, 1])]
    targets = [n for n in more if chances[n, 1] > _LIKELY and chances[n, 1] >= chances[n, 0]]
    return _named(actors, chances, [int(source), *sources], [int(target), *targets], best)


def _named(
    actors: Sequence[str], chances: Vectors, source: Sequence[int], target: Sequence[int], likely: float
) -> Roles:
    taken = {*source, *target}
    others = [n for n in range(len(actors)) if n not in taken and chances[n, 2] > _LIKELY]
    names = [tuple(actors[n] for n in some) for some in (source, target, others)]
    return Roles(names[0], names[1], names[2], likely)


def _dates(window: Window, model: Model, of: _Acts, vectors: Vectors) -> list[DateMention | None]:
    words, acting, kinds = of
    found: list[DateMention | None] = [None] * len(words)
    pairs = date_pairs(window, words)
    if not len(pairs):
        return found
    scores = model.pairs("date", acting, kinds, pairs, vectors)[:, 0]
    none = model.undated(acting)
    for n in range(len(words)):
        by_edtf: dict[str, list[int]] = {}
        for row in np.nonzero(pairs.act == n)[0]:
            by_edtf.setdefault(window.dates[pairs.other[row]][1].edtf, []).append(int(row))
        weight = {edtf: float(np.logaddexp.reduce(scores[rows])) for edtf, rows in by_edtf.items()}
        if weight:
            best = max(weight, key=weight.__getitem__)
            if weight[best] > none[n]:
                nearest = max(by_edtf[best], key=scores.__getitem__)
                found[n] = window.dates[pairs.other[nearest]][1]
    return found


def _money(window: Window, model: Model, of: _Acts, vectors: Vectors) -> list[MoneyMention | None]:
    words, acting, kinds = of
    found: list[MoneyMention | None] = [None] * len(words)
    pairs = sum_pairs(window, words)
    if not len(pairs):
        return found
    scores = model.pairs("sum", acting, kinds, pairs, vectors)[:, 0]
    for row in np.argsort(scores, kind="stable"):
        if scores[row] > 0:
            found[pairs.act[row]] = window.sums[pairs.other[row]][1]
    return found


def _evidence(window: Window, word: Place, starts: Vectors, ends: Vectors) -> tuple[int, int]:
    """Return the first and last token of the likeliest run of words of the sentence that holds the word."""
    here = [place for place in window.core if place.sentence == word.sentence]
    before = [place for place in here if place.token <= word.token]
    after = [place for place in here if place.token >= word.token]
    return (
        max(before, key=lambda place: starts[place.piece]).token,
        max(after, key=lambda place: ends[place.piece]).token,
    )


def _logistic(x: Vectors) -> Vectors:
    return (1 / (1 + np.exp(-x))).astype(np.float32)
