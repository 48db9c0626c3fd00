"""`batch-ocr report`: the results as one HTML page."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from batch_ocr.errors import ExitCode
from batch_ocr.log import LOGGER
from batch_ocr.report import render
from batch_ocr.results import latest
from batch_ocr.settings import Settings


def report(settings: Settings, given: argparse.Namespace) -> ExitCode:
    """Write the page. Raises OutputError when the results cannot be read."""
    results, page = Path(given.results or settings.output), Path(given.report)
    with page.open("wb") as out:
        figures = render(latest(results), out, title=results.name, now=datetime.now(UTC))
    LOGGER.info("%s: %d documents", page, figures.documents)
    return ExitCode.OK
