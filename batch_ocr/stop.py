"""One place that knows whether the run is asked to stop, and why: a signal, a limit, or a refusal of the service."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from batch_ocr.errors import RunError

StopReason = RunError | signal.Signals


class Stop:
    """A latch: the first request wins and is graceful, the second one cancels.

    Graceful means: nothing new is submitted, requests in flight finish and are recorded, open tasks are polled for a
    grace period, results in hand are written. Whatever is left stays in the ledger for the next run.
    """

    def __init__(self, cancel: Callable[[], object] | None = None) -> None:
        self._event = asyncio.Event()
        self._cancel = cancel
        self._reason: StopReason | None = None

    @property
    def requested(self) -> bool:
        """Whether the run is to wind down."""
        return self._event.is_set()

    @property
    def reason(self) -> StopReason | None:
        """What asked first; None while nothing has."""
        return self._reason

    def request(self, reason: StopReason) -> None:
        """Ask the run to wind down. A signal that arrives when it already does cancels it."""
        if not self.requested:
            self._reason = reason
            self._event.set()
        elif isinstance(reason, signal.Signals) and self._cancel is not None:
            self._cancel()

    async def wait(self) -> None:
        """Return once a stop is requested."""
        await self._event.wait()

    @contextmanager
    def on_signals(self, *signals: signal.Signals) -> Iterator[None]:
        """Let each of these signals request a stop while the context is open."""
        loop = asyncio.get_running_loop()
        for one in signals:
            loop.add_signal_handler(one, self.request, one)
        try:
            yield
        finally:
            for one in signals:
                loop.remove_signal_handler(one)
