"""Starts and stops a server: inside another program on a free port, or on its own until a stop is requested."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from aiohttp import web

from batch_ocr.listening import Patience, listening
from batch_ocr.server.app import SERVICE, create_app
from batch_ocr.server.config import ServerConfig
from batch_ocr.server.reading import Reader

BACKLOG = 1024
"""Connections the kernel keeps until they are accepted."""
LINGER = 2.0
"""Seconds for which the rest of a refused body is read; less if `body_timeout` is less."""

MAX_FILES = 65_536
"""Descriptors to ask for: one for each connection and one for each waiting image that is in a file."""


@asynccontextmanager
async def running_app(app: web.Application, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve an application while the context is open; yields its base URL.

    Port 0 picks a free one. Raises SettingsError when the address cannot be had.
    """
    config = app[SERVICE].config
    patience = Patience(config.header_timeout, min(LINGER, config.body_timeout), BACKLOG)
    with _raised_file_limit():
        async with listening(app, host, port, patience) as base_url:
            yield base_url


@asynccontextmanager
async def running_server(
    reader: Reader, config: ServerConfig, *, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[str]:
    """Serve a reader while the context is open; yields the base URL. Raises SettingsError as `running_app` does."""
    async with running_app(create_app(reader, config), host=host, port=port) as base_url:
        yield base_url


async def drain(app: web.Application, seconds: float) -> int:
    """Refuse new documents, and wait until every accepted one is read and fetched.

    Returns how many were still unfetched when time ran out. A document that was read more than `seconds` ago and not
    fetched since is not waited for: its client is gone.
    """
    service = app[SERVICE]
    service.draining = True
    store = service.store
    try:
        async with asyncio.timeout(seconds):
            while store.unsettled(seconds):
                await store.change()
    except TimeoutError:
        return store.unsettled(seconds)
    return 0


@contextmanager
def _raised_file_limit() -> Iterator[None]:
    """Raise this process's limit of open files as far as allowed: a thousand idle clients use up the usual 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MAX_FILES if hard == resource.RLIM_INFINITY else min(MAX_FILES, hard)
    if soft != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
