"""`batch-ocr report`: the results as one HTML page."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.util import find_spec
from logging import INFO, WARNING
from pathlib import Path
from typing import Final

from batch_ocr.commands.paths import check_folder, check_target, ledger_of
from batch_ocr.commands.stopping import end_on_sigterm
from batch_ocr.errors import ExitCode, OutputError, ReaderUnavailable
from batch_ocr.invoice.checks import Own
from batch_ocr.ledger.evidence import EvidenceFile
from batch_ocr.log import LOGGER
from batch_ocr.replacing import replacing
from batch_ocr.report.drawing import Drawing
from batch_ocr.report.folder import ScanFolder
from batch_ocr.report.page import render
from batch_ocr.results import latest
from batch_ocr.settings import Settings

_BUFFER_BYTES: Final = 1 << 20


def report(settings: Settings, given: argparse.Namespace) -> ExitCode:
    """Write the page. Raises OutputError for results that cannot be read or a page that cannot be written, InputError
    for a folder of scans that cannot be read, ReaderUnavailable when the packages that draw them are missing.
    """  # noqa: D205 - one sentence
    results, page = Path(given.results or settings.output), Path(given.report)
    _check_page(page)
    check_target(page, results, settings)
    end_on_sigterm()
    with ExitStack() as stack:
        scans = _scans(Path(given.images), settings, stack) if given.images else None
        evidence = stack.enter_context(EvidenceFile(ledger_of(results, settings)))
        (part,) = stack.enter_context(replacing(page))
        with part.open("wb", buffering=_BUFFER_BYTES) as out:
            figures = render(
                latest(results, own=Own(settings.own_names, settings.own_tax_ids)),
                out,
                title=results.name,
                now=datetime.now(UTC),
                scans=scans,
                evidence=evidence.of,
            )
    LOGGER.info("%s: %d documents, %.1f MB", page, figures.documents, page.stat().st_size / 1e6)
    if scans:
        LOGGER.log(WARNING if scans.beyond else INFO, "%s", scans.note())
    return ExitCode.OK


def _check_page(page: Path) -> None:
    """Raise OutputError for a page that could not be written, before hours of drawing."""
    if page.is_dir():
        raise OutputError(f"{page}: is a folder; give a file, such as {page / 'report.html'}")
    if not page.parent.is_dir():
        raise OutputError(f"{page}: there is no folder {page.parent}; make it first, or give another -o")


def _scans(folder: Path, settings: Settings, stack: ExitStack) -> ScanFolder:
    """Raise InputError for a folder that cannot be read, ReaderUnavailable without Pillow and PDFium."""
    check_folder(folder)
    if find_spec("PIL") is None or find_spec("pypdfium2") is None:
        raise ReaderUnavailable("--images needs Pillow and pypdfium2: pip install 'batch-ocr[report]'")
    drawing = stack.enter_context(Drawing(settings.max_pixels))
    return ScanFolder(folder, drawing.pictures, max_file_bytes=settings.max_file_bytes)
