"""What an HTTP status other than success means, decided once.

    status                          means
    301 302 307 308 404 405         NotSent: `base_url` is wrong, or a maintenance page stands there; to a POST while
                                    neither the API nor a token was ever seen, the client makes ServiceUnreachable of it
    408 421 425                     NotSent: the service did not take the request
    401                             the token is renewed once, then AccessRefused; NotSent while others are admitted
    402 407                         AccessRefused: quota or proxy; other documents would fare no better
    403                             AccessRefused; where a page came or other calls succeed, about this one request
                                    and decided by the client: RequestRefused of a POST, ServiceFailed of others
    429 503                         Throttled
    other 4xx                       RequestRefused: about this one document
    other, before the body's end    NotSent: nobody has the complete request
    other                           ServiceFailed: perhaps accepted, perhaps paid for

A Retry-After beside any of them is noted in the error.

Source: docs.aspose.cloud/ocr; what it leaves open (402, 403, 404, 413, 429, 5xx) is taken as RFC 9110 has it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from batch_ocr.aspose.connection import Reply
from batch_ocr.aspose.proxy import PROXY_REFUSES, proxy_refused
from batch_ocr.aspose.wire import parse_http_date, parse_retry_after
from batch_ocr.errors import AccessRefused, CallError, NotSent, RequestRefused, ServiceFailed, Throttled

UNAUTHORIZED: Final = 401
NOT_FOUND: Final = 404
FORBIDDEN: Final = 403
NO_ACCESS: Final = frozenset({401, 402, 403, 407})
BAD_CREDENTIALS: Final = NO_ACCESS | {400}
"""Of the token endpoint, which answers 400 to wrong credentials."""
THROTTLED: Final = frozenset({429, 503})
ELSEWHERE: Final = frozenset({301, 302, 307, 308, 404, 405})
NOT_TAKEN: Final = frozenset({408, 421, 425})
REDIRECTS: Final = range(300, 400)
CLIENT_ERRORS: Final = range(400, 500)


def failure_of(reply: Reply, detail: str) -> CallError:
    """Return what a reply other than success means for the request.

    Args:
        reply: the service's answer.
        detail: what it says besides its status, without secrets.

    Raises:
        AccessRefused: the status is about us and not about the document.
    """
    failure = _failure_of(reply, detail)
    failure.retry_after = retry_after(reply)
    return failure


def _failure_of(reply: Reply, detail: str) -> CallError:
    status = reply.status
    if status == PROXY_REFUSES:
        raise proxy_refused(_told(status, detail))
    if status in NO_ACCESS:
        raise AccessRefused(
            f"the service refuses us ({_told(status, detail)}); check the account's quota, rights and credentials, "
            "then run again"
        )
    if status in THROTTLED:
        return Throttled(status, retry_after(reply))
    if status in ELSEWHERE:
        return NotSent(f"{_told(status, detail)}: the API is not at this address; check base_url")
    if status in NOT_TAKEN:
        return NotSent(f"{_told(status, detail)}: the service did not take the request")
    if status in CLIENT_ERRORS:
        return RequestRefused(status, detail)
    if reply.before_end:
        return NotSent(f"{_told(status, detail)}: the service gave up before it had the whole request")
    return ServiceFailed(status, detail)


def credentials_refused(reply: Reply, detail: str) -> AccessRefused | None:
    """Return the refusal if the token endpoint's reply is one; `detail` as above."""
    if reply.status == PROXY_REFUSES:
        return proxy_refused(_told(reply.status, detail))
    if reply.status not in BAD_CREDENTIALS:
        return None
    return AccessRefused(
        f"the service refuses the credentials ({_told(reply.status, detail)}); "
        "check ASPOSE_CLIENT_ID and ASPOSE_CLIENT_SECRET"
    )


def _told(status: int, detail: str) -> str:
    return f"HTTP {status}: {detail}" if detail else f"HTTP {status}"


def retry_after(reply: Reply) -> float | None:
    """Return the seconds to wait; a date is compared with the service's own clock where it tells the time."""
    now = parse_http_date(reply.headers.get("date")) or datetime.now(UTC)
    return parse_retry_after(reply.headers.get("retry-after"), now)
