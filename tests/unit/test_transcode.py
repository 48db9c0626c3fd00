from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from batch_ocr.errors import ErrorCode, ItemError
from batch_ocr.transcode import heic_to_png, tiff_to_pdf, webp_to_png

BYTES, PIXELS = 20_000_000, 1_000_000
ROWS_PER_STRIP = 278


def noise(mode: str, size: tuple[int, int] = (61, 43)) -> Image.Image:
    bands = [Image.effect_noise(size, 80) for _ in Image.new(mode, (1, 1)).getbands()]
    return bands[0].convert(mode) if len(bands) == 1 else Image.merge(mode, bands)


def tiff(pages: Sequence[Image.Image], **options: object) -> bytes:
    file = io.BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:], **options)
    return file.getvalue()


def pictures_in(pdf: bytes) -> list[Image.Image]:
    """The picture on each page, as another program finds it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            next(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])).get_bitmap().to_pil().copy()
            for page in document
        ]
    finally:
        document.close()


def sizes_of(pdf: bytes) -> list[tuple[float, float]]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_size() for page in document]
    finally:
        document.close()


def code_of(error: pytest.ExceptionInfo[ItemError]) -> ErrorCode:
    return error.value.code


@pytest.mark.parametrize(
    ("mode", "compression"),
    [("1", "group4"), ("1", None), ("L", "tiff_lzw"), ("L", None), ("RGB", "tiff_adobe_deflate"), ("P", None)],
)
def test_no_pixel_changes_on_the_way_from_tiff_to_pdf(mode: str, compression: str | None) -> None:
    """Every page, in order, pixel for pixel, read back by a program that did not write them."""
    pages = [noise("L", (61, 43 + number)).convert(mode) for number in range(3)]
    if mode == "RGB":
        pages = [noise("RGB", (61, 43 + number)) for number in range(3)]
    found = pictures_in(tiff_to_pdf(tiff(pages, compression=compression), BYTES, PIXELS))
    assert [page.size for page in found] == [page.size for page in pages]
    for page, picture in zip(pages, found, strict=True):
        assert picture.convert("RGB").tobytes() == page.convert("RGB").tobytes()


@pytest.mark.parametrize("mode", ["L", "YCbCr"])
def test_a_page_stored_as_a_jpeg_is_taken_as_it_is(mode: str) -> None:
    """What a scanner compressed is not decoded and packed again: same pixels, and hardly a byte more."""
    page = Image.radial_gradient("L").convert("RGB").convert(mode)
    data = tiff([page, page], compression="jpeg", tiffinfo={ROWS_PER_STRIP: page.height})
    pdf = tiff_to_pdf(data, BYTES, PIXELS)
    assert pdf.count(b"/DCTDecode") == 2
    assert len(pdf) < len(data) + 3000
    with Image.open(io.BytesIO(data)) as scanned:
        expected = scanned.convert("RGB").tobytes()
    for found in pictures_in(pdf):
        differences = [abs(one - other) for one, other in zip(found.convert("RGB").tobytes(), expected, strict=True)]
        assert max(differences) <= 8  # two decoders round in their own ways
        assert sum(differences) / len(differences) < 1


def test_a_jpeg_in_several_strips_is_decoded() -> None:
    """Strips are JPEGs of their own and cannot be joined: the pixels are packed without loss instead."""
    page = Image.radial_gradient("L")
    data = tiff([page, page], compression="jpeg", tiffinfo={ROWS_PER_STRIP: 64})
    with Image.open(io.BytesIO(data)) as scanned:
        expected = scanned.tobytes()
    assert [found.tobytes() for found in pictures_in(tiff_to_pdf(data, BYTES, PIXELS))] == [expected] * 2


def test_pages_have_the_size_of_their_paper() -> None:
    """Resolution makes the page, in both directions (faxes differ); one that no paper has is not believed."""
    pages = [noise("1", (850, 550))]
    assert sizes_of(tiff_to_pdf(tiff(pages, dpi=(100, 100)), BYTES, PIXELS)) == [(612.0, 396.0)]
    assert sizes_of(tiff_to_pdf(tiff(pages, dpi=(200, 100)), BYTES, PIXELS)) == [(306.0, 396.0)]
    assert sizes_of(tiff_to_pdf(tiff(pages, dpi=(1, 1)), BYTES, PIXELS)) == [(306.0, 198.0)]


def test_colours_that_neither_png_nor_pdf_holds_are_turned_into_ones_they_do() -> None:
    """Transparent is white, CMYK becomes RGB, sixteen bits of grey stay sixteen."""
    clear = Image.new("RGBA", (20, 10), (255, 0, 0, 0))
    (found,) = pictures_in(tiff_to_pdf(tiff([clear]), BYTES, PIXELS))
    assert found.convert("RGB").getpixel((3, 3)) == (255, 255, 255)
    assert pictures_in(tiff_to_pdf(tiff([noise("CMYK")]), BYTES, PIXELS))[0].size == (61, 43)
    deep = Image.new("I;16", (20, 10), 0x8000)
    assert b"/BitsPerComponent 16" in tiff_to_pdf(tiff([deep]), BYTES, PIXELS)
    with pytest.raises(ItemError) as caught:
        tiff_to_pdf(tiff([Image.new("F", (20, 10))]), BYTES, PIXELS)
    assert code_of(caught) is ErrorCode.UNSUPPORTED


def test_what_would_not_fit_is_refused_before_it_is_built() -> None:
    """Too many bytes of all pages, or too many pixels of one: a reject that names the setting."""
    data = tiff([noise("L", (200, 100)) for _ in range(50)])
    with pytest.raises(ItemError, match="more than max_file_bytes = 50000") as caught:
        tiff_to_pdf(data, 50_000, PIXELS)
    assert code_of(caught) is ErrorCode.TOO_LARGE
    with pytest.raises(ItemError, match="a page is 200 x 100 pixels, more than max_pixels = 19999"):
        tiff_to_pdf(data, BYTES, 19_999)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_to_a_tiff_is_more_than_a_reject(data: st.DataObject) -> None:
    """Any byte of a page may be wrong: a PDF comes out, or an ItemError."""
    sheet = Image.radial_gradient("L").convert("1")
    whole = bytearray(tiff([sheet, sheet.rotate(90)], compression="group4"))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=8)):
        whole[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ItemError):
        assert tiff_to_pdf(bytes(whole), BYTES, PIXELS).startswith(b"%PDF-")


def test_a_webp_becomes_a_png_of_the_same_pixels() -> None:
    """The picture is what the WebP shows, upright."""
    picture, file = noise("RGB"), io.BytesIO()
    picture.save(file, "WEBP", lossless=True)
    png = webp_to_png(file.getvalue(), BYTES, PIXELS)
    assert png.startswith(b"\x89PNG")
    assert Image.open(io.BytesIO(png)).tobytes() == picture.tobytes()


def test_a_photograph_too_large_for_a_png_becomes_a_jpeg() -> None:
    """What was compressed with loss stays about as small; beyond that it is refused."""
    file = io.BytesIO()
    noise("RGB", (400, 300)).save(file, "WEBP", lossless=True)
    jpeg = webp_to_png(file.getvalue(), 320_000, PIXELS)
    assert jpeg.startswith(b"\xff\xd8\xff")
    with pytest.raises(ItemError, match="max_file_bytes = 1000"):
        webp_to_png(file.getvalue(), 1000, PIXELS)


def test_a_heic_becomes_a_png() -> None:
    """What phones write is read where the optional package is there."""
    pillow_heif = pytest.importorskip("pillow_heif")
    pillow_heif.register_heif_opener()
    file = io.BytesIO()
    Image.new("RGB", (64, 48), (10, 200, 30)).save(file, "HEIF", quality=95)
    found = Image.open(io.BytesIO(heic_to_png(file.getvalue(), BYTES, PIXELS)))
    assert (found.format, found.size) == ("PNG", (64, 48))
    seen = found.convert("RGB").tobytes()[:3]
    assert all(abs(one - other) < 10 for one, other in zip(seen, (10, 200, 30), strict=True))
    with pytest.raises(ItemError) as caught:
        heic_to_png(file.getvalue()[:200], BYTES, PIXELS)
    assert code_of(caught) is ErrorCode.CORRUPT
