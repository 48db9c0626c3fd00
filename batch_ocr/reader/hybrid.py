"""A PDF page → Page: the text layer where it says what the pixels show, pixels for whatever it leaves out.

A quick look at the pixels (finding lines costs a tenth of reading them) guards against the usual traps: layers of
another document, white or hidden text, fonts whose codes mean nothing, letterheads that are pictures or outlines.
"""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from batch_ocr.page import Box, Page, Word
from batch_ocr.reader.order import rows
from batch_ocr.reader.words import to_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from batch_ocr.reader.detect import Grey, LineBox
    from batch_ocr.reader.engine import Engine
    from batch_ocr.reader.text_layer import LayerWord

_ON_INK = 0.8
"""Share of the layer's words that must stand where the pixels show text."""
_ALIKE = 0.7
"""Likeness, 0 to 1, that the sampled lines must have with what is read from the pixels."""
_SAMPLES = 3
_COVERED = 0.3
"""A line of pixels with words of the layer over less of its width is read from the pixels."""
_COLUMN_GAP = 1.5
"""A gap wider than this times the height parts two lines of one row."""
_READABLE = 0.9
"""Share of a layer's characters that must be anything but private codes and replacement marks."""


def read_page(engine: Engine, picture: Grey, layer: Sequence[LayerWord], *, number: int, deskew: bool = True) -> Page:
    """Return the page; `layer` are the words of its text layer, in pixels of `picture`, empty when there is none."""
    if layer and _readable(layer):
        boxes = engine.find(picture)
        if _sound(engine, picture, boxes, layer):
            return _merged(engine, picture, boxes, layer, number)
    return engine.read(picture, number=number, deskew=deskew)


def _readable(layer: Sequence[LayerWord]) -> bool:
    characters = "".join(word.text for word in layer)
    bad = sum("\ue000" <= character <= "\uf8ff" or character == "\ufffd" for character in characters)
    return bad <= (1 - _READABLE) * len(characters)


def _sound(engine: Engine, picture: Grey, boxes: Sequence[LineBox], layer: Sequence[LayerWord]) -> bool:
    bounds = [box.bounds for box in boxes]
    on_ink = sum(any(_inside(word.box, bound) for bound in bounds) for word in layer)
    if on_ink < _ON_INK * len(layer):
        return False
    likeness = [_likeness(engine, picture, box, layer) for box in _samples(boxes, layer)]
    return not likeness or median(likeness) >= _ALIKE


def _samples(boxes: Sequence[LineBox], layer: Sequence[LayerWord]) -> list[LineBox]:
    """Return a few lines of middling length that the layer has words for, spread over the page."""
    fitting = [box for box in boxes if 4 <= box.width / box.height <= 20]  # noqa: PLR2004 - short lines say little, long ones cost
    fitting = [box for box in sorted(fitting, key=lambda box: box.y) if _covered(box.bounds, layer) >= _COVERED]
    step = max(1, len(fitting) // _SAMPLES)
    return fitting[step // 2 :: step][:_SAMPLES]


def _likeness(engine: Engine, picture: Grey, box: LineBox, layer: Sequence[LayerWord]) -> float:
    stored = "".join(word.text for word in sorted(layer, key=lambda w: w.box.left) if _inside(word.box, box.bounds))
    seen = engine.read_line(picture, box).text.replace(" ", "")
    return SequenceMatcher(None, stored.casefold(), seen.casefold(), autojunk=False).ratio()


def _merged(engine: Engine, picture: Grey, boxes: Sequence[LineBox], layer: Sequence[LayerWord], number: int) -> Page:
    height, width = picture.shape
    left_out = [box for box in boxes if _covered(box.bounds, layer) < _COVERED]
    seen = to_page([engine.read_line(picture, box) for box in left_out], width, height, number=number, deskew=False)
    segments = [*_layer_lines(layer), *_page_lines(seen)]
    boxes_of_segments = [_around([word.box for word in segment]) for segment in segments]
    ordered = [segments[index] for row in rows(boxes_of_segments) for index in row]
    words = (replace(word, line=line) for line, segment in enumerate(ordered) for word in segment)
    return Page(width, height, tuple(words), "text-layer", number)


def _layer_lines(layer: Sequence[LayerWord]) -> Iterator[list[Word]]:
    """Cut the layer's rows where a gap parts two columns."""
    for row in rows([word.box for word in layer]):
        line: list[Word] = []
        for index in row:
            word = layer[index]
            if line and word.box.left - line[-1].box.right > _COLUMN_GAP * max(word.box.height, line[-1].box.height):
                yield line
                line = []
            line.append(Word(word.text, word.box, 1.0, 0))
        yield line


def _page_lines(page: Page) -> Iterator[list[Word]]:
    starts = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(page.words)) if a.line != b.line), len(page.words)]
    yield from (list(page.words[start:end]) for start, end in pairwise(starts) if start < end)


def _around(boxes: Sequence[Box]) -> Box:
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _inside(box: Box, around: Box) -> bool:
    return around.left <= box.x_center <= around.right and around.top <= box.y_center <= around.bottom


def _covered(box: Box, layer: Sequence[LayerWord]) -> float:
    """Return the share of the box's width that words of the layer stand in."""
    inside = [word for _, word in layer if box.top <= word.y_center <= box.bottom]
    return sum(max(0.0, min(box.right, word.right) - max(box.left, word.left)) for word in inside) / max(box.width, 1.0)
