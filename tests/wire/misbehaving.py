"""A server of the tests' own that does on purpose what servers do by accident; and what the tests send to it."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from batch_ocr.aspose.client import AsposeClient, CallKind
from batch_ocr.aspose.credentials import Secret
from batch_ocr.aspose.token import StaticToken, TokenSource
from batch_ocr.aspose.upload import UploadBytes
from batch_ocr.aspose.wire import RecognitionOptions

GUID = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"
OPTIONS = RecognitionOptions()
SMALL = UploadBytes(b"small enough for one piece")
LARGE = UploadBytes(os.urandom(24_000_000))
"""More than the buffers of two sockets hold."""


@dataclass
class Peer:
    """One connection as the server sees it."""

    number: int
    """0-based, in order of acceptance."""
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def head(self) -> str:
        """Read a request up to the end of its header; "" when the client has closed."""
        try:
            return (await self.reader.readuntil(b"\r\n\r\n")).decode()
        except (asyncio.IncompleteReadError, ConnectionError):
            return ""

    async def request(self) -> str:
        """Read a whole request and return its header."""
        head = await self.head()
        for line in head.splitlines():
            if line.lower().startswith("content-length:"):
                await self.reader.readexactly(int(line.split(":")[1]))
        return head

    async def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self, body: bytes = GUID.encode(), status: str = "200 OK", *headers: str) -> None:
        """Send a complete answer."""
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
        await self.send("\r\n".join(lines).encode() + body)

    def reset(self) -> None:
        """Close with a reset instead of a farewell."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def until_closed(self) -> None:
        """Take whatever comes until the client closes."""
        try:
            while await self.reader.read(1 << 20):
                pass
        except ConnectionError:
            pass


@dataclass
class Served:
    """A running server and what it saw."""

    url: str
    peers: list[Peer] = field(default_factory=list)


@asynccontextmanager
async def serving(behave: Callable[[Peer], Awaitable[None]]) -> AsyncIterator[Served]:
    """Run a server that treats each connection as `behave` says and then closes it."""
    served = Served("")

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = Peer(len(served.peers), reader, writer)
        served.peers.append(peer)
        try:
            await behave(peer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0, limit=1 << 20)
    served.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield served
    finally:
        server.close()
        for peer in served.peers:
            peer.writer.transport.abort()


@asynccontextmanager
async def client_of(
    url: str,
    auth: TokenSource | None = None,
    *,
    calls: list[CallKind] | None = None,
    read_timeout: float = 10.0,
    ca_file: str | None = None,
) -> AsyncIterator[AsposeClient]:
    """Open a client with short timeouts."""
    heard = [] if calls is None else calls
    async with AsposeClient(
        url,
        auth or StaticToken(Secret("token-of-the-tests")),
        connect_timeout=10.0,
        read_timeout=read_timeout,
        ca_file=ca_file,
        on_call=heard.append,
    ) as client:
        yield client
