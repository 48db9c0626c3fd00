"""`batch-ocr explain FILE -o out.png`: what the embedded reader saw on a page, and what it took for which field."""

from __future__ import annotations

import argparse
import asyncio
import math
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from batch_ocr.commands.engine import recognition_options
from batch_ocr.commands.stopping import end_on_sigterm
from batch_ocr.commands.table import aligned
from batch_ocr.errors import ExitCode, InputError, OutputError, SettingsError
from batch_ocr.log import LOGGER
from batch_ocr.reader.packages import check_packages
from batch_ocr.replacing import replacing
from batch_ocr.settings import Settings

if TYPE_CHECKING:
    from PIL import Image

    from batch_ocr.invoice.fields import FieldValue
    from batch_ocr.reader.pool import Reading

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".pdf": "PDF"}
HEADER = ("FIELD", "VALUE", "CONFIDENCE", "PAGE")


def explain(settings: Settings, given: argparse.Namespace) -> ExitCode:
    """Draw the picture and print the fields.

    One page goes into the named file; several into a PDF's pages, or into out-1.png, out-2.png, … Raises InputError
    for a file that cannot be read, SettingsError and OutputError for one that cannot be written, ReaderUnavailable.
    """
    check_packages()
    end_on_sigterm()
    file, target = Path(given.file), Path(given.picture)
    _check_target(target, file)
    data = _content(file, settings)
    reading = asyncio.run(_reading(data, file, settings))
    fields = _fields(reading)
    targets = _targets(target, len(reading.pages))
    for path in targets:
        _check_apart(path, file)
    for path in _save(_drawn(data, reading, fields, settings), targets):
        LOGGER.info("%s: written", path)
    print("\n".join(aligned([HEADER, *_rows(fields, settings.min_confidence)])))  # noqa: T201 - asked for
    for warning in reading.invoice.warnings:
        LOGGER.warning("%s: %s", file, warning)
    return ExitCode.OK


def _check_target(target: Path, file: Path) -> None:
    if target.suffix.lower() not in FORMATS:
        raise SettingsError(f"{target}: not a picture format; let --picture end in {', '.join(FORMATS)}")
    _check_apart(target, file)
    if target.is_dir():
        raise OutputError(f"{target}: is a folder; give a file, such as {target / 'out.png'}")
    if not target.parent.is_dir():
        raise OutputError(f"{target}: there is no folder {target.parent}; make it first, or give another --picture")
    if not os.access(target.parent, os.W_OK):
        raise OutputError(f"{target.parent}: cannot be written: permission denied")


def _check_apart(target: Path, file: Path) -> None:
    if target.exists() and file.exists() and target.samefile(file):
        raise SettingsError(f"{target}: is the scan itself; give --picture another name")


def _content(file: Path, settings: Settings) -> bytes:
    if file.is_dir():
        raise InputError(f"{file}: is a folder; explain draws one scan at a time")
    if file.exists() and not file.is_file():  # a pipe would be waited for without end
        raise InputError(f"{file}: is no regular file; name a scan")
    try:
        with file.open("rb") as stream:
            data = stream.read(settings.max_file_bytes + 1)
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error
    if len(data) > settings.max_file_bytes:
        raise InputError(f"{file}: larger than {settings.max_file_bytes:,} bytes; see the setting max_file_bytes")
    return data


async def _reading(data: bytes, file: Path, settings: Settings) -> Reading:
    """Read in a worker process of its own, bounded in time and memory as in a run."""
    from batch_ocr.commands.embedded import reader_pool  # noqa: PLC0415 - only where its packages are
    from batch_ocr.reader.errors import UnreadableDocument  # noqa: PLC0415 - as above
    from batch_ocr.server.embedded import read_options  # noqa: PLC0415 - as above

    options = read_options(recognition_options(settings))
    async with reader_pool(msgspec.structs.replace(settings, workers=1)) as pool:
        try:
            return await pool.read(data, options)
        except UnreadableDocument as error:
            raise InputError(f"{file}: {error.message}") from error


def _fields(reading: Reading) -> Mapping[str, FieldValue]:
    number = reading.invoice.invoice_number
    return reading.invoice.fields | ({} if number is None else {"invoice_number": number})


def _drawn(
    data: bytes, reading: Reading, fields: Mapping[str, FieldValue], settings: Settings
) -> Iterator[Image.Image]:
    from batch_ocr.reader.document import shown_pages  # noqa: PLC0415 - only where its packages are
    from batch_ocr.reader.drawing import drawn_page  # noqa: PLC0415 - as above
    from batch_ocr.reader.options import Limits  # noqa: PLC0415 - as above

    pictures = shown_pages(data, Limits(max_pixels=settings.max_pixels))
    for picture, page in zip(pictures, reading.pages, strict=True):
        yield drawn_page(picture, page, fields)


def _rows(fields: Mapping[str, FieldValue], least: float) -> Iterator[tuple[str, ...]]:
    """Yield a field a line; pages count from 1, as a person counts."""
    for name, found in fields.items():
        doubt = "" if found.confidence >= least or name == "invoice_number" else f", left out: below {least:.0%}"
        pages = sorted({place.page + 1 for place in found.evidence})
        yield name, str(found.value), f"{math.floor(found.confidence * 100)} %{doubt}", ", ".join(map(str, pages))


def _targets(target: Path, pages: int) -> list[Path]:
    """Return the files to write."""
    if pages == 1 or FORMATS[target.suffix.lower()] == "PDF":
        return [target]
    return [target.with_stem(f"{target.stem}-{number}") for number in range(1, pages + 1)]


def _save(images: Iterator[Image.Image], targets: Sequence[Path]) -> Iterator[Path]:
    """Write all pages, into one file or each into its own, and yield the files' names. Raises OutputError."""
    if len(targets) == 1:
        _write(images, targets[0])
        yield targets[0]
        return
    for image, path in zip(images, targets, strict=True):
        _write((image,), path)
        yield path


def _write(images: Iterable[Image.Image], path: Path) -> None:
    """Write whole or not at all; one image is in memory at a time."""
    kind = FORMATS[path.suffix.lower()]
    with replacing(path) as (part,), part.open("w+b") as stream:
        for number, image in enumerate(images):
            if number:
                image.save(stream, kind, append=True)
            else:
                image.save(stream, kind)
