"""A sheet as a picture."""

from __future__ import annotations

from PIL import Image, ImageDraw

from benchmarks.synthetic.drawing import Fill, Rule, Sheet, Text
from benchmarks.synthetic.fonts import pillow_font

POINTS_PER_INCH = 72
_DRAWN_AT = 288
"""Dots per inch: small pictures are drawn large and reduced, so that letters keep their shape."""


def rendered(sheet: Sheet, dots_per_inch: int) -> Image.Image:
    """The sheet in RGB, on white paper."""
    scale = max(_DRAWN_AT, dots_per_inch) / POINTS_PER_INCH
    image = Image.new("RGB", _pixels(sheet, scale), "white")
    pen = ImageDraw.Draw(image)
    for mark in sheet.marks:
        _draw(pen, mark, scale)
    return image.resize(_pixels(sheet, dots_per_inch / POINTS_PER_INCH), Image.Resampling.BOX)


def _pixels(sheet: Sheet, scale: float) -> tuple[int, int]:
    return round(sheet.width * scale), round(sheet.height * scale)


def _draw(pen: ImageDraw.ImageDraw, mark: Text | Rule | Fill, scale: float) -> None:
    match mark:
        case Text():
            font = pillow_font(mark.style.face, mark.style.size * scale)
            # Pillow advances by whole pixels, which eats the gaps between words: every letter gets its own place
            for letter, x in mark.letters():
                pen.text((x * scale, mark.y * scale), letter, mark.style.colour, font, anchor="ls")
        case Rule():
            thickness = max(1, round(mark.thickness * scale))
            corners = [(mark.x0 * scale, mark.y0 * scale), (mark.x1 * scale, mark.y1 * scale)]
            pen.line(corners, mark.colour, thickness)
        case Fill():
            pen.rectangle((mark.x0 * scale, mark.y0 * scale, mark.x1 * scale, mark.y1 * scale), mark.colour)
