"""The figures of the last run as a file for Prometheus.

Source: the text exposition format, version 0.0.4, and the node exporter's textfile collector, which reads whole files
only if they appear by rename.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from batch_ocr.records import STATUSES
from batch_ocr.replacing import replacing

CALLS: Final = ("token", "submit", "poll", "cancel")
FIRST_WORDS: Final = b"# HELP batch_ocr_"
"""Every metrics file begins with these bytes."""
_LAST_SUCCESS: Final = "batch_ocr_last_success_timestamp_seconds"


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a finished run."""

    output: str
    """The results file; the label that distinguishes several outputs on one machine."""
    exit_code: int
    seconds: float
    """From start to end."""
    ended_at: float
    """Seconds since 1970, UTC."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Written in this run, by status."""
    calls: Mapping[str, int] = field(default_factory=dict)
    """Of this run, by kind."""
    pending: int = 0
    """Documents left at the service."""
    poisoned: int = 0
    """Documents that wait for a person."""


def write_metrics(path: Path, figures: Figures) -> None:
    """Replace the file in one step; the time of the last success is kept from the file before. Raises OutputError."""
    success = figures.ended_at if figures.exit_code == 0 else _last_success(path)
    with replacing(path) as (new,):
        new.write_text("".join(f"{line}\n" for line in exposition(figures, success)), encoding="utf-8")


def exposition(figures: Figures, last_success: float | None) -> Iterator[str]:
    """Yield the lines of the file."""
    output = f'output="{_escaped(figures.output)}"'
    yield from _gauge("batch_ocr_last_run_lines", "Lines written by the last run, by status.")
    for status in STATUSES:
        yield f'batch_ocr_last_run_lines{{{output},status="{status}"}} {figures.lines.get(status, 0)}'
    yield from _gauge("batch_ocr_last_run_calls", "Requests of the last run to the service, by kind.")
    for kind in CALLS:
        yield f'batch_ocr_last_run_calls{{{output},kind="{kind}"}} {figures.calls.get(kind, 0)}'
    for name, told, value in (
        ("batch_ocr_last_run_exit_code", "Exit code of the last run.", int(figures.exit_code)),
        ("batch_ocr_last_run_duration_seconds", "Duration of the last run.", round(figures.seconds, 3)),
        ("batch_ocr_last_run_end_timestamp_seconds", "End of the last run.", round(figures.ended_at, 3)),
        ("batch_ocr_pending_documents", "Documents submitted and not collected yet.", figures.pending),
        ("batch_ocr_poisoned_documents", "Documents that failed too often and wait for a person.", figures.poisoned),
        (_LAST_SUCCESS, "End of the last run with exit code 0.", last_success and round(last_success, 3)),
    ):
        if value is not None:
            yield from _gauge(name, told)
            yield f"{name}{{{output}}} {value}"


def _gauge(name: str, told: str) -> tuple[str, str]:
    return f"# HELP {name} {told}", f"# TYPE {name} gauge"


def _escaped(label: str) -> str:
    readable = label.encode(errors="backslashreplace").decode()
    return readable.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _last_success(path: Path) -> float | None:
    try:
        found = re.search(rf"^{_LAST_SUCCESS}\{{.*\}} ([0-9.]+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    except (OSError, UnicodeDecodeError):
        return None
    return float(found[1]) if found else None
