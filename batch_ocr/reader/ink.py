"""Where a strip of one line has ink: the network tells what and roughly where, the pixels tell exactly where."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from batch_ocr.reader.detect import Grey

Mask = npt.NDArray[np.bool_]

_FAINT = 24
"""Grey levels between paper and ink below which a strip counts as blank."""
_RULE = 0.8
"""A row with ink over this share of its width is part of a ruled line, not of letters."""
_WIDE = 4
_DOTS = 4
"""Blank rows allowed inside a line: between a letter and its dots or accents."""
_LETTER_GAP = 0.5
"""Blank columns, as a share of the letters' height, beyond which ink at a strip's ends is no part of the line."""


def ink_of(strip: Grey) -> Mask:
    """Return which pixels are ink, ruled lines left out: the rarer class, so that white on black counts too."""
    _level, split = cv2.threshold(strip, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    ink = np.asarray(split, dtype=np.bool_)
    if not ink.any() or ink.all() or float(strip[~ink].mean()) - float(strip[ink].mean()) < _FAINT:
        return np.zeros(strip.shape, np.bool_)
    if ink.mean() > 0.5:  # noqa: PLR2004 - the majority is paper
        ink = ~ink
    if strip.shape[1] > _WIDE * strip.shape[0]:  # a row of a narrow strip may well be the top of a T
        ink[ink.mean(axis=1) > _RULE] = False
    return ink


def band(ink: Mask) -> tuple[int, int] | None:
    """Return first row and the one after the last of the line's letters; None for a blank strip."""
    amount = ink.sum(axis=1)
    rows = np.flatnonzero(amount > 0)
    if not rows.size:
        return None
    pieces = np.split(rows, np.flatnonzero(np.diff(rows) > _DOTS) + 1)
    best = max(pieces, key=lambda piece: int(amount[piece].sum()))
    return int(best[0]), int(best[-1]) + 1


def spans(columns: Mask, centres: Sequence[float], height: int) -> list[tuple[float, float]]:
    """Return the left and right edge of each character, in columns.

    `columns` says which columns have ink, `centres` where the characters are about, from left to right.
    """
    if not centres:
        return []
    gaps = _gaps(columns)
    inner = [_parting(gaps, left, right) for left, right in pairwise(centres)]
    first, last = round(centres[0]), min(round(centres[-1]), len(columns) - 1)
    lefts = [float(first + 1 - _end(columns[: first + 1][::-1], height)), *(right for _, right in inner)]
    rights = [*(left for left, _ in inner), float(last + _end(columns[last:], height))]
    return list(zip(lefts, rights, strict=True))


def _gaps(columns: Mask) -> list[tuple[int, int]]:
    """Return the runs of blank columns, first and one after the last, from left to right."""
    edges = np.flatnonzero(np.diff(columns, prepend=True, append=True)).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))


def _parting(gaps: Sequence[tuple[int, int]], left: float, right: float) -> tuple[float, float]:
    """Return where the ink of the left character ends and that of the right one begins: the widest gap between."""
    start = bisect_right(gaps, left, key=itemgetter(1))
    end = bisect_left(gaps, right, key=itemgetter(0))
    inside = [(max(float(first), left), min(float(last), right)) for first, last in gaps[start:end]]
    return max(inside, key=lambda gap: gap[1] - gap[0]) if inside else ((left + right) / 2, (left + right) / 2)


def _end(columns: Mask, height: int) -> int:
    """Return how far ink reaches in a direction away from a character, jumping small gaps only."""
    reach = 0
    for column in np.flatnonzero(columns).tolist():
        if column - reach > _LETTER_GAP * height:
            break
        reach = column + 1
    return max(reach, 1)
