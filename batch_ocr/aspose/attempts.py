"""How often aiohttp begins one request: it repeats a GET or DELETE whose reused connection broke, and says nothing.

The service may have seen, and may charge for, each attempt; so each has to be counted, and the wait for its answer
begins with it.

An answer that nobody asked for may wait on a connection that was idle, such as a gateway's 408 before it closes.
aiohttp would take it for the answer to the next request, so such a connection is given up before a byte goes out.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final
from weakref import WeakSet

from aiohttp import ClientRequest, ClientResponse, ServerDisconnectedError
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection

from batch_ocr.aspose.upload import UploadBody, notice_what_waits


@dataclass(slots=True)
class Attempts:
    """Of one request; made `CURRENT` by the task that makes the request."""

    on_repeat: Callable[[], None]
    """Told each attempt but the first."""
    on_begin: Callable[[], None] = lambda: None
    """Told each attempt."""
    begun: int = 0


CURRENT: Final[ContextVar[Attempts]] = ContextVar("attempts of the request under way")

_USED: Final[WeakSet[ResponseHandler]] = WeakSet()
"""Connections over which a request went. What comes on a new one before its request is the server's word to it."""


class CountedRequest(ClientRequest):
    """Tells the request's `Attempts` when it is sent. aiohttp's tracing would tell as well, for ten times the work."""

    async def send(self, conn: Connection) -> ClientResponse:
        """Send the request over a connection.

        Raises:
            ServerDisconnectedError: the connection cannot be used any more; nothing was sent, nothing is counted.
        """
        await self._check_idle(conn.protocol)
        attempts = CURRENT.get()
        attempts.begun += 1
        attempts.on_begin()
        if attempts.begun > 1:
            attempts.on_repeat()
        return await super().send(conn)

    async def _check_idle(self, protocol: ResponseHandler | None) -> None:
        assert protocol is not None
        if protocol not in _USED:
            _USED.add(protocol)
            return
        await notice_what_waits(protocol.transport)
        if protocol.should_close or not protocol.is_connected():
            if isinstance(self.body, UploadBody):
                self.body.refused_at_once = True
            raise ServerDisconnectedError("the idle connection was closed, or something came that nobody asked for")
