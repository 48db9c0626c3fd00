"""Pages drawn for the tests: known words at known places."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from fpdf import FPDF, TextMode
from PIL import Image, ImageDraw

from batch_ocr.reader.detect import Grey
from benchmarks.synthetic.fonts import Face, pillow_font

LINES = (
    "Invoice number 2024-0815",
    "Date 17.03.2024",
    "Müller & Söhne GmbH",
    "Rue de l'Église 12",
    "Net amount 1.234,56",
    "Total due 1.469,13 €",
)


def sheet(lines: Sequence[str] = LINES, size: int = 32, *, paper: int = 255, ink: int = 0) -> Image.Image:
    """Lines of text of `size` pixels, one below the other, on an upright page."""
    font = pillow_font(Face("plex-sans"), size)
    image = Image.new("L", (26 * size, round((2 * len(lines) + 3) * size)), paper)
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        pen.text((2 * size, (2 * number + 2) * size), line, ink, font)
    return image


def grey(image: Image.Image) -> Grey:
    """The picture as the engine takes it."""
    return np.asarray(image.convert("L"), dtype=np.uint8)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """The picture as a file."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def words(lines: Sequence[str] = LINES) -> list[str]:
    """What a perfect reader finds."""
    return [word for line in lines for word in line.split()]


def pdf(
    lines: Sequence[str],
    *,
    visible: bool = True,
    picture: Image.Image | None = None,
    box: Sequence[float] | None = None,
) -> FPDF:
    """One A4 page in points with a text layer, 24 points a line, and a picture under it at x, y, width, height."""
    document = FPDF(unit="pt", format="A4")
    document.add_page()
    if picture is not None:
        document.image(picture, *(box or (0, 0, document.w, document.h)))
    document.set_font("Helvetica", size=14)
    with document.local_context(text_mode=TextMode.FILL if visible else TextMode.INVISIBLE):
        for number, line in enumerate(lines):
            document.text(50, 100 + 24 * number, line)
    return document
