"""Which requests are let in: only with the token, from no other origin, and under no other name for this address.

The token is sent once, in the address that the command prints. From then on it is in a cookie that no script can read
and that the browser does not send for pages of other sites. A change also needs the token in a header, and the page's
own origin.

Cookies ignore ports, so pages of other programs on this machine count as the same site: that is why the origin is
checked, and Sec-Fetch-Site, which browsers send and scripts cannot set. The Host header is checked against DNS
rebinding: another site's name that was pointed at 127.0.0.1 gets nothing.
"""

from __future__ import annotations

import hmac
import socket
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from ipaddress import ip_address
from typing import Final

from aiohttp import hdrs, web

from batch_ocr.log import LOGGER

TOKEN_PARAMETER: Final = "token"  # noqa: S105 - the name of one
TOKEN_HEADER: Final = "Batch-Ocr-Token"  # noqa: S105 - the name of one
_COOKIE: Final = "batch-ocr-review"
CLOSED_POLICY: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Content-Security-Policy of whatever is not the page."""

_HEADERS: Final = {
    hdrs.CACHE_CONTROL: "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    hdrs.SERVER: "batch-ocr",
}
_CHANGES: Final = frozenset({hdrs.METH_POST})
_OWN_FETCHES: Final = frozenset({"same-origin", "none"})

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Door:
    """Lets requests in, or answers in plain words why not."""

    def __init__(self, token: str, host: str) -> None:
        self._token = token.encode()
        names = {"localhost", host.lower()}
        self._names = names | ({socket.gethostname().lower()} if not is_loopback(host) else set())
        self._only_loopback = is_loopback(host)

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Be the application's middleware: everything passes here."""
        try:
            self._check(request)
            response = await handler(request)
        except web.HTTPException as refused:
            return web.Response(status=refused.status, text=f"{refused.text}\n")
        except ConnectionError:  # the client has gone
            raise
        except Exception as error:  # noqa: BLE001 - the boundary of one request; the query is not logged, it may hold the token
            LOGGER.error("%s %s failed: %s: %s", request.method, request.path, type(error).__name__, error)
            LOGGER.debug("traceback", exc_info=True)
            return web.Response(
                status=HTTPStatus.INTERNAL_SERVER_ERROR, text="the server has a bug; see its messages\n"
            )
        return response

    async def sign(self, _: web.Request, response: web.StreamResponse) -> None:
        """Add the headers that every answer has."""
        for name, value in _HEADERS.items():
            response.headers[name] = value
        response.headers.setdefault("Content-Security-Policy", CLOSED_POLICY)

    def admits(self, token: str | None) -> bool:
        """Whether this is the token; takes the same time for every wrong one."""
        return token is not None and hmac.compare_digest(token.encode(errors="replace"), self._token)

    @staticmethod
    def cookie(request: web.Request) -> str:
        """Return the cookie's name, with the port: cookies ignore ports, and another review may run on another one."""
        return f"{_COOKIE}-{request.url.port}"

    def _check(self, request: web.Request) -> None:
        if not self.is_here(request.headers.get(hdrs.HOST, "")):
            raise _refusal(HTTPStatus.FORBIDDEN, "this address goes by another name: use the one that was printed")
        if request.path == "/" and request.method == hdrs.METH_GET and TOKEN_PARAMETER in request.query:
            return  # the page's handler looks at it
        if not self.admits(request.cookies.get(self.cookie(request))):
            raise _refusal(
                HTTPStatus.UNAUTHORIZED, "open the address that `batch-ocr review` printed: it has the token"
            )
        if request.path != "/" and request.headers.get("Sec-Fetch-Site", "none") not in _OWN_FETCHES:
            raise _refusal(HTTPStatus.FORBIDDEN, "asked for by a page of another site")
        if request.method in _CHANGES:
            self._check_change(request)

    def _check_change(self, request: web.Request) -> None:
        if request.headers.get(hdrs.ORIGIN, "") != f"http://{request.headers[hdrs.HOST]}":
            raise _refusal(HTTPStatus.FORBIDDEN, "changes are taken from the page itself only")
        if not self.admits(request.headers.get(TOKEN_HEADER)):
            raise _refusal(HTTPStatus.UNAUTHORIZED, f"a change needs the token in the header {TOKEN_HEADER}")
        if request.content_type != "application/json":
            raise _refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json")

    def is_here(self, host: str) -> bool:
        """Whether a Host header names this server: by an address, or by a name known to be its own."""
        name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
        name = name.strip("[]").lower()
        if name in self._names:
            return True
        try:
            return ip_address(name).is_loopback or not self._only_loopback
        except ValueError:
            return False


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    try:
        return host.lower() == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _refusal(status: HTTPStatus, told: str) -> web.HTTPException:
    refusal = web.HTTPForbidden(text=told)
    refusal.set_status(status)
    return refusal
