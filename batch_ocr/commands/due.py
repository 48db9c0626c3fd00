"""`batch-ocr due`: what is to be paid when. It knows what invoices say, not what has been paid."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from batch_ocr.commands.due_table import payment_line, report
from batch_ocr.commands.export import day
from batch_ocr.commands.paths import check_target
from batch_ocr.commands.stopping import end_on_sigterm
from batch_ocr.errors import ExitCode
from batch_ocr.export.calendar import calendar
from batch_ocr.export.payments import Payment, payments
from batch_ocr.invoice.checks import Own
from batch_ocr.log import LOGGER
from batch_ocr.replacing import replacing
from batch_ocr.results import latest
from batch_ocr.settings import Settings


def due(settings: Settings, given: argparse.Namespace) -> ExitCode:
    """Print the table, or lines of JSON, or write the calendar. Raises SettingsError, OutputError."""
    results = Path(given.results or settings.output)
    first, last = day("--from", given.first), day("--by", given.by)
    if given.ics:
        check_target(Path(given.ics), results, settings)
        end_on_sigterm()
    own = Own(settings.own_names, settings.own_tax_ids)
    paid = payments(latest(results, own=own), first=first, last=last)
    today = datetime.now().astimezone().date()  # the payer's day: it begins at midnight here, not in UTC
    if given.ics:
        _write_calendar(Path(given.ics), paid)
    if given.json or not given.ics:
        _print(paid, today, as_json=given.json)
    if not paid:
        LOGGER.info("%s: nothing is due", results)
    return ExitCode.OK


def _write_calendar(target: Path, paid: Sequence[Payment]) -> None:
    with replacing(target) as (part,), part.open("wb") as file:
        file.writelines(calendar(paid, datetime.now(UTC)))
    events = sum(one.due is not None and one.held is None for one in paid)
    LOGGER.info("%s: %d events", target, events)


def _print(paid: Sequence[Payment], today: date, *, as_json: bool) -> None:
    for line in (payment_line(one, today) for one in paid) if as_json else report(paid, today):
        print(line)  # noqa: T201 - asked for
    sys.stdout.flush()
