"""Connections that wait for their next request."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

from batch_ocr.aspose.channel import Channel

KEEPALIVE_SECONDS: Final = 12.0
"""How long an idle connection may be used again. One that the server has closed is noticed before it is used; a POST on
one that is being closed at this very moment may or may not have arrived, so we do not wait until servers tire of it."""


class Pool:
    """Without bound: the gate bounds how many requests are under way."""

    def __init__(self, connect: Callable[[], Awaitable[Channel]]) -> None:
        """`connect` makes a new one."""
        self._connect = connect
        self._idle: deque[tuple[Channel, float]] = deque()
        """With the loop time since when, the longest idle first."""
        self._open: set[Channel] = set()

    async def take(self) -> tuple[Channel, bool]:
        """Return a connection for one request, and whether it has served another before: the last one used, or new.

        Raises what `connect` raises.
        """
        self._close_old()
        while self._idle:
            channel, _ = self._idle.pop()
            try:
                if await channel.is_quiet():
                    return channel, True
            except asyncio.CancelledError:
                channel.abort()
                raise
            channel.abort()
        channel = await self._connect()
        self._open.add(channel)
        channel.closed.add_done_callback(lambda _: self._open.discard(channel))
        return channel, False

    def put_back(self, channel: Channel) -> None:
        """Keep the connection for the next request, or close it if it cannot serve one."""
        if channel.reusable and channel.usable:
            self._idle.append((channel, asyncio.get_running_loop().time()))
        else:
            channel.abort()

    def _close_old(self) -> None:
        oldest = asyncio.get_running_loop().time() - KEEPALIVE_SECONDS
        while self._idle and self._idle[0][1] < oldest:
            self._idle.popleft()[0].abort()

    async def close(self) -> None:
        """Close all connections, and wait until they are."""
        self._idle.clear()
        still_open = list(self._open)
        for channel in still_open:
            channel.abort()
        for channel in still_open:
            await channel.closed
