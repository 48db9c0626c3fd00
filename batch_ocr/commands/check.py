"""`batch-ocr check`: what is wrong with the results, by the rules of this version and with all corrections."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from batch_ocr.commands.findings_table import by_weight, described, finding_line
from batch_ocr.errors import ExitCode
from batch_ocr.findings import Finding, Verdict
from batch_ocr.invoice.checks import Own
from batch_ocr.log import LOGGER
from batch_ocr.results import Document, latest
from batch_ocr.results.corrected import checked_again
from batch_ocr.settings import Settings


def check(settings: Settings, given: argparse.Namespace) -> ExitCode:
    """Print the findings; exit 1 when one of them is `wrong`. Raises OutputError for a file that cannot be read.

    The checks of a single invoice are repeated, as of the day it was read; findings that compare it with earlier
    invoices stay as they were written. Documents that a person accepted or rejected in review are left out.
    """
    results, own = Path(given.results or settings.output), Own(settings.own_names, settings.own_tax_ids)
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    told: Counter[str] = Counter()
    for document in latest(results):
        findings = () if document.review else checked_again(document, own).findings
        told[_outcome(document, findings)] += 1
        for line in _lines(document, findings, width, as_json=given.json):
            print(line)  # noqa: T201 - asked for
    sys.stdout.flush()
    LOGGER.info("%s: %s", results, _summary(told))
    return ExitCode.SOME_FAILED if told[Verdict.WRONG] else ExitCode.OK


def _outcome(document: Document, findings: Sequence[Finding]) -> str:
    if document.review is not None:
        return "settled"
    if document.invoice is None:
        return document.status
    return by_weight(findings)[0].verdict if findings else "fine"


def _lines(document: Document, findings: Sequence[Finding], width: int | None, *, as_json: bool) -> Iterator[str]:
    if as_json:
        yield from (finding_line(document.name, document.sha256, finding) for finding in by_weight(findings))
    elif findings:
        yield from described(document.name, findings, width)


def _summary(told: Counter[str]) -> str:
    parts = {
        "wrong": Verdict.WRONG,
        "unclear": Verdict.UNCLEAR,
        "fine": "fine",
        "settled in review": "settled",
        "duplicates": "duplicate",
        "failed": "failed",
        "rejected": "rejected",
    }
    counted = [f"{told[key]} {name}" for name, key in parts.items() if told[key]]
    return f"{told.total()} documents" + (": " + ", ".join(counted) if counted else "")
