"""An event loop whose clock jumps: hours of waiting cost nothing, and a deadlock raises instead of hanging.

    from tests.virtual_time import run, now, sleep

    def test_rule() -> None:
        run(scenario())

The selector never waits: when no callback is ready it moves the clock to the next timer. When there is no timer either,
nothing can ever happen again, so `Deadlock` is raised in the test. Sockets, threads, subprocesses and signals do not
exist in virtual time; tests that need them belong to `tests/wire` and `tests/process`.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

T = TypeVar("T")

EPOCH: Final = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
"""The wall-clock time at virtual second 0."""

SPINNING: Final = 1_000_000
"""Turns of the loop without the clock moving after which a scenario is taken to spin for ever."""


class Deadlock(AssertionError):
    """Every task waits for something that no timer and no other task will bring."""


class Spinning(AssertionError):
    """Tasks keep each other busy and time does not pass."""


class JumpingSelector(selectors.SelectSelector):
    """Answers at once and moves its clock by the time it was asked to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0
        self._turns = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return no events; `timeout` passes on the virtual clock."""
        if timeout is None:
            raise Deadlock(f"nothing is left to happen at {self.seconds:.3f} s of virtual time")
        self._turns = 0 if timeout > 0 else self._turns + 1
        if self._turns > SPINNING:
            raise Spinning(f"{SPINNING} turns of the loop at {self.seconds:.3f} s of virtual time")
        self.seconds += max(timeout, 0.0)
        return []


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """An event loop on a JumpingSelector; `loop.time()` starts at 0."""

    def __init__(self) -> None:
        self._jumping = JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Seconds of virtual time since the loop was made."""
        return self._jumping.seconds


def run(scenario: Coroutine[object, object, T]) -> T:
    """Run a coroutine on virtual time; fail when it leaves a task behind."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        result = runner.run(scenario)
        left = asyncio.all_tasks(runner.get_loop())
        assert not left, f"tasks left behind: {left}"
        return result


def elapsed() -> float:
    """Seconds of virtual time since the scenario began."""
    return asyncio.get_running_loop().time()


def now() -> datetime:
    """UTC wall-clock time that moves with the virtual clock: the `clock` of a stage under test."""
    return EPOCH + timedelta(seconds=elapsed())


async def sleep(seconds: float) -> None:
    """Let virtual time pass."""
    await asyncio.sleep(seconds)
