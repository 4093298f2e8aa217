"""The encoder's graph in two: one that computes its tables from the base model's file, and one that takes them.

`flows.extract.local_model` runs the first once, when it loads the encoder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto
from onnx.helper import make_graph, make_model, make_node, make_tensor_value_info

from flows.extract.local_steps import Whole
from flows.train.base import MATRICES, PIECES, POSITIONS, Base

# Steps between the whole numbers by which tables differ from the base model's. What is learned moves a weight by some
# .008, an eighth of what weights are apart, so that these numbers pack into less than a bit each; the weights
# themselves packed into 3.3. With a network taught for half as long, best F1 and its exact F1 on 154 texts: .547, .298
# with differences in full; .545, .299 in steps of .011 when learned in them for a third of a round; .540, .291 with the
# weights themselves in steps of half a deviation.
STEP = 0.0165
MOST = 63  # steps either way
_WHOLE, _STEP = ".whole", "step"
_NAMELESS = "onnx::MatMul_"


def in_steps(table: NDArray[np.float32], steps: NDArray[np.float32]) -> Whole:
    """Return whole numbers for a table, so many steps of these each."""
    whole: Whole = np.clip(np.rint(table / steps), -MOST, MOST).astype(np.int8)
    return whole


def split(
    model: ModelProto, weights: Mapping[str, NDArray[np.float32]], base: Base
) -> tuple[ModelProto, ModelProto, dict[str, Whole]]:
    """Return an encoder without its tables, a graph that gives these, and the whole numbers it makes them of.

    `weights` are those of the encoder, named as `flows.train.network.Encoder` names them; the model given is changed.
    """
    graph = model.graph
    names = [one.name for one in graph.initializer if one.name.startswith(_NAMELESS)]
    steps = {name + _WHOLE: _moved(name, weights, base) for name in (*MATRICES, POSITIONS)}
    tables = _computed(dict(zip(MATRICES, names, strict=True)), steps, base, model)
    given = {one.name: one for one in tables.graph.output}
    before, scale = base.stored(PIECES)
    kept = [_short(one) for one in graph.initializer if one.name not in {PIECES, *given}]
    nodes = [*_with_pieces(graph.node, (before.name, scale.name))]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend([*kept, before, scale, *(_elsewhere(one) for one in given.values())])
    return model, tables, steps


def told(
    encoder: ModelProto, tables: ModelProto, steps: Mapping[str, Whole], base: Base
) -> dict[str, NDArray[np.float32]]:
    """Return the weights of an encoder from what `split` gave, named as they were."""
    own = [one for one in encoder.graph.initializer if one.data_location != TensorProto.EXTERNAL]
    found = {one.name: onnx.numpy_helper.to_array(one) for one in own if one.name.endswith((".weight", ".bias"))}
    [step] = [onnx.numpy_helper.to_array(one) for one in tables.graph.initializer if one.name == _STEP]
    found[PIECES] = base.table(PIECES)
    for name in (*MATRICES, POSITIONS):
        found[name] = base.turned(name, base.table(name) + steps[name + _WHOLE].astype(np.float32) * step)
    return found


def _moved(name: str, weights: Mapping[str, NDArray[np.float32]], base: Base) -> Whole:
    return in_steps(base.turned(name, weights[name]) - base.table(name), np.array(STEP, np.float32))


def _computed(names: Mapping[str, str], steps: Mapping[str, Whole], base: Base, like: ModelProto) -> ModelProto:
    """Return the graph that gives positions and matrices, these by the names that the encoder has for them."""
    nodes: list[NodeProto] = []
    tables, gives = [_table(_STEP, np.float32(STEP))], []
    for name in (*MATRICES, POSITIONS):
        before, scale = base.stored(name)
        tables += [before, scale]
        to = names.get(name, name)
        nodes += _sum(to, (before.name, scale.name), name + _WHOLE)
        gives.append(make_tensor_value_info(to, TensorProto.FLOAT, steps[name + _WHOLE].shape))
    takes = [make_tensor_value_info(name, TensorProto.INT8, table.shape) for name, table in steps.items()]
    graph = make_graph(nodes, "tables", takes, gives, tables)
    return make_model(graph, opset_imports=like.opset_import, ir_version=like.ir_version)


def _table(name: str, values: NDArray[np.generic] | np.generic) -> TensorProto:
    return onnx.numpy_helper.from_array(np.asarray(values), name)


def _short(table: TensorProto) -> TensorProto:
    """Return a table of weights in numbers of half precision, which pack into half the room."""
    if table.data_type != TensorProto.FLOAT or not table.name.endswith((".weight", ".bias")):
        return table
    return _table(table.name, onnx.numpy_helper.to_array(table).astype(np.float16).astype(np.float32))


def _elsewhere(given: ValueInfoProto) -> TensorProto:
    """Return a table that is given when the graph is loaded."""
    kind = given.type.tensor_type
    found = TensorProto(name=given.name, data_type=kind.elem_type, dims=[one.dim_value for one in kind.shape.dim])
    found.data_location = TensorProto.EXTERNAL
    found.external_data.append(onnx.StringStringEntryProto(key="location", value="computed"))
    return found


def _product(to: str, whole: str, steps: str) -> list[NodeProto]:
    """Return how whole numbers and their steps give a table."""
    in_full = f"{to}.float"
    return [make_node("Cast", [whole], [in_full], to=TensorProto.FLOAT), make_node("Mul", [in_full, steps], [to])]


def _sum(to: str, base: tuple[str, str], whole: str) -> list[NodeProto]:
    """Return how the base model's table and what a table differs by give it."""
    before, difference = f"{to}.before", f"{to}.difference"
    return [
        *_product(before, *base),
        *_product(difference, whole, _STEP),
        make_node("Add", [before, difference], [to]),
    ]


def _with_pieces(nodes: Iterable[NodeProto], base: tuple[str, str]) -> Iterable[NodeProto]:
    """Give nodes with the vectors of pieces looked up in the base model's table."""
    for node in nodes:
        if PIECES not in node.input:
            yield node
            continue
        rows = (f"{PIECES}.row", f"{PIECES}.scale")
        for table, row in zip(base, rows, strict=True):
            yield make_node("Gather", [table, node.input[1]], [row])
        yield from _product(node.output[0], *rows)
