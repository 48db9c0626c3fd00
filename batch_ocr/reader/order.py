"""Reading order: boxes → rows from top to bottom, each from left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from batch_ocr.page import Box

_SAME_ROW = 0.5
"""Two boxes share a row when their middles differ by at most this times the height of the lower of them."""


def rows(boxes: Sequence[Box]) -> list[list[int]]:
    """Return the indices of the boxes, row by row."""
    found: list[list[int]] = []
    for index in sorted(range(len(boxes)), key=lambda i: boxes[i].y_center):
        if found and _level(boxes, found[-1], boxes[index]):
            found[-1].append(index)
        else:
            found.append([index])
    return [sorted(row, key=lambda i: boxes[i].left) for row in found]


def _level(boxes: Sequence[Box], row: Sequence[int], box: Box) -> bool:
    """Whether the box stands level with the row; both its mean and its last box are asked, so that rows do not sag."""
    mean = sum(boxes[i].y_center for i in row) / len(row)
    height = min(box.height, boxes[row[-1]].height)
    return box.y_center - mean <= _SAME_ROW * height
