"""Pages of a scan drawn for people: small, upright as the file shows them, on white paper.

Scans come from strangers, and decoders have bugs: call this in a process of its own only (`bound_memory`).
"""

from __future__ import annotations

import io
import resource
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Final, NamedTuple, Protocol

import pypdfium2
from PIL import Image, ImageOps

MAX_MEMORY_BYTES: Final = 3 << 30

_FORMATS: Final[tuple[str, ...]] = ("PNG", "JPEG", "TIFF", "BMP", "DIB", "GIF", "WEBP")
_DEEP: Final = frozenset({"I", "F", "I;16", "I;16L", "I;16B", "I;16N"})
"""Modes with more than eight bits per pixel; Pillow would clip them at 255."""
_PDF_MARK, _PDF_MARK_WITHIN = b"%PDF-", 1024
_HEIF_MARK = b"ftyp"

Image.MAX_IMAGE_PIXELS = None  # `max_pixels` is checked before pixels are decoded


class Room(NamedTuple):
    """Most pixels of a page as drawn. A smaller picture is not enlarged; a page of a PDF is drawn at this size."""

    width: int
    height: int


class Scan(Protocol):
    """An open file."""

    @property
    def count(self) -> int:
        """How many pages there are: all of a PDF or TIFF; of any other format only the first picture."""
        ...

    def page(self, number: int, room: Room) -> Image.Image:
        """Draw a page, from 0, in grey or RGB. Raises ValueError, and whatever a decoder raises."""
        ...


@contextmanager
def opened_scan(data: bytes, max_pixels: int) -> Iterator[Scan]:
    """Open the bytes of a file. A page of more than `max_pixels` is not decoded. Raises whatever a decoder raises.

    HEIC needs pillow-heif: ImportError without.
    """
    if _PDF_MARK in data[:_PDF_MARK_WITHIN]:
        with closing(pypdfium2.PdfDocument(data)) as document:
            document.init_forms()
            yield _Pdf(document)
    else:
        with _opened_picture(data) as picture:
            yield _Picture(picture, max_pixels)


def bound_memory() -> None:
    """Limit this process to MAX_MEMORY_BYTES: a page that needs more costs one picture."""
    with suppress(ValueError, OSError):  # a tighter limit is in force; macOS knows this one and does not keep it
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))


class _Pdf:
    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self._document = document
        self.count = len(document)

    def page(self, number: int, room: Room) -> Image.Image:
        _check_number(number, self.count)
        page = self._document[number]
        width, height = page.get_size()
        # A page of any proportions gets the same room: neither side can demand more.
        picture: Image.Image = page.render(scale=min(room.width / max(width, 1), room.height / max(height, 1))).to_pil()
        return picture.convert("RGB")


class _Picture:
    def __init__(self, picture: Image.Image, max_pixels: int) -> None:
        self._picture = picture
        self._max_pixels = max_pixels
        self.count = int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1

    def page(self, number: int, room: Room) -> Image.Image:
        _check_number(number, self.count)
        picture = self._picture
        picture.seek(number)
        if picture.width * picture.height > self._max_pixels:
            told = f"{picture.width} x {picture.height} pixels, more than max_pixels = {self._max_pixels}"
            raise ValueError(told)
        picture.draft("RGB", (max(room), max(room)))  # a JPEG is decoded at half or a quarter of its size
        return _on_paper(_small(ImageOps.exif_transpose(picture), room))


@contextmanager
def _opened_picture(data: bytes) -> Iterator[Image.Image]:
    formats = _FORMATS
    if data[4:8] == _HEIF_MARK:
        import pillow_heif  # noqa: PLC0415 - an extra

        pillow_heif.register_heif_opener()
        formats = ("HEIF",)
    with Image.open(io.BytesIO(data), formats=formats) as picture:
        yield picture


def _check_number(number: int, count: int) -> None:
    if not 0 <= number < count:
        raise ValueError("there is no such page")


def _small(picture: Image.Image, room: Room) -> Image.Image:
    """Return it no larger than the room, in a mode that can be scaled down without losing what it shows."""
    if picture.mode in _DEEP:
        picture = _eight_bits(picture.convert("F"))
    elif picture.mode == "1":
        picture = picture.convert("L")
    elif picture.mode not in {"L", "LA", "RGB", "RGBA"} or "transparency" in picture.info:
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail(room, Image.Resampling.LANCZOS, reducing_gap=2)
    return picture


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Turn numbers of 16 or 32 bits, or fractions, into grey."""
    highest = float(picture.getextrema()[1])  # type: ignore[arg-type]  # one channel: a pair of numbers
    top = 65535.0 if highest > 255 else 255.0 if highest > 1 else 1.0  # noqa: PLR2004 - eight bits in a wider type
    return picture.point(lambda value: value * (255 / top)).convert("L")


def _on_paper(picture: Image.Image) -> Image.Image:
    """Return it without transparency."""
    if picture.mode in {"L", "RGB"}:
        return picture
    layer = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
