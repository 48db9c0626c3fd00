"""The one place that knows whether the run is to stop, and why: a signal, a limit, or a refusal by the service."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from batch_ocr.errors import RunError
from batch_ocr.log import LOGGER

StopReason = RunError | signal.Signals


class Stop:
    """A two-stage latch: `close` ends submissions, `request` also ends the waiting for results.

    Closed: nothing new is submitted; what is pending is waited for as usual (a spent budget). Requested: open tasks are
    polled for a grace period only; results in hand are written (a signal, the end of the allowed time). What is left
    stays in the ledger for the next run. The first reason given is kept; a signal after a request cancels the run.
    """

    def __init__(self, cancel: Callable[[], object] | None = None) -> None:
        self._event = asyncio.Event()
        self._cancel = cancel
        self._on_close: list[Callable[[], object]] = []
        self.reason: StopReason | None = None
        """The first reason given; None while there is none."""

    @property
    def closed(self) -> bool:
        """Whether submissions have ended."""
        return self.reason is not None

    @property
    def requested(self) -> bool:
        """Whether the run is to wind down now."""
        return self._event.is_set()

    def when_closed(self, call: Callable[[], object]) -> None:
        """Run `call` once submissions end."""
        self._on_close.append(call)

    def close(self, reason: StopReason) -> None:
        """End submissions; wait for what is pending."""
        if self.reason is None:
            self.reason = reason
            for call in self._on_close:
                call()

    def request(self, reason: StopReason) -> None:
        """Wind the run down. A signal that arrives when it already does cancels it."""
        if self.requested and isinstance(reason, signal.Signals) and self._cancel is not None:
            self._cancel()
        elif isinstance(reason, signal.Signals):
            LOGGER.info("finishing what is under way; a second %s stops at once", reason.name)
        self.close(reason)
        self._event.set()

    async def wait(self) -> None:
        """Return once the run is to wind down."""
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
