"""Bytes of a picture file → upright grey pages, one after the other, with sizes checked before anything is decoded."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from batch_ocr.reader.detect import Grey
from batch_ocr.reader.errors import Fault, UnreadableDocument
from batch_ocr.reader.options import Limits

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "DIB", "GIF", "WEBP")
_DEEP = ("I", "F", "I;16", "I;16L", "I;16B", "I;16N")
"""Modes of more than eight bits a pixel; Pillow would cut them off at 255."""
_SHARES_ALPHA = ("RGBA", "LA", "PA", "RGBa", "La")

Image.MAX_IMAGE_PIXELS = None  # its fixed limit gives way to the one of the settings, checked before decoding


def pictures(data: bytes, limits: Limits) -> Iterator[Grey]:
    """Yield the pages of a picture file: all of a TIFF, the first frame of an animation.

    Raises UnreadableDocument.
    """
    with _translated():
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
        frames = int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
    if frames > limits.max_pages:
        raise UnreadableDocument(Fault.TOO_LARGE, f"{frames} pages; the limit is {limits.max_pages}")
    for index in range(frames):
        with _translated():
            image.seek(index)
            _check_size(image, limits)
            grey = _grey(image)
        yield grey


def _check_size(image: Image.Image, limits: Limits) -> None:
    width, height = image.size
    if width * height > limits.max_pixels:
        raise UnreadableDocument(
            Fault.TOO_LARGE, f"{width} x {height} pixels; the limit is {limits.max_pixels:,} pixels a page"
        )


def _grey(image: Image.Image) -> Grey:
    """Decode one frame: grey of eight bits, on white paper, turned as the camera noted."""
    if image.format in {"JPEG", "MPO"} and image.mode == "RGB":
        image.draft("L", image.size)  # the decoder leaves the colours out
    if image.mode in _DEEP:
        return _of_deep(np.asarray(_as_held(image)))
    turned = _as_held(image)
    if turned.mode in _SHARES_ALPHA or "transparency" in turned.info:
        layer = turned if turned.mode in {"RGBA", "LA"} else turned.convert("RGBA")
        paper = Image.new("L", layer.size, 255)
        return np.array(Image.composite(layer.convert("L"), paper, layer.getchannel("A")), dtype=np.uint8)
    if turned.mode not in {"L", "1", "RGB", "P"}:
        turned = turned.convert("RGB")
    return np.array(turned.convert("L"), dtype=np.uint8)


def _as_held(image: Image.Image) -> Image.Image:
    """Decode and turn as the camera noted; an upright page is not copied, it may be large."""
    image.load()
    return ImageOps.exif_transpose(image) if image.getexif().get(ExifTags.Base.Orientation, 1) != 1 else image


def _of_deep(values: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> Grey:
    """Return pixels of 16 or 32 bits, or fractions, in eight bits."""
    numbers = np.nan_to_num(values.astype(np.float32))
    top = 65535.0 if numbers.max(initial=0) > 255 else 255.0  # noqa: PLR2004 - eight bits kept in a wider type
    if numbers.max(initial=0) <= 1:
        top = 1.0
    return np.asarray(np.clip(numbers * (255 / top), 0, 255), dtype=np.uint8)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn whatever Pillow raises into UnreadableDocument: its plugins raise almost anything on broken files."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except UnreadableDocument:
        raise
    except UnidentifiedImageError as error:
        raise UnreadableDocument(Fault.UNSUPPORTED, "neither a picture of a known format nor a PDF") from error
    except MemoryError as error:
        raise UnreadableDocument(Fault.TOO_LARGE, "not enough memory for this picture") from error
    except Exception as error:
        raise UnreadableDocument(Fault.CORRUPT, f"broken picture: {error}") from error
