"""POST /connect/token: client credentials as a form, as multipart, or in an HTTP Basic header.

Source: RFC 6749 §2.3.1, §4.4, §5.2; wrong credentials answer 400, not 401, as Aspose Cloud does.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from urllib.parse import unquote_plus

import orjson
from aiohttp import BasicAuth, web

from batch_ocr.aspose.wire import JSON_TYPE, encode_token
from batch_ocr.server.auth import Access, Banned, Granted, WrongCredentials
from batch_ocr.server.config import ServerConfig

MAX_FORM_BYTES = 64 * 1024


async def token(request: web.Request, access: Access, config: ServerConfig) -> web.Response:
    """Answer a token request."""
    form = await _form(request, config)
    if form is None:
        return _oauth_error("invalid_request")
    credentials = _basic_credentials(request) or _form_credentials(form)
    if credentials is None:
        return _oauth_error("invalid_request")
    if form.get("grant_type") != "client_credentials":
        return _oauth_error("unsupported_grant_type")
    match access.grant(*credentials):
        case Granted(token=value, expires_in=seconds):
            return _answer(encode_token(value, seconds))
        case WrongCredentials():
            return _oauth_error("invalid_client")
        case Banned(retry_after=seconds):
            response = _oauth_error("invalid_client", HTTPStatus.TOO_MANY_REQUESTS)
            response.headers["Retry-After"] = str(seconds)
            return response


async def _form(request: web.Request, config: ServerConfig) -> dict[str, str] | None:
    """Return the text fields; None when the body is not a form, too long, too slow or broken."""
    if (request.content_length or 0) > MAX_FORM_BYTES:
        return None
    try:
        async with asyncio.timeout(config.body_timeout):
            fields = await request.post()
    except (ValueError, LookupError, TimeoutError, web.HTTPException, web.RequestPayloadError):
        return None
    return {name: value for name, value in fields.items() if isinstance(value, str)}


def _form_credentials(form: dict[str, str]) -> tuple[str, str] | None:
    if "client_id" not in form or "client_secret" not in form:
        return None
    return form["client_id"], form["client_secret"]


def _basic_credentials(request: web.Request) -> tuple[str, str] | None:
    """Both halves are form-encoded before they are joined. Source: RFC 6749 §2.3.1."""
    try:
        basic = BasicAuth.decode(request.headers.get("Authorization", ""), encoding="utf-8")
    except ValueError:
        return None
    return unquote_plus(basic.login), unquote_plus(basic.password)


def _oauth_error(code: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> web.Response:
    return _answer(orjson.dumps({"error": code}), status)


def _answer(body: bytes, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    headers = {"Content-Type": JSON_TYPE, "Cache-Control": "no-store", "Pragma": "no-cache"}
    return web.Response(status=status, body=body, headers=headers)
