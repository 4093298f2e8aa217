"""From the model's scores to acts: which words state one, who acts on whom, when, how far, and in which words."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from flows.extract.local_confidence import Signs, chance, log_odds
from flows.extract.local_dates import Offer
from flows.extract.local_model import Model, Vectors
from flows.extract.local_pairs import Pairs, actors_of, by_actor, date_pairs, role_pairs, sum_pairs
from flows.extract.local_reading import Page, ReadDocument
from flows.extract.local_reports import asserted_by, bystanders, is_own_word, report, reported_status
from flows.extract.local_syntax import is_told, settled_status, sides
from flows.extract.local_windows import Place, Window
from flows.extract.money import MoneyMention
from schemas.vocabulary import KIND, PHASE, STATUS, SYMMETRIC_KINDS

if TYPE_CHECKING:
    from spacy.tokens import Token

KINDS, STATUSES, PHASES = tuple(KIND), tuple(STATUS), (None, *PHASE)
# A word less likely to state an act than this is not looked at further.
_FLOOR = 0.04
# An act less likely than this, by the model's own likelihood, is not looked at further. Best F1 of 225 texts was .565
# with .1, .569 with .05 and .568 with .02.
_LEAST = 0.05
# Roles, the dearest question, are asked only of acts at least this likely told: of 6,789 claims 19 are lost by it.
_LEAST_TOLD = 0.2
_LIKELY = 0.5
# For a third party that the evidence does not name. With one bar for all, .785 of the pairs of 225 texts kept aside had
# the right parties, with this .827; exact F1 rose from .317 to .328. F1 fell from .575 to .563, since of more parties
# two are likelier to be right.
_LIKELY_UNNAMED = 0.7
# Kinds of which the codebook knows acts without a target: a war with no attacker named.
_MUTUAL = frozenset({"armed_conflict"})


@dataclass(frozen=True, slots=True)
class Roles:
    """Who acts on whom, and how likely that is right if the act is told.

    `left_out` is how likely the likeliest actor is a party that is not among these.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    others: tuple[str, ...]
    probability: float
    left_out: float


@dataclass(frozen=True, slots=True)
class Act:
    """An act as read at a word: `first` and `last` are the tokens of its evidence.

    `asserted_by` is to whom the text attributes it, in its own words; `signs` tell how sure it is.
    """

    word: Place
    kind: str
    roles: Roles
    date: Offer | None
    status: str
    asserted_by: str | None
    phase: str | None
    money: MoneyMention | None
    first: int
    last: int
    signs: Signs


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A word that may state an act of a kind: rows of `Window.words` and `KINDS`, and the tokens of its evidence.

    `at_word` is how likely it is the word that states the act, `told` how likely any word of the evidence does,
    `rival` how likely one of these states an act of another kind.
    """

    row: int
    kind: int
    word: Place
    first: int
    last: int
    at_word: float
    told: float
    rival: float


def acts(window: Window, read: ReadDocument, vectors: Vectors, model: Model) -> list[Act]:
    """Return the acts of a window that are likely enough to be weighed, of several readings of one act the best.

    Each question is only asked of what is left: roles of acts likely told, dates and the rest of those kept. That
    halved the time of the heads, at the same claims.
    """
    if not window.words or len(read.standing) < 2:
        return []
    at_words = vectors[[place.piece for place in window.words]]
    told = _told(window, model, at_words, vectors)
    roles = _roles(window, read, model, told, (at_words, vectors))
    likely = _kept([(one, who) for one, who in zip(told, roles, strict=True) if who])
    left = [(one, who) for one, who in likely if is_told(_token(read, one.word))]
    if not left:
        return []
    words, kinds = [one.word for one, _ in left], np.array([one.kind for one, _ in left])
    of = (words, at_words[[one.row for one, _ in left]], kinds)
    dates, money = _dates(window, model, of, vectors), _money(window, model, of, vectors)
    status, phase = model.manner(of[1], kinds)
    by_grammar = [
        _as_told(read.pages[one.word.page], one, who, STATUSES[status[n].argmax()]) for n, (one, who) in enumerate(left)
    ]
    return [
        Act(
            word=one.word,
            kind=KINDS[one.kind],
            roles=who,
            date=dates[n],
            status=by_grammar[n][0],
            asserted_by=by_grammar[n][1],
            phase=PHASES[phase[n].argmax()],
            money=money[n],
            first=one.first,
            last=one.last,
            signs=_signs(one, who),
        )
        for n, (one, who) in enumerate(left)
    ]


def signs_in_document(found: Sequence[Act]) -> list[Signs]:
    """Return the signs of the acts of a document, with what the rest of it tells of each."""
    told: dict[tuple[str, frozenset[str]], float] = defaultdict(float)
    for act in found:
        told[_between(act)] += chance(act.signs.act)
    return [
        replace(act.signs, elsewhere=math.log1p(max(told[_between(act)] - chance(act.signs.act), 0.0))) for act in found
    ]


def _between(act: Act) -> tuple[str, frozenset[str]]:
    return act.kind, frozenset((*act.roles.source, *act.roles.target))


def _signs(one: _Candidate, who: Roles) -> Signs:
    """Return what the window tells of how sure an act is."""
    chances = (one.told * who.probability, one.told, one.at_word, who.left_out, one.rival)
    return Signs(*map(log_odds, chances))


def _told(window: Window, model: Model, at_words: Vectors, vectors: Vectors) -> list[_Candidate]:
    """Return the words that may state an act, with the evidence for it, of which some word likely does."""
    chances = _logistic(model.kinds(at_words))
    rows, kinds = np.nonzero(chances > _FLOOR)
    if not len(rows):
        return []
    borders = model.borders(at_words[rows], vectors)
    quiet = np.log1p(-np.minimum(chances, 1 - 1e-6))
    evidence = _Evidence(window)
    places = [(place.page, place.token) for place in window.words]
    found = []
    for n, (row, kind) in enumerate(zip(rows.tolist(), kinds.tolist(), strict=True)):
        word = window.words[row]
        first, last = evidence.of(word, borders[0][n], borders[1][n])
        inside = slice(bisect_left(places, (word.page, first)), bisect_right(places, (word.page, last)))
        told = float(-np.expm1(quiet[inside, kind].sum()))
        if told >= _LEAST_TOLD:
            rival = float(np.delete(chances[inside], kind, axis=1).max())
            found.append(_Candidate(row, kind, word, first, last, float(chances[row, kind]), told, rival))
    return found


def _as_told(page: Page, one: _Candidate, who: Roles, given: str) -> tuple[str, str | None]:
    """Return the status of an act as its sentence tells it, `given` by default, and to whom the text attributes it."""
    word = page.doc[one.word.token]
    status = settled_status(word, given)
    found = report(word)
    if found is None or is_own_word(found, word, KINDS[one.kind], who.source, page.mentions):
        return status, None
    return reported_status(found, word, status), asserted_by(found)


def _token(read: ReadDocument, word: Place) -> Token:
    return read.pages[word.page].doc[word.token]


def _kept(candidates: Iterable[tuple[_Candidate, Roles]]) -> list[tuple[_Candidate, Roles]]:
    """Return the candidates that are likely enough, of the readings of one act the best, in order of place."""
    chosen: list[tuple[_Candidate, Roles]] = []
    for one, who in sorted(candidates, key=lambda c: (-c[0].at_word * c[1].probability, c[0].word.piece, c[0].kind)):
        if one.told * who.probability >= _LEAST and not any(_same(one, other) for other, _ in chosen):
            chosen.append((one, who))
    return sorted(chosen, key=lambda c: (c[0].word.page, c[0].first, c[0].word.token, KINDS[c[0].kind]))


def _same(one: _Candidate, other: _Candidate) -> bool:
    """Say whether two readings share their kind and half of the shorter's words."""
    if one.kind != other.kind or one.word.page != other.word.page:
        return False
    common = min(one.last, other.last) - max(one.first, other.first) + 1
    return 2 * common >= min(one.last - one.first, other.last - other.first) + 1


class _Evidence:
    """Where the evidence for an act may begin and end: the words of each sentence of a window's core."""

    def __init__(self, window: Window) -> None:
        self._of: dict[int, tuple[list[int], NDArray[np.int64]]] = {}
        for sentence, places in groupby(window.core, key=lambda place: place.sentence):
            here = list(places)
            self._of[sentence] = ([p.token for p in here], np.array([p.piece for p in here]))

    def of(self, word: Place, starts: Vectors, ends: Vectors) -> tuple[int, int]:
        """Return the first and last token of the likeliest run of words of the sentence that holds the word."""
        tokens, pieces = self._of[word.sentence]
        at = bisect_left(tokens, word.token)
        return tokens[int(starts[pieces[: at + 1]].argmax())], tokens[at + int(ends[pieces[at:]].argmax())]


_Acts = tuple[Sequence[Place], Vectors, np.ndarray]


def _roles(
    window: Window, read: ReadDocument, model: Model, told: Sequence[_Candidate], vectors: tuple[Vectors, Vectors]
) -> list[Roles | None]:
    """Return who acts on whom in each candidate; `vectors` are those of the window's words and of its pieces."""
    if not told:
        return []
    at_words, pieces = vectors
    kinds = np.array([one.kind for one in told])
    pairs = role_pairs(window, read, [one.word for one in told])
    scores = model.pairs("role", at_words[[one.row for one in told]], kinds, pairs, pieces)
    found = []
    for one, group in zip(told, by_actor(pairs, actors_of(window, read)), strict=True):
        chances = _logistic(np.stack([np.logaddexp.reduce(scores[rows], axis=0) for rows in group.values()]))
        kind, actors = KINDS[one.kind], list(group)
        if kind not in SYMMETRIC_KINDS:
            chances = _by_grammar(read.pages[one.word.page], one.word, actors, chances)
        found.append(choose_roles(kind, actors, chances, _bars(window, one, actors)))
    return found


def _bars(window: Window, one: _Candidate, actors: Sequence[str]) -> Vectors:
    """Return how likely each actor must be a party to be one beside the two likeliest."""
    named = {
        actor
        for other in window.actors
        if other.at.page == one.word.page and one.first <= other.at.token <= one.last
        for actor in other.mention.actors
    }
    return np.array([_LIKELY if actor in named else _LIKELY_UNNAMED for actor in actors], np.float32)


def _by_grammar(page: Page, at: Place, actors: Sequence[str], chances: Vectors) -> Vectors:
    """Return the chances of actors, the greater of each on the side on which the sentence puts it, where it does."""
    word = page.doc[at.token]
    told, reported = sides(word, page.mentions), report(word)
    does, undergoes = told or (frozenset(), frozenset())
    idle = bystanders(reported, word, page.mentions) if reported is not None else frozenset()
    settled = chances.copy()
    for n, actor in enumerate(actors):
        lesser, greater = sorted(chances[n, :2])
        if actor in does:
            settled[n, :2] = greater, lesser
        elif actor in undergoes:
            settled[n, :2] = lesser, greater
        elif actor in idle:
            settled[n, 0] = lesser
    return settled


def choose_roles(kind: str, actors: Sequence[str], chances: Vectors, bars: Vectors) -> Roles | None:
    """Return the likeliest roles, None if there are not two actors.

    `chances` are each actor's of being source, target and other; of a symmetric kind, all parties are likely sources.
    `bars` are what these must pass for more than two parties.
    """
    if len(actors) < 2:
        return None
    ranked = sorted(range(len(actors)), key=lambda n: (-chances[n, 0], n))
    together = [n for n in ranked if chances[n, 0] > bars[n]]
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
    sources = [n for n in more if chances[n, 0] > max(bars[n], chances[n, 1])]
    targets = [n for n in more if chances[n, 1] > bars[n] and chances[n, 1] >= chances[n, 0]]
    return _named(actors, chances, [int(source), *sources], [int(target), *targets], best)


def _named(
    actors: Sequence[str], chances: Vectors, source: Sequence[int], target: Sequence[int], likely: float
) -> Roles:
    taken = {*source, *target}
    others = [n for n in range(len(actors)) if n not in taken and chances[n, 2] > _LIKELY]
    names = [tuple(actors[n] for n in some) for some in (source, target, others)]
    left_out = max((float(chances[n, :2].max()) for n in range(len(actors)) if n not in taken), default=0.0)
    return Roles(names[0], names[1], names[2], likely, left_out)


def _dates(window: Window, model: Model, of: _Acts, vectors: Vectors) -> list[Offer | None]:
    words = of[0]
    found: list[Offer | None] = [None] * len(words)
    pairs = date_pairs(window, words)
    scores, none = _scores("date", pairs, model, of, vectors), model.undated(of[1])
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
    words = of[0]
    found: list[MoneyMention | None] = [None] * len(words)
    pairs = sum_pairs(window, words)
    scores = _scores("sum", pairs, model, of, vectors)
    for row in np.argsort(scores, kind="stable"):
        if scores[row] > 0:
            found[pairs.act[row]] = window.sums[pairs.other[row]][1]
    return found


def _scores(head: str, pairs: Pairs, model: Model, of: _Acts, vectors: Vectors) -> Vectors:
    """Return the score of each pair by a head that has one."""
    _, acting, kinds = of
    return model.pairs(head, acting, kinds, pairs, vectors)[:, 0] if len(pairs) else np.zeros(0, np.float32)


def _logistic(x: Vectors) -> Vectors:
    return (1 / (1 + np.exp(-x))).astype(np.float32)
