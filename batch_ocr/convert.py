"""What is sent for a file: its bytes, or a conversion of them if the reader does not know the format.

The cloud reads only the first page of a TIFF, and no WebP; neither reader takes HEIC. The ledger's key is always the
hash of the file's own bytes.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

from batch_ocr.aspose.upload import Document, Upload, UploadBytes
from batch_ocr.intake import content, opened
from batch_ocr.media import Kind, Pieces, kind_of, tiff_pages
from batch_ocr.records import Image
from batch_ocr.transcode import check_packages, heic_to_png, tiff_to_pdf, webp_to_png


@dataclass(frozen=True, slots=True)
class Conversion:
    """One way to turn a file into what can be sent."""

    form: str
    """Its name in `batch_ocr.transcode`."""
    convert: Callable[[bytes, int, int], bytes]
    """(bytes of a file, most bytes, most pixels per page) → bytes to send. Raises ItemError."""


SENT_AS_THEY_ARE: Final = frozenset({Kind.PNG, Kind.JPEG, Kind.BMP, Kind.GIF, Kind.PDF})
"""Formats that are never converted, whatever the file holds."""

PAGES = Conversion("TIFF", tiff_to_pdf)
WEBP = Conversion("WEBP", webp_to_png)
HEIC = Conversion("HEIF", heic_to_png)


@dataclass(frozen=True, slots=True)
class ConversionRules:
    """Which engine reads, and how large files and pages may be."""

    for_cloud: bool
    max_file_bytes: int
    max_pixels: int


class Converter:
    """Prepares files for sending; converts one at a time, so that decoded pages of many files never pile up."""

    def __init__(self, rules: ConversionRules, disk: Executor) -> None:
        self._rules = rules
        self._disk = disk
        self._turn = asyncio.Semaphore(1)

    def at_most(self, image: Image) -> int:
        """Return the most bytes that `prepared` may return for this file, to be reserved before it is called."""
        always = {Kind.HEIC} | ({Kind.WEBP, Kind.TIFF} if self._rules.for_cloud else set())
        if image.kind is None or image.kind in always:
            return max(image.size_bytes, self._rules.max_file_bytes)
        return image.size_bytes

    async def prepared(self, image: Image) -> Document:
        """Return what is to be sent. Raises ItemError when it cannot be converted, or the file changed."""
        if image.kind in SENT_AS_THEY_ARE:
            return Upload.of(image)
        loop = asyncio.get_running_loop()
        conversion = await loop.run_in_executor(self._disk, conversion_of, image, self._rules)
        if conversion is None:
            return Upload.of(image)
        async with self._turn:
            return UploadBytes(await loop.run_in_executor(self._disk, converted, image, conversion, self._rules))


def conversion_of(image: Image, rules: ConversionRules) -> Conversion | None:
    """Return how the file must be converted, or None if it need not be. Blocks on the disk. Raises ItemError."""
    with opened(image) as descriptor:
        match kind_of(os.pread(descriptor, 1024, 0)):
            case Kind.HEIC:
                return HEIC
            case Kind.WEBP if rules.for_cloud:
                return WEBP
            case Kind.TIFF if rules.for_cloud and tiff_pages(Pieces(descriptor, image.size_bytes)) > 1:
                return PAGES
            case _:
                return None


def check_convertible(image: Image, rules: ConversionRules) -> None:
    """Raise ItemError if the file must be converted and the package for that is not installed."""
    if (conversion := conversion_of(image, rules)) is not None:
        check_packages(conversion.form)


def converted(image: Image, conversion: Conversion, rules: ConversionRules) -> bytes:
    """Return the converted file. Blocks on disk and processor. Raises ItemError."""
    return conversion.convert(content(image), rules.max_file_bytes, rules.max_pixels)
