"""Edits of a stored ONNX network, made on its wire format in memory, so that no further package is needed.

The recognisers end in a layer for up to eighteen thousand characters, of which invoices in Latin script use a few
hundred: `split_at` cuts that layer off and hands out its weights. All networks expect three colours and would get
a grey picture three times over: `take_grey` sums their first layer over the colours, which is the same for grey.

Source: onnx.proto3 of the ONNX specification (field numbers).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from batch_ocr.reader.protobuf import Field, fields, integer, message, numbers, strings, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Weights = npt.NDArray[np.float32]

_MODEL_FORMAT, _MODEL_GRAPH, _MODEL_OPERATORS = 1, 7, 8
GRAPH_NODE, GRAPH_TENSOR, GRAPH_INPUT, GRAPH_OUTPUT, GRAPH_VALUE_INFO = 1, 5, 11, 12, 13
NODE_INPUT, NODE_OUTPUT = 1, 2
_NODE_NAME, _NODE_KIND, _NODE_ATTRIBUTE, _NODE_DOMAIN = 3, 4, 5, 7
_ATTRIBUTE_NAME, _ATTRIBUTE_NUMBERS, _ATTRIBUTE_TYPE = 1, 8, 20
_TENSOR_DIMS, _TENSOR_TYPE, _TENSOR_NAME, _TENSOR_RAW = 1, 2, 8, 9
_FLOAT, _SIGNED_BYTE = 1, 3
_LIST_OF_NUMBERS = 7


def split_at(model: bytes, tensor: str, weights: Iterable[str]) -> tuple[bytes, dict[str, Weights]]:
    """Return the network that ends with `tensor`, and the named weights of the part that was cut off.

    Raises ValueError when the network computes no such tensor or lacks one of the weights.
    """
    wanted = set(weights)
    found: dict[str, Weights] = {}
    kept = bytearray()
    done = False
    for field in graph_fields(model):
        if field.number == GRAPH_NODE:
            if not done:
                kept += field.raw
                done = tensor in strings(field.value, NODE_OUTPUT)
        elif field.number == GRAPH_TENSOR and (name := tensor_name(field.value)) in wanted:
            found[name] = weights_of(field.value)
        elif field.number not in {GRAPH_OUTPUT, GRAPH_VALUE_INFO}:
            kept += field.raw
    if not done or set(found) != wanted:
        reason = f"the network has no tensor {tensor!r} or lacks one of {sorted(wanted)}"
        raise ValueError(reason)
    return with_graph(model, bytes(kept) + stored_output(tensor)), found


def take_grey(model: bytes) -> bytes:
    """Return the network with one input channel instead of three equal ones; its input keeps its name."""
    first = next(field.value for field in graph_fields(model) if field.number == GRAPH_NODE)
    source, kernel = strings(first, NODE_INPUT)[:2]
    kept = bytearray()
    for field in graph_fields(model):
        if field.number == GRAPH_TENSOR and tensor_name(field.value) == kernel:
            kept += stored_tensor(kernel, weights_of(field.value).sum(axis=1, keepdims=True))
        elif field.number == GRAPH_INPUT and strings(field.value, 1) == [source]:
            kept += stored_input(source, (None, 1, None, None))
        elif field.number != GRAPH_VALUE_INFO:  # the shapes noted there are those of three channels
            kept += field.raw
    return with_graph(model, bytes(kept))


def graph_fields(model: bytes) -> Iterator[Field]:
    """Yield nodes, stored tensors, inputs and outputs of a network, told apart by their field numbers."""
    for field in fields(model):
        if field.number == _MODEL_GRAPH:
            yield from fields(field.value)


def with_graph(model: bytes, graph: bytes, *, operators: str = "") -> bytes:
    """Return the network with another graph, which may use version 1 of a further set of operators."""
    rest = b"".join(field.raw for field in fields(model) if field.number != _MODEL_GRAPH)
    if operators:
        rest += message(_MODEL_OPERATORS, texts(1, operators) + integer(2, 1))
    return rest + message(_MODEL_GRAPH, graph)


def new_model(graph: bytes, *, operators: str) -> bytes:
    """Return a network that uses version 1 of a set of operators."""
    return with_graph(integer(_MODEL_FORMAT, 8) + message(_MODEL_OPERATORS, integer(2, 17)), graph, operators=operators)


def node_kind(node: int | bytes) -> str:
    """Return the name of a node's operation."""
    return "".join(strings(node, _NODE_KIND))


def tensor_name(tensor: int | bytes) -> str:
    """Return the name of a stored tensor."""
    return "".join(strings(tensor, _TENSOR_NAME))


def tensor_shape(tensor: int | bytes) -> tuple[int, ...]:
    """Return the lengths of a stored tensor."""
    return tuple(numbers(tensor, _TENSOR_DIMS))


def weights_of(tensor: int | bytes) -> Weights:
    """Return the numbers of a stored tensor of 32-bit floats."""
    raw = b"".join(f.value for f in fields(tensor) if f.number == _TENSOR_RAW and isinstance(f.value, bytes))
    return np.frombuffer(raw, "<f4").reshape(tensor_shape(tensor))


def stored_tensor(name: str, content: Weights | npt.NDArray[np.int8]) -> bytes:
    """Return a tensor of 32-bit floats or signed bytes as a field of a graph."""
    kind = _SIGNED_BYTE if content.dtype == np.int8 else _FLOAT
    raw = np.ascontiguousarray(content, "i1" if kind == _SIGNED_BYTE else "<f4").tobytes()
    dims = b"".join(integer(_TENSOR_DIMS, size) for size in content.shape)
    return message(
        GRAPH_TENSOR, dims + integer(_TENSOR_TYPE, kind) + texts(_TENSOR_NAME, name) + message(_TENSOR_RAW, raw)
    )


def stored_node(kind: str, inputs: Iterable[str], output: str, *, domain: str = "", **order: Iterable[int]) -> bytes:
    """Return an operation as a field of a graph; its attributes are lists of numbers."""
    attributes = b"".join(message(_NODE_ATTRIBUTE, _attribute(name, values)) for name, values in order.items())
    named = texts(_NODE_NAME, output) + texts(_NODE_KIND, kind) + attributes
    return message(
        GRAPH_NODE, texts(NODE_INPUT, *inputs) + texts(NODE_OUTPUT, output) + named + texts(_NODE_DOMAIN, domain)
    )


def stored_output(tensor: str) -> bytes:
    """Return the mark of a tensor as one of the network's results, as a field of a graph."""
    return message(GRAPH_OUTPUT, texts(1, tensor))


def stored_input(name: str, shape: Iterable[int | None]) -> bytes:
    """Return an input of 32-bit floats as a field of a graph; None is a length unknown until the network runs."""
    lengths = b"".join(message(1, b"" if length is None else integer(1, length)) for length in shape)
    return message(GRAPH_INPUT, texts(1, name) + message(2, message(1, integer(1, _FLOAT) + message(2, lengths))))


def _attribute(name: str, values: Iterable[int]) -> bytes:
    listed = b"".join(integer(_ATTRIBUTE_NUMBERS, value) for value in values)
    return texts(_ATTRIBUTE_NAME, name) + listed + integer(_ATTRIBUTE_TYPE, _LIST_OF_NUMBERS)
