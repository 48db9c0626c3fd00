from __future__ import annotations

import asyncio
import os
import signal

from batch_ocr.errors import LimitReached
from batch_ocr.stop import Stop


def test_the_first_reason_is_kept() -> None:
    """Whatever asks later, the run tells what stopped it first."""
    stop = Stop()
    first = LimitReached("enough")
    stop.close(first)
    stop.request(signal.SIGTERM)
    assert stop.reason is first
    assert stop.requested


def test_closing_ends_submissions_but_not_the_waiting_for_results() -> None:
    """A spent budget still lets what is pending be collected."""
    stop, told = Stop(), []
    stop.when_closed(lambda: told.append("closed"))
    stop.close(LimitReached("enough"))
    stop.close(LimitReached("again"))
    assert stop.closed
    assert not stop.requested
    assert told == ["closed"]


def test_a_second_signal_cancels() -> None:
    """The first signal is graceful, the second one is not; a limit never cancels."""
    cancelled: list[bool] = []
    stop = Stop(cancel=lambda: cancelled.append(True))
    stop.request(signal.SIGINT)
    stop.request(LimitReached("time"))
    assert not cancelled
    stop.request(signal.SIGTERM)
    assert cancelled


def test_real_signals_request_a_stop() -> None:
    """SIGTERM sent to this process reaches the latch through the loop, and the handler is taken away afterwards."""

    async def scenario() -> Stop:
        stop = Stop()
        with stop.on_signals(signal.SIGTERM):
            os.kill(os.getpid(), signal.SIGTERM)
            async with asyncio.timeout(5):
                await stop.wait()
        return stop

    assert asyncio.run(scenario()).reason is signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
