from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime

from batch_ocr.reader.byte_products import in_bytes
from batch_ocr.reader.onnx_graph import (
    GRAPH_NODE,
    graph_fields,
    new_model,
    node_kind,
    stored_input,
    stored_node,
    stored_output,
    stored_tensor,
)
from batch_ocr.reader.pointwise import pointwise_layers

CHANNELS = 128
"""Enough for a layer in floats to become a product of matrices."""


def residual() -> bytes:
    """A network of one layer of single pixels, what it gives added to what it got."""
    random = np.random.default_rng(11)
    kernel, bias = random.normal(size=(CHANNELS, CHANNELS, 1, 1)), random.normal(size=(1, CHANNELS, 1, 1))
    graph = stored_tensor("kernel", kernel.astype(np.float32)) + stored_tensor("bias", bias.astype(np.float32))
    graph += stored_input("x", (1, CHANNELS, None, None)) + stored_node("Conv", ["x", "kernel"], "product")
    graph += stored_node("Add", ["product", "bias"], "result") + stored_node("Identity", ["result"], "same")
    return new_model(graph + stored_node("Add", ["x", "same"], "sum") + stored_output("sum"), operators="com.microsoft")


def session(model: bytes, *, kept: Path | None = None) -> onnxruntime.InferenceSession:
    """The network as the runtime improves it, in `kept` too."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    if kept is not None:
        options.optimized_model_filepath = str(kept)
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def test_layers_are_found_with_the_bias_behind_them() -> None:
    """A convolution of single pixels and the addition behind it are one layer; a sum of two pictures is none."""
    (layer,) = pointwise_layers(residual())
    assert layer == ("kernel", "x", "result", "bias")


def test_a_layer_as_a_product_of_matrices_gives_the_same() -> None:
    """Where the channels stand while a layer and the sum behind it are worked out does not change the result."""
    blob = np.random.default_rng(12).normal(size=(1, CHANNELS, 3, 5)).astype(np.float32)
    (expected,), (found,) = (session(model).run(None, {"x": blob}) for model in (residual(), in_bytes(residual(), {})))
    assert np.allclose(found, expected, atol=1e-3)


def test_the_sum_behind_a_layer_costs_no_turn_of_its_own(tmp_path: Path) -> None:
    """What the layer gets is turned once, for the sum as well, and the sum once."""
    session(in_bytes(residual(), {}), kept=tmp_path / "improved.onnx")
    improved = (tmp_path / "improved.onnx").read_bytes()
    kinds = [node_kind(field.value) for field in graph_fields(improved) if field.number == GRAPH_NODE]
    assert kinds.count("Transpose") == 2
    assert "MatMul" in kinds
