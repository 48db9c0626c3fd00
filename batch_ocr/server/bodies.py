"""Receives request bodies, which may arrive slowly, stop, be too long, or not be what their headers say."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from aiohttp import web

from batch_ocr.server.config import ServerConfig
from batch_ocr.server.problems import Refusal
from batch_ocr.server.spool import Spool, Spooled, SpoolFull


def refuse_early(request: web.Request, config: ServerConfig) -> None:
    """Refuse by the headers alone a body that is declared too long. Raises Refusal 413."""
    if (request.content_length or 0) > config.max_body_bytes:
        raise _too_large(config)


async def receive(request: web.Request, spool: Spool, config: ServerConfig) -> Spooled:
    """Return the whole body; the caller closes it.

    Raises Refusal 413, 408 (too slow), 503 (no room), 400 (the connection ended within it, or its encoding is broken).
    """
    refuse_early(request, config)
    body = spool.open()
    try:
        await _fill(body, request, config)
    except BaseException as error:
        body.close()
        if isinstance(error, TimeoutError):
            raise Refusal(HTTPStatus.REQUEST_TIMEOUT, "the body arrived too slowly", close=True) from error
        if isinstance(error, SpoolFull):
            raise no_room(config) from error
        if isinstance(error, web.RequestPayloadError):
            raise Refusal(HTTPStatus.BAD_REQUEST, "the body is incomplete or badly encoded", close=True) from error
        raise
    return body


async def _fill(body: Spooled, request: web.Request, config: ServerConfig) -> None:
    """One timeout covers silence and total time: each piece moves it on, but never past the deadline."""
    clock = asyncio.get_running_loop().time
    expected_bytes = config.max_body_bytes if request.content_length is None else request.content_length
    deadline = clock() + config.body_timeout + expected_bytes / config.min_body_rate
    async with asyncio.timeout(config.body_timeout) as timeout:
        while piece := await request.content.readany():
            # Counted as it arrives: without a declared length, or compressed, a body shows its size only here.
            if body.size_bytes + len(piece) > config.max_body_bytes:
                raise _too_large(config)
            body.append(piece)
            timeout.reschedule(min(clock() + config.body_timeout, deadline))


def no_room(config: ServerConfig) -> Refusal:
    """Return the answer when too many documents are waiting."""
    return Refusal(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "too many documents are waiting; try again later",
        headers={"Retry-After": str(config.queue_retry_after)},
        close=True,
    )


def _too_large(config: ServerConfig) -> Refusal:
    detail = f"the body is longer than {config.max_body_bytes} bytes"
    return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, close=True)
