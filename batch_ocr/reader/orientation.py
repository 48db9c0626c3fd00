"""Which way up a page is: told by the shape of its lines, and by trying to read a few of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from batch_ocr.reader.detect import Grey, LineBox, turned

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from batch_ocr.reader.recognise import Line

_DOUBTFUL = 0.85
"""Below this mean confidence of the probe lines the page may be upside down."""
_PROBES = 5
_LONGEST_PROBE = 19.0
"""Width over height; longer lines cost more and tell no more."""
_STEEP = 45.0
"""Degrees."""


@dataclass(frozen=True, slots=True)
class Upright:
    """A picture turned by quarters until its lines run from left to right."""

    picture: Grey
    boxes: Sequence[LineBox]
    probes: dict[LineBox, Line]
    """The lines read to find that out; nobody needs to read them again."""
    quarters: int
    """How often it was turned, clockwise."""


def set_upright(picture: Grey, boxes: Sequence[LineBox], read_line: Callable[[Grey, LineBox], Line]) -> Upright:
    """Turn picture and boxes as needed; `read_line` reads a probe."""
    steep = sum(box.width for box in boxes if abs(box.angle) > _STEEP)
    quarters = 1 if 2 * steep > sum(box.width for box in boxes) else 0
    upright = _turned(picture, boxes, quarters, read_line)
    if _confidence(upright) >= _DOUBTFUL:
        return upright
    return max(upright, _turned(picture, boxes, quarters + 2, read_line), key=_confidence)


def _turned(
    picture: Grey, boxes: Sequence[LineBox], quarters: int, read_line: Callable[[Grey, LineBox], Line]
) -> Upright:
    """Turn clockwise and read the probes."""
    height, width = picture.shape
    if quarters:
        boxes = [turned(box, quarters, width, height) for box in boxes]
        picture = np.ascontiguousarray(np.rot90(picture, -quarters))
    fitting = [box for box in boxes if box.width <= _LONGEST_PROBE * box.height]
    probes = sorted(fitting, key=lambda box: box.width, reverse=True)[:_PROBES]
    return Upright(picture, boxes, {box: read_line(picture, box) for box in probes}, quarters % 4)


def _confidence(upright: Upright) -> float:
    """Return the probes' mean; 1 when there is nothing to tell by."""
    if not upright.probes:
        return 1.0
    return sum(line.confidence for line in upright.probes.values()) / len(upright.probes)
