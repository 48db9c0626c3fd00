"""A PDF's pages: their pixels and the characters of their text layers, both upright and in the same unit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from batch_ocr.reader.detect import Grey
from batch_ocr.reader.errors import Fault, UnreadableDocument
from batch_ocr.reader.options import Limits
from batch_ocr.reader.text_layer import LayerWord, layer_words

_DPI = 200.0
_POINTS_PER_INCH = 72.0
_PICTURE_SHARE = 0.5
"""Pictures that cover more of a page than this make it a scan; its text layer is some other program's OCR."""


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page; `words` is empty when there is no layer that could be trusted."""

    picture: Grey
    words: tuple[LayerWord, ...]


def pdf_pages(data: bytes, limits: Limits) -> Iterator[PdfPage]:
    """Yield the pages of a PDF, each rendered at 200 dpi or what the limit of pixels allows.

    Raises UnreadableDocument.
    """
    with _translated():
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    try:
        if not count:
            raise UnreadableDocument(Fault.EMPTY, "a PDF without pages")
        if count > limits.max_pages:
            raise UnreadableDocument(Fault.TOO_LARGE, f"{count} pages; the limit is {limits.max_pages}")
        with _translated():
            document.init_forms()
        for index in range(count):
            with _translated():
                page = _page(document[index], limits)
            yield page
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage, limits: Limits) -> PdfPage:
    width, height = page.get_size()
    scale = min(_DPI / _POINTS_PER_INCH, math.sqrt(limits.max_pixels / max(width * height, 1)))
    pixels = page.render(scale=scale, grayscale=True).to_numpy()
    rows, columns = pixels.shape[:2]
    picture: Grey = np.array(pixels, dtype=np.uint8).reshape(rows, columns)
    return PdfPage(picture, () if _is_scan(page) else tuple(layer_words(page, columns, rows)))


def _is_scan(page: pypdfium2.PdfPage) -> bool:
    width, height = page.get_size()
    covered = 0.0
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = item.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return bool(covered > _PICTURE_SHARE * width * height)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn whatever PDFium reports into UnreadableDocument."""
    try:
        yield
    except UnreadableDocument:
        raise
    except MemoryError as error:
        raise UnreadableDocument(Fault.TOO_LARGE, "not enough memory for this PDF") from error
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise UnreadableDocument(Fault.ENCRYPTED, "the PDF asks for a password: save a copy without one") from error
        raise UnreadableDocument(Fault.CORRUPT, f"broken PDF: {error}") from error
    except Exception as error:
        raise UnreadableDocument(Fault.CORRUPT, f"broken PDF: {error}") from error
