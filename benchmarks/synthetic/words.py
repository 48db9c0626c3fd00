"""A sheet as the words a faultless reader would see: the field parser can be judged and trained without any OCR."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from batch_ocr.page import Box, Page, Word
from benchmarks.synthetic.drawing import Sheet, Style, Text
from benchmarks.synthetic.fonts import Face, pillow_font
from benchmarks.synthetic.raster import POINTS_PER_INCH

_MEASURING_SIZE = 256
"""Pixels per em at which ink is measured."""


def pages(sheets: list[Sheet], dots_per_inch: int = 150) -> tuple[Page, ...]:
    """The document's pages with every word boxed by its ink."""
    return tuple(_page(sheet, number, dots_per_inch / POINTS_PER_INCH) for number, sheet in enumerate(sheets))


def _page(sheet: Sheet, number: int, scale: float) -> Page:
    runs = sorted((text for text in sheet.texts() if text.text.strip()), key=lambda text: (round(text.y), text.x))
    words = [word for line, text in enumerate(runs) for word in _words(text, line, scale)]
    return Page(sheet.width * scale, sheet.height * scale, tuple(words), "ocr", number)


def _words(text: Text, line: int, scale: float) -> Iterator[Word]:
    for word, x in text.words():
        left, top, right, bottom = _ink(word, text.style)
        box = Box((x + left) * scale, (text.y + top) * scale, (x + right) * scale, (text.y + bottom) * scale)
        yield Word(word, box, 1.0, line)


def _ink(word: str, style: Style) -> tuple[float, float, float, float]:
    """Left, top, right, bottom in points from where the baseline starts."""
    left, top, right, bottom = _measured(word, style.face)
    factor = style.size / _MEASURING_SIZE
    return left * factor, top * factor, right * factor, bottom * factor


@lru_cache(maxsize=65536)
def _measured(word: str, face: Face) -> tuple[float, float, float, float]:
    return pillow_font(face, _MEASURING_SIZE).getbbox(word, anchor="ls")
