"""How often aiohttp begins one request: it repeats a GET or DELETE whose reused connection broke, and says nothing.

The service may have seen, and may charge for, each attempt; so each has to be counted, and the wait for its answer
begins with it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from aiohttp import ClientRequest, ClientResponse
from aiohttp.connector import Connection


@dataclass(slots=True)
class Attempts:
    """Of one request; made `CURRENT` by the task that makes the request."""

    on_repeat: Callable[[], None]
    """Told each attempt but the first."""
    on_begin: Callable[[], None] = lambda: None
    """Told each attempt."""
    begun: int = 0


CURRENT: Final[ContextVar[Attempts]] = ContextVar("attempts of the request under way")


class CountedRequest(ClientRequest):
    """Tells the request's `Attempts` when it is sent. aiohttp's tracing would tell as well, for ten times the work."""

    async def send(self, conn: Connection) -> ClientResponse:
        """Send the request over a connection."""
        attempts = CURRENT.get()
        attempts.begun += 1
        attempts.on_begin()
        if attempts.begun > 1:
            attempts.on_repeat()
        return await super().send(conn)
