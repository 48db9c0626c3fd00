"""How many bytes may be on their way to the service, or be made of files for it, at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


class UploadBudget:
    """Bounds the bytes under way at once; who comes first is served first, and one document always passes."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._used = 0
        self._turn = asyncio.Lock()
        """Held by whoever is next: a large file waits for room with all others behind it, or it would wait for ever."""
        self._freed = asyncio.Event()

    @asynccontextmanager
    async def of(self, size_bytes: int) -> AsyncIterator[Callable[[int], None]]:
        """Hold `size_bytes` of the budget, or less from when the function it yields is told how many they really are.

        More than it was given is held if it must be, without waiting.
        """
        async with self._turn:
            while self._used and self._used + size_bytes > self._limit:
                self._freed.clear()
                await self._freed.wait()
            self._used += size_bytes
        held = size_bytes

        def hold(really_bytes: int) -> None:
            nonlocal held
            self._used += really_bytes - held
            held = really_bytes
            self._freed.set()

        try:
            yield hold
        finally:
            hold(0)
