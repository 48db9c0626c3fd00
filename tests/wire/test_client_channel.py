"""One connection by itself, over a pair of sockets: what counts as sent, and what it may be used for afterwards."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest

from batch_ocr.aspose.channel import Channel
from batch_ocr.aspose.outlet import Outlet
from batch_ocr.aspose.reply_parser import ReplyParser

HEAD = b"POST / HTTP/1.1\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
PIECE = bytes(60_000)


class Pieces:
    """A body of so many pieces; `meanwhile` is what happens before the last one."""

    def __init__(self, count: int, meanwhile: Callable[[], None] = lambda: None) -> None:
        self._count = count
        self._meanwhile = meanwhile

    async def send(self, head: bytes, outlet: Outlet) -> None:
        outlet.write(head, last=False)
        for left in reversed(range(self._count)):
            if left == 0:
                self._meanwhile()
            await outlet.drain()
            outlet.write(PIECE, last=left == 0)


class Deaf(asyncio.Protocol):
    """The other end of a connection, which takes nothing."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).pause_reading()


@asynccontextmanager
async def line(read_timeout: float = 10.0) -> AsyncIterator[tuple[Channel, socket.socket]]:
    """Yield a connection whose socket holds a few KB, and its other end."""
    ours, theirs = narrow_pair()
    _, channel = await asyncio.get_running_loop().create_connection(lambda: Channel(read_timeout), sock=ours)
    try:
        yield channel, theirs
    finally:
        channel.abort()
        await channel.closed
        theirs.close()


def narrow_pair() -> tuple[socket.socket, socket.socket]:
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    ours.setblocking(False)
    theirs.setblocking(False)
    return ours, theirs


@pytest.mark.parametrize(("pieces", "reusable"), [(0, True), (1, False)])
def test_a_connection_that_still_holds_bytes_of_a_request_is_not_used_again(pieces: int, *, reusable: bool) -> None:
    """A peer that has answered without taking them would take the next request for their rest, or not at all."""

    async def scenario() -> None:
        async with line() as (channel, theirs):
            asyncio.get_running_loop().call_soon(theirs.sendall, ANSWER)
            reply = ReplyParser(100)
            await channel.exchange(HEAD, Pieces(pieces) if pieces else None, reply)
            assert (reply.body, channel.handed_over, channel.reusable) == (b"ok", True, reusable)

    asyncio.run(scenario())


@pytest.mark.parametrize("closes", [False, True])
def test_an_answer_that_is_there_is_heard_before_the_next_piece(*, closes: bool) -> None:
    """A refusal is not outrun by a body that the network would still take, nor lost when the peer closes behind it."""

    async def scenario() -> None:
        async with line() as (channel, theirs):

            def answer() -> None:
                theirs.sendall(ANSWER)
                if closes:
                    theirs.close()

            reply = ReplyParser(100)
            await channel.exchange(HEAD, Pieces(1, answer), reply)
            assert (reply.body, reply.early, channel.handed_over) == (b"ok", True, False)

    asyncio.run(scenario())


@pytest.mark.parametrize("body", [None, Pieces(2)])
@pytest.mark.parametrize("seen", [False, True])
def test_a_connection_that_has_gone_is_handed_nothing(body: Pieces | None, *, seen: bool) -> None:
    """Only a request that is a single piece may count as sent, and only while nobody can have seen the end."""

    async def scenario() -> None:
        async with line() as (channel, theirs):
            theirs.close()
            if seen:
                await channel.closed
            reply = ReplyParser(100)
            await channel.exchange(HEAD, body, reply)
            assert isinstance(reply.fault, OSError)
            assert (reply.has_begun, channel.reusable, channel.usable) == (False, False, False)
            assert channel.handed_over is (body is None and not seen)

    asyncio.run(scenario())


def test_what_waits_for_a_deaf_peer_is_not_sent_over_tls_either(certificate: Path) -> None:
    """A document counts as handed over when no more than a few pieces of it wait here, whatever carries them."""

    async def scenario() -> None:
        loop = asyncio.get_running_loop()
        ours, theirs = narrow_pair()
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(certificate)
        client = ssl.create_default_context(cafile=str(certificate))
        async with asyncio.TaskGroup() as group:
            accepted = group.create_task(loop.connect_accepted_socket(Deaf, theirs, ssl=server))
            _, channel = await loop.create_connection(
                lambda: Channel(0.3), sock=ours, ssl=client, server_hostname="api.example"
            )
        reply = ReplyParser(100)
        await channel.exchange(HEAD, Pieces(12), reply)
        assert (type(reply.fault), channel.handed_over) == (TimeoutError, False)
        accepted.result()[0].abort()
        channel.abort()
        await channel.closed

    asyncio.run(scenario())


def test_tls_does_not_begin_on_a_connection_that_was_closed() -> None:
    """A proxy may close behind its consent: that is no connection, and nothing to wait for."""

    async def scenario() -> None:
        async with line() as (channel, theirs):
            theirs.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            theirs.shutdown(socket.SHUT_WR)
            await channel.exchange(HEAD, None, ReplyParser(0, only_head=True))
            await channel.closed
            async with asyncio.timeout(10):
                with pytest.raises(ConnectionResetError):
                    await channel.start_tls(ssl.create_default_context(), "api.example")

    asyncio.run(scenario())
