"""A page with what was read drawn on it: words, blocks, and the chosen fields with their confidence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, ImageDraw, ImageFont

from batch_ocr.invoice.columns import columns
from batch_ocr.invoice.layout import Document, enclosing_box
from batch_ocr.page import Box
from batch_ocr.reader.label_places import Label, is_apart, place_labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from batch_ocr.invoice.fields import FieldValue
    from batch_ocr.page import Page
    from batch_ocr.reader.detect import Grey

Colour = tuple[int, int, int]
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Corners = tuple[tuple[float, float], ...]

MAX_PIXELS = 25_000_000
"""Of a drawn page; larger ones are reduced."""
WORD: Colour = (90, 150, 230)
DOUBTFUL_WORD: Colour = (200, 40, 200)
BLOCK: Colour = (150, 150, 150)
SURE: Colour = (0, 125, 60)
FAIR: Colour = (205, 115, 0)
WEAK: Colour = (205, 0, 40)
_DOUBTFUL = 0.8
"""Words read with less confidence are marked as such."""
_GRADES = ((0.9, SURE), (0.6, FAIR), (0.0, WEAK))
_LEGEND: tuple[tuple[str, Colour], ...] = (
    ("word", WORD),
    ("word read below 80 %", DOUBTFUL_WORD),
    ("block", BLOCK),
    ("field from 90 %", SURE),
    ("field from 60 %", FAIR),
    ("field below 60 %", WEAK),
)
_LINES_ACROSS = 66
"""So many labels' heights make the shorter side of the page, within bounds."""
_SMALLEST, _LARGEST = 11, 42
_FADED = 0.8
"""Of the page's own contrast, so that colours stand out."""


class _Shape(NamedTuple):
    """A field's box on the drawn page."""

    name: str
    confidence: float
    corners: Corners

    @property
    def box(self) -> Box:
        xs, ys = zip(*self.corners, strict=True)
        return Box(min(xs), min(ys), max(xs), max(ys))


def drawn_page(picture: Grey, page: Page, fields: Mapping[str, FieldValue]) -> Image.Image:
    """Return the page as its file shows it, in colour, all that was read drawn on it, and a legend below.

    `picture` is the page as its file shows it. Above the legend the image has its size, unless that is beyond
    MAX_PIXELS: then it is reduced.
    """
    paper = _paper(picture)
    pen = ImageDraw.Draw(paper)
    thin = max(1, round(paper.width / 1200))
    words = [(_corners(page, word.box, paper.size), word.confidence) for word in page.words]
    for block in _blocks(page):
        _outline(pen, _corners(page, block, paper.size), BLOCK, 2 * thin)
    for corners, confidence in words:
        _outline(pen, corners, WORD if confidence >= _DOUBTFUL else DOUBTFUL_WORD, thin)
    shapes = list(_shapes(page, fields, paper.size))
    for shape in shapes:
        _outline(pen, shape.corners, grade(shape.confidence), 3 * thin)
    _write_labels(pen, shapes, [_around(corners) for corners, _ in words], paper.size)
    return _with_legend(paper)


def grade(confidence: float) -> Colour:
    """Return the colour of a field of this confidence."""
    return next(colour for least, colour in _GRADES if confidence >= least)


def percent(confidence: float) -> str:
    """Return the confidence as a person reads it, rounded down: nothing but certainty is 100 %."""
    return f"{math.floor(confidence * 100)} %"


def _paper(picture: Grey) -> Image.Image:
    image = Image.fromarray(picture)
    factor = math.sqrt(MAX_PIXELS / max(picture.size, 1))
    if factor < 1:
        image = image.resize((max(1, int(image.width * factor)), max(1, int(image.height * factor))))
    return image.point([round(255 - _FADED * (255 - level)) for level in range(256)]).convert("RGB")


def _corners(page: Page, box: Box, size: tuple[int, int]) -> Corners:
    """Return the box's corners on the drawn page, clockwise; a tilted page gives a tilted box."""
    points = ((box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom))
    shares = (page.shown.point(x / page.width, y / page.height) for x, y in points)
    return tuple((x * size[0], y * size[1]) for x, y in shares)


def _around(corners: Corners) -> Box:
    xs, ys = zip(*corners, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def _blocks(page: Page) -> Iterator[Box]:
    """Yield the boxes of the blocks the field parser sees, those of one line left out."""
    for column in columns(Document.from_pages([page])):
        if len(column) > 1:
            yield enclosing_box(segment.box for segment in column)


def _shapes(page: Page, fields: Mapping[str, FieldValue], size: tuple[int, int]) -> Iterator[_Shape]:
    for name, found in fields.items():
        for place in found.evidence:
            if place.page == page.number:
                yield _Shape(name, found.confidence, _corners(page, place.box, size))


def _outline(pen: ImageDraw.ImageDraw, corners: Corners, colour: Colour, width: int) -> None:
    pen.line([*corners, *corners[:2]], colour, width, joint="curve")


def _write_labels(
    pen: ImageDraw.ImageDraw, shapes: Sequence[_Shape], words: Sequence[Box], size: tuple[int, int]
) -> None:
    """Name each field once, at its first place on the page."""
    font = _font(size)
    firsts = list({shape.name: shape for shape in reversed(shapes)}.values())[::-1]
    texts = [f"{shape.name} {percent(shape.confidence)}" for shape in firsts]
    labels = [Label(shape.box, *_extent(text, font)) for shape, text in zip(firsts, texts, strict=True)]
    places = place_labels(labels, words, size)
    for shape, place in zip(firsts, places, strict=True):
        if is_apart(place, shape.box):
            pen.line([*_nearest(place, shape.box)], grade(shape.confidence), max(1, size[0] // 800))
    for shape, text, place in zip(firsts, texts, places, strict=True):
        pen.rectangle(place, grade(shape.confidence))
        pen.text((place.left + 3, place.top + 2), text, (255, 255, 255), font)


def _nearest(place: Box, box: Box) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the ends of the shortest line, more or less, between a label and its box."""
    x = min(max(place.x_center, box.left), box.right)
    y = min(max(place.y_center, box.top), box.bottom)
    return (min(max(x, place.left), place.right), min(max(y, place.top), place.bottom)), (x, y)


def _extent(text: str, font: Font) -> tuple[float, float]:
    """Return width and height of a label with its margin; all labels of a page are of one height."""
    _, top, _, bottom = font.getbbox("Ag")
    return font.getlength(text) + 6, bottom + top / 2 + 4


def _font(size: tuple[int, int]) -> Font:
    return ImageFont.load_default(min(max(min(size) / _LINES_ACROSS, _SMALLEST), _LARGEST))


def _with_legend(paper: Image.Image) -> Image.Image:
    """Return the page with a strip below it that says what the colours mean, in as many lines as it takes."""
    font = _font(paper.size)
    height = round(_extent("Ag", font)[1] * 1.3)
    places, x, line = [], height / 2, 0
    for text, _ in _LEGEND:
        width = height + font.getlength(text) + height
        if x > height and x + width > paper.width:
            x, line = height / 2, line + 1
        places.append((x, line))
        x += width
    strip = Image.new("RGB", (paper.width, round(height * (line + 1.4))), (255, 255, 255))
    pen = ImageDraw.Draw(strip)
    pen.line((0, 0, paper.width, 0), BLOCK, 1)
    for (text, colour), (left, row) in zip(_LEGEND, places, strict=True):
        top = round(height * (row + 0.2))
        pen.rectangle((left, top + height // 5, left + height * 0.6, top + height * 4 // 5), None, colour, height // 8)
        pen.text((left + height * 0.8, top + 2), text, (0, 0, 0), font)
    whole = Image.new("RGB", (paper.width, paper.height + strip.height))
    whole.paste(paper)
    whole.paste(strip, (0, paper.height))
    return whole
