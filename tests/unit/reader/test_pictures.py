from __future__ import annotations

import struct
import zlib
from contextlib import suppress

import numpy as np
import pytest
from PIL import Image

from batch_ocr.reader.errors import Fault, UnreadableDocument
from batch_ocr.reader.options import Limits
from batch_ocr.reader.pictures import pictures
from tests.unit.reader.drawn import grey, saved, sheet

PAGE = sheet(size=12)


def only(data: bytes) -> np.ndarray:
    (page,) = pictures(data, Limits())
    return page


def fault_of(data: bytes, limits: Limits | None = None) -> Fault:
    with pytest.raises(UnreadableDocument) as caught:
        list(pictures(data, limits or Limits()))
    assert str(caught.value), "an error says what is wrong"
    return caught.value.fault


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP", "DIB"])
def test_every_format_is_decoded(kind: str) -> None:
    """The formats of the service come out as the same grey page."""
    assert np.abs(only(saved(PAGE, kind)).astype(int) - grey(PAGE)).mean() < 3


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "group4", "jpeg", "tiff_adobe_deflate", "packbits"])
def test_every_tiff_compression_of_scanners_is_decoded(compression: str) -> None:
    """Fax pages are black and white, others grey."""
    image = PAGE.convert("1") if compression == "group4" else PAGE
    assert np.abs(only(saved(image, "TIFF", compression=compression)).astype(int) - grey(image)).mean() < 3


def test_all_pages_of_a_tiff_are_read_and_one_frame_of_an_animation() -> None:
    """A TIFF of a scanner has a page a frame; a GIF shows its first."""
    frames = [Image.new("L", (90, 40 + 10 * number), 255) for number in range(3)]
    stacked = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    assert [page.shape for page in pictures(stacked, Limits())] == [(40, 90), (50, 90), (60, 90)]
    animated = saved(frames[0], "GIF", save_all=True, append_images=[Image.new("L", (90, 40), 0)])
    assert only(animated).mean() == 255


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_camera_s_orientation_is_obeyed(orientation: int) -> None:
    """EXIF says how the sensor was held; the page comes out as a viewer shows it."""
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = PAGE.transpose(back[orientation]) if orientation in back else PAGE
    assert np.abs(only(saved(stored, "JPEG", exif=exif)).astype(int) - grey(PAGE)).mean() < 3


def test_what_is_transparent_shows_white_paper() -> None:
    """Black letters on a transparent ground are black on white, whatever colour lies hidden below."""
    layer = Image.new("RGBA", PAGE.size, (0, 0, 0, 0))
    layer.putalpha(Image.eval(PAGE, lambda level: 255 - level))
    assert np.abs(only(saved(layer, "PNG")).astype(int) - grey(PAGE)).mean() < 2
    palette = PAGE.quantize(4)
    assert only(saved(palette, "PNG", transparency=palette.getpixel((0, 0)))).mean() > 200


@pytest.mark.parametrize("mode", ["1", "P", "RGB", "CMYK", "YCbCr", "LA", "RGBA"])
def test_every_kind_of_pixel_is_decoded(mode: str) -> None:
    """Black and white, palette, print colours and alpha: ink stays dark, paper light."""
    kind = {"CMYK": "TIFF", "YCbCr": "TIFF"}.get(mode, "PNG")
    assert np.abs(only(saved(PAGE.convert(mode), kind)).astype(int) - grey(PAGE)).mean() < 8


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_not_cut_off(kind: str) -> None:
    """Scanners of 16 bits a pixel do not give white pages."""
    deep = Image.fromarray(grey(PAGE).astype(np.uint16) * 257)
    assert np.abs(only(saved(deep, kind)).astype(int) - grey(PAGE)).mean() < 2


def test_cmyk_jpeg_as_photo_programs_write_them() -> None:
    """Adobe stores inverted inks; the page must not come out as a negative."""
    assert np.abs(only(saved(PAGE.convert("CMYK"), "JPEG")).astype(int) - grey(PAGE)).mean() < 8


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def test_a_decompression_bomb_is_refused_by_its_header() -> None:
    """Sizes are checked before a byte is decoded."""
    assert fault_of(bomb(60_000, 60_000)) is Fault.TOO_LARGE
    assert fault_of(bomb(1001, 1000), Limits(max_pixels=1_000_000)) is Fault.TOO_LARGE


def test_the_limit_of_pixels_can_be_raised() -> None:
    """The decoder's own limit gives way to the setting: a large page of no content is then merely broken."""
    assert fault_of(bomb(14_000, 14_000), Limits(max_pixels=200_000_000)) is Fault.CORRUPT


def test_more_pages_than_allowed_are_refused() -> None:
    """A TIFF of thousands of frames does not block a worker for hours."""
    frames = [Image.new("1", (8, 8))] * 4
    stacked = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    assert fault_of(stacked, Limits(max_pages=3)) is Fault.TOO_LARGE


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_a_truncated_picture_is_an_error_not_half_a_page(kind: str, share: float) -> None:
    """Half an upload must never become half an invoice."""
    data = saved(PAGE.convert("RGB"), kind)
    assert fault_of(data[: round(share * len(data))]) in {Fault.CORRUPT, Fault.UNSUPPORTED}


@pytest.mark.parametrize("data", [b"Dear Sir,\nplease find enclosed", b"\0" * 4096, b"II*\0", b"<svg/>", b"PK\x03\x04"])
def test_what_is_no_picture_is_unsupported_or_corrupt(data: bytes) -> None:
    """A text file named .png is told to be what it is."""
    assert fault_of(data) in {Fault.UNSUPPORTED, Fault.CORRUPT}


def test_flipped_bytes_never_raise_anything_else() -> None:
    """Whatever a decoder makes of broken bytes, the caller sees a page or UnreadableDocument."""
    random = np.random.default_rng(8)
    for kind in ("PNG", "JPEG", "TIFF", "GIF", "WEBP", "BMP"):
        data = np.frombuffer(saved(PAGE, kind), np.uint8)
        for _ in range(40):
            broken = data.copy()
            places = random.integers(0, len(data), 6)
            broken[places] = random.integers(0, 256, 6)
            with suppress(UnreadableDocument):
                assert all(page.ndim == 2 for page in pictures(broken.tobytes(), Limits(max_pixels=4_000_000)))


def stacked(count: int) -> bytes:
    """A TIFF of several pages."""
    return saved(PAGE, "TIFF", save_all=True, append_images=[PAGE] * (count - 1), compression="tiff_lzw")


def test_pages_come_one_by_one() -> None:
    """A page is decoded when it is asked for, so that memory is that of one page."""
    pages = pictures(stacked(3), Limits())
    assert [next(pages).shape for _ in range(3)] == [grey(PAGE).shape] * 3


@pytest.mark.parametrize("share", [0.4, 0.6, 0.9, 0.99])
def test_a_tiff_that_lost_its_last_pages_is_an_error(share: float) -> None:
    """Half an upload must never become an invoice with fewer pages."""
    data = stacked(3)
    assert fault_of(data[: round(share * len(data))]) is Fault.CORRUPT
