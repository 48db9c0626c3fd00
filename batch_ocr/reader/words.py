"""Lines as read → words with upright boxes, in reading order, on the deskewed page."""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from batch_ocr.page import Box, Page, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from batch_ocr.reader.detect import LineBox
    from batch_ocr.reader.recognise import Character, Line

_LOWEST_CONFIDENCE = 0.5
_WIDE = 4.0
"""Only boxes this much wider than high tell the page's skew."""
_SAME_ROW = 0.5
"""Two lines share a row when the middles differ by less than this times the lower one's height."""


class Upright(NamedTuple):
    """The turn that sets a skewed page upright: around the middle, onto a page that holds all of the old one."""

    angle: float
    """Degrees the text runs clockwise from horizontal."""
    width: float
    """Of the skewed page, pixels."""
    height: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the upright page, pixels."""
        cos, sin = self._cos_sin()
        return (
            self.width * cos + self.height * abs(sin),
            self.width * abs(sin) + self.height * cos,
        )

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the skewed page lies on the upright one."""
        cos, sin = self._cos_sin()
        width, height = self.size
        dx, dy = x - self.width / 2, y - self.height / 2
        return width / 2 + dx * cos + dy * sin, height / 2 - dx * sin + dy * cos

    def _cos_sin(self) -> tuple[float, float]:
        return math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))


def skew_of(boxes: Iterable[LineBox]) -> float:
    """Return the median angle of the wide boxes in degrees; 0 when there are none."""
    angles = [box.angle for box in boxes if box.width >= _WIDE * box.height and abs(box.angle) <= 45]  # noqa: PLR2004 - lines that run up or down do not count
    return median(angles) if angles else 0.0


def to_page(lines: Sequence[Line], width: float, height: float, *, number: int, deskew: bool = True) -> Page:
    """Return the page of the given lines; `width` and `height` are those of the picture they were read on."""
    read = [line for line in lines if line.text.strip() and line.confidence >= _LOWEST_CONFIDENCE]
    upright = Upright(skew_of(line.box for line in read) if deskew else 0.0, width, height)
    placed = [(line, *upright.point(line.box.x, line.box.y)) for line in read]
    ordered = [line for row in _rows(placed) for line in row]
    words = [word for index, line in enumerate(ordered) for word in _words(line, upright, index)]
    page_width, page_height = upright.size
    return Page(page_width, page_height, tuple(words), "ocr", number)


def _rows(placed: Sequence[tuple[Line, float, float]]) -> Iterator[list[Line]]:
    """Group lines by the height they stand at, top to bottom, each row from left to right."""
    row: list[tuple[Line, float, float]] = []
    for item in sorted(placed, key=lambda item: item[2]):
        if row and item[2] - _middle(row) > _SAME_ROW * min(item[0].box.height, row[-1][0].box.height):
            yield [line for line, _, _ in sorted(row, key=lambda item: item[1])]
            row = []
        row.append(item)
    yield [line for line, _, _ in sorted(row, key=lambda item: item[1])]


def _middle(row: Sequence[tuple[Line, float, float]]) -> float:
    return sum(y for _, _, y in row) / len(row)


def _words(line: Line, upright: Upright, number: int) -> Iterator[Word]:
    pitch = _pitch(line)
    for run in _runs(line.characters):
        left = max(0.0, run[0].position - pitch / 2)
        right = min(1.0, run[-1].position + pitch / 2)
        text = "".join(character.text for character in run)
        confidence = sum(character.probability for character in run) / len(run)
        yield Word(text, _box(line.box, left, right, upright), confidence, number)


def _runs(characters: Sequence[Character]) -> Iterator[list[Character]]:
    run: list[Character] = []
    for character in characters:
        if not character.text.isspace():
            run.append(character)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _pitch(line: Line) -> float:
    """Return the usual distance of two characters as a share of the line's width."""
    steps = [b.position - a.position for a, b in pairwise(line.characters) if not (a.text + b.text).isspace()]
    return median(steps) if steps else min(1.0, 0.5 * line.box.height / line.box.width)


def _box(line: LineBox, left: float, right: float, upright: Upright) -> Box:
    """Return the upright box of a part of the line, given as shares of its width."""
    along = ((left + right) / 2 - 0.5) * line.width
    cos, sin = math.cos(math.radians(line.angle)), math.sin(math.radians(line.angle))
    x, y = upright.point(line.x + along * cos, line.y + along * sin)
    half_width, half_height = (right - left) * line.width / 2, line.height / 2
    if abs(line.angle) > 45:  # noqa: PLR2004 - a line that runs up or down
        half_width, half_height = half_height, half_width
    width, height = upright.size
    return Box(
        max(0.0, x - half_width), max(0.0, y - half_height), min(width, x + half_width), min(height, y + half_height)
    )
