"""Products of bytes instead of floats in the pointwise layers of a network, its costliest: three times as fast.

Each weight is rounded to a signed byte, with a scale for each channel of the result; the layer's input is rounded to
bytes while the network runs, with a scale for each line. Weights off by half a step add up to an offset where an input
hardly varies, as those behind a GELU do: the mean input of each layer, measured beforehand, tells how large it is, and
the layer's bias takes it back.

Processors without an instruction for four such products at once clip the sum of two: `probe` finds that out.

Source: the operator DynamicQuantizeMatMul of onnxruntime's own set; "Data-Free Quantization Through Weight
Equalization and Bias Correction" (ICCV 2019) for the offset.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from batch_ocr.reader.onnx_graph import (
    GRAPH_NODE,
    GRAPH_TENSOR,
    NODE_INPUT,
    NODE_OUTPUT,
    Weights,
    graph_fields,
    new_model,
    node_kind,
    stored_input,
    stored_node,
    stored_output,
    stored_tensor,
    tensor_name,
    tensor_shape,
    weights_of,
    with_graph,
)
from batch_ocr.reader.protobuf import strings, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Bytes = npt.NDArray[np.int8]

PROBED = np.ones((1, 64), np.float32)
PROBE_ANSWER = 64.0

_OPERATORS = "com.microsoft"
_LARGEST = 127
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
    nodes = [field.value for field in graph_fields(model) if field.number == GRAPH_NODE]
    tensors = _tensors(model)
    for node, following in pairwise(nodes):
        if node_kind(node) == "Conv" and node_kind(following) == "Add":
            source, kernel = strings(node, NODE_INPUT)[:2]
            product, bias = strings(following, NODE_INPUT)
            if [product] == strings(node, NODE_OUTPUT) and tensor_shape(tensors[kernel])[2:] == (1, 1):
                yield Pointwise(kernel, source, strings(following, NODE_OUTPUT)[0], bias)


def in_bytes(model: bytes, means: Mapping[str, Weights]) -> bytes:
    """Return the network with the given pointwise layers done in bytes.

    `means` holds the mean of each channel of a layer's input, by the name of its kernel.
    Raises ValueError when the network has no such layer.
    """
    layers = {layer.kernel: layer for layer in pointwise_layers(model) if layer.kernel in means}
    if missing := set(means) - set(layers):
        reason = f"the network has no pointwise layers {sorted(missing)}"
        raise ValueError(reason)
    additions, tensors = {layer.result for layer in layers.values()}, _tensors(model)
    kept = bytearray()
    for field in graph_fields(model):
        if field.number == GRAPH_TENSOR:
            kept += b"" if tensor_name(field.value) in layers else field.raw
        elif field.number != GRAPH_NODE:
            kept += field.raw
        elif layer := layers.get("".join(strings(field.value, NODE_INPUT)[1:2])):
            kept += _in_bytes(layer, weights_of(tensors[layer.kernel]), weights_of(tensors[layer.bias]), means)
        elif additions.isdisjoint(strings(field.value, NODE_OUTPUT)):
            kept += field.raw
    return with_graph(model, bytes(kept), operators=_OPERATORS)


def rounded(weights: Weights) -> tuple[Bytes, Weights]:
    """Return weights (inputs x results) as bytes, and the scale of each result."""
    scales = np.maximum(np.abs(weights).max(axis=0), np.finfo(np.float32).tiny) / np.float32(_LARGEST)
    return np.rint(weights / scales).astype(np.int8), scales


def probe() -> bytes:
    """Return a network of one product that is wrong where sums of two products are clipped.

    Given PROBED it should answer PROBE_ANSWER, to a thousandth.
    """
    stored = ["bytes", "scales", "bias"]
    weights = np.full((PROBED.shape[1], 16), _LARGEST, np.int8)
    tensors = _stored(stored, weights, np.full(16, 1 / _LARGEST, np.float32), np.zeros(16, np.float32))
    graph = tensors + stored_input("x", PROBED.shape) + _product("x", stored, "y") + stored_output("y")
    return new_model(texts(2, "probe") + graph, operators=_OPERATORS)


def _in_bytes(layer: Pointwise, kernel: Weights, bias: Weights, means: Mapping[str, Weights]) -> bytes:
    """The product wants the channels last; the runtime moves such turns together and mostly out of the way."""
    weights = kernel[:, :, 0, 0].T
    whole, scales = rounded(weights)
    offset = means[layer.kernel] @ (weights - whole * scales)
    turned, product, *stored = (f"{layer.kernel}.{part}" for part in ("turned", "product", "bytes", "scales", "bias"))
    return (
        _stored(stored, whole, scales, bias.reshape(-1) + offset)
        + stored_node("Transpose", [layer.source], turned, perm=_CHANNELS_LAST)
        + _product(turned, stored, product)
        + stored_node("Transpose", [product], layer.result, perm=_CHANNELS_FIRST)
    )


def _stored(names: list[str], weights: Bytes, scales: Weights, bias: Weights) -> bytes:
    of_weights, of_scales, of_bias = names
    return stored_tensor(of_weights, weights) + stored_tensor(of_scales, scales) + stored_tensor(of_bias, bias)


def _product(source: str, stored: list[str], result: str) -> bytes:
    weights, scales, bias = stored
    no_offset = ""  # the bytes of weights are signed: nought stands for nought
    inputs = source, weights, scales, no_offset, bias
    return stored_node("DynamicQuantizeMatMul", inputs, result, domain=_OPERATORS)


def _tensors(model: bytes) -> dict[str, int | bytes]:
    return {tensor_name(f.value): f.value for f in graph_fields(model) if f.number == GRAPH_TENSOR}
