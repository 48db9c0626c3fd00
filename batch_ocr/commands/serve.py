"""`batch-ocr serve`: the embedded reader for other programs, on the wire API of the cloud service."""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from batch_ocr.aspose.credentials import load_credentials
from batch_ocr.commands.engine import worker_count
from batch_ocr.errors import AccessRefused, ExitCode, OutputError, RunError, SettingsError
from batch_ocr.log import LOGGER, keep_secret
from batch_ocr.reader.packages import check_packages
from batch_ocr.server.app import create_app
from batch_ocr.server.config import ServerConfig
from batch_ocr.server.faults import described, fault_middleware
from batch_ocr.server.faults.calls import ignore_event
from batch_ocr.server.journal import Journal, read_accepted
from batch_ocr.server.reading import Reader
from batch_ocr.server.running import drain, running_app
from batch_ocr.server.stand_in import StandInReader, restore
from batch_ocr.settings import Settings
from batch_ocr.stop import Stop

if TYPE_CHECKING:
    from aiohttp import web


def serve(settings: Settings, given: argparse.Namespace) -> ExitCode:
    """Serve until SIGINT or SIGTERM; then finish what was accepted, for `stop_grace` seconds or up to a second signal.

    Raises RunError if it cannot start, because the port is in use for example, or cannot go on.
    """
    return asyncio.run(_serve(settings, given))


async def _serve(settings: Settings, given: argparse.Namespace) -> ExitCode:
    hurry = asyncio.Event()
    stop = Stop(hurry.set)
    config = _config(settings)
    async with AsyncExitStack() as stack:
        stack.enter_context(stop.on_signals(signal.SIGINT, signal.SIGTERM))
        reader = await stack.enter_async_context(_reader(settings, given, stop))
        journal = stack.enter_context(_journal(given.journal)) if given.journal else None
        events = journal.write if journal else ignore_event
        app = create_app(
            reader,
            config,
            middlewares=[fault_middleware(given.fault, given.seed, events)] if given.fault else [],
            on_accepted=[journal.accepted] if journal else [],
        )
        if given.journal and given.stand_in is not None:
            restore(app, read_accepted(Path(given.journal)))
        base_url = await stack.enter_async_context(running_app(app, host=settings.host, port=settings.port))
        LOGGER.info("serving on %s; stop with Ctrl-C", base_url)
        for told in described(given.fault):
            LOGGER.warning("fault injection: %s", told)
        await stop.wait()
        if isinstance(stop.reason, RunError):
            raise stop.reason
        await _finish(app, settings.stop_grace, hurry)
    return ExitCode.OK


async def _finish(app: web.Application, seconds: float, hurry: asyncio.Event) -> None:
    """Let clients fetch what was accepted from them, unless a second signal comes."""
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(hurry.wait(), name="second-signal")
        draining = group.create_task(drain(app, seconds), name="drain")
        await asyncio.wait((waiting, draining), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        draining.cancel()
    if draining.cancelled() or draining.result():
        LOGGER.warning("stopped before all documents were read and fetched; their senders have to send them again")


def _config(settings: Settings) -> ServerConfig:
    try:
        credentials = load_credentials(settings.client_id_file, settings.client_secret_file)
    except AccessRefused:
        raise SettingsError(
            "no client may use the server; set ASPOSE_CLIENT_ID and ASPOSE_CLIENT_SECRET to the pair clients present"
        ) from None
    keep_secret(credentials.client_secret.reveal())
    return ServerConfig(
        credentials={credentials.client_id: credentials.client_secret.reveal()},
        readers=worker_count(settings),
        max_queue=settings.max_queue,
        max_body_bytes=settings.max_body_bytes,
    )


@asynccontextmanager
async def _reader(settings: Settings, given: argparse.Namespace, stop: Stop) -> AsyncIterator[Reader]:
    if given.stand_in is not None:
        yield StandInReader(given.stand_in, settings.workers or None)
        return
    check_packages()
    from batch_ocr.commands.embedded import reader_pool  # noqa: PLC0415 - only where its packages are
    from batch_ocr.server.embedded import embedded_reader  # noqa: PLC0415 - as above

    async with embedded_reader(reader_pool(settings), settings.min_confidence, stop.request) as reader:
        yield reader


def _journal(file: str) -> Journal:
    try:
        return Journal(Path(file))
    except OSError as error:
        raise OutputError(f"{file}: cannot be written: {error.strerror}") from None
