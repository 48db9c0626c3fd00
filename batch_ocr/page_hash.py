"""How alike two pages look, by the hashes of their pictures. Pure.

A hash is the straightened page as ROWS x COLUMNS squares, each with its share of ink in 4 bits. Two scans of one page
differ in noise, light, place and size; so one of them is tried at several places and sizes, and the best correlation of
the squares counts.

A hash cannot distinguish two invoices of one layout: what differs is smaller than a square. It says which pages *may*
be the same; the readings have to agree as well (see `batch_ocr.ledger.rescans`). Measured by
`python -m benchmarks.rescans` on 344 labelled invoices and receipts, each scanned once more: 99.4 % of the rescans are
alike enough, and so are 4.9 % of the 58,996 pairs of different documents (4.5 % of receipts, all of some layouts).
Where date and total have to agree as well, three pairs are left, each of one supplier with equal date and total.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

COLUMNS: Final = 24
ROWS: Final = 32
LEVELS: Final = 15
"""Levels of ink in a square; 0 is none."""

ALIKE: Final = 0.8
"""Correlation from which two pages may be the same: 99 % of rescans reach it, and 5 % of pairs of other pages."""

_SCALES: Final = (0.95, 0.975, 1.0, 1.025, 1.05)
_SHIFTS: Final = (-0.02, -0.01, 0.0, 0.01, 0.02)
"""Of the page's width and height."""


def packed(squares: Sequence[int]) -> bytes:
    """Return the hash of ROWS x COLUMNS levels, row by row."""
    return bytes(high << 4 | low for high, low in zip(squares[::2], squares[1::2], strict=True))


def likeness(page: bytes, others: Sequence[bytes]) -> list[float]:
    """Return how alike a page is to each of the others, -1 to 1; needs numpy, as the making of a hash does."""
    tried = _normed(_tried(_squares([page])[0]))
    return [float(best) for best in (tried @ _normed(_squares(others).reshape(len(others), -1)).T).max(axis=0)]


def _squares(hashes: Sequence[bytes]) -> Floats:
    import numpy as np  # noqa: PLC0415 - an extra, which is installed if there are hashes

    pairs = np.frombuffer(b"".join(hashes), dtype=np.uint8).reshape(len(hashes), -1)
    levels = np.stack((pairs >> 4, pairs & LEVELS), axis=2)
    return levels.reshape(len(hashes), ROWS, COLUMNS).astype(np.float32)


def _normed(squares: Floats) -> Floats:
    """Rows without their mean, of length 1: their products are correlations."""
    import numpy as np  # noqa: PLC0415 - as above

    centred = squares - squares.mean(axis=1, keepdims=True)
    length: Floats = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.asarray(centred / np.maximum(length, 1e-6), dtype=np.float32)


def _tried(squares: Floats) -> Floats:
    """The page at every size and place, one per row."""
    import numpy as np  # noqa: PLC0415 - as above

    down, across = _resamplings()
    placed: Floats = np.asarray(down[:, :, None] @ squares @ across[:, None], dtype=np.float32)
    return placed.reshape(-1, ROWS * COLUMNS)


@cache
def _resamplings() -> tuple[Floats, Floats]:
    """Matrices by scale and shift: for the rows, from the left; for the columns, from the right."""
    import numpy as np  # noqa: PLC0415 - as above

    down = [[_resampling(ROWS, scale, shift) for shift in _SHIFTS] for scale in _SCALES]
    across = [[_resampling(COLUMNS, scale, shift).T for shift in _SHIFTS] for scale in _SCALES]
    return np.asarray(down, dtype=np.float32), np.asarray(across, dtype=np.float32)


def _resampling(count: int, scale: float, shift: float) -> Floats:
    """The matrix that reads `count` squares at another size and place, between the squares that are there."""
    import numpy as np  # noqa: PLC0415 - as above

    matrix = np.zeros((count, count), dtype=np.float32)
    for target in range(count):
        for source, share in _sources((((target + 0.5) / count - 0.5) * scale + 0.5 + shift) * count - 0.5):
            if 0 <= source < count:
                matrix[target, source] += share
    return matrix


def _sources(place: float) -> Iterator[tuple[int, float]]:
    first = int(place // 1)
    yield first, first + 1 - place
    yield first + 1, place - first
