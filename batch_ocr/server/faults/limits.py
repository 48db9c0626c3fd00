"""Faults of an overloaded or broken service: 429, 503, other 5xx, expired tokens, an enforced rate limit."""

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

Refused = tuple[HTTPStatus, str | None, float]
"""Status, Retry-After if any, and how many seconds from now that is."""

IN_FLIGHT: Final = 0.25
"""Seconds after a 429 in which calls may still arrive that were sent before the client saw it."""

BAN_PERIOD: Final = 5.0
"""Seconds for which the rate limit refuses a client that did not wait."""


class _Pause:
    """A time in which no call may come; reports those that come nevertheless."""

    def __init__(self, on_event: OnEvent) -> None:
        self._on_event = on_event
        self._begun = self._until = -math.inf

    def begin(self, seconds: float) -> None:
        """Begin a pause of so many seconds; one that already lasts is only ever extended."""
        self._begun = _now()
        self._until = max(self._until, self._begun + seconds)

    @property
    def left(self) -> float:
        """Seconds until it ends; 0 or less when it is over."""
        return self._until - _now()

    def is_broken_by(self, request: web.Request) -> bool:
        """Return whether a call comes too early, and report it."""
        if self.left <= 0 or _now() <= self._begun + IN_FLIGHT:
            return False
        self._on_event("early", {"call": call_of(request).value, "seconds_early": self.left})
        return True


def throttle(share: float, rng: random.Random, on_event: OnEvent) -> Middleware:
    """Answer 429 with Retry-After in seconds."""
    return _sometimes(share, rng, on_event, lambda: (HTTPStatus.TOO_MANY_REQUESTS, "1", 1.0))


def throttle_date(share: float, rng: random.Random, on_event: OnEvent) -> Middleware:
    """Answer 429 with Retry-After as a date, which is one to two seconds ahead: dates have no fractions."""

    def refuse() -> Refused:
        now = datetime.now(UTC)
        at = (now + timedelta(seconds=2)).replace(microsecond=0)
        return HTTPStatus.TOO_MANY_REQUESTS, format_datetime(at, usegmt=True), (at - now).total_seconds()

    return _sometimes(share, rng, on_event, refuse)


def unavailable(share: float, rng: random.Random, on_event: OnEvent) -> Middleware:
    """Answer 503, every other time with Retry-After."""
    headers = itertools.cycle([("1", 1.0), (None, 0.0)])
    return _sometimes(share, rng, on_event, lambda: (HTTPStatus.SERVICE_UNAVAILABLE, *next(headers)))


def server_error(share: float, rng: random.Random, on_event: OnEvent) -> Middleware:
    """Answer 500, 502 and 504 in turn; nothing is accepted."""
    statuses = itertools.cycle([HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT])
    return _sometimes(share, rng, on_event, lambda: (next(statuses), None, 0.0))


def token_expiry(calls: float, _: random.Random, __: OnEvent) -> Middleware:
    """Invalidate all tokens every so many calls."""
    count = itertools.count(1)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if call_of(request) in OCR_CALLS and next(count) % max(1, int(calls)) == 0:
            request.app[SERVICE].access.revoke_all()
        return await handler(request)

    return middleware


def rate_limit(calls_per_second: float, _: random.Random, on_event: OnEvent) -> Middleware:
    """Let so many calls per second through; ban a client that calls again before the Retry-After is over."""
    times: deque[float] = deque()
    pause = _Pause(on_event)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if call_of(request) not in OCR_CALLS:
            return await handler(request)
        if pause.is_broken_by(request):
            pause.begin(BAN_PERIOD)
        while times and times[0] <= _now() - 1:
            times.popleft()
        if pause.left <= 0 and len(times) >= calls_per_second:
            pause.begin(1.0)
        if pause.left > 0:
            return _refusal(HTTPStatus.TOO_MANY_REQUESTS, str(math.ceil(pause.left)))
        times.append(_now())
        return await handler(request)

    return middleware


def _sometimes(share: float, rng: random.Random, on_event: OnEvent, refuse: Callable[[], Refused]) -> Middleware:
    """Refuse a share of the OCR calls before their bodies are read; the others pass, even within a pause."""
    pause = _Pause(on_event)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if call_of(request) not in OCR_CALLS:
            return await handler(request)
        pause.is_broken_by(request)
        if rng.random() >= share:
            return await handler(request)
        status, retry_after, seconds = refuse()
        if retry_after is not None:
            pause.begin(seconds)
        return _refusal(status, retry_after)

    return middleware


def _refusal(status: HTTPStatus, retry_after: str | None) -> web.StreamResponse:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return problem(status, "refused on purpose", headers=headers)


def _now() -> float:
    return asyncio.get_running_loop().time()
