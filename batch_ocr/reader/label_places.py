"""Where labels go on a page, so that each can be read and none hides what it speaks of."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from batch_ocr.page import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_GAP = 2.0
"""Pixels between a box and its label."""
_STEPS = 20
"""How many of its own heights a label may stand off to find room: enough for all fields in one corner."""
_ON_LABEL, _ON_FIELD, _ON_WORD = 1000.0, 20.0, 1.0
"""What a pixel of overlap costs; standing one pixel farther off costs as much as a few pixels of some word."""
_FAR = 4.0


class Label(NamedTuple):
    """What is to be placed; pixels of the page."""

    box: Box
    """Of the thing it names."""
    width: float
    height: float


def place_labels(labels: Sequence[Label], words: Sequence[Box], size: tuple[float, float]) -> list[Box]:
    """Return where each label goes, in their order: near its box, off the others, off the words if there is room.

    Labels stay on the page of the given width and height as long as it is large enough for them.
    """
    fields = [label.box for label in labels]
    placed: list[Box] = []
    for label in labels:
        taken = ((placed, _ON_LABEL), (fields, _ON_FIELD), (words, _ON_WORD))
        costs = {place: _cost(place, label, taken) for place in _candidates(label, size)}
        placed.append(min(costs, key=costs.__getitem__))
    return placed


def is_apart(place: Box, box: Box) -> bool:
    """Whether a label stands so far off its box that a line must join them."""
    return _distance(place, box) > 2 * _GAP


def _candidates(label: Label, size: tuple[float, float]) -> Iterator[Box]:
    box, width, height = label.box, label.width, label.height
    beside = (box.right + _GAP, box.left - _GAP - width)
    for x in beside:
        yield _on_page(x, box.y_center - height / 2, label, size)
    for x, step in product((box.left, box.right - width, *beside), range(_STEPS)):
        off = step * (height + _GAP)
        yield _on_page(x, box.top - _GAP - height - off, label, size)
        yield _on_page(x, box.bottom + _GAP + off, label, size)


def _on_page(x: float, y: float, label: Label, size: tuple[float, float]) -> Box:
    left = max(0.0, min(x, size[0] - label.width))
    top = max(0.0, min(y, size[1] - label.height))
    return Box(left, top, left + label.width, top + label.height)


def _cost(place: Box, label: Label, taken: Sequence[tuple[Sequence[Box], float]]) -> float:
    covered = sum(weight * _shared(place, other) for others, weight in taken for other in others)
    return covered + _FAR * _distance(place, label.box)


def _shared(one: Box, other: Box) -> float:
    """Return the area two boxes have in common."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return width * height if width > 0 and height > 0 else 0.0


def _distance(one: Box, other: Box) -> float:
    """Return the white space between two boxes along the axis where there is more; 0 when they touch."""
    across = max(one.left, other.left) - min(one.right, other.right)
    down = max(one.top, other.top) - min(one.bottom, other.bottom)
    return max(0.0, across, down)
