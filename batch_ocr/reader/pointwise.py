"""The pointwise layers of a network as products of matrices, and the sums behind them.

A product wants the channels last, the other layers have them first, and each change is a copy of all there is. The
runtime strikes out two changes that undo each other. So a sum of what a product gives with what another got is done
with the channels last as well: what lies between two layers that see more than a pixel then changes once each way.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from batch_ocr.reader.onnx_graph import (
    GRAPH_NODE,
    GRAPH_TENSOR,
    NODE_INPUT,
    NODE_OUTPUT,
    graph_fields,
    node_kind,
    stored_node,
    tensor_name,
    tensor_shape,
    with_graph,
)
from batch_ocr.reader.protobuf import strings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_CHANNELS_LAST, _CHANNELS_FIRST = (0, 2, 3, 1), (0, 3, 1, 2)


class Pointwise(NamedTuple):
    """A convolution of single pixels, and the addition of its bias that follows."""

    kernel: str
    """Name of its weights; shape: channels of the result x channels of the input x 1 x 1."""
    source: str
    result: str
    bias: str


def pointwise_layers(model: bytes) -> Iterator[Pointwise]:
    """Yield the pointwise convolutions with a bias."""
    stored = tensors(model)
    for node, following in pairwise(_nodes(model)):
        if node_kind(node) == "Conv" and node_kind(following) == "Add":
            source, kernel = strings(node, NODE_INPUT)[:2]
            product, bias = strings(following, NODE_INPUT)
            if [product] == strings(node, NODE_OUTPUT) and tensor_shape(stored[kernel])[2:] == (1, 1):
                yield Pointwise(kernel, source, strings(following, NODE_OUTPUT)[0], bias)


def with_layers(model: bytes, made: Mapping[Pointwise, bytes], *, operators: str = "") -> bytes:
    """Return the network with each of the given layers replaced by the given fields of a graph (`turned`).

    `operators` is a further set of operators that the fields use.
    """
    kernels = {layer.kernel: fields for layer, fields in made.items()}
    results = {layer.result for layer in made}
    products = _by_any_name(model, results)
    kept = bytearray()
    for field in graph_fields(model):
        node = field.value if field.number == GRAPH_NODE else b""
        kernel = "".join(strings(node, NODE_INPUT)[1:2])
        if field.number == GRAPH_TENSOR and tensor_name(field.value) in kernels:
            continue
        if kernel in kernels:
            kept += kernels[kernel]
        elif results.isdisjoint(strings(node, NODE_OUTPUT)):
            kept += _sum(node) if _adds_to(products, node) else field.raw
    return with_graph(model, bytes(kept), operators=operators)


def turned(kind: str, inputs: Iterable[str], result: str, *rest: str, domain: str = "") -> bytes:
    """Return an operation done with the channels last, as fields of a graph.

    `inputs` are turned before it and its result is turned back after it; `rest` are further inputs, taken as they are.
    """
    turns, names, done = b"", [], f"{result}.last"
    for number, name in enumerate(inputs):
        names.append(f"{result}.of{number}")
        turns += stored_node("Transpose", [name], names[-1], perm=_CHANNELS_LAST)
    operation = stored_node(kind, [*names, *rest], done, domain=domain)
    return turns + operation + stored_node("Transpose", [done], result, perm=_CHANNELS_FIRST)


def tensors(model: bytes) -> dict[str, int | bytes]:
    """Return the stored tensors of a network by their names."""
    return {tensor_name(f.value): f.value for f in graph_fields(model) if f.number == GRAPH_TENSOR}


def _sum(node: int | bytes) -> bytes:
    return turned("Add", strings(node, NODE_INPUT), strings(node, NODE_OUTPUT)[0])


def _adds_to(products: set[str], node: int | bytes) -> bool:
    return node_kind(node) == "Add" and not products.isdisjoint(strings(node, NODE_INPUT))


def _by_any_name(model: bytes, results: Iterable[str]) -> set[str]:
    """Return the results and what the network calls them after steps that change nothing."""
    names = set(results)
    for node in _nodes(model):
        if node_kind(node) == "Identity" and not names.isdisjoint(strings(node, NODE_INPUT)):
            names.update(strings(node, NODE_OUTPUT))
    return names


def _nodes(model: bytes) -> list[int | bytes]:
    return [field.value for field in graph_fields(model) if field.number == GRAPH_NODE]
