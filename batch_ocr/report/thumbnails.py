"""Pages of a scan, small enough for many of them to lie in one HTML file."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from typing import Final

import pypdfium2
from PIL import Image, ImageOps

from batch_ocr.report.page import Picture

HEIGHT: Final = 900
"""Pixels; a page of A4 can just be read."""
QUALITY: Final = 60
PAGES: Final = 3

_FORMATS: Final[tuple[str, ...]] = ("PNG", "JPEG", "TIFF", "BMP", "DIB", "GIF", "WEBP")
_DEEP: Final = frozenset({"I", "F", "I;16", "I;16L", "I;16B", "I;16N"})
"""Modes of more than eight bits a pixel; Pillow would cut them off at 255."""
_PDF_MARK, _PDF_MARK_WITHIN = b"%PDF-", 1024
_HEIF_MARK = b"ftyp"


def thumbnails(data: bytes, max_pixels: int, *, pages: int = PAGES) -> tuple[Picture, ...]:
    """Return the first `pages` pages, upright as the file shows them; empty for what cannot be drawn.

    A page of more than `max_pixels` is not decoded. Anything may come out of a decoder on a broken file, so whatever
    does ends the pictures of this one scan, and nothing else.
    """
    drawn = _of_pdf(data) if _PDF_MARK in data[:_PDF_MARK_WITHIN] else _of_picture(data, max_pixels)
    found: list[Picture] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for page in islice(drawn, pages):
                found.append(_packed(page))  # noqa: PERF401 - what was drawn before a broken page stays
    except Exception:  # noqa: BLE001 - the boundary of one scan
        return tuple(found)
    return tuple(found)


def _of_pdf(data: bytes) -> Iterator[Image.Image]:
    with closing(pypdfium2.PdfDocument(data)) as document:
        document.init_forms()
        for page in document:
            width, height = page.get_size()
            # A page of any proportions is drawn into the same box: neither side can ask for more.
            yield page.render(scale=min(HEIGHT / max(height, 1), 2 * HEIGHT / max(width, 1))).to_pil()


def _of_picture(data: bytes, max_pixels: int) -> Iterator[Image.Image]:
    formats = _FORMATS
    if data[4:8] == _HEIF_MARK:
        import pillow_heif  # noqa: PLC0415 - an extra

        pillow_heif.register_heif_opener()
        formats = ("HEIF",)
    image = Image.open(io.BytesIO(data), formats=formats)
    for index in range(int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1):
        image.seek(index)
        if image.width * image.height > max_pixels:
            return
        image.draft("RGB", (2 * HEIGHT, 2 * HEIGHT))  # a JPEG is decoded at half or a quarter of its size
        yield _on_paper(ImageOps.exif_transpose(image))


def _on_paper(image: Image.Image) -> Image.Image:
    """Return it in eight bits, without transparency, small."""
    if image.mode in _DEEP:
        image = image.convert("F").point(lambda value: value / 256).convert("L")
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        above = image.convert("RGBA")
        image = Image.new("RGB", above.size, "white")
        image.paste(above, mask=above.getchannel("A"))
    if image.mode not in {"L", "RGB"}:
        image = image.convert("L" if image.mode == "1" else "RGB")
    image.thumbnail((2 * HEIGHT, HEIGHT), reducing_gap=2)
    return image


def _packed(image: Image.Image) -> Picture:
    out = io.BytesIO()
    image.convert("L" if image.mode == "L" else "RGB").save(out, "WEBP", quality=QUALITY, method=2)
    return Picture(out.getvalue(), "image/webp")
