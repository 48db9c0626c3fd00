"""`batch-ocr export`: the results as a table, in a file or a database."""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from batch_ocr.commands.paths import check_target
from batch_ocr.commands.stopping import end_on_sigterm
from batch_ocr.errors import ExitCode, SettingsError
from batch_ocr.export.columns import Column, chosen
from batch_ocr.export.counts import Counts
from batch_ocr.export.csv_file import stream_csv
from batch_ocr.export.target import STDOUT, Write, target
from batch_ocr.invoice.checks import Own
from batch_ocr.log import LOGGER
from batch_ocr.results import Document, latest
from batch_ocr.results.document import STATUSES, iso_day
from batch_ocr.settings import Settings


def export(settings: Settings, given: argparse.Namespace) -> ExitCode:
    """Write the table. Raises SettingsError for wrong flags, OutputError for what cannot be read or written."""
    results = Path(given.results or settings.output)
    columns = chosen(given.columns)
    since = day("--since", given.since)
    replaceable = partial(check_target, results=results, settings=settings)
    statuses = _statuses(given.status or ())
    write, place = (_to_stdout, "stdout") if given.to == STDOUT else target(given.to, os.environ, replaceable)
    own = Own(settings.own_names, settings.own_tax_ids)
    end_on_sigterm()
    _tell(write, place, latest(results, since=since, statuses=statuses, own=own), columns)
    return ExitCode.OK


def day(flag: str, text: str | None) -> date | None:
    """The day a flag names. Raises SettingsError."""
    found = iso_day(text)
    if text is not None and found is None:
        raise SettingsError(f"{flag}: expected a day such as 2026-12-01, got {text!r}")
    return found


def _statuses(asked: Collection[str]) -> frozenset[str]:
    for status in asked:
        if status not in STATUSES:
            raise SettingsError(f"--status: unknown status {status!r}; there are: {', '.join(STATUSES)}")
    return frozenset(asked)


def _tell(write: Write, place: str, documents: Iterable[Document], columns: Sequence[Column]) -> None:
    counts = write(documents, columns)
    LOGGER.info("%s: %d rows, %d findings", place, counts.rows, counts.findings)
    for note in counts.notes():
        LOGGER.warning("%s: %s", place, note)


def _to_stdout(documents: Iterable[Document], columns: Sequence[Column]) -> Counts:
    """Write to a temporary file first: a bad line at the end of the results must not leave half a table in a pipe."""
    with tempfile.TemporaryFile() as spool:
        text = io.TextIOWrapper(spool, encoding="utf-8", newline="")
        counts = stream_csv(documents, columns, text)
        text.flush()
        spool.seek(0)
        shutil.copyfileobj(spool, sys.stdout.buffer)
        sys.stdout.flush()
        text.detach()
    return counts
