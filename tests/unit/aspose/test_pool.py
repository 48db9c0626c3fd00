from __future__ import annotations

import asyncio
from typing import cast

import pytest

from batch_ocr.aspose.channel import Channel
from batch_ocr.aspose.pool import KEEPALIVE_SECONDS, Pool
from tests.virtual_time import run, sleep


class Line:
    """A connection as far as the pool is concerned."""

    def __init__(self) -> None:
        self.usable = self.reusable = True
        self.lingers = False
        """Whether the event loop takes its time with closing it."""
        self.silence: asyncio.Future[None] | None = None
        """If set, what a look at the connection waits for."""
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def is_quiet(self) -> bool:
        if self.silence is not None:
            await self.silence
        return self.usable

    def abort(self) -> None:
        self.usable = False
        if not self.lingers and not self.closed.done():
            self.closed.set_result(None)


class Lines:
    """Makes them."""

    def __init__(self) -> None:
        self.made: list[Line] = []
        self.pool = Pool(self.connect)

    async def connect(self) -> Channel:
        self.made.append(Line())
        return cast("Channel", self.made[-1])


def test_the_connection_used_last_is_used_next() -> None:
    """So that those not needed any more grow old and are closed."""

    async def scenario() -> None:
        lines = Lines()
        first, used = await lines.pool.take()
        second, _ = await lines.pool.take()
        assert not used
        lines.pool.put_back(first)
        lines.pool.put_back(second)
        assert await lines.pool.take() == (second, True)
        assert await lines.pool.take() == (first, True)
        assert len(lines.made) == 2

    run(scenario())


def test_a_connection_that_was_idle_for_long_is_not_used() -> None:
    """The server may be closing it at this very moment; a POST on it may or may not arrive."""

    async def scenario() -> None:
        lines = Lines()
        channel, _ = await lines.pool.take()
        lines.pool.put_back(channel)
        await sleep(KEEPALIVE_SECONDS - 1)
        assert await lines.pool.take() == (channel, True)
        lines.pool.put_back(channel)
        await sleep(KEEPALIVE_SECONDS + 1)
        another, used = await lines.pool.take()
        assert (another is channel, used) == (False, False)
        assert lines.made[0].closed.done()

    run(scenario())


def test_a_connection_that_cannot_go_on_is_closed() -> None:
    """By what the last answer said, or since somebody has closed it, or said something nobody asked for."""

    async def scenario() -> None:
        lines = Lines()
        for attribute in ("usable", "reusable"):
            channel, _ = await lines.pool.take()
            setattr(lines.made[-1], attribute, False)
            lines.pool.put_back(channel)
        waiting, _ = await lines.pool.take()
        lines.pool.put_back(waiting)
        lines.made[-1].usable = False
        await lines.pool.take()
        assert [line.closed.done() for line in lines.made] == [True, True, True, False]

    run(scenario())


def test_closing_closes_also_what_is_in_use() -> None:
    """A run that ends leaves no connection behind."""

    async def scenario() -> None:
        lines = Lines()
        idle, _ = await lines.pool.take()
        await lines.pool.take()
        lines.pool.put_back(idle)
        await lines.pool.close()
        assert [line.closed.done() for line in lines.made] == [True, True]

    run(scenario())


def test_a_connection_that_is_being_looked_at_is_closed_when_nobody_wants_it_any_more() -> None:
    """It belongs neither to the pool nor to a request then."""

    async def scenario() -> None:
        lines = Lines()
        channel, _ = await lines.pool.take()
        lines.pool.put_back(channel)
        lines.made[0].silence = asyncio.get_running_loop().create_future()
        async with asyncio.TaskGroup() as group:
            task = group.create_task(lines.pool.take())
            await sleep(1)
            task.cancel()
        assert lines.made[0].closed.done()

    run(scenario())


def test_closing_does_not_let_one_connection_keep_the_others_open() -> None:
    """All are told to close before the first is waited for, which may be cut short."""

    async def scenario() -> None:
        lines = Lines()
        for _ in range(3):
            await lines.pool.take()
            lines.made[-1].lingers = True
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await lines.pool.close()
        assert [line.usable for line in lines.made] == [False, False, False]

    run(scenario())
