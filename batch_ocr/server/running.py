"""Starts and stops a server: inside another program on a free port, or on its own until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from aiohttp import web

from batch_ocr.errors import SettingsError
from batch_ocr.server.app import SERVICE, create_app
from batch_ocr.server.config import ServerConfig
from batch_ocr.server.reading import Reader

BACKLOG = 1024
"""Connections the kernel keeps until they are accepted."""
LINGER = 2.0
"""Seconds for which the rest of a refused body is read and thrown away, so that its sender gets to see the answer."""
SHUTDOWN_GRACE = 2.0
"""Seconds for requests in progress to be answered once the server stops."""
MAX_HEADER_BYTES = 16 * 1024
"""Of one header field, and of the request line; there may be 64 fields."""

MAX_FILES = 65_536
"""Descriptors to ask for: one for each connection and one for each waiting image that is in a file."""

http_log = logging.getLogger("batch_ocr.server.http")
"""What the HTTP layer says about broken requests: debugging matter, since any client can cause any amount of it."""
http_log.setLevel(logging.CRITICAL)


@asynccontextmanager
async def running_app(app: web.Application, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve an application while the context is open; yields its base URL.

    Port 0 picks a free one. Raises SettingsError when the address cannot be had.
    """
    with _raised_file_limit():
        async with _running(app, host, port) as base_url:
            yield base_url


@asynccontextmanager
async def _running(app: web.Application, host: str, port: int) -> AsyncIterator[str]:
    config = app[SERVICE].config
    runner = web.AppRunner(
        app,
        access_log=None,
        logger=http_log,
        keepalive_timeout=config.header_timeout,
        lingering_time=min(LINGER, config.body_timeout),
        shutdown_timeout=SHUTDOWN_GRACE,
        max_line_size=MAX_HEADER_BYTES,
        max_field_size=MAX_HEADER_BYTES,
        max_headers=64,
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port, backlog=BACKLOG)
        try:
            await site.start()
        except OSError as error:
            raise SettingsError(
                f"cannot listen on {host} port {port}: {error.strerror or error}; choose another --port"
            ) from error
        yield f"http://{_in_url(host)}:{site.port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def running_server(
    reader: Reader, config: ServerConfig, *, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[str]:
    """Serve a reader while the context is open; yields the base URL. Raises SettingsError as `running_app` does."""
    async with running_app(create_app(reader, config), host=host, port=port) as base_url:
        yield base_url


async def drain(app: web.Application, seconds: float) -> bool:
    """Refuse new documents, and wait until every accepted one is read and fetched; False when time ran out first."""
    service = app[SERVICE]
    service.draining = True
    try:
        async with asyncio.timeout(seconds):
            while not service.store.is_settled():
                await service.store.change()
    except TimeoutError:
        return False
    return True


@contextmanager
def _raised_file_limit() -> Iterator[None]:
    """Let this process open more files, as far as it may: the usual 1,024 are used up by a thousand idle clients."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MAX_FILES if hard == resource.RLIM_INFINITY else min(MAX_FILES, hard)
    if soft != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
