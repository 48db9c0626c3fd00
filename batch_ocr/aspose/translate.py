"""The one place where failures of the HTTP library become the project's own.

What a failure of a submission means hangs on one question: can the service have received the complete request? Some
failures answer it by their kind (a connection that never came to be); for all others the body's own progress does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import aiohttp
from aiohttp import client_exceptions, http_exceptions

from batch_ocr.errors import AnswerLost, CallError, NotSent

MAX_TEXT_LENGTH: Final = 300
"""Characters of a foreign error's text: a parser may quote the whole line it stumbled over."""

FOREIGN: Final = (aiohttp.ClientError, http_exceptions.HttpProcessingError, OSError, ValueError, EOFError)
"""What a request may raise; OSError includes TimeoutError and all of `ssl`, ValueError all of Unicode. Anything else is
a bug and passes."""

NEVER_CONNECTED: Final = (
    client_exceptions.ClientConnectorError,  # with its DNS, certificate, TLS and proxy kinds
    client_exceptions.ClientConnectorSSLError,
    client_exceptions.ClientConnectorCertificateError,
    client_exceptions.ClientSSLError,
    client_exceptions.ConnectionTimeoutError,
    client_exceptions.ServerFingerprintMismatch,
    client_exceptions.ClientHttpProxyError,  # the proxy would not connect us
    client_exceptions.InvalidURL,
    client_exceptions.NonHttpUrlClientError,
)
"""Raised before a connection to the service exists."""

JUDGED_BY_PROGRESS: Final = frozenset(
    {
        "ClientConnectionError",
        "ClientConnectionResetError",
        "ClientError",
        "ClientOSError",
        "ClientPayloadError",
        "ClientResponseError",  # an answer that is not HTTP; its `status` is the library's own
        "ContentTypeError",
        "ServerConnectionError",
        "ServerDisconnectedError",
        "ServerTimeoutError",
        "SocketTimeoutError",
        "UploadAbortedError",
    }
)
"""Names of those raised with a connection in hand: before, while or after the request goes out."""

CANNOT_OCCUR: Final = frozenset(
    {
        "InvalidUrlRedirectClientError",  # redirects are not followed
        "NonHttpUrlRedirectClientError",
        "RedirectClientError",
        "TooManyRedirects",
        "WSMessageTypeError",  # no web sockets
        "WSServerHandshakeError",
    }
)
"""Names of those this client never meets."""


def translate(error: BaseException, *, handed_over: bool, redact: Callable[[str], str] = str) -> CallError:
    """Return what a foreign error means for the caller.

    Args:
        error: one of FOREIGN.
        handed_over: whether the last byte of the request may have left this process.
        redact: masks secrets in the error's text, which may quote an answer.
    """
    text = " ".join(redact(str(error)).split())[:MAX_TEXT_LENGTH]
    told = f"{_kind(error)}: {text}" if text else _kind(error)
    if isinstance(error, NEVER_CONNECTED):
        return NotSent(f"no connection: {told}")
    if handed_over:
        return AnswerLost(f"no answer: {told}")
    return NotSent(f"the connection broke before the request was complete: {told}")


def _kind(error: BaseException) -> str:
    return "timed out" if isinstance(error, TimeoutError) else type(error).__name__
