"""Faults of an overloaded or broken service: 429, 503, other 5xx, expired tokens, a rate limit that means it."""

from __future__ import annotations

import asyncio
import itertools
import math
import random
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from batch_ocr.server.app import SERVICE
from batch_ocr.server.faults.calls import OCR_CALLS, OnEvent, call_of
from batch_ocr.server.problems import problem

Refuse = Callable[[], web.StreamResponse]

IN_FLIGHT: Final = 0.25
"""Seconds after a 429 within which calls may still arrive that were sent before it was seen."""

BAN_PERIOD: Final = 5.0
"""Seconds for which the rate limit refuses a client that did not wait."""


def throttle(share: float, rng: random.Random, _: OnEvent) -> Middleware:
    """Answer 429 with Retry-After in seconds."""
    return _sometimes(share, rng, lambda: problem(HTTPStatus.TOO_MANY_REQUESTS, "slow down", headers=_wait_seconds(1)))


def throttle_date(share: float, rng: random.Random, _: OnEvent) -> Middleware:
    """Answer 429 with Retry-After as a date, which is one to two seconds ahead: dates have no fractions."""

    def refuse() -> web.StreamResponse:
        at = datetime.now(UTC) + timedelta(seconds=2)
        headers = {"Retry-After": format_datetime(at, usegmt=True)}
        return problem(HTTPStatus.TOO_MANY_REQUESTS, "slow down", headers=headers)

    return _sometimes(share, rng, refuse)


def unavailable(share: float, rng: random.Random, _: OnEvent) -> Middleware:
    """Answer 503, every other time with Retry-After."""
    headers = itertools.cycle([_wait_seconds(1), {}])
    return _sometimes(share, rng, lambda: problem(HTTPStatus.SERVICE_UNAVAILABLE, "overloaded", headers=next(headers)))


def server_error(share: float, rng: random.Random, _: OnEvent) -> Middleware:
    """Answer 500, 502 and 504 in turn; nothing is accepted."""
    statuses = itertools.cycle([HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT])
    return _sometimes(share, rng, lambda: problem(next(statuses), "something is broken"))


def token_expiry(calls: float, _: random.Random, __: OnEvent) -> Middleware:
    """Make all tokens worthless every so many calls."""
    count = itertools.count(1)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if call_of(request) in OCR_CALLS and next(count) % max(1, int(calls)) == 0:
            request.app[SERVICE].access.revoke_all()
        return await handler(request)

    return middleware


def rate_limit(calls_per_second: float, _: random.Random, on_event: OnEvent) -> Middleware:
    """Let so many calls through within any second; ban who calls again before the Retry-After is over."""
    times: deque[float] = deque()
    paused_from = paused_until = -math.inf

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        nonlocal paused_from, paused_until
        if call_of(request) not in OCR_CALLS:
            return await handler(request)
        now = asyncio.get_running_loop().time()
        if now < paused_until:
            if now > paused_from + IN_FLIGHT:
                on_event("early", {"call": call_of(request).value, "seconds_early": paused_until - now})
                paused_from, paused_until = now, now + BAN_PERIOD
            return _refuse(paused_until - now)
        while times and times[0] <= now - 1:
            times.popleft()
        if len(times) >= calls_per_second:
            paused_from, paused_until = now, now + 1
            return _refuse(1)
        times.append(now)
        return await handler(request)

    return middleware


def _refuse(seconds: float) -> web.StreamResponse:
    headers = _wait_seconds(math.ceil(seconds))
    return problem(HTTPStatus.TOO_MANY_REQUESTS, "too many calls", headers=headers, close=True)


def _wait_seconds(seconds: int) -> dict[str, str]:
    return {"Retry-After": str(seconds)}


def _sometimes(share: float, rng: random.Random, refuse: Refuse) -> Middleware:
    """Refuse a share of the OCR calls before anything of them is taken."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if call_of(request) in OCR_CALLS and rng.random() < share:
            return refuse()
        return await handler(request)

    return middleware
