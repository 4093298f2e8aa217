"""What the network is taught by: how unlikely it finds what people coded in a window.

A coding says in which words an act is told, not at which of them: at least one of them must state it ("noisy or"),
and no word outside may. Roles, dates and the rest are taught at the word that the network finds likeliest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, softplus

from flows.evaluate.mention import actor_code
from flows.evaluate.pairing import plain_date
from flows.extract.local_acts import KINDS, PHASES, STATUSES
from flows.extract.local_dates import Offer
from flows.extract.local_pairs import Pairs, actors_of, by_actor, date_pairs, role_pairs, sum_pairs
from flows.train.lessons import Lesson, Told
from flows.train.network import Network, PairHead

# Shares of the parts in the whole; others (third parties), phases and borders count less, they decide no pairing.
_OTHERS, _PHASE, _BORDER = 0.3, 0.5, 0.3
# A word inside the evidence that states nothing is held against it this much: enough to keep one word, not all.
_SPREAD = 0.02


@dataclass(frozen=True, slots=True)
class Taught:
    """The acts of a window at their words: rows of `Window.words`, the words' vectors, kinds, and the codings."""

    rows: list[int]
    vectors: Tensor
    kinds: Tensor
    told: list[Told]


def loss(network: Network, lesson: Lesson, vectors: Tensor, trust: float) -> Tensor | None:
    """Return the loss of a window, None if it has no words to code.

    `vectors` are those of its pieces; `trust` is what the word that heads the evidence has over the others, in log
    odds, when the word is chosen at which the rest is taught.
    """
    words = lesson.window.words
    if not words:
        return None
    at_words = vectors[[place.piece for place in words]]
    total, rows, told = _kinds(network.kinds(at_words), lesson.told, trust)
    if not told:
        return total
    kinds = torch.tensor([KINDS.index(one.mention.kind) for one in told])
    taught = Taught(rows, at_words[rows], kinds, told)
    for part in (_roles, _manner, _dates, _sums, _borders):
        total = total + part(network, lesson, taught, vectors)
    return total


def _kinds(odds: Tensor, told: Sequence[Told], trust: float) -> tuple[Tensor, list[int], list[Told]]:
    """Return the loss of which words state which kinds; and for each act the row of its likeliest word."""
    silent = softplus(odds)
    free = torch.ones_like(odds)
    known = odds.detach()
    taken: dict[int, set[int]] = {}
    bags: list[tuple[Told, int, list[int]]] = []
    for one in sorted(told, key=lambda t: len(t.words)):
        kind = KINDS.index(one.mention.kind)
        free[list(one.words), kind] = 0
        mine = [row for row in one.words if row not in taken.setdefault(kind, set())]
        if mine and not one.mention.borderline:
            taken[kind].update(mine)
            bags.append((one, kind, mine))
    total = (silent * free).sum()
    rows, acts = [], []
    for one, kind, mine in bags:
        none = -silent[mine, kind].sum()
        total = total - torch.log(-torch.expm1(none.clamp(max=-1e-6))) - _SPREAD * none
        likely = known[mine, kind] + trust * torch.tensor([float(row == one.root) for row in mine])
        rows.append(mine[int(likely.argmax())])
        acts.append(one)
    return total, rows, acts


def _roles(network: Network, lesson: Lesson, taught: Taught, vectors: Tensor) -> Tensor:
    pairs = role_pairs(lesson.window, lesson.read, [lesson.window.words[row] for row in taught.rows])
    if not len(pairs):
        return vectors.new_zeros(())
    actors = actors_of(lesson.window, lesson.read)
    coded = [tuple(actor_code(actor) for actor in some) for some in actors]
    absent = torch.from_numpy(pairs.piece < 0)
    pieces = torch.from_numpy(pairs.piece)
    here = vectors[pieces.clamp(min=0)]
    others = torch.where(absent[:, None], network.role.document[(-1 - pieces).clamp(min=0)], here)
    scores = _scores(network.role, taught, pairs, others)
    rows, truth = [], []
    for one, of_act in zip(taught.told, by_actor(pairs, coded), strict=True):
        for actor, mine in of_act.items():
            rows.append(mine)
            truth.append(_truth(one, actor))
    longest = max(map(len, rows))
    index = torch.tensor([mine + mine[:1] * (longest - len(mine)) for mine in rows])
    padding = torch.tensor([[0.0] * len(mine) + [-1e4] * (longest - len(mine)) for mine in rows])
    odds = torch.logsumexp(scores[index] + padding[:, :, None], 1)
    each = binary_cross_entropy_with_logits(odds, torch.tensor(truth), reduction="none")
    return (each * torch.tensor([1.0, 1.0, _OTHERS])).sum()


def _truth(one: Told, actor: str) -> tuple[float, float, float]:
    """Return whether an actor is source, target and other; of a symmetric kind, all parties are sources."""
    mention = one.mention
    source = mention.actors if mention.symmetric else mention.source
    target = frozenset[str]() if mention.symmetric else mention.target
    return float(actor in source), float(actor in target), float(actor in mention.others)


def _manner(network: Network, _: Lesson, taught: Taught, __: Tensor) -> Tensor:
    status, phase = network.manners(taught.vectors, taught.kinds)
    statuses = torch.tensor([STATUSES.index(one.mention.status) for one in taught.told])
    phases = torch.tensor([PHASES.index(one.phase) for one in taught.told])
    total = cross_entropy(status, statuses, reduction="sum")
    return total + _PHASE * cross_entropy(phase, phases, reduction="sum")


def _dates(network: Network, lesson: Lesson, taught: Taught, vectors: Tensor) -> Tensor:
    total = vectors.new_zeros(())
    window = lesson.window
    pairs = date_pairs(window, [window.words[row] for row in taught.rows])
    if not len(pairs):
        return total
    scores = _scores(network.date, taught, pairs, vectors[torch.from_numpy(pairs.piece)])[:, 0]
    none = network.undated(taught.vectors)[:, 0]
    for n, one in enumerate(taught.told):
        mine = [row for row in range(len(pairs)) if pairs.act[row] == n]
        if not mine:
            continue
        every = torch.logsumexp(torch.cat([none[n : n + 1], scores[mine]]), 0)
        right = [row for row in mine if _plain(window.dates[pairs.other[row]][1]) == plain_date(one.mention)]
        if one.mention.date is None:
            total = total + every - none[n]
        elif right:
            total = total + every - torch.logsumexp(scores[right], 0)
    return total


def _plain(date: Offer) -> str:
    return date.edtf.translate({ord(mark): None for mark in "~?%"})


def _sums(network: Network, lesson: Lesson, taught: Taught, vectors: Tensor) -> Tensor:
    window = lesson.window
    pairs = sum_pairs(window, [window.words[row] for row in taught.rows])
    if not len(pairs):
        return vectors.new_zeros(())
    scores = _scores(network.sum, taught, pairs, vectors[torch.from_numpy(pairs.piece)])[:, 0]
    truth = []
    for act, other in zip(pairs.act, pairs.other, strict=True):
        amount = taught.told[act].mention.amount
        value = window.sums[other][1].value
        truth.append(float(amount is not None and abs(amount[0] - value) <= 0.01 * max(1, abs(value))))
    return binary_cross_entropy_with_logits(scores, torch.tensor(truth), reduction="sum")


def _borders(network: Network, lesson: Lesson, taught: Taught, vectors: Tensor) -> Tensor:
    total = vectors.new_zeros(())
    firsts, lasts = network.border["first"](taught.vectors), network.border["last"](taught.vectors)
    for n, (row, one) in enumerate(zip(taught.rows, taught.told, strict=True)):
        word = lesson.window.words[row]
        here = [place for place in lesson.window.core if place.sentence == word.sentence]
        index = {place.token: i for i, place in enumerate(here)}
        if one.first in index and one.last in index:
            places = network.border["places"](vectors[[place.piece for place in here]])
            half = places.shape[1] // 2
            for odds, token in ((places[:, :half] @ firsts[n], one.first), (places[:, half:] @ lasts[n], one.last)):
                total = total + _BORDER * cross_entropy(odds[None], torch.tensor([index[token]]))
    return total


def _scores(head: PairHead, taught: Taught, pairs: Pairs, others: Tensor) -> Tensor:
    found: Tensor = head(
        taught.vectors, taught.kinds, torch.from_numpy(pairs.act), others, torch.from_numpy(pairs.features)
    )
    return found
