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

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from batch_ocr.reader.onnx_graph import (
    Weights,
    new_model,
    stored_input,
    stored_node,
    stored_output,
    stored_tensor,
    weights_of,
)
from batch_ocr.reader.pointwise import Pointwise, pointwise_layers, tensors, turned, with_layers
from batch_ocr.reader.protobuf import texts

if TYPE_CHECKING:
    from collections.abc import Mapping

Bytes = npt.NDArray[np.int8]

PROBED = np.ones((1, 64), np.float32)
PROBE_ANSWER = 64.0

_OPERATORS, _PRODUCT = "com.microsoft", "DynamicQuantizeMatMul"
_LARGEST = 127
_WIDE = 128
"""Channels from which on a layer left in floats is a product of matrices too: narrower ones are faster as they are."""


def in_bytes(model: bytes, means: Mapping[str, Weights]) -> bytes:
    """Return the network with the given pointwise layers done in bytes, and other wide ones beside them.

    `means` holds the mean of each channel of a layer's input, by the name of its kernel.
    Raises ValueError when the network has no such layer.
    """
    layers = {layer.kernel: layer for layer in pointwise_layers(model)}
    if missing := set(means) - set(layers):
        reason = f"the network has no pointwise layers {sorted(missing)}"
        raise ValueError(reason)
    stored = tensors(model)
    made = {}
    for kernel, layer in layers.items():
        weights, bias = weights_of(stored[kernel])[:, :, 0, 0].T, weights_of(stored[layer.bias]).reshape(-1)
        if kernel in means:
            made[layer] = _in_bytes(layer, weights, bias, means[kernel])
        elif min(weights.shape) >= _WIDE:
            made[layer] = _in_floats(layer, weights, bias)
    return with_layers(model, made, operators=_OPERATORS)


def rounded(weights: Weights) -> tuple[Bytes, Weights]:
    """Return weights (inputs x results) as bytes, and the scale of each result."""
    scales = np.maximum(np.abs(weights).max(axis=0), np.finfo(np.float32).tiny) / np.float32(_LARGEST)
    return np.rint(weights / scales).astype(np.int8), scales


def probe() -> bytes:
    """Return a network of one product that is wrong where sums of two products are clipped.

    Given PROBED it should answer PROBE_ANSWER, to a thousandth.
    """
    names = ["bytes", "scales", "bias"]
    weights = np.full((PROBED.shape[1], 16), _LARGEST, np.int8)
    graph = _stored(names, weights, np.full(16, 1 / _LARGEST, np.float32), np.zeros(16, np.float32))
    graph += stored_input("x", PROBED.shape) + stored_output("y")
    graph += stored_node(_PRODUCT, ["x", *_operands(names)], "y", domain=_OPERATORS)
    return new_model(texts(2, "probe") + graph, operators=_OPERATORS)


def _in_bytes(layer: Pointwise, weights: Weights, bias: Weights, mean: Weights) -> bytes:
    whole, scales = rounded(weights)
    names = [f"{layer.kernel}.{part}" for part in ("bytes", "scales", "bias")]
    stored = _stored(names, whole, scales, bias + mean @ (weights - whole * scales))
    return stored + turned(_PRODUCT, [layer.source], layer.result, *_operands(names), domain=_OPERATORS)


def _in_floats(layer: Pointwise, weights: Weights, bias: Weights) -> bytes:
    product, factors, summand = (f"{layer.kernel}.{part}" for part in ("product", "weights", "bias"))
    stored = stored_tensor(factors, weights) + stored_tensor(summand, bias)
    return stored + turned("MatMul", [layer.source], product, factors) + turned("Add", [product], layer.result, summand)


def _stored(names: list[str], weights: Bytes, scales: Weights, bias: Weights) -> bytes:
    of_weights, of_scales, of_bias = names
    return stored_tensor(of_weights, weights) + stored_tensor(of_scales, scales) + stored_tensor(of_bias, bias)


def _operands(stored: list[str]) -> list[str]:
    """Return what a product takes besides its input."""
    weights, scales, bias = stored
    no_offset = ""  # the bytes of weights are signed: nought stands for nought
    return [weights, scales, no_offset, bias]
