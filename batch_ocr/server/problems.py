"""Refusals: every error answer is a ProblemDetails object (RFC 9457, the shape of the API's own error schema)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web

from batch_ocr.aspose.wire import PROBLEM_TYPE, encode_problem

NO_HEADERS: Mapping[str, str] = {}


class Refusal(Exception):
    """Ends a request with an error answer.

    `close` drops the connection after it: needed whenever the rest of the request's body has not been read.
    """

    def __init__(
        self, status: HTTPStatus, detail: str, *, headers: Mapping[str, str] = NO_HEADERS, close: bool = False
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers
        self.close = close

    def response(self) -> web.Response:
        """Return the answer to send."""
        return problem(self.status, self.detail, headers=self.headers, close=self.close)


def problem(
    status: HTTPStatus, detail: str, *, headers: Mapping[str, str] = NO_HEADERS, close: bool = False
) -> web.Response:
    """Return a ProblemDetails answer.

    Its type is application/json although the contract says text/plain: the official SDK 24.11.0 reads only the former,
    and 23.12.0 reads neither.
    """
    body = encode_problem(status.value, status.phrase, detail)
    response = web.Response(status=status, body=body, headers={**headers, "Content-Type": PROBLEM_TYPE})
    if close:
        response.force_close()
    return response
