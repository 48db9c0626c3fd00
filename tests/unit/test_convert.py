from __future__ import annotations

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image as Pictures

from batch_ocr.aspose.upload import Upload, UploadBytes
from batch_ocr.convert import ConversionRules, Converter
from batch_ocr.errors import ErrorCode, ItemError
from batch_ocr.media import Kind
from batch_ocr.records import Image


def stored(path: Path, form: str, pages: int = 1) -> Image:
    sheet, file = Pictures.radial_gradient("L"), io.BytesIO()
    if form == "TIFF":
        sheet.save(file, form, save_all=True, append_images=[sheet] * (pages - 1))
    else:
        sheet.convert("RGB").save(file, form)
    path.write_bytes(file.getvalue())
    status = path.stat()
    return Image(path.name, path, status.st_size, status.st_mtime_ns)


def prepared(image: Image, *, for_cloud: bool) -> Upload | UploadBytes:
    async def scenario() -> Upload | UploadBytes:
        with ThreadPoolExecutor(2) as disk:
            return await Converter(ConversionRules(for_cloud, 1_000_000, 1_000_000), disk).prepared(image)

    return asyncio.run(scenario())


@pytest.mark.parametrize("form", ["PNG", "JPEG", "BMP", "GIF", "PDF", "TIFF"])
def test_what_the_service_reads_is_sent_from_the_file(tmp_path: Path, form: str) -> None:
    """The bytes on disk go out as they are; nothing is decoded, nothing held in memory."""
    image = stored(tmp_path / "scan", form)
    assert prepared(image, for_cloud=True) == Upload(image.path, image.size_bytes, image.mtime_ns)


@pytest.mark.parametrize(("form", "pages", "start"), [("TIFF", 2, b"%PDF-"), ("WEBP", 1, b"\x89PNG")])
def test_what_only_the_embedded_reader_reads_is_converted_for_the_cloud(
    tmp_path: Path, form: str, pages: int, start: bytes
) -> None:
    """Several pages of TIFF and WebP; the embedded reader gets them as they are."""
    image = stored(tmp_path / "scan", form, pages)
    for_cloud = prepared(image, for_cloud=True)
    assert isinstance(for_cloud, UploadBytes)
    assert for_cloud.data.startswith(start)
    assert isinstance(prepared(image, for_cloud=False), Upload)


def test_a_file_that_changed_since_it_was_hashed_is_not_converted(tmp_path: Path) -> None:
    """What is sent is what the ledger's key was made of, or nothing."""
    image = stored(tmp_path / "scan", "TIFF", 2)
    with image.path.open("ab") as file:
        file.write(b"more")
    with pytest.raises(ItemError) as caught:
        prepared(image, for_cloud=True)
    assert caught.value.code is ErrorCode.CHANGED


@pytest.mark.parametrize(
    ("kind", "for_cloud", "most"),
    [
        (Kind.PDF, True, 50),
        (Kind.TIFF, False, 50),
        (Kind.TIFF, True, 1000),
        (Kind.WEBP, True, 1000),
        (Kind.HEIC, False, 1000),
        (None, True, 1000),
    ],
)
def test_what_may_be_converted_is_taken_for_the_most_it_may_come_to(
    kind: Kind | None, for_cloud: bool, most: int
) -> None:
    """Fifty bytes of fax may be a thousand of PDF; what is sent from its file is as large as that."""
    with ThreadPoolExecutor(1) as disk:
        converter = Converter(ConversionRules(for_cloud, 1000, 1_000_000), disk)
        assert converter.at_most(Image("a", Path("a"), 50, 1, kind)) == most
