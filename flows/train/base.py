"""The base model: the tables that its package holds, under our names, and where in its file each of them stands.

MiniLM-L6-H384 (Wang et al. 2020) as tuned for sentences (all-MiniLM-L6-v2, Apache 2.0), in ONNX and whole numbers of
eight bits.
"""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray

from flows.extract.local_model import base_model

LAYERS = 6
PIECES, POSITIONS = "pieces.weight", "positions.weight"
_PARTS = ("query", "key", "value", "joined", "wide", "narrow")
# The matrices of all layers, in the order of their use: in ONNX they are nameless.
MATRICES = tuple(f"layers.{layer}.{part}.weight" for layer in range(LAYERS) for part in _PARTS)
_WHOLE, _SCALE = "_q", "_scale"
_EMBEDDINGS = "inner.embeddings."
_NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "joined": "attention.output.dense",
    "norm": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "last": "output.LayerNorm",
}
_NORMS = ("norm", "last")


class Base:
    """The base model as it is installed. Raises ValueError if it is not."""

    def __init__(self) -> None:
        self._file = base_model().read_bytes()
        graph = onnx.load_from_string(self._file).graph
        self._tables = {one.name: one for one in graph.initializer}
        nameless = [name for name in self._tables if name.endswith(_WHOLE) and not name.startswith(_EMBEDDINGS)]
        self._theirs = {PIECES: f"{_EMBEDDINGS}word_embeddings.weight"}
        self._theirs[POSITIONS] = f"{_EMBEDDINGS}position_embeddings.weight"
        self._theirs |= {ours: name.removesuffix(_WHOLE) for ours, name in zip(MATRICES, nameless, strict=True)}

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """Return its weights as `flows.train.network.Encoder` names them."""
        found = {name: self.turned(name, self.table(name)) for name in self._theirs}
        # All our text is of one type; its vector goes with that of the position.
        found[POSITIONS] += self._array(f"{_EMBEDDINGS}token_type_embeddings.weight")[0]
        for part in ("weight", "bias"):
            found[f"norm.{part}"] = self._array(f"{_EMBEDDINGS}LayerNorm.{part}")
        for layer in range(LAYERS):
            for ours, theirs in _NAMES.items():
                for part in ("weight", "bias") if ours in _NORMS else ("bias",):
                    name = f"inner.encoder.layer.{layer}.{theirs}.{part}"
                    found[f"layers.{layer}.{ours}.{part}"] = self._array(name)
        return found

    def table(self, name: str) -> NDArray[np.float32]:
        """Return the table of a name, as it stands in its file."""
        theirs = self._theirs[name]
        return self._array(theirs + _WHOLE).astype(np.float32) * self._array(theirs + _SCALE)

    def turned(self, name: str, table: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return a table the way round in which the network has it, or the other way: ONNX has matrices turned."""
        return table.T if name in MATRICES else table

    def stored(self, name: str) -> tuple[onnx.TensorProto, onnx.TensorProto]:
        """Return a table's whole numbers and their scales, as tables that stand in the base model's file."""
        return self._pointer(self._theirs[name] + _WHOLE), self._pointer(self._theirs[name] + _SCALE)

    def _array(self, name: str) -> NDArray[np.float32]:
        found: NDArray[np.float32] = onnx.numpy_helper.to_array(self._tables[name])
        return found

    def _pointer(self, name: str) -> onnx.TensorProto:
        table = self._tables[name]
        found = onnx.TensorProto(name=f"base.{name}", data_type=table.data_type, dims=table.dims)
        found.data_location = onnx.TensorProto.EXTERNAL
        place = {
            "location": base_model().name,
            "offset": str(self._file.index(table.raw_data)),
            "length": str(len(table.raw_data)),
        }
        found.external_data.extend(onnx.StringStringEntryProto(key=key, value=value) for key, value in place.items())
        return found
