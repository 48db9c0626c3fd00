"""Convert pictures that a reader does not accept into ones that it does, without loss. Run on the disk's threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Final

from batch_ocr.errors import ErrorCode, ItemError
from batch_ocr.picture_pdf import PicturePdf
from batch_ocr.tiff_jpeg import stored_jpeg

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

REDUCED_OR_MASK: Final = 0b101
"""Bits of TIFF's NewSubfileType: a smaller copy of another page, or its transparency mask (TIFF 6.0, section 8)."""
ADVICE: Final = {
    "TIFF": "pip install 'batch-ocr[local]' for TIFFs of several pages",
    "WEBP": "pip install 'batch-ocr[local]' for WebP",
    "HEIF": "pip install 'batch-ocr[heic]' for HEIC",
}
"""What to install, by Pillow's name of the format."""
_NEW_SUBFILE_TYPE: Final = 254
_USUAL_DOTS_PER_INCH: Final = 200.0
_LIKELY_DOTS_PER_INCH: Final = (50.0, 2400.0)
_JPEG_QUALITY: Final = 95
_KEPT_MODES: Final = frozenset({"1", "L", "RGB", "I;16"})


def tiff_to_pdf(data: bytes, max_bytes: int, max_pixels: int) -> bytes:
    """Return all pages of a TIFF as one PDF, no pixel changed.

    Raises ItemError: UNSUPPORTED without Pillow, TOO_LARGE beyond `max_bytes` or `max_pixels` a page, CORRUPT.
    """
    document = PicturePdf()
    with _opened(data, "TIFF") as picture:
        for index in range(getattr(picture, "n_frames", 1)):
            picture.seek(index)
            if int(picture.tag_v2.get(_NEW_SUBFILE_TYPE, 0)) & REDUCED_OR_MASK:  # type: ignore[attr-defined]  # a TIFF
                continue
            dots, stored = _dots_per_inch(picture), stored_jpeg(picture.tag_v2, data)  # type: ignore[attr-defined]  # a TIFF
            plain = _plain(picture, max_pixels)
            if stored is None:
                document.add(_png(plain), dots)
            else:
                plain.load()  # shows that it can be decoded
                document.add_jpeg(stored[0], picture.size, stored[1], dots)
            if document.size_bytes > max_bytes:
                raise _too_large(f"its pages as one PDF are {document.size_bytes} bytes or more", max_bytes)
    return document.finish()


def webp_to_png(data: bytes, max_bytes: int, max_pixels: int) -> bytes:
    """Return the (first) picture of a WebP; raises ItemError as `tiff_to_pdf`."""
    with _opened(data, "WEBP") as picture:
        return _compact(_plain(picture, max_pixels), max_bytes)


def heic_to_png(data: bytes, max_bytes: int, max_pixels: int) -> bytes:
    """Return the main picture of a HEIC; raises ItemError as `tiff_to_pdf`, UNSUPPORTED without pillow-heif."""
    with _opened(data, "HEIF") as picture:
        return _compact(_plain(picture, max_pixels), max_bytes)


def check_packages(form: str) -> None:
    """Raise ItemError, saying what to install, unless this format (a key of ADVICE) can be converted."""
    try:
        _opener(form)
    except ImportError:
        told = f"needs an optional package: {ADVICE[form]}, then batch-ocr failed retry"
        raise ItemError(ErrorCode.UNSUPPORTED, told) from None


@contextmanager
def _opened(data: bytes, form: str) -> Iterator[Picture]:
    """Open a picture; whatever goes wrong with its bytes becomes an ItemError."""
    check_packages(form)
    opener = _opener(form)
    try:
        with opener(BytesIO(data)) as picture:
            yield picture
    except ItemError:
        raise
    except Exception as error:  # decoders may raise anything, and it concerns only one document
        reason = str(error) or type(error).__name__
        raise ItemError(ErrorCode.CORRUPT, f"the picture cannot be decoded: {reason}") from error


def _opener(form: str) -> Callable[[BytesIO], Picture]:
    from PIL import Image  # noqa: PLC0415 - an extra, and 50 ms that most runs need not spend

    if form == "HEIF":
        from pillow_heif import register_heif_opener  # noqa: PLC0415 - an extra

        register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # it would warn on stderr; `max_pixels` is checked before pixels are decoded
    return lambda file: Image.open(file, formats=[form])


def _plain(picture: Picture, max_pixels: int) -> Picture:
    """Return the picture upright and opaque, with its pixels as they are where PNG and PDF both can hold them."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - as above

    width, height = picture.size
    if width * height > max_pixels:
        raise _too_large(f"a page is {width} x {height} pixels", max_pixels, "max_pixels")
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in _KEPT_MODES and "transparency" not in upright.info:
        return upright
    if upright.mode == "I;16B":
        return upright.convert("I").convert("I;16")
    if upright.has_transparency_data:
        layer = upright.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
    if upright.mode in {"I", "F"}:
        raise ItemError(ErrorCode.UNSUPPORTED, f"pixels of mode {upright.mode}; save it with 8 or 16 bits a sample")
    return upright.convert("RGB")


def _png(picture: Picture) -> bytes:
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _compact(picture: Picture, max_bytes: int) -> bytes:
    """Return a PNG, or a JPEG if that is too large: a photograph was in a lossy format already."""
    if len(png := _png(picture)) <= max_bytes:
        return png
    file = BytesIO()
    picture.convert("RGB").save(file, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    if file.tell() > max_bytes:
        raise _too_large(f"as a JPEG it is {file.tell()} bytes", max_bytes)
    return file.getvalue()


def _dots_per_inch(picture: Picture) -> tuple[float, float]:
    """Return the resolution the file claims, if it is plausible for paper: with it people see the page in its size."""
    low, high = _LIKELY_DOTS_PER_INCH
    horizontal, vertical = (float(dots) for dots in picture.info.get("dpi", (0, 0)))
    if low <= horizontal <= high and low <= vertical <= high:
        return horizontal, vertical
    return _USUAL_DOTS_PER_INCH, _USUAL_DOTS_PER_INCH


def _too_large(told: str, limit: int, option: str = "max_file_bytes") -> ItemError:
    return ItemError(ErrorCode.TOO_LARGE, f"{told}, more than {option} = {limit}")
