"""The characters of a PDF page's text layer → words with boxes in pixels of the rendered page.

Nothing here says whether the layer tells the truth; see `batch_ocr.reader.hybrid`.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from batch_ocr.page import Box

_FAR = 0.6
"""A gap wider than this times the height ends a word even where no space is stored."""
_BACK = 0.5
"""A character that starts this much of the height before the last one's end begins a new word."""
_OFF_LINE = 0.5
_TILT = 0.1
"""Radians; characters that lean more than this are left to be read from the pixels."""
_FINE = 1000
"""Device units a pixel, because PDFium maps to whole numbers."""
_SOFT_HYPHEN, _PDFIUM_HYPHEN = "\xad", "\x02"


class LayerWord(NamedTuple):
    """One word of a text layer; the box is in pixels of the rendered page."""

    text: str
    box: Box


class _Glyph(NamedTuple):
    text: str
    box: Box


def layer_words(page: pypdfium2.PdfPage, width: int, height: int) -> Iterator[LayerWord]:
    """Yield the upright words in the order they are stored; `width` and `height` are the rendered page's pixels."""
    run: list[_Glyph] = []
    for glyph in _glyphs(page, width, height):
        ended = glyph is None or glyph.text.isspace() or (run and _apart(run[-1].box, glyph.box))
        if ended and run:
            yield _word(run)
            run = []
        if glyph is not None and not glyph.text.isspace():
            run.append(glyph)
    if run:
        yield _word(run)


def _word(run: Sequence[_Glyph]) -> LayerWord:
    text = unicodedata.normalize("NFC", "".join(glyph.text for glyph in run))
    boxes = [glyph.box for glyph in run]
    box = Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )
    return LayerWord(text, box)


def _apart(last: Box, box: Box) -> bool:
    height = max(min(last.height, box.height), 1.0)
    gap = box.left - last.right
    return gap > _FAR * height or gap < -_BACK * height or abs(box.y_center - last.y_center) > _OFF_LINE * height


def _glyphs(page: pypdfium2.PdfPage, width: int, height: int) -> Iterator[_Glyph | None]:
    """Yield each stored character; None where one is left out, which ends a word."""
    text_page = page.get_textpage()
    to_pixels = _pixel_map(page, width, height)
    rect = pdfium.FS_RECTF()
    quarter = page.get_rotation() // 90
    for index in range(text_page.count_chars()):
        text = _text(pdfium.FPDFText_GetUnicode(text_page, index))
        if not text or not pdfium.FPDFText_GetLooseCharBox(text_page, index, rect):
            if text != "":
                yield None
            continue
        if not text.isspace() and _leans(pdfium.FPDFText_GetCharAngle(text_page, index), quarter):
            yield None
            continue
        yield _Glyph(text, to_pixels(rect.left, rect.top, rect.right, rect.bottom))


def _text(code: int) -> str:
    """Return the character as text, ligatures taken apart; empty for marks that print nothing."""
    text = chr(code)
    if text in {_SOFT_HYPHEN, _PDFIUM_HYPHEN}:
        return "-"
    if text.isspace():
        return " "
    if unicodedata.category(text) in {"Cc", "Cf", "Cs"}:
        return ""
    return unicodedata.normalize("NFKC", text) if "\ufb00" <= text <= "\ufb06" else text


def _leans(angle: float, quarter: int) -> bool:
    """Whether text of this angle (radians, before the page's own rotation) is not upright on the rendered page."""
    seen = (angle - quarter * math.pi / 2) % (2 * math.pi)
    return min(seen, 2 * math.pi - seen) > _TILT


def _pixel_map(page: pypdfium2.PdfPage, width: int, height: int) -> Callable[[float, float, float, float], Box]:
    """Return the map from a rectangle of the PDF's own unit to pixels; crop box and page rotation are in it."""
    x0, y0 = _device(page, width, height, 0, 0)
    x1, y1 = _device(page, width, height, _FINE, 0)
    x2, y2 = _device(page, width, height, 0, _FINE)
    xx, yx, xy, yy = ((x1 - x0) / _FINE, (y1 - y0) / _FINE, (x2 - x0) / _FINE, (y2 - y0) / _FINE)

    def to_pixels(left: float, top: float, right: float, bottom: float) -> Box:
        xs = (x0 + xx * left + xy * top, x0 + xx * right + xy * bottom)
        ys = (y0 + yx * left + yy * top, y0 + yx * right + yy * bottom)
        return Box(min(xs), min(ys), max(xs), max(ys))

    return to_pixels


def _device(page: pypdfium2.PdfPage, width: int, height: int, x: float, y: float) -> tuple[float, float]:
    column, row = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, width * _FINE, height * _FINE, 0, x, y, column, row)
    return column.value / _FINE, row.value / _FINE
