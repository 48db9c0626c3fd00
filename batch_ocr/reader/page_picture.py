"""The first page of a document as a small picture, and the picture as a hash that `batch_ocr.page_hash` compares.

Made for scans of one page on different days: paper of any shade, light from one side, a tilt of up to 2.4 degrees.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

from batch_ocr.page_hash import COLUMNS, LEVELS, ROWS, packed
from batch_ocr.reader.detect import Grey
from batch_ocr.reader.errors import Fault, UnreadableDocument
from batch_ocr.reader.options import Limits
from batch_ocr.reader.pictures import pictures

Ink = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

_SIDE: Final = 640
"""Pixels of the longer side on which ink is looked for; a line of small print is two or three of them high."""
_PAPER: Final = 6
"""The shade of the paper is looked for on a picture so many times smaller, in which print is gone."""
_DARKEST_PAPER: Final = 32
"""Shade, of 255, below which nothing can be printed: a lid left open, a page of black."""
_MARGIN: Final = 0.012
"""Share of width and height at each edge where the shadow of the scanner's lid falls."""
_FAINT, _FULL = 0.15, 0.65
"""Shares of the page's own darkest print that count as no ink, and as full."""
_LEAST_CONTRAST: Final = 0.08
_STRIPS: Final = 16
_ANGLES: Final = tuple(step / 5 for step in range(-12, 13))
"""Degrees of tilt that are tried."""
_FINER: Final = 4
"""Picture points to a square's side before they are averaged."""
_PDF_FORMAT: Final = b"%PDF-"


def first_page(data: bytes, max_pixels: int) -> Grey:
    """Return the first page in grey, a PDF's at the size that a hash needs. Raises UnreadableDocument."""
    if _PDF_FORMAT in data[:1024]:
        return _of_pdf(data)
    return next(pictures(data, Limits(max_pixels)))


def page_hash(page: Grey) -> bytes | None:
    """Return the hash of a page; None for one without print."""
    ink = _ink(_reduced(Image.fromarray(page)))
    if ink.max(initial=0) <= 0:
        return None
    picture = Image.fromarray((ink * 255).astype(np.uint8))
    straight = picture.rotate(_tilt(ink), Image.Resampling.BILINEAR, fillcolor=0)
    finer = straight.resize((COLUMNS * _FINER, ROWS * _FINER), Image.Resampling.BILINEAR)
    smooth = finer.filter(ImageFilter.GaussianBlur(_FINER / 2)).resize((COLUMNS, ROWS), Image.Resampling.BOX)
    shares = np.sqrt(np.asarray(smooth, dtype=np.float32))
    if not shares.max():
        return None
    return packed(np.rint(shares * (LEVELS / shares.max())).astype(int).ravel().tolist())


def _of_pdf(data: bytes) -> Grey:
    try:
        document = pypdfium2.PdfDocument(data)
        try:
            page = document[0]
            scale = _SIDE / max(*page.get_size(), 1)
            pixels = page.render(scale=scale, grayscale=True).to_numpy()
            return np.array(pixels, dtype=np.uint8).reshape(pixels.shape[:2])
        finally:
            document.close()
    except (pypdfium2.PdfiumError, IndexError, ValueError) as error:
        raise UnreadableDocument(Fault.CORRUPT, f"broken PDF: {error}") from error


def _reduced(page: Image.Image) -> Image.Image:
    """The page with its longer side at _SIDE pixels."""
    scale = _SIDE / max(page.size)
    size = (max(_STRIPS, round(page.width * scale)), max(_STRIPS, round(page.height * scale)))
    return page.resize(size, Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR)


def _ink(page: Image.Image) -> Ink:
    """How much darker than its paper each point is, 0 to 1, by the page's own contrast."""
    small = (max(1, page.width // _PAPER), max(1, page.height // _PAPER))
    paper = (
        page.resize(small, Image.Resampling.BOX).filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(2))
    )
    shade = np.asarray(paper.resize(page.size, Image.Resampling.BILINEAR), dtype=np.float32)
    darker = np.clip(1 - np.asarray(page, dtype=np.float32) / np.maximum(shade, 1), 0, 1)
    darker[shade < _DARKEST_PAPER] = 0
    down, across = (max(2, math.ceil(_MARGIN * length)) for length in darker.shape)
    darker[:down] = darker[-down:] = 0
    darker[:, :across] = darker[:, -across:] = 0
    contrast = max(float(np.percentile(darker, 97)), _LEAST_CONTRAST)
    return np.asarray(np.clip((darker / contrast - _FAINT) / (_FULL - _FAINT), 0, 1), dtype=np.float32)


def _tilt(ink: Ink) -> float:
    """Degrees by which the lines of print have to be turned: at that angle rows of ink and of none are sharpest."""
    height, width = ink.shape
    strips = [strip.sum(axis=1) for strip in np.array_split(ink, _STRIPS, axis=1)]
    middles = (np.arange(_STRIPS) + 0.5) / _STRIPS * width - width / 2
    rows = np.arange(height)

    def sharpness(angle: float) -> float:
        shifts = math.tan(math.radians(angle)) * middles
        profile = sum(np.interp(rows + shift, rows, strip) for shift, strip in zip(shifts, strips, strict=True))
        return float((np.diff(profile) ** 2).sum())

    return max(_ANGLES, key=sharpness)
