"""A taught network written as the files that `flows.extract.local_model` reads."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from flows.extract.local_model import CARD, ENCODER, HEADS, SCALE, TOKENIZER, read_heads
from flows.train.network import LAYERS, MATRICES, Network

_OPSET = 17
_SMALL = 32  # rows of a table that is not worth the trouble


def export(network: Network, tokenizer: Path, card: Mapping[str, Any], folder: Path) -> None:
    """Write encoder (ONNX, int8), heads (half precision), tokenizer and card into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    example = torch.ones((2, 16), dtype=torch.long)
    axes = {0: "window", 1: "piece"}
    with tempfile.TemporaryDirectory() as scratch:
        exact = Path(scratch) / "encoder.onnx"
        torch.onnx.export(
            network.encoder,
            (example, example),
            str(exact),
            input_names=["pieces", "marks"],
            output_names=["vectors"],
            dynamic_axes={"pieces": axes, "marks": axes, "vectors": axes},
            opset_version=_OPSET,
            dynamo=False,
        )
        # Seven bits: with eight, processors without VNNI overflow and give other claims than those with it.
        quantize_dynamic(
            exact,
            folder / ENCODER,
            op_types_to_quantize=["MatMul", "Gather"],
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
        )
    heads: dict[str, Any] = {}
    for name, value in network.state_dict().items():
        if not name.startswith("encoder."):
            heads |= _stored(name, value.detach().numpy())
    np.savez(folder / HEADS, **heads)
    if tokenizer.resolve() != (folder / TOKENIZER).resolve():
        shutil.copyfile(tokenizer, folder / TOKENIZER)
    write_card(card, folder)


def network_of(folder: Path) -> Network:
    """Return the network of a model's folder, in the precision in which it is stored."""
    graph = onnx.load(folder / ENCODER).graph
    stored = {one.name: onnx.numpy_helper.to_array(one) for one in graph.initializer}
    exact = {
        name.removesuffix("_quantized"): _exact(stored, name.removesuffix("_quantized"))
        for name in stored
        if name.endswith("_quantized")
    }
    # The exporter keeps the names of tables and biases; the matrices are nameless, in the order of their use.
    matrices = iter(value for name, value in exact.items() if name.startswith("onnx::"))
    weights = {name: value for name, value in stored.items() if name.endswith((".weight", ".bias"))}
    weights |= {name: value for name, value in exact.items() if not name.startswith("onnx::")}
    for layer in range(LAYERS):
        weights |= {f"layers.{layer}.{part}.weight": next(matrices).T for part in MATRICES}
    found = {f"encoder.{name}": value for name, value in weights.items()}
    found |= read_heads(folder / HEADS)
    network = Network(len(found["encoder.pieces.weight"]))
    network.load_state_dict({name: torch.tensor(value.astype(np.float32)) for name, value in found.items()})
    network.eval()
    return network


def _stored(name: str, table: np.ndarray) -> dict[str, np.ndarray]:
    """Return a table of the heads as it is stored: matrices in whole numbers with a scale for each row.

    Half precision takes twice the room, for F1 .425 instead of .423 on 32 texts.
    """
    if table.ndim != 2 or len(table) < _SMALL:
        return {name: table.astype(np.float16)}
    scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-6) / np.iinfo(np.int8).max
    return {name: np.rint(table / scale).astype(np.int8), f"{name}{SCALE}": scale.astype(np.float32)}


def _exact(stored: Mapping[str, np.ndarray], name: str) -> np.ndarray:
    """Return a stored table of whole numbers as the numbers that they stand for."""
    zero, scale = stored[f"{name}_zero_point"].astype(np.float32), stored[f"{name}_scale"]
    exact: np.ndarray = (stored[f"{name}_quantized"].astype(np.float32) - zero) * scale
    return exact


def write_card(card: Mapping[str, Any], folder: Path) -> None:
    """Write what is to be known of a model: what it learned from, its threshold and its calibration."""
    (folder / CARD).write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
