"""`batch-ocr run FOLDER`: check the paths, take the lock, recover, run the pipeline, say what happened."""

from __future__ import annotations

import argparse
import asyncio
import shlex
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

from batch_ocr.commands.engine import check_address, opened_client, recognition_options, service_name
from batch_ocr.commands.outside import Ending, watched
from batch_ocr.commands.paths import (
    check_folder,
    check_ledger,
    check_output,
    default_ledger,
    ledger_path,
    nothing_found,
)
from batch_ocr.commands.run_files import check_run_files
from batch_ocr.commands.summary import summary
from batch_ocr.commands.wiring import Shared, made_line, stop_grace
from batch_ocr.errors import ExitCode, LimitReached, RunError
from batch_ocr.invoice.business_key import own_keys
from batch_ocr.ledger import Ledger, Recovery, open_ledger
from batch_ocr.ledger.output import open_results
from batch_ocr.lock import OutputLock, only_run
from batch_ocr.log import LOGGER, SUMMARY, SUMMARY_OF_TROUBLE
from batch_ocr.pipeline import run_line
from batch_ocr.records import Image
from batch_ocr.settings import Settings
from batch_ocr.stop import Stop
from batch_ocr.walk import Walk
from batch_ocr.writer import rewrite

DISK_THREADS = 2
"""Disk threads: one for the producer, one for the submitters. Each looks at many files in one turn."""


def run_folder(settings: Settings, given: argparse.Namespace) -> ExitCode:
    """Run once over the folder and return how it ended. Raises RunError if it cannot start or go on."""
    folder = Path(given.folder)
    check_run_files(settings, folder, given.config)  # before anything is written: the metrics file may be a scan
    if settings.dry_run:
        from batch_ocr.commands.plan import show_plan  # noqa: PLC0415 - no other run needs it

        _check(settings, folder)
        return show_plan(settings, folder, ledger_path(settings))
    with watched(settings) as ending:
        _check(settings, folder)
        ledger = ledger_path(settings)
        places = (default_ledger(settings), ledger)  # two ledgers must not write one output either
        with (
            _locked_output(settings, ledger) as lock,
            only_run(places, settings.wait_lock),
            asyncio.Runner(loop_factory=_loop_factory()) as runner,
        ):
            ending.exit_code = runner.run(Run(settings, folder, ledger, lock, ending).run())
    return ending.exit_code


def _locked_output(settings: Settings, ledger: Path) -> OutputLock:
    output = Path(settings.output)
    return OutputLock(output, ledger, partial(open_results, output), settings.wait_lock)


def _check(settings: Settings, folder: Path) -> None:
    output = Path(settings.output)
    check_folder(folder)
    check_output(output)
    check_ledger(output, ledger_path(settings))
    if settings.engine == "aspose":
        check_address(settings)
    recognition_options(settings)


class Run:
    """One run: what its parts share, and how it is reported."""

    def __init__(self, settings: Settings, folder: Path, ledger: Path, lock: OutputLock, ending: Ending) -> None:
        self._settings = settings
        self._folder = folder
        self._output = Path(settings.output)
        self._ledger = ledger
        self._lock = lock
        self._ending = ending
        self._progress = ending.progress
        self._walk = Walk(folder, settings.include, settings.exclude)

    async def run(self) -> ExitCode:
        """Run from recovery to summary."""
        began = time.monotonic()
        task = asyncio.current_task()
        stop = Stop(cancel=task.cancel if task else None)
        with stop.on_signals(signal.SIGINT, signal.SIGTERM):
            try:
                await self._recover_and_read(stop)
            except asyncio.CancelledError:
                LOGGER.warning("stopped at once; what was submitted is in the ledger, run again to go on")
        return self._tell(stop, time.monotonic() - began)

    async def _recover_and_read(self, stop: Stop) -> None:
        settings = self._settings
        own = own_keys(settings.own_names, settings.own_tax_ids)
        service, attempts = service_name(settings), settings.max_attempts
        async with open_ledger(self._ledger, service, max_attempts=attempts, own=own) as ledger:
            recovery = await self._recovered(ledger)
            try:
                await self._read(ledger, recovery, stop)
            finally:
                await ledger.flush_calls()
                if self._settings.engine != "local":  # calls within this process cost nothing and say nothing
                    self._progress.calls.update(await ledger.calls_this_run())
                self._progress.poisoned = (await ledger.counts()).poisoned

    async def _recovered(self, ledger: Ledger) -> Recovery:
        if self._settings.rewrite:
            LOGGER.info("%s: rebuilt from the ledger, %d lines", self._output, await rewrite(self._output, ledger))
            self._lock.renew()
        recovery = await ledger.recover(datetime.now(UTC), self._output, self._settings.ambiguous)
        for message in recovery.messages:
            LOGGER.warning("%s", message)
        if recovery.ambiguous:
            LOGGER.info("%d submissions were cut off when an earlier run ended: possibly paid for", recovery.ambiguous)
        if self._settings.again:
            files = Walk(self._folder, self._settings.include, self._settings.exclude).files()
            while names := await asyncio.to_thread(_some_names, files):  # nothing else needs a thread yet
                await ledger.reset(names)
        progress = self._progress
        progress.resumed, progress.elsewhere = len(recovery.tickets), recovery.elsewhere
        return recovery

    async def _read(self, ledger: Ledger, recovery: Recovery, stop: Stop) -> None:
        with ThreadPoolExecutor(DISK_THREADS, "disk") as disk, self._deadline(stop), self._bar():
            async with opened_client(self._settings, ledger.count_calls, stop.request) as client:
                shared = Shared(self._settings, self._folder, self._output, ledger, client, stop, self._progress, disk)
                await run_line(await made_line(shared, self._walk, recovery.tickets))

    @contextmanager
    def _deadline(self, stop: Stop) -> Iterator[None]:
        seconds = self._settings.max_duration
        if seconds is None:
            yield
            return
        reason = LimitReached(f"max_duration = {seconds:g} s is over; run again to go on")
        timer = asyncio.get_running_loop().call_later(seconds - stop_grace(self._settings), stop.request, reason)
        try:
            yield
        finally:
            timer.cancel()

    @contextmanager
    def _bar(self) -> Iterator[None]:
        settings = self._settings
        if sys.stderr.isatty() and not settings.quiet and not settings.no_progress and settings.log_format == "text":
            self._progress.show_bar()
        try:
            yield
        finally:
            self._progress.close_bar()

    def _tell(self, stop: Stop, seconds: float) -> ExitCode:
        progress = self._progress
        progress.not_followed = self._walk.links
        self._raise_if_nothing(stop)
        for folder in self._walk.unreadable:
            LOGGER.warning("cannot be read: %s", folder)
        code = self._exit_code(stop)
        self._ending.told += summary(progress, self._output, seconds, self._list_failed())
        for line in self._ending.told:
            LOGGER.log(SUMMARY if code is ExitCode.OK else SUMMARY_OF_TROUBLE, "%s", line)
        if isinstance(stop.reason, RunError):
            LOGGER.error("%s", stop.reason)
            self._ending.told.append(str(stop.reason))
        return code

    def _list_failed(self) -> str:
        """Return what a person types to see the failures of this output."""
        ledger = ["--ledger", str(self._ledger)] if self._settings.ledger else []
        return shlex.join(["batch-ocr", "failed", "list", "-o", str(self._output), *ledger])

    def _exit_code(self, stop: Stop) -> ExitCode:
        progress = self._progress
        match stop.reason:
            case RunError(exit_code=code):
                return code
            case signal.SIGINT:
                return ExitCode.SIGINT
            case signal.SIGTERM:
                return ExitCode.SIGTERM
        if progress.left_pending or progress.elsewhere:
            return ExitCode.LIMIT
        if progress.lines["failed"] or progress.lines["rejected"] or self._walk.unreadable:
            return ExitCode.SOME_FAILED
        return ExitCode.OK

    def _raise_if_nothing(self, stop: Stop) -> None:
        progress = self._progress
        found = progress.found or progress.settled or progress.done or progress.growing
        looked_everywhere = not stop.closed  # a stop also ends the walk, sometimes before its first file
        if looked_everywhere and not found and not self._settings.allow_empty:
            raise nothing_found(self._folder, progress.ignored_count, progress.not_followed)


def _some_names(files: Iterator[Image]) -> list[str]:
    return [image.name for image in islice(files, 1000)]


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    return uvloop.new_event_loop
