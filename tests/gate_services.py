"""Services on virtual time, and a gate to send requests to them through."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

from batch_ocr.errors import (
    CallError,
    ItemError,
    NotSent,
    RunError,
    Throttled,
)
from batch_ocr.gate import Gate, SubmissionsClosed
from tests import virtual_time

ROUND_TRIP = 0.05


def gate(
    concurrency: int = 32,
    submit_rate: float | None = None,
    patience: float = 120.0,
    deadline: float | None = None,
    closed_for: float = 0.0,
    on_pause: Callable[[float], None] = lambda _: None,
) -> Gate:
    return Gate(
        random.Random(1),
        host="ocr.example",
        concurrency=concurrency,
        submit_rate=submit_rate,
        patience=patience,
        deadline=deadline,
        closed_for=closed_for,
        on_pause=on_pause,
    )


class Service:
    """Answers each request after a round trip with what `judge` says, and notes when it left."""

    def __init__(self, judge: Callable[[int], Exception | None] = lambda _: None) -> None:
        self.judge = judge
        self.left: list[float] = []
        self.in_flight = 0
        self.most_in_flight = 0

    async def __call__(self) -> str:
        number = len(self.left)
        self.left.append(virtual_time.elapsed())
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        await virtual_time.sleep(ROUND_TRIP)
        self.in_flight -= 1
        if (error := self.judge(number)) is not None:
            raise error
        return "id"


class LeakyBucket:
    """A service with a rate limit: `rate` requests a second, `burst` at once; it asks for whole seconds of pause."""

    def __init__(self, rate: float, burst: int) -> None:
        self.rate, self.burst = rate, burst
        self.tokens, self.counted_at = float(burst), 0.0
        self.accepted: list[float] = []
        self.refused: list[float] = []
        self.banned_until = 0.0
        self.during_ban = 0

    async def __call__(self) -> str:
        await virtual_time.sleep(ROUND_TRIP / 2)
        now = virtual_time.elapsed()
        self.tokens = min(self.tokens + (now - self.counted_at) * self.rate, self.burst)
        self.counted_at = now
        granted = self.tokens >= 1.0
        self.tokens -= granted
        await virtual_time.sleep(ROUND_TRIP / 2)
        (self.accepted if granted else self.refused).append(virtual_time.elapsed())
        if not granted:
            raise Throttled(429, 1.0)
        return "id"


def given(error: Exception, _: int) -> Exception:
    return error


async def submit_each(gate: Gate, call: Callable[[], Awaitable[str]], count: int, workers: int = 32) -> None:
    """Submit `count` documents as the submitters do: what was surely not accepted is sent again."""
    left = iter(range(count))

    async def worker() -> None:
        for _ in left:
            while True:
                try:
                    await gate.submit(call)
                    break
                except (Throttled, NotSent):
                    continue

    async with asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(worker())


async def swallow(work: Awaitable[object]) -> Exception | None:
    try:
        await work
    except (CallError, ItemError, RunError, SubmissionsClosed) as error:
        return error
    return None
