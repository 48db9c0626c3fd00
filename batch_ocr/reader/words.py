"""Lines as read → words with upright boxes, in reading order, on the deskewed page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from batch_ocr.page import Box, Page, Word
from batch_ocr.reader.order import rows
from batch_ocr.transform import Transform, rotation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from batch_ocr.reader.detect import LineBox
    from batch_ocr.reader.recognise import Character, Line

_LOWEST_CONFIDENCE = 0.5
_WIDE = 4.0
"""Only boxes this much wider than high tell the page's skew."""
_ENOUGH = 3
"""A single line's box leans by the shapes of its letters."""
_COLUMN_GAP = 1.5
"""A gap wider than this times the height of the letters ends a word even where no space was read."""
_NARROW_GAP = 0.3
"""Of the height: gaps up to this are found inside words."""
_STEEP = 45.0
"""Degrees; lines beyond run up or down the page."""


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
        cos, sin = _cos_sin(self.angle)
        return self.width * cos + self.height * abs(sin), self.width * abs(sin) + self.height * cos

    @property
    def undone(self) -> Transform:
        """The way back, from shares of the upright page to shares of the skewed one."""
        return rotation(self.angle, self.size, (self.width, self.height))

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the skewed page lies on the upright one."""
        cos, sin = _cos_sin(self.angle)
        width, height = self.size
        dx, dy = x - self.width / 2, y - self.height / 2
        return width / 2 + dx * cos + dy * sin, height / 2 - dx * sin + dy * cos


def skew_of(boxes: Iterable[LineBox]) -> float:
    """Return the median angle of the wide boxes in degrees, long ones counting more; 0 when too few can tell."""
    wide = [box for box in boxes if box.width >= _WIDE * box.height and abs(box.angle) <= _STEEP]
    if len(wide) < _ENOUGH:
        return 0.0
    half = sum(box.width for box in wide) / 2
    for box in sorted(wide, key=lambda box: box.angle):
        half -= box.width
        if half <= 0:
            return box.angle
    return 0.0


def to_page(lines: Iterable[Line], width: float, height: float, *, number: int, deskew: bool = True) -> Page:
    """Return the page of the given lines; `width` and `height` are those of the picture they were read on."""
    read = [line for line in lines if line.text.strip() and line.confidence >= _LOWEST_CONFIDENCE]
    upright = Upright(skew_of(line.box for line in read) if deskew else 0.0, width, height)
    boxes = [_box(line.box, 0.0, 1.0, upright) for line in read]
    ordered = [read[index] for row in rows(boxes) for index in row]
    words = [word for index, line in enumerate(ordered) for word in _words(line, upright, index)]
    return Page(*upright.size, tuple(words), "ocr", number, upright.undone)


def _words(line: Line, upright: Upright, number: int) -> Iterator[Word]:
    for run in _runs(line):
        text = "".join(character.text for character in run)
        confidence = sum(character.probability for character in run) / len(run)
        yield Word(text, _box(line.box, run[0].left, run[-1].right, upright), confidence, number)


def _runs(line: Line) -> Iterator[list[Character]]:
    """Cut a line at its spaces, and at gaps as wide as its spaces are, for the networks lose some."""
    gap = _word_gap(line)
    run: list[Character] = []
    for character in line.characters:
        if run and (character.text.isspace() or character.left - run[-1].right > gap):
            yield run
            run = []
        if not character.text.isspace():
            run.append(character)
    if run:
        yield run


def _word_gap(line: Line) -> float:
    """Return the gap, as a share of the line's width, that must part two words even where no space was read."""
    height = line.box.height / line.box.width
    around = zip(line.characters, line.characters[1:], line.characters[2:], strict=False)
    spaces = [right.left - left.right for left, middle, right in around if middle.text.isspace()]
    return min(_COLUMN_GAP * height, max(_NARROW_GAP * height, *spaces)) if spaces else _COLUMN_GAP * height


def _box(line: LineBox, left: float, right: float, upright: Upright) -> Box:
    """Return the upright box of a part of the line, given as shares of its width."""
    along = ((left + right) / 2 - 0.5) * line.width
    cos, sin = _cos_sin(line.angle)
    x, y = upright.point(line.x + along * cos, line.y + along * sin)
    half_width, half_height = (right - left) * line.width / 2, line.height / 2
    if abs(line.angle - upright.angle) > _STEEP:
        half_width, half_height = half_height, half_width
    width, height = upright.size
    return Box(
        left=min(max(0.0, x - half_width), width),
        top=min(max(0.0, y - half_height), height),
        right=min(max(0.0, x + half_width), width),
        bottom=min(max(0.0, y + half_height), height),
    )


def _cos_sin(degrees: float) -> tuple[float, float]:
    return math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
