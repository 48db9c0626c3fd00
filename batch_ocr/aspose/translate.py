"""The one place where failures of the network and of the HTTP parser become the project's own.

What a failure of a submission means hangs on one question: can the service have received the complete request? Without
a connection it cannot; with one, how far the request has got decides.
"""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Callable
from typing import Final

from httptools import HttpParserError

from batch_ocr.aspose.dial import TunnelRefused
from batch_ocr.aspose.proxy import PROXY_REFUSES, proxy_refused
from batch_ocr.errors import AccessRefused, AnswerLost, CallError, NotSent

MAX_TEXT_LENGTH: Final = 300
"""Characters of a foreign error's text: a parser may quote the whole line it stumbled over."""

FOREIGN: Final = (OSError, HttpParserError, ValueError)
"""What a request may end with; OSError includes TimeoutError, DNS and all of `ssl`, ValueError all of Unicode. Anything
else is a bug and passes."""


def no_connection(error: Exception, address: str, redact: Callable[[str], str] = str) -> NotSent | AccessRefused:
    """Return what it means that `error` kept a connection to `address` from coming to be."""
    if isinstance(error, TunnelRefused) and error.status == PROXY_REFUSES:
        return proxy_refused(_told(error, redact))
    if isinstance(error, OSError) and error.errno and not isinstance(error, ssl.SSLError):
        # In plain words, without the numbers; of the resolver's errors the text, for their numbers are its own.
        told = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno)
        return NotSent(f"no connection to {address}: {told}")
    return NotSent(f"no connection to {address}: {_told(error, redact)}")


def translate(error: Exception, *, handed_over: bool, redact: Callable[[str], str] = str) -> CallError:
    """Return what a foreign error means for the caller who had a connection.

    Args:
        error: one of FOREIGN.
        handed_over: whether the last byte of the request may have left this process.
        redact: masks secrets in the error's text, which may quote an answer.
    """
    told = _told(error, redact)
    if handed_over:
        return AnswerLost(f"no answer: {told}")
    return NotSent(f"the connection broke before the request was complete: {told}")


def _told(error: Exception, redact: Callable[[str], str]) -> str:
    kind = "timed out" if isinstance(error, TimeoutError) else type(error).__name__
    text = " ".join(redact(str(error)).split())[:MAX_TEXT_LENGTH]
    return f"{kind}: {text}" if text else kind
