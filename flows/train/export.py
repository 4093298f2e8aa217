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
from onnxruntime.quantization import QuantType, quantize_dynamic

from flows.extract.local_model import CARD, ENCODER, HEADS, SCALE, TOKENIZER, read_heads
from flows.train.network import LAYERS, MATRICES, Network

_OPSET = 17
_SMALL = 32  # rows of a table that is not worth the trouble
# Steps between the whole numbers that stand for weights, in standard deviations of these: few different ones are used,
# so that they pack into 3.3 bits each. On 55 texts the best F1 was .503 with the encoder in seven bits; with it rounded
# when all was taught .504 at steps of .3, .503 at .4, .495 at .55; with the heads too .500 at .45 (heads .25) and .499
# at .5 (heads .4).
_STEP, _HEADS_STEP = 0.5, 0.25
_WHOLE = "_quantized"
_MOST = 63  # seven bits: with eight, processors without VNNI overflow and give other claims than those with it


def export(network: Network, tokenizer: Path, card: Mapping[str, Any], folder: Path) -> None:
    """Write encoder (ONNX, int8, packed), heads (int8), tokenizer and card into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    example = torch.ones((2, 16), dtype=torch.long)
    axes = {0: "window", 1: "piece"}
    with tempfile.TemporaryDirectory() as scratch:
        exact, small = Path(scratch) / "exact.onnx", Path(scratch) / "small.onnx"
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
        quantize_dynamic(
            exact, small, op_types_to_quantize=["MatMul", "Gather"], weight_type=QuantType.QInt8, per_channel=True
        )
        (folder / ENCODER).write_bytes(lzma.compress(_rounded(onnx.load(small), onnx.load(exact)).SerializeToString()))
    heads: dict[str, Any] = {}
    for name, value in network.state_dict().items():
        if not name.startswith("encoder."):
            heads |= _stored(name, value.detach().numpy())
    np.savez_compressed(folder / HEADS, **heads)
    if tokenizer.resolve() != (folder / TOKENIZER).resolve():
        shutil.copyfile(tokenizer, folder / TOKENIZER)
    write_card(card, folder)


def _rounded(small: onnx.ModelProto, exact: onnx.ModelProto) -> onnx.ModelProto:
    """Return a graph in int8 with our own whole numbers for the weights of the exact one; it is changed."""
    weights = {one.name: onnx.numpy_helper.to_array(one) for one in exact.graph.initializer}
    stored = {one.name: one for one in small.graph.initializer}
    for name in [name.removesuffix(_WHOLE) for name in stored if name.endswith(_WHOLE)]:
        columns = len(stored[f"{name}_scale"].dims) > 0
        whole, step = _in_steps(weights[name], _STEP, 0 if columns else None)
        step = step.reshape(-1) if columns else step.reshape(())
        for part, value in ((_WHOLE, whole), ("_scale", step), ("_zero_point", np.zeros_like(step, dtype=np.int8))):
            stored[name + part].CopyFrom(onnx.numpy_helper.from_array(value, name + part))
    return small


def _in_steps(table: np.ndarray, step: float, axis: int | None) -> tuple[np.ndarray, np.ndarray]:
    """Return whole numbers for a table and the steps between them: `step` deviations along an axis, or of the whole."""
    steps = np.maximum(step * table.std(axis=axis, keepdims=True), 1e-6).astype(np.float32)
    return np.clip(np.rint(table / steps), -_MOST, _MOST).astype(np.int8), steps


def network_of(folder: Path) -> Network:
    """Return the network of a model's folder, in the precision in which it is stored."""
    graph = onnx.load_from_string(lzma.decompress((folder / ENCODER).read_bytes())).graph
    stored = {one.name: onnx.numpy_helper.to_array(one) for one in graph.initializer}
    quantized = [name.removesuffix(_WHOLE) for name in stored if name.endswith(_WHOLE)]
    exact = {name: stored[name + _WHOLE].astype(np.float32) * stored[f"{name}_scale"] for name in quantized}
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
    """Return a table of the heads as it is stored: matrices in whole numbers with a scale for each row."""
    if table.ndim != 2 or len(table) < _SMALL:
        return {name: table.astype(np.float16)}
    whole, steps = _in_steps(table, _HEADS_STEP, 1)
    return {name: whole, f"{name}{SCALE}": steps}


def write_card(card: Mapping[str, Any], folder: Path) -> None:
    """Write what is to be known of a model: what it learned from, its threshold and its calibration."""
    (folder / CARD).write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
