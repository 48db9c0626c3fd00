"""One HTTP exchange with the service: out comes a status with a bounded body, or a CallError; nothing of aiohttp."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Final

import aiohttp
import orjson
from yarl import URL

from batch_ocr import __version__
from batch_ocr.address import normal_address, shown_address
from batch_ocr.aspose.answer_body import PATIENCE, read_body
from batch_ocr.aspose.attempts import CURRENT, Attempts, CountedRequest
from batch_ocr.aspose.proxy import Proxy, environment_proxy
from batch_ocr.aspose.translate import FOREIGN, translate
from batch_ocr.aspose.upload import UploadBody
from batch_ocr.errors import CallError, SettingsError

KEEPALIVE_SECONDS: Final = 12.0
"""How long an idle connection may be used again. Servers close theirs after 15 s and more; a POST on a connection that
is being closed may or may not have arrived, so we must be first."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the service, whatever its status."""

    status: int
    headers: Mapping[str, str]
    """Case-insensitive."""
    body: bytes
    """As far as it came."""
    before_end: bool
    """The service answered before the last byte of the request was out."""
    cut: CallError | None = None
    """What kept the rest of the body from coming. Of an error, what came will do: its status says enough."""

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return _is_success(self.status)

    @property
    def is_page(self) -> bool:
        """Whether a page or a text came, the word of a gateway: the service itself sends a JSON object, or nothing."""
        if "html" in self.headers.get("Content-Type", "").lower():
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
        """All checks of the arguments happen here; `open` needs the event loop. `redact` masks secrets in errors.

        Raises:
            SettingsError: the address is no HTTP address, or the CA file cannot be loaded.
        """
        self._base = parse_base_url(base_url)
        self._proxy: Proxy = environment_proxy(URL(self._base))
        self._tls = True if ca_file is None else _tls_context(ca_file)
        self.read_timeout = read_timeout
        self._timeout = aiohttp.ClientTimeout(
            total=None, connect=connect_timeout, sock_connect=connect_timeout, sock_read=read_timeout
        )
        self._redact_more = redact
        self._session: aiohttp.ClientSession | None = None

    def redact(self, text: str) -> str:
        """Return `text` without the secrets of the caller and the password of the proxy."""
        return self._proxy.redact(self._redact_more(text))

    async def open(self) -> None:
        """Make the session. The gate bounds the number of connections, so the pool does not."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0,
                ssl=self._tls,
                keepalive_timeout=KEEPALIVE_SECONDS,
                resolver=aiohttp.ThreadedResolver(),
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=self._timeout,
            request_class=CountedRequest,
            auto_decompress=False,  # unbounded there; answer_body.py does it within bounds
            headers={
                "User-Agent": f"batch-ocr/{__version__}",
                "Accept-Encoding": "identity",
                **self._proxy.request_headers,
            },
        )

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

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

        aiohttp itself repeats a GET or DELETE, once, that broke on a reused connection; never a POST.

        Args:
            method: GET, POST or DELETE.
            target: path and query, percent-encoded.
            headers: besides those of the session.
            body: of a POST.
            max_bytes: of an answer; a longer one is cut.
            on_unanswered: told of what the service may have seen, though it ends in neither reply nor error: an
                attempt that was repeated, and one that was cancelled.

        Raises:
            ItemError: the document changed or cannot be read; the service surely has no complete request.
            NotSent: the service surely has no complete request.
            AnswerLost: it may have.
        """
        answered = False
        attempts = Attempts(on_unanswered)
        CURRENT.set(attempts)
        try:
            async with self._answer(method, target, headers, body, attempts) as response:
                before_end = not _handed_over(body)
                answered = _is_success(response.status)
                read = await read_body(response, max_bytes, self.read_timeout)
                cut = None if read.fault is None else translate(read.fault, handed_over=True, redact=self.redact)
                return Reply(response.status, response.headers, read.content, before_end, cut)
        except asyncio.CancelledError:
            if attempts.begun and _handed_over(body):
                on_unanswered()
            raise
        except FOREIGN as error:
            if isinstance(body, UploadBody) and body.failure is not None:
                raise body.failure from error
            handed_over = answered or (attempts.begun > 0 and _handed_over(body))
            raise translate(error, handed_over=handed_over, redact=self.redact) from error

    @asynccontextmanager
    async def _answer(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: UploadBody | bytes | None,
        attempts: Attempts,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Send the request and yield the answer as soon as its header is there.

        From the last byte of the request on, the header has PATIENCE read timeouts: each of its bytes, and each interim
        answer (1xx), restarts the timeout. Before, connecting and each piece of an upload have timeouts of their own.
        """
        assert self._session is not None
        async with asyncio.timeout(None) as limit:
            with _waiting(limit, self.read_timeout * PATIENCE, body, attempts):
                response = await self._session.request(
                    method,
                    URL(self._base + target, encoded=True),
                    data=body,
                    headers=headers,
                    allow_redirects=False,
                    proxy=self._proxy.url,
                    proxy_headers=self._proxy.tunnel_headers,
                )
        async with response:
            yield response


@contextmanager
def _waiting(
    limit: asyncio.Timeout, seconds: float, body: UploadBody | bytes | None, attempts: Attempts
) -> Iterator[None]:
    """Let the limit begin when the request has gone out, if that is within this block."""

    def begin() -> None:
        limit.reschedule(asyncio.get_running_loop().time() + seconds)

    if not isinstance(body, UploadBody):
        attempts.on_begin = begin
        yield
        return
    body.on_handed_over = begin
    try:
        yield
    finally:
        body.on_handed_over = lambda: None  # an upload goes on after an early answer


def _handed_over(body: UploadBody | bytes | None) -> bool:
    """Whether the last byte may have left; small requests go out in one piece as soon as there is a connection."""
    return body.handed_over if isinstance(body, UploadBody) else True


def _is_success(status: int) -> bool:
    return 200 <= status < 300  # noqa: PLR2004  the class of statuses


def parse_base_url(base_url: str) -> str:
    """Return the address without a trailing slash; a path in it is kept as prefix.

    Raises:
        SettingsError: it is not an http or https address, or carries more than host, port and path.
    """
    try:
        url = URL(normal_address(base_url))
    except ValueError:
        url = URL()
    if url.scheme not in {"http", "https"} or not url.host:
        shown = shown_address(base_url)
        raise SettingsError(f"base_url must be an address such as https://api.aspose.cloud, not {shown!r}")
    if url.user or url.password or url.query_string or url.fragment:
        raise SettingsError(
            "base_url must not carry a user, a query or a fragment; credentials have their own settings"
        )
    return str(url).rstrip("/")


def _tls_context(ca_file: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(ca_file)
    except (OSError, ValueError) as error:
        raise SettingsError(f"ca_file = {ca_file!r} cannot be loaded as PEM certificates: {error}") from error
    return context
