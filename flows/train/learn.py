"""The lessons gone through: batches, steps and rates. The same lessons and seed give the same network."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from flows.extract.local_windows import DATE
from flows.train.base import Base
from flows.train.lessons import Lesson
from flows.train.loss import loss
from flows.train.network import Encoder, Network
from flows.train.steps import settled, stepping

# BERT's marks (the beginning, the end of a part, what is unknown) have their places below this; the last stands for a
# hidden piece.
_MARKS = 104
_MASK = _MARKS - 1
_BATCH = 6
_THREADS = 1  # a second one saves a twelfth of the time
_WARM = 0.1  # share of the steps in which the rate rises
_SHORTEST_RATE = 0.02
_LEAST_TRUST = 0.5
# Pieces hidden by chance, all and those of actors: what stands about them must tell. Two rounds further on without that
# and without dropped features, a network had its lessons by heart (loss 20 a window) and best F1 .536 on 24 documents
# held out; with both, texts cut anew and at a higher rate, .555.
_HIDDEN, _HIDDEN_ACTORS = 0.12, 0.25
_ROUNDS_IN_STEPS = 2


@dataclass(frozen=True, slots=True)
class Course:
    """How often lessons are gone through, how fast encoder and heads learn, and the seed of what is drawn by chance.

    `trust` is what the word that heads a coding's evidence has over the others in the first round (log odds); it
    falls by one each round. `hides` says that pieces are hidden by chance, `in_steps` that in the last rounds the
    encoder learns with its matrices as they are stored.
    """

    rounds: int
    encoder_rate: float
    heads_rate: float
    trust: float
    seed: int
    hides: bool = False
    in_steps: bool = False


def untaught(seed: int) -> Network:
    """Return a network that knows what its base model knows."""
    torch.manual_seed(seed)
    network = Network()
    network.encoder.load(Base().weights())
    return network


def learn(network: Network, lessons: Sequence[Sequence[Lesson]], course: Course, say: Callable[[str], None]) -> Network:
    """Teach a network by lessons and return it; `say` hears of each round. Without lessons it stays as it is.

    `lessons` are the same texts cut in one or more ways, of which each round has the next.
    """
    if not lessons[0]:
        return network.eval()
    torch.manual_seed(course.seed)
    torch.set_num_threads(_THREADS)
    chance = random.Random(course.seed)
    steps = stepping(network.encoder) if course.in_steps else []
    known = {id(p) for p in network.encoder.parameters()}
    encoder = _learning(network.encoder)
    heads = [p for p in network.parameters() if id(p) not in known]
    rates = [{"params": encoder, "lr": course.encoder_rate}, {"params": heads, "lr": course.heads_rate}]
    optimizer = torch.optim.AdamW(rates, weight_decay=0.01)
    batches = course.rounds * -(-len(lessons[0]) // _BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda batch: _rate(batch / batches))
    for number in range(course.rounds):
        network.train()
        for one in steps:
            one.on = number >= course.rounds - _ROUNDS_IN_STEPS
        total, now = 0.0, lessons[number % len(lessons)]
        for batch in _batches(now, chance):
            found = _loss(network, batch, max(_LEAST_TRUST, course.trust - number), hides=course.hides)
            if found is None:
                continue
            optimizer.zero_grad()
            (found / 10).backward()
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            total += float(found.detach())
        say(f"round {number + 1} of {course.rounds}: loss {total / len(now):.2f} a window")
    if steps:
        settled(network.encoder)
    return network.eval()


def _learning(encoder: Encoder) -> list[nn.Parameter]:
    """Return the encoder's parameters that are to learn; the others are held still."""
    # Most pieces are too rare in the lessons to be learned anew, and their table, half of the encoder, need not ship.
    encoder.pieces.weight.requires_grad = False
    return [parameter for parameter in encoder.parameters() if parameter.requires_grad]


def _rate(done: float) -> float:
    return min(1.0, (done + 1e-3) / _WARM) * max(_SHORTEST_RATE, 1 - done)


def _batches(lessons: Sequence[Lesson], chance: random.Random) -> list[list[Lesson]]:
    """Return the lessons in batches of similar length, in an order drawn by chance."""
    order = list(lessons)
    chance.shuffle(order)
    found = []
    for start in range(0, len(order), 8 * _BATCH):
        near = sorted(order[start : start + 8 * _BATCH], key=lambda lesson: len(lesson.window.pieces))
        found += [near[n : n + _BATCH] for n in range(0, len(near), _BATCH)]
    chance.shuffle(found)
    return found


def _multiplies_halves() -> bool:
    """Say whether the processor multiplies in half precision: that doubles the speed.

    On one that does not a window took 4.7 seconds in half precision and 0.35 in single.
    """
    # The packages have no public word for it.
    return bool(torch.backends.mkldnn.is_available() and torch.ops.mkldnn._is_mkldnn_bf16_supported())


def _loss(network: Network, batch: Sequence[Lesson], trust: float, *, hides: bool) -> Tensor | None:
    longest = max(len(lesson.window.pieces) for lesson in batch)
    pieces, marks = torch.zeros((2, len(batch), longest), dtype=torch.long)
    for row, lesson in enumerate(batch):
        size = len(lesson.window.pieces)
        pieces[row, :size] = torch.tensor(lesson.window.pieces)
        marks[row, :size] = torch.tensor(lesson.window.marks)
    if hides:
        actors = (marks > 0) & (marks < DATE)
        chosen = torch.rand(pieces.shape) < _HIDDEN + (_HIDDEN_ACTORS - _HIDDEN) * actors
        pieces[chosen & (pieces >= _MARKS)] = _MASK
    with torch.autocast("cpu", torch.bfloat16, enabled=_multiplies_halves()):
        encoded = network.encoder(pieces, marks)
    found = [loss(network, lesson, vectors, trust) for lesson, vectors in zip(batch, encoded.float(), strict=True)]
    told = [one for one in found if one is not None]
    return torch.stack(told).sum() if told else None
