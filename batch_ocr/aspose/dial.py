"""How a connection comes to be: by the first of the host's addresses that answers, through a proxy, with TLS."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from aiohappyeyeballs import AddrInfoType, start_connection

from batch_ocr.aspose.channel import Channel
from batch_ocr.aspose.origin import Origin
from batch_ocr.aspose.reply_parser import ReplyParser

_NEXT_ADDRESS_SECONDS: Final = 0.25
"""After which the next address is tried beside the one that does not answer. Source: RFC 8305, 5."""

_SUCCESS: Final = range(200, 300)


class TunnelRefused(ConnectionError):
    """The proxy would not connect us."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"the proxy answers HTTP {status} {reason}".rstrip())
        self.status = status


@dataclass(frozen=True, slots=True)
class Route:
    """The way to a service."""

    origin: Origin
    tls: ssl.SSLContext | None
    """None: plain HTTP."""
    proxy: Origin | None = None
    proxy_tls: ssl.SSLContext | None = None
    tunnel_headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """For the proxy's eyes, on the CONNECT before TLS."""


async def dial(route: Route, connect_timeout: float, read_timeout: float) -> Channel:
    """Connect within `connect_timeout` seconds.

    Raises:
        OSError: nothing answers, the proxy refuses (TunnelRefused), the handshake fails; TimeoutError.
        ValueError: the name of the host is none.
    """
    async with asyncio.timeout(connect_timeout):
        channel = await _connected(route.proxy or route.origin, read_timeout)
        try:
            await _secure(channel, route)
        except BaseException:
            channel.abort()
            raise
        return channel


async def _connected(origin: Origin, read_timeout: float) -> Channel:
    loop = asyncio.get_running_loop()
    addresses = await _addresses(origin)
    sock = await start_connection(addresses, happy_eyeballs_delay=_NEXT_ADDRESS_SECONDS, interleave=1)
    try:
        _, channel = await loop.create_connection(lambda: Channel(read_timeout), sock=sock)
    except BaseException:
        sock.close()
        raise
    return channel


async def _addresses(origin: Origin) -> Sequence[AddrInfoType]:
    try:  # an address in figures needs no thread to look it up
        return socket.getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except socket.gaierror:
        loop = asyncio.get_running_loop()
        return await loop.getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM)


async def _secure(channel: Channel, route: Route) -> None:
    """Speak TLS where the addresses say so, through a tunnel where there is a proxy before the service.

    `create_connection` could do it, too; cancelled at the wrong moment, it leaves its transport open (CPython 3.11).
    """
    if route.proxy is not None and route.proxy_tls is not None:
        await channel.start_tls(route.proxy_tls, route.proxy.certified_name)
    if route.tls is None:
        return
    if route.proxy is not None:
        await _open_tunnel(channel, route)
    await channel.start_tls(route.tls, route.origin.certified_name)


async def _open_tunnel(channel: Channel, route: Route) -> None:
    """Have the proxy connect us to the service. Raises TunnelRefused with its status, or what went wrong."""
    target = route.origin.address
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    lines += [f"{name}: {value}" for name, value in route.tunnel_headers.items()]
    reply = ReplyParser(0, only_head=True)
    await channel.exchange("\r\n".join([*lines, "", ""]).encode(), None, reply)
    if reply.fault is not None:
        raise reply.fault
    if reply.status not in _SUCCESS:
        raise TunnelRefused(reply.status, reply.reason)
    if reply.excess:  # nobody has spoken to the service yet, so it cannot be its answer
        raise ConnectionError("the proxy says more than it was asked")
