"""A taught network written as the files that `flows.extract.local_model` reads."""

from __future__ import annotations

import json
import lzma
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch

from flows.extract.local_model import CARD, ENCODER, HEADS, SCALE, STEPS, TABLES, TOKENIZER, read_heads
from flows.extract.local_steps import PACKING, read_steps, write_steps, write_tables
from flows.train.base import Base
from flows.train.graph import in_steps, split, told
from flows.train.network import Network

_OPSET = 17
_SMALL = 8  # rows of a table that is not worth the trouble
_HEADS_STEP = 0.4  # steps between the whole numbers that stand for weights, in standard deviations of a row


def export(network: Network, tokenizer: Path, card: Mapping[str, Any], folder: Path) -> None:
    """Write encoder (ONNX, its tables apart; packed), heads (int8), tokenizer and card into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    example = torch.ones((2, 16), dtype=torch.long)
    axes = {0: "window", 1: "piece"}
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        torch.onnx.export(
            network.encoder,
            (example, example),
            str(whole),
            input_names=["pieces", "marks"],
            output_names=["vectors"],
            dynamic_axes={"pieces": axes, "marks": axes, "vectors": axes},
            opset_version=_OPSET,
            dynamo=False,
        )
        weights = {name: value.numpy() for name, value in network.encoder.state_dict().items()}
        encoder, tables, steps = split(onnx.load(whole), weights, Base())
    for name, graph in ((ENCODER, encoder), (TABLES, tables)):
        (folder / name).write_bytes(lzma.compress(graph.SerializeToString(), filters=PACKING))
    write_steps(steps, folder / STEPS)
    heads: dict[str, Any] = {}
    for name, value in network.state_dict().items():
        if not name.startswith("encoder."):
            heads |= _stored(name, value.detach().numpy())
    write_tables(heads, folder / HEADS)
    if tokenizer.resolve() != (folder / TOKENIZER).resolve():
        shutil.copyfile(tokenizer, folder / TOKENIZER)
    write_card(card, folder)


def network_of(folder: Path) -> Network:
    """Return the network of a model's folder, in the precision in which it is stored."""
    encoder, tables = (
        onnx.load_from_string(lzma.decompress((folder / name).read_bytes())) for name in (ENCODER, TABLES)
    )
    weights = told(encoder, tables, read_steps(folder / STEPS), Base())
    found = {f"encoder.{name}": value for name, value in weights.items()} | read_heads(folder / HEADS)
    network = Network()
    network.load_state_dict({name: torch.tensor(value) for name, value in found.items()})
    network.eval()
    return network


def _stored(name: str, table: np.ndarray) -> dict[str, np.ndarray]:
    """Return a table of the heads as it is stored: matrices in whole numbers with a scale for each row."""
    if table.ndim != 2 or len(table) < _SMALL:
        return {name: table.astype(np.float16)}
    steps = np.maximum(_HEADS_STEP * table.std(axis=1, keepdims=True), 1e-6).astype(np.float32)
    return {name: in_steps(table, steps), f"{name}{SCALE}": steps}


def write_card(card: Mapping[str, Any], folder: Path) -> None:
    """Write what is to be known of a model: what it learned from, its threshold and its calibration."""
    (folder / CARD).write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
