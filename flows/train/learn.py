"""The lessons gone through: batches, steps and rates. The same lessons and seed give the same network."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from flows.train.lessons import Lesson
from flows.train.loss import loss
from flows.train.network import LAYERS, Encoder, Network

_BATCH = 6
_THREADS = 2
_WARM = 0.1  # share of the steps in which the rate rises
_SHORTEST_RATE = 0.02
_LEAST_TRUST = 0.5


@dataclass(frozen=True, slots=True)
class Course:
    """How often lessons are gone through, how fast encoder and heads learn, and the seed of what is drawn by chance.

    `trust` is what the word that heads a coding's evidence has over the others in the first round (log odds); it
    falls by one each round. With `upper` given, only so many of the encoder's layers learn, the last ones.
    """

    rounds: int
    encoder_rate: float
    heads_rate: float
    trust: float
    seed: int
    upper: int | None = None


def untaught(base: Path, seed: int) -> Network:
    """Return a network that knows what its base model knows; `base` is the safetensors file of that."""
    torch.manual_seed(seed)
    network = Network()
    network.encoder.load(base)
    return network


def learn(network: Network, lessons: Sequence[Lesson], course: Course, say: Callable[[str], None]) -> Network:
    """Teach a network by lessons and return it; `say` hears of each round. Without lessons it stays as it is."""
    if not lessons:
        return network.eval()
    torch.manual_seed(course.seed)
    torch.set_num_threads(_THREADS)
    chance = random.Random(course.seed)
    encoder = _learning(network.encoder, course.upper)
    known = {id(p) for p in network.encoder.parameters()}
    heads = [p for p in network.parameters() if id(p) not in known]
    rates = [{"params": encoder, "lr": course.encoder_rate}, {"params": heads, "lr": course.heads_rate}]
    optimizer = torch.optim.AdamW(rates, weight_decay=0.01)
    steps = course.rounds * -(-len(lessons) // _BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step / steps))
    for number in range(course.rounds):
        network.train()
        total = 0.0
        for batch in _batches(lessons, chance):
            found = _loss(network, batch, max(_LEAST_TRUST, course.trust - number))
            if found is None:
                continue
            optimizer.zero_grad()
            (found / 10).backward()
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            total += float(found.detach())
        say(f"round {number + 1} of {course.rounds}: loss {total / len(lessons):.2f} a window")
    return network.eval()


def _learning(encoder: Encoder, upper: int | None) -> list[nn.Parameter]:
    """Return the encoder's parameters that are to learn; the others are held still."""
    parts: nn.Module = encoder if upper is None else encoder.layers[LAYERS - upper :]
    # Most pieces are too rare in the lessons to be learned anew, and their table is half of the encoder.
    chosen = [parameter for parameter in parts.parameters() if parameter is not encoder.pieces.weight]
    encoder.requires_grad_(requires_grad=False)
    for parameter in chosen:
        parameter.requires_grad = True
    return chosen


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


def _loss(network: Network, batch: Sequence[Lesson], trust: float) -> Tensor | None:
    longest = max(len(lesson.window.pieces) for lesson in batch)
    pieces, marks = torch.zeros((2, len(batch), longest), dtype=torch.long)
    for row, lesson in enumerate(batch):
        size = len(lesson.window.pieces)
        pieces[row, :size] = torch.tensor(lesson.window.pieces)
        marks[row, :size] = torch.tensor(lesson.window.marks)
    # Half precision doubles the speed where the processor can multiply in it.
    with torch.autocast("cpu", torch.bfloat16):
        encoded = network.encoder(pieces, marks)
    found = [loss(network, lesson, vectors, trust) for lesson, vectors in zip(batch, encoded.float(), strict=True)]
    told = [one for one in found if one is not None]
    return torch.stack(told).sum() if told else None
