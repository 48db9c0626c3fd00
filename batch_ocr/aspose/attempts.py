"""How often aiohttp begins one request: it repeats a GET or DELETE whose reused connection broke, and says nothing.

The service may have seen, and may charge for, each attempt; so each has to be counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

import aiohttp


@dataclass(slots=True)
class Attempts:
    """Of one request; to be given to it as `trace_request_ctx`."""

    on_repeat: Callable[[], None]
    """Told each attempt but the first."""
    begun: int = 0


def attempt_trace() -> aiohttp.TraceConfig:
    """Return what a session needs to tell each request's `Attempts` when a header has been sent."""

    async def begun(_: aiohttp.ClientSession, context: SimpleNamespace, __: object) -> None:
        attempts: Attempts = context.trace_request_ctx
        attempts.begun += 1
        if attempts.begun > 1:
            attempts.on_repeat()

    trace = aiohttp.TraceConfig()
    trace.on_request_headers_sent.append(begun)
    return trace
