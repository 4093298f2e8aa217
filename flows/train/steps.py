"""Learning with the encoder's matrices as they are stored: whole steps away from those of the base model."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from flows.train.base import MATRICES, Base
from flows.train.graph import STEP
from flows.train.network import Encoder

_WEIGHT = "weight"
# Less than three quarters of a step count as none: in the same room, less is lost than by wider steps rounded to the
# nearest.
_UP = 0.25


class Steps(nn.Module):
    """A matrix, rounded when `on`; what is learned goes to what it is rounded from."""

    def __init__(self, base: Tensor) -> None:
        super().__init__()
        self._base = base
        self.on = False

    def forward(self, exact: Tensor) -> Tensor:
        """Return the matrix to compute with."""
        if not self.on:
            return exact
        away = (exact.detach() - self._base) / STEP
        stored = self._base + torch.sign(away) * torch.floor(away.abs() + _UP) * STEP
        return exact + (stored - exact.detach())


def stepping(encoder: Encoder) -> list[Steps]:
    """Give each matrix of an encoder the means to be rounded, and return these."""
    base, found = Base(), []
    for name in MATRICES:
        one = Steps(torch.tensor(base.turned(name, base.table(name))))
        parametrize.register_parametrization(_owner(encoder, name), _WEIGHT, one)
        found.append(one)
    return found


def settled(encoder: Encoder) -> None:
    """Leave each matrix as it was computed with last."""
    for name in MATRICES:
        parametrize.remove_parametrizations(_owner(encoder, name), _WEIGHT)


def _owner(encoder: Encoder, name: str) -> nn.Module:
    return encoder.get_submodule(name.removesuffix(f".{_WEIGHT}"))
