"""Every request to the service passes here: rate, Retry-After, concurrency, circuit breaker, budget, deadline.

The gate decides when a request may leave and learns from how it ended. It never repeats one: an exception of the
request reaches the caller, who decides; the next request, whosever it is, waits as long as this one has taught.

Submissions and polls have a lane each, so that a learned rate of one does not hold up the other; a Retry-After, whoever
was told, holds up both.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from batch_ocr.gate_lane import UNLIMITED, Budget, Contact, Lane, Pause, SubmissionsClosed
from batch_ocr.gate_pace import Pacer
from batch_ocr.gate_window import Window

__all__ = ["Gate", "SubmissionsClosed"]

T = TypeVar("T")

POLLS_IN_FLIGHT = 64
"""At most so many GETs in flight; the service may want fewer. By Little's law they are documents a second × GETs each ×
round trip: 23 for 256 a second at 50 ms, and they come in bursts (32 made such a run longer)."""


class Gate:
    """The one way to the service."""

    def __init__(
        self,
        rng: random.Random,
        *,
        host: str,
        concurrency: int,
        submit_rate: float | None = None,
        poll_rate: float | None = None,
        patience: float = 120.0,
        deadline: float | None = None,
        budget: Budget = UNLIMITED,
        closed_for: float = 0.0,
        on_pause: Callable[[float], None] = lambda _: None,
    ) -> None:
        """Make a gate inside a running loop.

        `concurrency` bounds submissions in flight; rates are requests per second, None to learn them; `patience` is
        how many seconds of nothing but failures are borne; `deadline` is loop time, None for none. No request leaves
        for the first `closed_for` seconds; `on_pause` is told for how many seconds the service wants not to be asked.
        """
        now = asyncio.get_running_loop().time()
        self._contact = contact = Contact(host, patience, now + closed_for)
        until = float("inf") if deadline is None else deadline
        lane = partial(Lane, pause=Pause(now + closed_for, on_pause), contact=contact, budget=budget, deadline=until)
        self.submissions = lane("submit", Pacer(submit_rate, rng, now), Window(concurrency))
        self.polls = lane("poll", Pacer(poll_rate, rng, now), Window(POLLS_IN_FLIGHT))

    @property
    def served(self) -> int:
        """Submissions and polls that were answered sensibly so far."""
        return self._contact.served

    async def submit(self, call: Callable[[], Awaitable[T]]) -> T:
        """Make a submission when its turn comes.

        Raises what `call` raises, after learning from it; SubmissionsClosed after `close_submissions`; LimitReached
        when the budget is spent or the service asks to wait beyond the deadline; ServiceUnreachable when patience ends.
        """
        return await self.submissions.send(call)

    async def poll(self, call: Callable[[], Awaitable[T]]) -> T:
        """Make a poll when its turn comes; raises as `submit` does, but is never closed."""
        return await self.polls.send(call)

    def close_submissions(self) -> None:
        """Admit no further submission: whoever waits for one gets SubmissionsClosed at once."""
        self.submissions.close(SubmissionsClosed)
