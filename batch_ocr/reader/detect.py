"""Where text lines are on a page: a probability map from the network, then rotated boxes around its islands.

Source of the method: "Real-time Scene Text Detection with Differentiable Binarization" (AAAI 2020).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from batch_ocr.page import Box

if TYPE_CHECKING:
    import onnxruntime

Grey = npt.NDArray[np.uint8]
Probabilities = npt.NDArray[np.float32]

_LONG_SIDE = 960
"""Pixels the detector sees of the longer side, at most: larger costs much and finds little."""
_SMALL_PRINT = 14.0
"""Pixels from top to bottom of a page's middling box, below which lines are found better on the picture enlarged."""
_STRIDE = 32
_MEAN, _DEVIATION = 114.495, 57.63
_INK = 0.3
_BOX = 0.5
_UNCLIP = 1.6
"""The network marks lines thinner than they are: grow by this times area over perimeter."""
_SMALLEST = 3
"""Islands with a shorter side in map pixels are specks."""
_VERTICAL = 2.0
"""A box this much taller than wide holds a line that runs up or down; a less tall one is a single character."""


class LineBox(NamedTuple):
    """A text line as a rotated rectangle, in pixels of the picture it was found on."""

    x: float
    """Of the centre."""
    y: float
    width: float
    """Along the baseline."""
    height: float
    angle: float
    """Degrees the baseline runs clockwise from horizontal, above -135 and up to 135; about ±90 for vertical lines."""

    @property
    def bounds(self) -> Box:
        """The upright rectangle around it."""
        cos, sin = abs(math.cos(math.radians(self.angle))), abs(math.sin(math.radians(self.angle)))
        half_width = (self.width * cos + self.height * sin) / 2
        half_height = (self.width * sin + self.height * cos) / 2
        return Box(self.x - half_width, self.y - half_height, self.x + half_width, self.y + half_height)


@dataclass(frozen=True, slots=True)
class Detector:
    """Finds text lines."""

    session: onnxruntime.InferenceSession
    long_side: int = _LONG_SIDE

    def find(self, picture: Grey) -> list[LineBox]:
        """Return the lines of the picture in no particular order."""
        scale = self.long_side / max(picture.shape)
        boxes = self._find(picture, min(1.0, scale))
        if scale > 1 and median([box.height for box in boxes] or [0.0]) < _SMALL_PRINT:
            boxes = self._find(picture, scale)
        return boxes

    def _find(self, picture: Grey, scale: float) -> list[LineBox]:
        height, width = picture.shape
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        probabilities = self._probabilities(np.asarray(small, dtype=np.uint8))
        return [_scaled(box, 1 / scale) for box in _boxes(probabilities)]

    def _probabilities(self, small: Grey) -> Probabilities:
        height, width = small.shape
        padded = cv2.copyMakeBorder(small, 0, -height % _STRIDE, 0, -width % _STRIDE, cv2.BORDER_REPLICATE)
        blob = (padded.astype(np.float32) - _MEAN) * np.float32(1 / _DEVIATION)
        output = self.session.run(None, {"x": blob[None, None]})[0]
        return np.asarray(output[0, 0, :height, :width], dtype=np.float32)


def _boxes(probabilities: Probabilities) -> list[LineBox]:
    ink = (probabilities > _INK).astype(np.uint8)
    contours, _ = cv2.findContours(ink, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    boxes = []
    for contour in contours:
        (x, y), (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < _SMALLEST or _score(probabilities, np.asarray(contour, dtype=np.int32)) < _BOX:
            continue
        grown = 2 * _UNCLIP * width * height / (2 * (width + height))
        boxes.append(_upright(LineBox(x, y, width + grown, height + grown, angle)))
    return boxes


def _score(probabilities: Probabilities, contour: npt.NDArray[np.int32]) -> float:
    """Return the mean probability inside the contour."""
    left, top, width, height = cv2.boundingRect(contour)
    mask = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [contour - np.array([left, top], np.int32)], (1,))
    return float(cv2.mean(probabilities[top : top + height, left : left + width], mask)[0])


def _upright(box: LineBox) -> LineBox:
    """Turn the sides' names so that the angle is the baseline's: |angle| ≤ 45, or near ±90 for a tall box."""
    x, y, width, height, angle = box
    angle = (angle + 180) % 360 - 180
    while angle > 45:  # noqa: PLR2004 - a rectangle looks the same after each quarter turn
        angle, width, height = angle - 90, height, width
    while angle <= -45:  # noqa: PLR2004
        angle, width, height = angle + 90, height, width
    if height >= _VERTICAL * width:
        angle, width, height = angle - 90, height, width
    return LineBox(x, y, width, height, angle)


def _scaled(box: LineBox, factor: float) -> LineBox:
    x, y, width, height, angle = box
    return LineBox(x * factor, y * factor, width * factor, height * factor, angle)


def turned(box: LineBox, quarters: int, width: float, height: float) -> LineBox:
    """Return the box on the picture after so many quarter turns clockwise; `width` and `height` were the picture's."""
    x, y, angle = box.x, box.y, box.angle
    for _ in range(quarters % 4):
        x, y, width, height, angle = height - y, x, height, width, angle + 90
    angle = (angle + 180) % 360 - 180
    if abs(angle) > 135:  # noqa: PLR2004 - upside down is found out by reading, not by geometry
        angle -= math.copysign(180, angle)
    return LineBox(x, y, box.width, box.height, angle)
