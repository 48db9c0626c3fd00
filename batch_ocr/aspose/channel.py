"""One connection to the service: a request goes out, its answer comes in, then the next.

What a lost answer costs hangs on one fact, whether the last byte of the request may have left this process. It is kept
here, where the bytes go out.
"""

from __future__ import annotations

import asyncio
import select
from ssl import SSLContext
from typing import Final, cast

from batch_ocr.aspose.outlet import Body
from batch_ocr.aspose.reply_parser import ReplyParser

PATIENCE: Final = 5
"""Read timeouts that a header may last from the last byte of the request on, and its body after it: each byte, and each
interim answer (1xx), restarts the timeout, and a server may send one at a time."""

_WAITING_BYTES: Final = 64 * 1024
"""Of a request, to wait here for the network: what waits counts as sent. With TLS it would be half a megabyte."""

_TURNS_TO_NOTICE: Final = 3
"""Turns of the event loop until a transport has handled what already waits in its socket."""


class Channel(asyncio.Protocol):
    """Made by the event loop's `create_connection`; used by one request at a time."""

    def __init__(self, read_timeout: float) -> None:
        """`read_timeout`: seconds without a byte in either direction after which a request is given up."""
        self._loop = asyncio.get_running_loop()
        self._read_timeout = read_timeout
        self._transport: asyncio.Transport | None = None
        self._poll: select.poll | None = None
        self._reply: ReplyParser | None = None
        self._done: asyncio.Future[None] = self._loop.create_future()
        self._room: asyncio.Future[None] | None = None
        self._paused = False
        self._moved = self._limit = 0.0
        """Loop times: of the last byte in either direction, and when the present part of the answer must be there."""
        self._timer: asyncio.TimerHandle | None = None
        self._spoiled = False
        self.handed_over = False
        """Whether the last byte of the present request may have left; before, nobody can have it complete."""
        self.reusable = False
        """Whether the connection may serve another request after the last one."""
        self.closed: asyncio.Future[None] = self._loop.create_future()

    # one request

    async def exchange(self, head: bytes, body: Body | None, reply: ReplyParser) -> None:
        """Send a request and wait until `reply` is over. Whatever is raised, the connection is closed then.

        `head` is the header, and where there is no `body` the whole request.
        """
        self._begin(reply)
        try:
            if body is None:
                self.write(head, last=True)
            else:
                await body.send(head, self)
            await self._done
        except BaseException:
            self.abort()
            raise
        finally:
            self._reply = None
        self.reusable = reply.complete and reply.keeps_alive and not reply.excess and self._is_out

    def _begin(self, reply: ReplyParser) -> None:
        self._reply = reply
        self._done = self._loop.create_future()
        self.handed_over = False
        self._moved, self._limit = self._loop.time(), float("inf")
        if self._timer is None:
            self._timer = self._loop.call_at(self._moved + self._read_timeout, self._look_at_the_time)
        if not self.usable:
            self._fail(ConnectionResetError("closed before the request was sent"))

    @property
    def _is_out(self) -> bool:
        """Whether nothing of the request waits here any more: a peer that does not take it would not take the next."""
        return self.handed_over and self._transport is not None and not self._transport.get_write_buffer_size()

    @property
    def over(self) -> bool:
        """Whether the rest of a request is wanted by nobody."""
        return self._done.done()

    def write(self, data: bytes, *, last: bool) -> None:
        """Send a piece of the request, unless it is over."""
        if self.over:
            return
        assert self._transport is not None
        if self._transport.is_closing():
            self._fail(ConnectionResetError("closed while the request was sent"))
            return
        self._moved = self._loop.time()
        if last:
            self.handed_over = True
            self._limit = self._moved + self._read_timeout * PATIENCE
        self._transport.write(data)

    async def drain(self) -> None:
        """Wait until the peer has taken enough of what was written, or the request is over.

        Without a wait, an answer that is there already would be heard only after the last byte; if the peer closes
        behind it, not at all, as the next write would fail.
        """
        if self._paused and not self.over:
            self._room = self._loop.create_future()
            await self._room
        elif self._something_waits():
            await _some_turns()

    def _fail(self, error: Exception) -> None:
        if self._reply is not None:
            self._reply.fail(error)
        self._finish()

    def _finish(self) -> None:
        if not self._done.done():
            self._done.set_result(None)
        self._let_write()

    def _let_write(self) -> None:
        if self._room is not None and not self._room.done():
            self._room.set_result(None)

    def _look_at_the_time(self) -> None:
        """One timer for all requests of a connection, put off as often as it is early: none is made for each byte."""
        self._timer = None
        if self._reply is None:
            return
        due = min(self._moved + self._read_timeout, self._limit)
        if self._loop.time() < due:
            self._timer = self._loop.call_at(due, self._look_at_the_time)
        else:
            self._fail(TimeoutError())

    # between requests

    @property
    def usable(self) -> bool:
        """Whether a request may go out, as far as the event loop has seen."""
        return self._transport is not None and not (self._spoiled or self._transport.is_closing())

    async def is_quiet(self) -> bool:
        """Whether it is usable, also after a look at what waits in the socket.

        An idle connection has nothing to read; if there is something, it is its end, an answer nobody asked for, such
        as a gateway's 408 before it closes, or a ticket of TLS. What is seen now is surely not sent instead of
        possibly paid for.
        """
        if self._something_waits():
            await _some_turns()
        return self.usable

    def _something_waits(self) -> bool:
        if self._transport is None or not self.usable:
            return False
        if self._poll is None:
            self._poll = select.poll()
            self._poll.register(self._transport.get_extra_info("socket").fileno(), select.POLLIN)
        return bool(self._poll.poll(0))

    async def start_tls(self, context: SSLContext, host: str) -> None:
        """Speak TLS from here on.

        Raises:
            OSError: what the handshake raises, or the connection was closed before it.
        """
        if self._transport is None or not self.usable:
            raise ConnectionResetError("closed before TLS began")
        secured = await self._loop.start_tls(self._transport, self, context, server_hostname=host)
        if secured is None:
            raise ConnectionResetError("closed while TLS began")
        self._keep(secured)

    def abort(self) -> None:
        """Close at once, whatever was still to be sent."""
        if self._transport is not None:
            self._transport.abort()

    # called by the event loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._keep(cast("asyncio.Transport", transport))  # uvloop's has the methods, not the base class

    def _keep(self, transport: asyncio.Transport) -> None:
        transport.set_write_buffer_limits(_WAITING_BYTES)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take bytes of the answer."""
        reply = self._reply
        if reply is None or reply.over:
            self._spoiled = True
            self.abort()
            return
        self._moved = self._loop.time()
        was_complete = reply.head_complete
        reply.feed(data)
        if reply.head_complete and not was_complete:
            reply.early = not self.handed_over
            self._limit = self._moved + self._read_timeout * PATIENCE
        if reply.over:
            self._finish()

    def eof_received(self) -> None:
        """Take the end of the answer; the connection is closed then."""
        self._end(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Take the end of the connection."""
        self._end(exc)
        if self._timer is not None:
            self._timer.cancel()
        if not self.closed.done():
            self.closed.set_result(None)

    def _end(self, error: Exception | None) -> None:
        self._spoiled = True
        if self._reply is not None:
            self._reply.end(error)
        self._finish()

    def pause_writing(self) -> None:
        """Let `drain` wait."""
        self._paused = True

    def resume_writing(self) -> None:
        """Let `drain` go on."""
        self._paused = False
        self._moved = self._loop.time()
        self._let_write()


async def _some_turns() -> None:
    for _ in range(_TURNS_TO_NOTICE):
        await asyncio.sleep(0)
