"""One HTTP exchange with the service: out comes a status with a bounded body, or a CallError."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import quote, urlsplit

import orjson

from batch_ocr import __version__
from batch_ocr.address import normal_address, shown_address
from batch_ocr.aspose.answer_body import decompressed
from batch_ocr.aspose.channel import Channel
from batch_ocr.aspose.dial import Route, dial
from batch_ocr.aspose.origin import Origin, origin_of
from batch_ocr.aspose.pool import Pool
from batch_ocr.aspose.proxy import Proxy, environment_proxy
from batch_ocr.aspose.reply_parser import ReplyParser
from batch_ocr.aspose.translate import FOREIGN, no_connection, translate
from batch_ocr.aspose.upload import UploadBody
from batch_ocr.errors import CallError, NotSent, SettingsError

_PATH_CHARACTERS: Final = "/%:@!$&'()*+,;=~"
"""Besides letters, figures and -._, those that stand for themselves in a path. Source: RFC 3986, 3.3."""
_STRAY_PERCENT: Final = re.compile("%(?![0-9A-Fa-f]{2})")
"""It stands for itself, and is written %25."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the service, whatever its status."""

    status: int
    headers: Mapping[str, str]
    """By names in lower case."""
    body: bytes
    """As far as it came."""
    before_end: bool
    """The service answered before the last byte of the request was out."""
    cut: CallError | None = None
    """What kept the rest of the body from coming. Of an error, what came will do: its status says enough."""

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004  the class of statuses

    @property
    def is_page(self) -> bool:
        """Whether a page or a text came, the word of a gateway: the service itself sends a JSON object, or nothing."""
        if "html" in self.headers.get("content-type", "").lower():
            return True
        content = self.body.removeprefix(b"\xef\xbb\xbf").strip()
        try:
            return bool(content) and not isinstance(orjson.loads(content), dict)
        except orjson.JSONDecodeError:
            return True


class Connection:
    """Keep-alive connections to one service."""

    def __init__(
        self,
        base_url: str,
        *,
        connect_timeout: float,
        read_timeout: float,
        ca_file: str | None,
        redact: Callable[[str], str] = str,
    ) -> None:
        """`redact` masks secrets in errors; timeouts in seconds.

        Raises:
            SettingsError: the address is no HTTP address, or the CA file cannot be loaded.
        """
        parts = urlsplit(parse_base_url(base_url))
        origin = origin_of(parts)
        self._proxy: Proxy = environment_proxy(origin)
        self._path = parts.path
        route = _route(origin, self._proxy, ca_file)
        self._pool = Pool(partial(dial, route, connect_timeout, read_timeout))
        self._told_address = (route.proxy or origin).address
        if route.proxy is not None and route.tls is None:  # there is no tunnel: the proxy is told the whole address
            self._path = f"http://{origin.authority}{self._path}"
        self._fields = _lines(
            {
                "Host": origin.authority,
                "User-Agent": f"batch-ocr/{__version__}",
                "Accept-Encoding": "identity",
                **self._proxy.request_headers,
            }
        )
        """Of all requests."""
        self._redact_more = redact

    def redact(self, text: str) -> str:
        """Return `text` without the secrets of the caller and the password of the proxy."""
        return self._proxy.redact(self._redact_more(text))

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.close()

    async def exchange(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: UploadBody | bytes | None = None,
        *,
        max_bytes: int,
        on_unanswered: Callable[[], None] = lambda: None,
    ) -> Reply:
        """Send one request and read its answer. Redirects are not followed.

        A GET or DELETE is sent again, once, when a connection that was used before breaks without a byte of an answer;
        a POST never is.

        Args:
            method: GET, POST or DELETE.
            target: path and query, percent-encoded.
            headers: besides those of all requests.
            body: of a POST.
            max_bytes: of an answer; a longer one is cut.
            on_unanswered: told of what the service may have seen, though it ends in neither reply nor error: a
                request that was sent again, and one that was cancelled.

        Raises:
            ItemError: the document changed or cannot be read; the service surely has no complete request.
            NotSent: the service surely has no complete request.
            AnswerLost: it may have.
            AccessRefused: the proxy wants other credentials; the service surely has nothing.
        """
        head = self._head(method, target, headers, body)
        upload = body if isinstance(body, UploadBody) else None
        channel, used_before = await self._channel()
        reply = await self._sent(channel, head, upload, max_bytes, on_unanswered)
        if method != "POST" and used_before and isinstance(reply.fault, ConnectionError) and not reply.has_begun:
            if channel.handed_over:
                on_unanswered()
            channel, _ = await self._channel()
            reply = await self._sent(channel, head, None, max_bytes, on_unanswered)
        if reply.fault is not None and not reply.head_complete:
            raise translate(reply.fault, handed_over=channel.handed_over, redact=self.redact) from reply.fault
        return self._read(reply, max_bytes)

    def _head(self, method: str, target: str, headers: Mapping[str, str], body: UploadBody | bytes | None) -> bytes:
        """Return the header, with a body behind it that is in memory.

        Raises:
            NotSent: a field holds what would end it.
        """
        fields = dict(headers)
        if body is not None:
            fields["Content-Length"] = str(body.size_bytes if isinstance(body, UploadBody) else len(body))
        lines = _lines(fields)
        if lines.count("\n") != len(fields) or lines.count("\r") != len(fields):
            raise NotSent("a header of the request would hold the end of a line; check the token that was given out")
        head = f"{method} {self._path}{target} HTTP/1.1\r\n{self._fields}{lines}\r\n".encode()
        return head + body if isinstance(body, bytes) else head

    async def _channel(self) -> tuple[Channel, bool]:
        try:
            return await self._pool.take()
        except FOREIGN as error:
            raise no_connection(error, self._told_address, self.redact) from error

    async def _sent(
        self,
        channel: Channel,
        head: bytes,
        upload: UploadBody | None,
        max_bytes: int,
        on_unanswered: Callable[[], None],
    ) -> ReplyParser:
        """Send the request over the connection and return what came of the answer."""
        reply = ReplyParser(max_bytes)
        try:
            await channel.exchange(head, upload, reply)
        except asyncio.CancelledError:
            if channel.handed_over:
                on_unanswered()
            raise
        self._pool.put_back(channel)
        return reply

    def _read(self, reply: ReplyParser, max_bytes: int) -> Reply:
        body, fault = reply.body, reply.fault
        if fault is None and "content-encoding" in reply.headers:
            try:
                body = decompressed(body, reply.headers["content-encoding"], max_bytes)
            except ValueError as error:
                fault = error
        cut = None if fault is None else translate(fault, handed_over=True, redact=self.redact)
        return Reply(reply.status, reply.headers, body, reply.early, cut)


def _lines(fields: Mapping[str, str]) -> str:
    return "".join([f"{name}: {value}\r\n" for name, value in fields.items()])


def parse_base_url(base_url: str) -> str:
    """Return the address without a trailing slash; a path in it is kept as prefix.

    Raises:
        SettingsError: it is not an http or https address, or carries more than host, port and path.
    """
    try:
        parts = urlsplit(normal_address(base_url))
        origin = origin_of(parts)
        path = quote(_STRAY_PERCENT.sub("%25", parts.path), safe=_PATH_CHARACTERS)
    except ValueError:  # of Unicode, too
        shown = shown_address(base_url)
        raise SettingsError(f"base_url must be an address such as https://api.aspose.cloud, not {shown!r}") from None
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise SettingsError(
            "base_url must not carry a user, a query or a fragment; credentials have their own settings"
        )
    return f"{origin.scheme}://{origin.authority}{path}".rstrip("/")


def _route(origin: Origin, proxy: Proxy, ca_file: str | None) -> Route:
    secured = [end is not None and end.scheme == "https" for end in (origin, proxy.origin)]
    tls = _tls_context(ca_file) if ca_file is not None or any(secured) else None
    service_tls, proxy_tls = (tls if one else None for one in secured)
    return Route(origin, service_tls, proxy.origin, proxy_tls, proxy.tunnel_headers)


def _tls_context(ca_file: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    if ca_file is None:
        return context
    try:
        context.load_verify_locations(ca_file)
    except (OSError, ValueError) as error:
        raise SettingsError(f"ca_file = {ca_file!r} cannot be loaded as PEM certificates: {error}") from error
    return context
