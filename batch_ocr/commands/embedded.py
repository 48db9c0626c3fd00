"""Sets up the embedded reader from the settings: its workers, and the service in this process in front of them."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from batch_ocr.commands.engine import worker_count
from batch_ocr.errors import ReaderUnavailable
from batch_ocr.log import keep_secret
from batch_ocr.reader.options import Limits, ReaderSettings
from batch_ocr.reader.pool import ReaderPool
from batch_ocr.server.config import ServerConfig
from batch_ocr.server.embedded import embedded_reader
from batch_ocr.server.running import running_server
from batch_ocr.settings import Settings


def reader_pool(settings: Settings) -> ReaderPool:
    """Return the workers, none of them started yet."""
    limits = Limits(max_pixels=settings.max_pixels)
    return ReaderPool(worker_count(settings), ReaderSettings(settings.quality, limits, settings.page_timeout))


@asynccontextmanager
async def embedded_service(
    settings: Settings, on_unavailable: Callable[[ReaderUnavailable], object]
) -> AsyncIterator[tuple[str, str]]:
    """Serve the embedded reader on a loopback port; yields its base URL and the only token it takes.

    Raises ReaderUnavailable when packages are missing; `on_unavailable` is called when the reader breaks later.
    """
    token = secrets.token_urlsafe(32)
    keep_secret(token)
    config = ServerConfig(static_token=token, readers=worker_count(settings))
    async with (
        embedded_reader(reader_pool(settings), settings.min_confidence, on_unavailable) as reader,
        running_server(reader, config) as base_url,
    ):
        yield base_url, token
