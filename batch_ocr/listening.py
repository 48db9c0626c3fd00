"""Serves an aiohttp application on a socket: limits of its requests, its address, and how it stops."""

from __future__ import annotations

import errno
import logging
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from batch_ocr.errors import SettingsError

SHUTDOWN_GRACE = 2.0
"""Seconds for requests in progress to be answered once the server stops."""
MAX_HEADER_BYTES = 16 * 1024
"""Most bytes of one header field, and of the request line."""
MAX_HEADERS = 64

_http_log = logging.getLogger("batch_ocr.http")
"""The HTTP layer's log about broken requests. Any client can flood it, and it quotes requests, which may hold a
token."""
_http_log.setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long clients may take, in seconds, and how many may wait."""

    idle: float = 75.0
    """Until a connection without a request is closed."""
    linger: float = 2.0
    """How long the rest of a refused body is read and thrown away, so that its sender sees the answer."""
    backlog: int = 128
    """Connections the kernel keeps until they are accepted."""


PATIENT = Patience()


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int, patience: Patience = PATIENT) -> AsyncIterator[str]:
    """Serve while the context is open; yields the base URL. Port 0 picks a free one.

    Raises SettingsError if the address cannot be used.
    """
    runner = web.AppRunner(
        app,
        access_log=None,  # it would hold the review's token
        logger=_http_log,
        keepalive_timeout=patience.idle,
        lingering_time=patience.linger,
        shutdown_timeout=SHUTDOWN_GRACE,
        max_line_size=MAX_HEADER_BYTES,
        max_field_size=MAX_HEADER_BYTES,
        max_headers=MAX_HEADERS,
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port, backlog=patience.backlog)
        try:
            await site.start()
        except OSError as error:
            raise SettingsError(f"cannot listen on {host} port {port}: {_reason(error)}") from error
        yield f"http://{_in_url(host)}:{site.port}"
    finally:
        await runner.cleanup()


def _reason(error: OSError) -> str:
    """Return the reason and what to do about it. asyncio's own texts repeat the address."""
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return "this machine has no such address; choose another --host"
    told = os.strerror(error.errno) if error.errno else str(error)
    return f"{told}; choose another --port, or 0 for any"


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
