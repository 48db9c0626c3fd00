"""What a text line says: crop it from the picture, read it at its own width, keep where each character stands."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from batch_ocr.reader.detect import LineBox
from batch_ocr.reader.ink import band, ink_of, spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from batch_ocr.reader.detect import Grey
    from batch_ocr.reader.ink import Mask
    from batch_ocr.reader.models import Recognition

HEIGHT = 48
"""Pixels of a crop's height: what the networks were trained on."""
STEP = 8
"""Pixels of a crop's width for each step of the network's answer."""
_WIDTH_UNIT = 16
_SHORTEST, _LONGEST = 48, 3200
_MARGIN = 8
"""Columns of paper left on either side of the ink."""


class Character(NamedTuple):
    """One character of a line; spaces are characters too."""

    text: str
    left: float
    """Of its ink along the line, 0 (left edge of the line's box) to 1; a space has no ink, and so no width."""
    right: float
    probability: float


class _Mark(NamedTuple):
    text: str
    column: float
    """Of its middle, in pixels of the strip."""
    probability: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line as read."""

    box: LineBox
    characters: tuple[Character, ...]

    @property
    def text(self) -> str:
        """The line's text with its spaces."""
        return "".join(character.text for character in self.characters)

    @property
    def confidence(self) -> float:
        """Mean probability of the characters, 0 for an empty line."""
        if not self.characters:
            return 0.0
        return sum(character.probability for character in self.characters) / len(self.characters)


def crop(picture: Grey, box: LineBox) -> Grey:
    """Return the line as an upright strip HEIGHT pixels high."""
    width = round(HEIGHT * box.width / max(box.height, 1))
    width = min(max(width, STEP), _LONGEST)
    shrink = max(1, int(box.height / HEIGHT))  # warping skips pixels when it shrinks: go there in two steps
    size = (width * shrink, HEIGHT * shrink)
    scale_x, scale_y = box.width / size[0], box.height / size[1]
    cos, sin = math.cos(math.radians(box.angle)), math.sin(math.radians(box.angle))
    to_page = np.array([[cos * scale_x, -sin * scale_y, 0.0], [sin * scale_x, cos * scale_y, 0.0]])
    to_page[:, 2] = np.array([box.x, box.y]) - to_page[:, :2] @ np.array([(size[0] - 1) / 2, (size[1] - 1) / 2])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    strip = cv2.warpAffine(picture, to_page, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    if shrink > 1:
        strip = cv2.resize(strip, (width, HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(strip, dtype=np.uint8)


def read_line(recognition: Recognition, strip: Grey, box: LineBox) -> Line:
    """Read one strip as `crop` makes them; the line's box is drawn close around its letters."""
    ink = ink_of(strip)
    start, end = trimmed(ink)
    strip, ink, width = strip[:, start:end], ink[:, start:end], strip.shape[1]
    box = _part(box, (start / width, end / width), (0.0, 1.0))
    features = recognition.session.run(None, {"x": blob_of(strip)})[0][0]
    marks = _decode(features @ recognition.weights + recognition.bias, recognition.characters)
    top, bottom = band(ink) or (0, HEIGHT)
    columns: Mask = np.asarray(ink[top:bottom].any(axis=0), dtype=np.bool_)
    characters = tuple(_characters(marks, columns, bottom - top))
    return Line(_part(box, (0.0, 1.0), (top / HEIGHT, bottom / HEIGHT)), characters)


def blob_of(strip: Grey) -> npt.NDArray[np.float32]:
    """Return a strip as the networks take it: paper is 1, and what the width lacks to a whole unit is grey."""
    width = strip.shape[1]
    blob = np.zeros((1, 1, HEIGHT, max(_SHORTEST, -(-width // _WIDTH_UNIT) * _WIDTH_UNIT)), np.float32)
    blob[0, 0, :, :width] = strip * np.float32(1 / 127.5) - np.float32(1)
    return blob


def trimmed(ink: Mask) -> tuple[int, int]:
    """Return first column and the one after the last worth reading: blank paper at the ends costs time."""
    columns = np.flatnonzero(ink.any(axis=0))
    if not columns.size:
        return 0, ink.shape[1]
    return max(0, int(columns[0]) - _MARGIN), min(ink.shape[1], int(columns[-1]) + 1 + _MARGIN)


def _decode(scores: npt.NDArray[np.float32], characters: tuple[str, ...]) -> list[_Mark]:
    """Keep the best class of each step, merge repeats, drop blanks."""
    best = scores.argmax(axis=1)
    top = scores[np.arange(len(best)), best]
    probabilities = 1 / np.exp(scores - top[:, None]).sum(axis=1)
    marks: list[_Mark] = []
    previous = start = 0
    for step, index in enumerate([*best.tolist(), 0]):
        if index == previous:
            continue
        if previous:
            probability = float(probabilities[start:step].max())
            marks.append(_Mark(characters[previous], (start + step) / 2 * STEP, probability))
        previous, start = index, step
    return marks


def _characters(marks: Sequence[_Mark], columns: Mask, height: int) -> Iterator[Character]:
    width = len(columns)
    edges = iter(spans(columns, [min(mark.column, width - 1) for mark in marks if mark.text != " "], height))
    right = 0.0
    for mark in marks:
        left, right = (right, right) if mark.text == " " else next(edges)
        yield Character(mark.text, left / width, right / width, mark.probability)


def _part(box: LineBox, across: tuple[float, float], down: tuple[float, float]) -> LineBox:
    """Return the part of the box between two shares of its width and two of its height."""
    dx = ((across[0] + across[1]) / 2 - 0.5) * box.width
    dy = ((down[0] + down[1]) / 2 - 0.5) * box.height
    cos, sin = math.cos(math.radians(box.angle)), math.sin(math.radians(box.angle))
    return LineBox(
        box.x + cos * dx - sin * dy,
        box.y + sin * dx + cos * dy,
        (across[1] - across[0]) * box.width,
        (down[1] - down[0]) * box.height,
        box.angle,
    )
