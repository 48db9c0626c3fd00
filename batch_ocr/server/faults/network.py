"""Faults of the network between client and service: resets, cut answers, delays, outages."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from batch_ocr.server.faults.calls import Call, OnEvent, call_of

OUTAGE_BEGINS_AT = 5
"""Submissions before an outage begins."""


def reset_before(share: float, rng: random.Random, _: OnEvent) -> Middleware:
    """Reset submissions that were not accepted."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if call_of(request) is Call.SUBMIT and rng.random() < share:
            return reset(request)
        return await handler(request)

    return middleware


def reset_after(share: float, rng: random.Random, _: OnEvent) -> Middleware:
    """Reset submissions that were accepted: their ids are lost."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        if _is_accepted(request, response) and rng.random() < share:
            return reset(request)
        return response

    return middleware


def reset_poll(share: float, rng: random.Random, _: OnEvent) -> Middleware:
    """Reset polls."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if call_of(request) is Call.POLL and rng.random() < share:
            return reset(request)
        return await handler(request)

    return middleware


def cut_answer(share: float, rng: random.Random, _: OnEvent) -> Middleware:
    """Send the first half of a task id and close: the id is lost."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        if not _is_accepted(request, response) or rng.random() >= share:
            return response
        body = body_of(response)
        cut = web.StreamResponse(headers={hdrs.CONTENT_TYPE: response.headers[hdrs.CONTENT_TYPE]})
        cut.content_length = len(body)
        await cut.prepare(request)
        await cut.write(body[: len(body) // 2])
        if request.transport is not None:
            request.transport.close()
        return cut

    return middleware


def slow(seconds: float, _: random.Random, __: OnEvent) -> Middleware:
    """Delay every answer."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        await asyncio.sleep(seconds)
        return response

    return middleware


def outage(seconds: float, _: random.Random, __: OnEvent) -> Middleware:
    """Reset every request for a while."""

    async def refuse(request: web.Request) -> web.StreamResponse:
        return reset(request)

    return _outage(seconds, refuse)


def outage_503(seconds: float, _: random.Random, __: OnEvent) -> Middleware:
    """Answer every request 503, without Retry-After, for a while."""

    async def refuse(_: web.Request) -> web.StreamResponse:
        return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)

    return _outage(seconds, refuse)


def _outage(seconds: float, refuse: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Middleware:
    submissions = 0
    until: float | None = None

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        nonlocal submissions, until
        now = asyncio.get_running_loop().time()
        submissions += call_of(request) is Call.SUBMIT
        if until is None and submissions >= OUTAGE_BEGINS_AT:
            until = now + seconds
        if until is not None and now < until:
            return await refuse(request)
        return await handler(request)

    return middleware


def reset(request: web.Request) -> web.StreamResponse:
    """Break the connection with a TCP reset, whatever is still to be sent; the returned answer is never sent."""
    transport = request.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)


def body_of(response: web.StreamResponse) -> bytes:
    """Return the whole body of an answer of this server, which never streams."""
    body = response.body if isinstance(response, web.Response) else None
    return body if isinstance(body, bytes) else b""


def _is_accepted(request: web.Request, response: web.StreamResponse) -> bool:
    return call_of(request) is Call.SUBMIT and response.status == HTTPStatus.OK
