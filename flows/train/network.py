"""The network that is taught: MiniLM's encoder, and the heads that `flows.extract.local_model` reads out in NumPy."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from flows.extract.local_acts import KINDS, PHASES, STATUSES
from flows.extract.local_pairs import DATE_FEATURES, ROLE_FEATURES, SUM_FEATURES
from flows.extract.local_windows import LONGEST, MARKS, RANKS
from flows.train.base import LAYERS

WIDTH, INNER, ATTENTION_HEADS = 384, 1536, 12
PIECES = 30_522
_DROPOUT = 0.1
_RARE = -4.5  # log odds, before learning, of a word stating an act of a kind: about one in ninety


def _drop(x: Tensor, training: bool) -> Tensor:
    """Drop features of a whole sequence at once: one mask a piece took a third of the time of a step."""
    if not training:
        return x
    return x * ((torch.rand(x.shape[0], 1, x.shape[2]) >= _DROPOUT).to(x.dtype) / (1 - _DROPOUT))


class Layer(nn.Module):
    """One layer of the encoder: attention, then two dense layers."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.joined = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.norm, self.last = nn.LayerNorm(WIDTH, 1e-12), nn.LayerNorm(WIDTH, 1e-12)
        self.wide, self.narrow = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the layer's vectors; `mask` is added to the attention of each piece to each."""
        size = (x.shape[0], x.shape[1], ATTENTION_HEADS, WIDTH // ATTENTION_HEADS)
        query, key, value = (part(x).view(size).transpose(1, 2) for part in (self.query, self.key, self.value))
        seen = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask.to(query.dtype))
        x = self.norm(x + _drop(self.joined(seen.transpose(1, 2).reshape(x.shape)), self.training))
        wide = nn.functional.gelu(self.wide(x))
        out: Tensor = self.last(x + _drop(self.narrow(wide), self.training))
        return out


class Encoder(nn.Module):
    """Vectors of pieces in their context; `marks` say where actors, dates and sums stand."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces, self.positions = nn.Embedding(PIECES, WIDTH), nn.Embedding(LONGEST, WIDTH)
        self.marks = nn.Embedding(MARKS, WIDTH)
        nn.init.zeros_(self.marks.weight)
        self.norm = nn.LayerNorm(WIDTH, 1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def load(self, given: Mapping[str, NDArray[np.float32]]) -> None:
        """Take over the weights of a base model, named as they are here."""
        taken = {name: torch.tensor(value) for name, value in given.items()}
        self.load_state_dict({"marks.weight": self.marks.weight, **taken})

    def forward(self, pieces: Tensor, marks: Tensor) -> Tensor:
        """Return a vector for each piece of each row; piece 0 is padding."""
        places = torch.arange(pieces.shape[1], device=pieces.device)
        x = _drop(self.norm(self.pieces(pieces) + self.positions(places) + self.marks(marks)), self.training)
        mask = (pieces == 0)[:, None, None, :].to(x.dtype) * -1e4
        for layer in self.layers:
            x = layer(x, mask)
        return x


class PairHead(nn.Module):
    """Scores pairs of an act and another word, by both words' vectors, the act's kind and the pair's features."""

    def __init__(self, features: tuple[int, ...], hidden: int, out: int) -> None:
        super().__init__()
        self.act, self.other = nn.Linear(WIDTH, hidden), nn.Linear(WIDTH, hidden, bias=False)
        self.kind = nn.Embedding(len(KINDS), hidden)
        self.features = nn.ModuleList(nn.Embedding(size, hidden) for size in features)
        for table in (self.kind, *self.features):
            nn.init.normal_(table.weight, std=0.1)
        self.out = nn.Linear(hidden, out)

    def forward(self, words: Tensor, kinds: Tensor, act: Tensor, others: Tensor, features: Tensor) -> Tensor:
        """Return the scores; `act` says which of the words each pair is of."""
        hidden = (self.act(words) + self.kind(kinds))[act] + self.other(others)
        for n, table in enumerate(self.features):
            hidden = hidden + table(features[:, n])
        scores: Tensor = self.out(torch.relu(hidden))
        return scores


class Network(nn.Module):
    """The encoder and its heads, named as `flows.extract.local_model` looks them up."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.act = nn.ModuleDict({"hidden": nn.Linear(WIDTH, WIDTH), "out": nn.Linear(WIDTH, len(KINDS))})
        nn.init.constant_(self.act["out"].bias, _RARE)
        self.role = PairHead(ROLE_FEATURES, 256, 3)
        self.role.document = nn.Parameter(torch.zeros(RANKS, WIDTH))
        self.date, self.sum = PairHead(DATE_FEATURES, 256, 1), PairHead(SUM_FEATURES, 128, 1)
        self.undated = nn.Linear(WIDTH, 1)
        self.manner = nn.ModuleDict(
            {
                "hidden": nn.Linear(WIDTH, 256),
                "kind": nn.Embedding(len(KINDS), 256),
                "status": nn.Linear(256, len(STATUSES)),
                "phase": nn.Linear(256, len(PHASES)),
            }
        )
        nn.init.normal_(self.manner["kind"].weight, std=0.1)
        self.border = nn.ModuleDict(
            {"first": nn.Linear(WIDTH, 128), "last": nn.Linear(WIDTH, 128), "places": nn.Linear(WIDTH, 256)}
        )

    def kinds(self, words: Tensor) -> Tensor:
        """Return the log odds of each word's stating an act of each kind."""
        found: Tensor = self.act["out"](torch.relu(self.act["hidden"](words)))
        return found

    def manners(self, words: Tensor, kinds: Tensor) -> tuple[Tensor, Tensor]:
        """Return the scores of each act's statuses and phases."""
        hidden = torch.relu(self.manner["hidden"](words) + self.manner["kind"](kinds))
        return self.manner["status"](hidden), self.manner["phase"](hidden)
