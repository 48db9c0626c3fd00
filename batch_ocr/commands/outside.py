"""Tells monitors how a run ended, whatever ended it: by a ping and a file of figures."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from batch_ocr.errors import ExitCode, OutputError, RunError
from batch_ocr.log import LOGGER
from batch_ocr.metrics import Figures, write_metrics
from batch_ocr.ping import Ping
from batch_ocr.progress import Progress
from batch_ocr.settings import Settings


@dataclass(slots=True)
class Ending:
    """What monitors are told at the end; filled in during the run."""

    progress: Progress = field(default_factory=Progress)
    told: list[str] = field(default_factory=list)
    """The summary, or what went wrong."""
    exit_code: ExitCode = ExitCode.BUG


@contextmanager
def watched(settings: Settings) -> Iterator[Ending]:
    """Tell monitors of the start, and of the end when the block is left; an exception is passed on.

    Raises SettingsError for an invalid `ping_url`, and nothing else: monitoring must not disturb a run.
    """
    ping = None if settings.ping_url is None else Ping(settings.ping_url)
    ending, began = Ending(), time.monotonic()
    if ping:
        ping.start()
    try:
        yield ending
    except BaseException as error:
        ending.exit_code, told = _meaning(error)
        ending.told.append(told)
        raise
    finally:
        if settings.metrics_file:
            _write_figures(settings, ending, time.monotonic() - began)
        if ping:
            ping.end("\n".join(ending.told), success=ending.exit_code is ExitCode.OK)


def _meaning(error: BaseException) -> tuple[ExitCode, str]:
    match error:
        case RunError():
            return error.exit_code, str(error)
        case KeyboardInterrupt():
            return ExitCode.SIGINT, "interrupted"
        case _:
            return ExitCode.BUG, f"internal error: {type(error).__name__}: {error}"


def _write_figures(settings: Settings, ending: Ending, seconds: float) -> None:
    if ending.exit_code is ExitCode.LOCKED or not settings.metrics_file:
        return  # the run that holds the lock writes its own
    progress = ending.progress
    figures = Figures(
        output=os.path.abspath(settings.output),  # noqa: PTH100 - a link stays the name people know
        exit_code=ending.exit_code,
        seconds=seconds,
        ended_at=time.time(),
        lines=progress.lines,
        calls=progress.calls,
        pending=progress.left_pending,
        poisoned=progress.poisoned,
    )
    try:
        write_metrics(Path(settings.metrics_file), figures)
    except OutputError as error:
        LOGGER.warning("metrics_file: %s", error)
