"""The virtual-time loop itself: other tests rest on it."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests import virtual_time


def test_hours_pass_at_once() -> None:
    """A day of sleeping takes no real time and moves both clocks by a day."""

    async def scenario() -> tuple[float, int]:
        started = virtual_time.now()
        await virtual_time.sleep(86_400)
        return virtual_time.elapsed(), (virtual_time.now() - started).days

    began = time.monotonic()
    assert virtual_time.run(scenario()) == (86_400, 1)
    assert time.monotonic() - began < 5


def test_timers_fire_in_order() -> None:
    """Whoever sleeps shorter wakes first, whatever the order of starting."""

    async def scenario() -> list[float]:
        woken: list[float] = []

        async def sleeper(seconds: float) -> None:
            await virtual_time.sleep(seconds)
            woken.append(virtual_time.elapsed())

        async with asyncio.TaskGroup() as group:
            for seconds in (3.0, 1.0, 2.0):
                group.create_task(sleeper(seconds))
        return woken

    assert virtual_time.run(scenario()) == [1.0, 2.0, 3.0]


def test_deadlock_raises() -> None:
    """A task that waits for what nobody will bring fails the test instead of hanging it."""

    async def scenario() -> None:
        await asyncio.Event().wait()

    with pytest.raises(virtual_time.Deadlock):
        virtual_time.run(scenario())
