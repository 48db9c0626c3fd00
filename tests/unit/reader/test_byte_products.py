from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.reader.byte_products import PROBE_ANSWER, PROBED, in_bytes, probe, rounded
from batch_ocr.reader.detect import LineBox
from batch_ocr.reader.models import Network, bytes_are_exact, features_of, load_recogniser
from batch_ocr.reader.onnx_graph import new_model, stored_input, stored_node, stored_output, stored_tensor
from batch_ocr.reader.recognise import blob_of, crop, read_line
from tests.unit.reader.drawn import grey, sheet

KERNEL = "kernel"


def answer(model: bytes, blob: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"x": blob})[0])


def one_layer(weights: np.ndarray, bias: np.ndarray) -> bytes:
    """A network of one convolution of single pixels; weights are results x inputs."""
    graph = stored_tensor(KERNEL, weights[:, :, None, None]) + stored_tensor("bias", bias[None, :, None, None])
    graph += stored_input("x", (1, weights.shape[1], None, None)) + stored_node("Conv", ["x", KERNEL], "y")
    return new_model(graph + stored_node("Add", ["y", "bias"], "z") + stored_output("z"), operators="com.microsoft")


@given(st.integers(0, 2**32 - 1), st.floats(1e-6, 1e6))
def test_a_weight_is_off_by_half_a_step_at_most(seed: int, size: float) -> None:
    """Each column has its own step: a 127th of its largest weight."""
    weights = (np.random.default_rng(seed).normal(size=(8, 5)) * size).astype(np.float32)
    whole, scales = rounded(weights)
    assert np.allclose(scales, np.abs(weights).max(axis=0) / 127, rtol=1e-5)
    assert (np.abs(weights - whole * scales) <= 0.501 * scales).all()


def test_weights_of_nought_stay_nought() -> None:
    """A channel nobody uses must not become not-a-number."""
    whole, scales = rounded(np.zeros((4, 2), np.float32))
    assert not whole.any()
    assert np.isfinite(scales).all()


@pytest.mark.skipif(not bytes_are_exact(), reason="this processor clips sums of products of bytes")
def test_an_input_at_its_mean_gives_what_floats_give() -> None:
    """The bias takes back what rounded weights add up to when the input is as expected."""
    random = np.random.default_rng(3)
    weights, bias = random.normal(size=(16, 64)).astype(np.float32), random.normal(size=16).astype(np.float32)
    model, usual = one_layer(weights, bias), np.full(64, 2.0, np.float32)
    blob = np.full((1, 64, 3, 5), 2.0, np.float32)
    off = np.abs(answer(in_bytes(model, {KERNEL: np.zeros_like(usual)}), blob) - answer(model, blob)).max()
    corrected = np.abs(answer(in_bytes(model, {KERNEL: usual}), blob) - answer(model, blob)).max()
    assert corrected < 1e-3 < off


@pytest.mark.skipif(not bytes_are_exact(), reason="this processor clips sums of products of bytes")
@pytest.mark.parametrize("network", ["tiny", "small"])
def test_a_recogniser_in_bytes_reads_what_it_reads_in_floats(network: Network) -> None:
    """Rounding moves the features a little and the text of a clear line not at all."""
    box = LineBox(416, 84, 780, 44, 0)
    strip = crop(grey(sheet(("Rechnung Nr. 2025-0147 1.234,56 EUR",))), box)
    exact, quick = load_recogniser(network, "latin", in_floats=True), load_recogniser(network, "latin")
    (expected,), (seen,) = (reader.session.run(None, {"x": blob_of(strip)}) for reader in (exact, quick))
    assert 0 < np.abs(seen - expected).std() < 0.1 * expected.std()
    assert read_line(quick, strip, box).text == read_line(exact, strip, box).text


def test_a_layer_the_network_lacks_is_refused() -> None:
    """Means measured on another network are an error, not a silent loss of speed."""
    with pytest.raises(ValueError, match=r"no pointwise layers \['nowhere'\]"):
        in_bytes(features_of("tiny")[0], {"nowhere": np.zeros(1, np.float32)})


def test_the_probe_tells_exact_sums_from_clipped_ones() -> None:
    """Where two products are added in 16 bits the answer is about half as large; it is never larger."""
    found = answer(probe(), PROBED)
    assert found.max() <= 1.001 * PROBE_ANSWER
    assert bytes_are_exact() == bool(found.min() >= 0.999 * PROBE_ANSWER)
