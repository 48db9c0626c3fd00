"""The way of all requests of one kind through the gate: each waits for its turn, and how it ends teaches the next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Final, Literal, NoReturn, Protocol, TypeVar

from batch_ocr.errors import (
    AnswerLost,
    CallError,
    ItemError,
    LimitReached,
    NotSent,
    RequestRefused,
    RunError,
    ServiceFailed,
    ServiceUnreachable,
    Throttled,
)
from batch_ocr.gate_breaker import Breaker
from batch_ocr.gate_pace import Pacer
from batch_ocr.gate_window import Window

T = TypeVar("T")

Kind = Literal["submit", "poll"]

LONGEST_PAUSE = 3600.0
"""Seconds of Retry-After that any run bears; beyond it, or beyond its own deadline, it ends, to be started again later.
"""

REFUSED_PATIENCE = 900.0
"""Seconds of nothing but refusals with a Retry-After, each of them waited for, after which the run ends."""

STRANGER_PATIENCE = 10.0
"""Seconds of failures after which a service that never answered in this run is given up: a wrong address, likely."""


class SubmissionsClosed(Exception):
    """No further submission is admitted; nothing was sent."""


class Budget(Protocol):
    """Says whether one more request may be paid for."""

    def undecided(self, kind: Kind, /) -> bool:
        """Whether that depends on how a request ends that is under way."""
        ...

    def take(self, kind: Kind, /) -> None:
        """Count a request that is about to leave, or raise LimitReached."""

    def came_back(self, kind: Kind, /, *, accepted: bool) -> None:
        """Note how a request ended: `accepted` also if it may have been, or was refused for its document."""


class Unlimited:
    """A budget that is never spent."""

    def undecided(self, kind: Kind, /) -> bool:  # noqa: ARG002  the interface of Budget
        """Return False."""
        return False

    def take(self, kind: Kind, /) -> None:
        """Take nothing."""

    def came_back(self, kind: Kind, /, *, accepted: bool) -> None:
        """Note nothing."""


UNLIMITED: Final = Unlimited()


class Contact:
    """Whether the service has answered at all in this run, whatever it said."""

    def __init__(self, host: str, patience: float, now: float) -> None:
        self.host = host
        self.made = False
        self.served = 0
        """Requests that were answered sensibly."""
        self.served_at = now
        """Loop time of the last of these, at first of the beginning."""
        self._patience = patience

    @property
    def patience(self) -> float:
        """Seconds of nothing but failures after which the run gives up."""
        return self._patience if self.made else min(self._patience, STRANGER_PATIENCE)


class Pause:
    """What the service asked for by Retry-After: it concerns all requests, whichever one was told."""

    def __init__(self, until: float, on_longer: Callable[[float], None]) -> None:
        """`until` is loop time; `on_longer` is told the seconds of each pause that ends later than those before."""
        self.until = until
        self._on_longer = on_longer

    def extend(self, now: float, seconds: float) -> None:
        """Pause at least so long."""
        if now + seconds > self.until:
            self.until = now + seconds
            self._on_longer(seconds)


class Lane:
    """The way of all requests of one kind, in the order in which they asked."""

    def __init__(
        self,
        kind: Kind,
        pacer: Pacer,
        window: Window,
        *,
        pause: Pause,
        contact: Contact,
        budget: Budget,
        deadline: float,
    ) -> None:
        self._kind = kind
        self._pacer = pacer
        self._window = window
        self._breaker = Breaker()
        self._pause = pause
        self._contact = contact
        self._budget = budget
        self._deadline = deadline
        self._turn = asyncio.Lock()
        self._changed = asyncio.Event()
        self._closed: Callable[[], Exception] | None = None

    @property
    def in_flight(self) -> int:
        """Requests that have left and not come back."""
        return self._window.in_flight

    @property
    def rate(self) -> float:
        """Requests per second that leave at most; infinite while nothing has limited them."""
        return self._pacer.rate

    @property
    def limit(self) -> int:
        """Requests that may be in flight at once."""
        return self._window.limit

    def close(self, reason: Callable[[], Exception]) -> None:
        """Let everyone who waits, and everyone who comes, raise `reason()`."""
        self._closed = self._closed or reason
        self._changed.set()

    async def send(self, call: Callable[[], Awaitable[T]]) -> T:
        """Wait for the turn, make the request, learn from how it ends."""
        now = asyncio.get_running_loop().time
        probe = await self._admission(now)
        began_at, accepted = now(), True
        try:
            answer = await call()
        except RequestRefused as error:
            self._answered(now(), probe=probe)
            self._asked_to_wait(error, now())
            raise
        except Throttled as error:
            accepted = False
            self._throttled(error, began_at, now(), probe=probe)
            raise
        except (NotSent, AnswerLost, ServiceFailed) as error:
            accepted = not isinstance(error, NotSent)
            self._asked_to_wait(error, now())
            self._failed(error, now(), probe=probe)
            raise
        except BaseException as error:
            accepted = not isinstance(error, ItemError | FileNotFoundError | RunError)
            self._breaker.abandoned(probe=probe)
            raise
        else:
            self._answered(now(), probe=probe)
            return answer
        finally:
            self._window.in_flight -= 1
            self._budget.came_back(self._kind, accepted=accepted)
            self._changed.set()

    async def _admission(self, now: Callable[[], float]) -> bool:
        """Return once a request may leave: whether it is the breaker's probe."""
        async with self._turn:
            while (wait := self._wait(now())) > 0.0:
                self._changed.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(None if wait == float("inf") else wait):
                        await self._changed.wait()
            self._budget.take(self._kind)
            self._pacer.take(now())
            self._window.in_flight += 1
            return self._breaker.started()

    def _wait(self, now: float) -> float:
        """Seconds until the next request may leave; infinite when another one has to come back first."""
        if self._closed is not None:
            raise self._closed()
        if self._window.full or self._breaker.probing or self._budget.undecided(self._kind):
            return float("inf")
        return max(self._pacer.due, self._pause.until, self._breaker.open_until) - now

    def _answered(self, now: float, *, probe: bool) -> None:
        self._contact.made = True
        self._contact.served += 1
        self._contact.served_at = now
        self._breaker.succeeded(probe=probe)
        self._pacer.accepted(now)
        self._window.succeeded()

    def _throttled(self, error: Throttled, began_at: float, now: float, *, probe: bool) -> None:
        self._contact.made = True
        first = self._window.refused(began_at, now)
        of_rate = error.status == HTTPStatus.TOO_MANY_REQUESTS
        pause = self._pacer.refused(now, error.retry_after, first_of_volley=first, of_rate=of_rate)
        self._asked_to_wait(error, now, pause)
        if error.retry_after is None:
            self._failed(error, now, probe=probe)
            return
        if now - self._contact.served_at > REFUSED_PATIENCE:
            message = f"{self._contact.host} has only asked to wait for {REFUSED_PATIENCE / 60:.0f} minutes"
            self._stop(ServiceUnreachable(f"{message}; nothing is lost, run again later"))
        self._breaker.succeeded(probe=probe)

    def _asked_to_wait(self, error: CallError, now: float, backoff: float = 0.0) -> None:
        """Hold up all requests for as long as the service asks, with whatever status.

        Ends the run when it cannot bear that, or a `backoff` of our own that is longer.
        """
        if error.retry_after is None:
            return
        self._pause.extend(now, error.retry_after)
        pause = max(error.retry_after, backoff)
        if now + pause > self._deadline or pause > LONGEST_PAUSE:
            message = f"the service asks to wait {pause:.0f} s, longer than this run may; run again later"
            self._stop(LimitReached(message))

    def _failed(self, error: CallError, now: float, *, probe: bool) -> None:
        if isinstance(error, ServiceFailed | Throttled):
            self._contact.made = True
        failing_for = self._breaker.failed(now, probe=probe)
        if failing_for >= self._contact.patience:
            message = f"{self._contact.host} has served nothing for {failing_for:.0f} s (last error: {error})"
            self._stop(ServiceUnreachable(f"{message}; nothing is lost, run again when it is back"))

    def _stop(self, reason: RunError) -> NoReturn:
        self.close(lambda: type(reason)(*reason.args))
        raise reason
