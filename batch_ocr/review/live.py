"""Sends every change at the desk to all open pages at once (server-sent events)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Final

MAX_PAGES: Final = 64
"""Open pages at once; a browser itself allows six a server."""
MAX_WAITING: Final = 256
"""Events that a page has not received yet; a page that falls further behind is told to reload."""
HEARTBEAT: Final = 15.0
"""Seconds of silence after which a keep-alive is sent, so that a closed page is noticed."""
BEHIND: Final = b'{"reload":true}'


class Listeners:
    """The open pages."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[bytes | None]] = set()
        self._closed = False

    def __len__(self) -> int:
        return len(self._queues)

    def tell(self, event: bytes) -> None:
        """Send JSON to every page."""
        for queue in self._queues:
            behind = queue.qsize() >= MAX_WAITING
            while behind and not queue.empty():
                queue.get_nowait()
            queue.put_nowait(BEHIND if behind else event)

    def close(self) -> None:
        """End every stream, and each one opened from now on."""
        self._closed = True
        for queue in self._queues:
            queue.put_nowait(None)

    @contextmanager
    def listening(self) -> Iterator[AsyncIterator[bytes]]:
        """Yield the stream of one page. Raises OverflowError when too many listen."""
        if len(self._queues) >= MAX_PAGES:
            raise OverflowError
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._queues.add(queue)
        if self._closed:
            queue.put_nowait(None)
        try:
            yield self._stream(queue)
        finally:
            self._queues.discard(queue)

    @staticmethod
    async def _stream(queue: asyncio.Queue[bytes | None]) -> AsyncIterator[bytes]:
        """Yield pieces of an event stream. Source: HTML Standard, "Server-sent events"."""
        yield b"retry: 1000\n\n"
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT):
                    event = await queue.get()
            except TimeoutError:
                yield b":\n\n"
                continue
            if event is None:
                return
            yield b"data: " + event + b"\n\n"
