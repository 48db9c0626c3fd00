"""`batch-ocr review`: go through doubtful results in a browser, beside the scans."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import secrets
import signal
import webbrowser
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from batch_ocr.commands.paths import check_folder, ledger_of
from batch_ocr.errors import ExitCode, SettingsError
from batch_ocr.invoice.checks import Own
from batch_ocr.log import LOGGER, keep_secret
from batch_ocr.settings import Settings

if TYPE_CHECKING:
    from batch_ocr.review.app import ReviewServer


def review(settings: Settings, given: argparse.Namespace) -> ExitCode:
    """Serve until SIGINT or SIGTERM, the normal end (exit code 0). Only the address is printed on stdout.

    Raises RunError if it cannot start: unreadable results, corrections that cannot be written, a port in use.
    """
    return asyncio.run(_review(settings, given))


async def _review(settings: Settings, given: argparse.Namespace) -> ExitCode:
    from batch_ocr.listening import listening  # noqa: PLC0415 - needs aiohttp, which --help does not
    from batch_ocr.review.door import is_loopback  # noqa: PLC0415 - as above

    token = secrets.token_urlsafe(32)
    keep_secret(token)
    stop = asyncio.Event()
    server, told = _server(settings, given, token)
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    async with listening(server.app(), settings.host, settings.port) as base_url:
        if not is_loopback(settings.host):
            LOGGER.warning(
                "anyone on the network who gets hold of the address can read and correct the results, and what "
                "is sent is not encrypted; leave out --host to serve this machine only"
            )
        address = f"{base_url}/?token={token}"
        print(address, flush=True)  # noqa: T201 - asked for
        LOGGER.info("%s; open the address above in a browser, stop with Ctrl-C", told)
        if given.open:
            webbrowser.open(address)
        await stop.wait()
    return ExitCode.OK


def _server(settings: Settings, given: argparse.Namespace, token: str) -> tuple[ReviewServer, str]:
    """Return the server, and a few words about what it serves."""
    from batch_ocr.report.page import ReviewContext  # noqa: PLC0415 - as above
    from batch_ocr.review.app import ReviewServer  # noqa: PLC0415 - as above
    from batch_ocr.review.desk import Desk  # noqa: PLC0415 - as above
    from batch_ocr.review.door import Door  # noqa: PLC0415 - as above
    from batch_ocr.review.scans import Scans  # noqa: PLC0415 - as above

    results = Path(given.results or settings.output)
    own = Own(settings.own_names, settings.own_tax_ids)
    desk = Desk(results, ledger_of(results, settings), own, lambda: datetime.now(UTC))
    desk.open()
    folder = _images(given.images)
    scans = Scans(folder, max_file_bytes=settings.max_file_bytes, max_pixels=settings.max_pixels)
    name = _name(given.name)
    server = ReviewServer(desk, scans, Door(token, settings.host), ReviewContext(token=token, name=name))
    return server, f"reviewing {len(desk)} documents of {results} as {name}"


def _images(given: str | None) -> Path | None:
    if given is None:
        LOGGER.info("no --images given: the scans cannot be shown")
        return None
    check_folder(Path(given))
    return Path(given)


def _name(given: str | None) -> str:
    from batch_ocr.review.judgement import clean_name  # noqa: PLC0415 - as above
    from batch_ocr.review.values import BadValue  # noqa: PLC0415 - as above

    try:
        return clean_name(given if given is not None else getpass.getuser())
    except (BadValue, OSError, KeyError):
        raise SettingsError("who corrects? give --name with your name") from None
