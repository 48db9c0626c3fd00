"""A Retry-After outlives the run that was told: whoever runs next waits for its end, too.

Without this a run that was killed, or stopped because the wait was too long for it, would be followed by one that asks
at once. Kept in the ledger as a time on the wall's clock, for the loop's begins anew with each process.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Protocol

from batch_ocr.errors import LimitReached
from batch_ocr.gate_lane import LONGEST_PAUSE
from batch_ocr.log import LOGGER

WORTH_TELLING: Final = 60.0
"""Seconds of waiting from which on a person should know why nothing happens."""


class Memory(Protocol):
    """What the ledger keeps from run to run."""

    def remember_soon(self, key: str, value: bytes) -> None:
        """Keep `value` with the next change, without waiting for it."""

    async def recall(self, key: str) -> bytes | None:
        """What was last kept under `key`."""
        ...


def noted(memory: Memory, service: str, clock: Callable[[], datetime]) -> Callable[[float], None]:
    """Return what is to be told for how many seconds `service` wants not to be asked. `clock` is UTC."""

    def note(seconds: float) -> None:
        until = clock() + timedelta(seconds=min(seconds, 10 * LONGEST_PAUSE))
        memory.remember_soon(_key(service), until.isoformat().encode())

    return note


async def seconds_left(memory: Memory, service: str, now: datetime, max_duration: float | None = None) -> float:
    """Return for how many seconds `service` still wants not to be asked; `now` is UTC.

    0 when that is longer than a run waits: then it is asked once, and says so again if it means it. Neither an absurd
    wait nor a clock that was wrong can lock a run out for good.

    Raises:
        LimitReached: the run, of `max_duration` seconds, would be over by then.
    """
    if (kept := await memory.recall(_key(service))) is None:
        return 0.0
    until = datetime.fromisoformat(kept.decode())
    left = (until - now).total_seconds()
    if not 0.0 < left <= LONGEST_PAUSE:
        return 0.0
    if max_duration is not None and left >= max_duration:
        raise LimitReached(
            f"the service still wants to be left alone for {left:.0f} s, longer than this run may; run again later"
        )
    if left >= WORTH_TELLING:
        LOGGER.warning("the service asked an earlier run to wait: requests begin at %s UTC", f"{until:%H:%M:%S}")
    return left


def _key(service: str) -> str:
    return f"asked to wait by {service}"
