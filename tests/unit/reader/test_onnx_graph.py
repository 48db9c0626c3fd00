from __future__ import annotations

import numpy as np
import onnxruntime
import pytest

from batch_ocr.reader.models import _CHARACTERS, _DETECTOR, _LAST_LAYER, _RECOGNISERS, Network, _read, load_recogniser
from batch_ocr.reader.onnx_graph import split_at, take_grey

RANDOM = np.random.default_rng(4)


def answer(model: bytes, picture: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"x": picture.astype(np.float32)})[0])


def test_one_grey_channel_gives_the_answer_of_three_equal_ones() -> None:
    """Summing the first layer over its colours changes nothing for a grey picture."""
    model, grey = _read(_DETECTOR), RANDOM.random((1, 1, 64, 96))
    expected = answer(model, np.repeat(grey, 3, axis=1))
    assert np.allclose(answer(take_grey(model), grey), expected, atol=1e-4)


@pytest.mark.parametrize("network", ["tiny", "small"])
def test_a_split_recogniser_and_its_last_layer_give_the_whole_ones_answer(network: Network) -> None:
    """Cutting the network before its last layer and doing that layer outside is the same arithmetic."""
    model, strip = _read(_RECOGNISERS[network]), RANDOM.random((1, 3, 48, 64))
    tensor, weights, bias = _LAST_LAYER[network]
    short, layer = split_at(model, tensor, (weights, bias))
    scores = answer(short, strip)[0] @ layer[weights] + layer[bias]
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    assert np.allclose(odds / odds.sum(axis=1, keepdims=True), answer(model, strip)[0], atol=1e-4)
    assert len(short) < len(model)


def test_a_network_without_the_tensor_is_refused() -> None:
    """A network of another make is an error, not a network without output."""
    with pytest.raises(ValueError, match="no tensor 'nowhere'"):
        split_at(_read(_RECOGNISERS["tiny"]), "nowhere", ())


@pytest.mark.parametrize("network", ["tiny", "small"])
def test_every_class_has_its_character(network: Network) -> None:
    """The list of characters is as long as the network's last layer, with the blank before it and the space after."""
    every, latin = load_recogniser(network, "any"), load_recogniser(network, "latin")
    listed = _read(_CHARACTERS[network]).decode().strip("\r\n").split("\n")
    assert len(every.characters) == every.weights.shape[1] == len(every.bias) == len(listed) + 2
    assert latin.characters[0] == every.characters[0] == ""
    assert latin.characters[-1] == every.characters[-1] == " "
    assert len(latin.characters) < 0.1 * len(every.characters)
