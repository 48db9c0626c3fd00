"""`batch-ocr failed list|retry|forget`: documents without a result, and what a person decides about them."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from batch_ocr.commands.paths import existing_ledger
from batch_ocr.commands.table import aligned, escaped, json_line
from batch_ocr.errors import ExitCode, SettingsError
from batch_ocr.ledger import Failure, open_ledger
from batch_ocr.lock import only_run
from batch_ocr.log import LOGGER
from batch_ocr.names import file_name
from batch_ocr.settings import Settings

HEADER = ("FILE", "CODE", "SENT", "NEXT RUN", "LAST MESSAGE")


def list_failed(settings: Settings, given: argparse.Namespace) -> ExitCode:
    """Print the failures. Raises OutputError when there is no ledger or it cannot be read."""
    failures = asyncio.run(_read(existing_ledger(settings), settings))
    if given.json:
        for failure in failures:
            print(json_line(failure))  # noqa: T201 - asked for
    elif failures:
        print("\n".join(aligned([HEADER, *map(_row, failures)])))  # noqa: T201 - asked for
    if not failures:
        LOGGER.info("%s: nothing has failed", settings.output)
    return ExitCode.OK


def retry_failed(settings: Settings, given: argparse.Namespace) -> ExitCode:
    """Let the next run try failures again. Raises SettingsError for a file that is no failure, AlreadyRunning."""
    names = _change(settings, given, "retry")
    _tell(names, "{} will be retried by the next run", settings)
    return ExitCode.OK


def forget_failed(settings: Settings, given: argparse.Namespace) -> ExitCode:
    """Settle failures for good. Raises SettingsError for a file that is no failure, AlreadyRunning."""
    names = _change(settings, given, "forget")
    _tell(names, "{} settled without a result", settings)
    return ExitCode.OK


def _change(settings: Settings, given: argparse.Namespace, action: str) -> list[str]:
    if bool(given.files) + bool(given.code) + given.all != 1:
        raise SettingsError("say which failures: names of files, or --code CODE, or --all")
    path = existing_ledger(settings)
    with only_run([path], settings.wait_lock):
        return asyncio.run(_changed(path, settings, given, action))


async def _changed(path: Path, settings: Settings, given: argparse.Namespace, action: str) -> list[str]:
    names = [file_name(os.fsencode(file)) for file in given.files] or None
    async with open_ledger(path, action, max_attempts=settings.max_attempts) as ledger:
        if names is not None:
            _check_known(names, await ledger.failures(), settings)
        change = ledger.retry if action == "retry" else ledger.forget
        return await change(names, given.code)


def _check_known(names: Sequence[str], failures: Sequence[Failure], settings: Settings) -> None:
    known = {failure.name for failure in failures}
    for name in names:
        if name not in known:
            raise SettingsError(
                f"{name}: not among the failures; batch-ocr failed list -o {settings.output} shows their names"
            )


async def _read(path: Path, settings: Settings) -> list[Failure]:
    async with open_ledger(path, "list", max_attempts=settings.max_attempts) as ledger:
        return await ledger.failures()


def _tell(names: Sequence[str], told: str, settings: Settings) -> None:
    for name in names:
        print(escaped(name))  # noqa: T201 - asked for: which ones it was
    count = "1 file" if len(names) == 1 else f"{len(names)} files"
    LOGGER.info("%s: %s", settings.output, told.format(count))


def _row(failure: Failure) -> tuple[str, ...]:
    message = failure.messages[-1] if failure.messages else ""
    return failure.name, failure.code, str(failure.attempts), _fate(failure), message


def _fate(failure: Failure) -> str:
    return "tries again" if failure.retryable else "waits for you"
