"""Starts and stops the review server."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web

from batch_ocr.errors import SettingsError

SHUTDOWN_GRACE: Final = 2.0
"""Seconds for requests in progress to be answered."""
MAX_HEADER_BYTES: Final = 16 * 1024

http_log = logging.getLogger("batch_ocr.review.http")
"""What the HTTP layer says about broken requests: it quotes them, and with them a token."""
http_log.setLevel(logging.CRITICAL + 1)


@asynccontextmanager
async def running(app: web.Application, host: str, port: int) -> AsyncIterator[str]:
    """Serve while the context is open; yields the base URL. Port 0 picks a free one.

    Raises SettingsError when the address cannot be had.
    """
    runner = web.AppRunner(
        app,
        access_log=None,  # it would hold the token
        logger=http_log,
        shutdown_timeout=SHUTDOWN_GRACE,
        max_line_size=MAX_HEADER_BYTES,
        max_field_size=MAX_HEADER_BYTES,
        max_headers=64,
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            raise SettingsError(
                f"cannot listen on {host} port {port}: {error.strerror or error}; choose another --port, or 0 for any"
            ) from error
        yield f"http://{f'[{host}]' if ':' in host else host}:{site.port}"
    finally:
        await runner.cleanup()
