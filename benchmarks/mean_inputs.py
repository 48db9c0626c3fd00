"""`python -m benchmarks.mean_inputs`: measure what the layers of the recognisers that are done in bytes get as input.

Draws pages from a seed, reads their lines with the recognisers as they are, in floats, and writes the mean of each
channel of each such layer's input beside the reader. Which layers: the convolutions of single pixels with a bias and
enough channels, but for those that see one pixel a line and those named in FLOATS.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias, get_args

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from batch_ocr.reader.detect import Detector
from batch_ocr.reader.ink import ink_of
from batch_ocr.reader.models import Network, features_of, load_detector, mean_inputs_file
from batch_ocr.reader.onnx_graph import graph_fields, stored_output, with_graph
from batch_ocr.reader.options import Limits
from batch_ocr.reader.pictures import pictures
from batch_ocr.reader.pointwise import pointwise_layers
from batch_ocr.reader.recognise import blob_of, crop, trimmed
from benchmarks.reader import drawn

Blob: TypeAlias = NDArray[np.float32]

SEED: Final = 1
PAGES: Final = 12
"""Of each kind."""
LEAST_CHANNELS: Final = 96
FLOATS: Final = frozenset({"conv2d_118.w_0", "conv2d_122.w_0"})
"""Kernels of the two layers that would lose more than all others together: the last ones of the small network."""


def main() -> None:
    """Measure and write."""
    blobs = list(drawn_lines(SEED, PAGES))
    for network in get_args(Network):
        means = mean_inputs(network, blobs)
        np.savez(mean_inputs_file(network), allow_pickle=False, **means)
        print(network, len(means), "layers", sum(mean.size for mean in means.values()), "channels")


def drawn_lines(seed: int, count: int) -> Iterator[Blob]:
    """Yield the lines of drawn pages as the networks see them."""
    detector = Detector(load_detector())
    for _kind, _words, content in drawn(seed, count):
        for picture in pictures(content, Limits()):
            for box in detector.find(picture):
                strip = crop(picture, box)
                start, end = trimmed(ink_of(strip))
                yield blob_of(strip[:, start:end])


def mean_inputs(network: Network, blobs: list[Blob]) -> dict[str, NDArray[np.float16]]:
    """Return the mean of each channel of the input of each layer worth doing in bytes, by the name of its kernel."""
    model, _weights, _bias = features_of(network)
    sources = {layer.kernel: layer.source for layer in pointwise_layers(model) if layer.kernel not in FLOATS}
    marks = b"".join(stored_output(source) for source in sources.values())
    session = onnxruntime.InferenceSession(with_graph(model, b"".join(f.raw for f in graph_fields(model)) + marks))
    sums: dict[str, NDArray[np.float64]] = {}
    columns = 0
    for blob in blobs:
        columns += blob.shape[-1]
        for kernel, seen in zip(sources, session.run(list(sources.values()), {"x": blob}), strict=True):
            if seen.shape[1] >= LEAST_CHANNELS and seen[0, 0].size > 1:
                share = seen[0].mean(axis=(1, 2), dtype=np.float64)
                sums[kernel] = sums.get(kernel, 0.0) + share * blob.shape[-1]
    return {kernel: (total / columns).astype(np.float16) for kernel, total in sums.items()}


if __name__ == "__main__":
    main()
