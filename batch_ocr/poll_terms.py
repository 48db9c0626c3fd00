"""The poller's terms: its settings, what it needs from others, and what it reports at the end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Container
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from batch_ocr.aspose.wire.answer import Answer
from batch_ocr.records import Outcome, Ticket
from batch_ocr.stop import Stop

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PollOptions:
    """The settings that concern the poller; all times are seconds."""

    max_pending: int = 1000
    first_poll: float | None = None
    poll_ceiling: float = 30.0
    task_timeout: float = 1800.0
    not_exist_grace: float = 30.0
    stop_grace: float = 20.0


@dataclass(slots=True)
class PollSummary:
    """What became of the tickets of this run."""

    settled: int = 0
    """Passed on as outcomes."""
    left: int = 0
    """Still pending; the next run polls them."""
    overdue: int = 0
    """Of those: given up for this run after `task_timeout`."""
    resubmitted: int = 0
    polls: int = 0
    learned: bytes = b""
    """How the service works, as learned; for the next run's poller."""


class Client(Protocol):
    """What the poller asks of the client."""

    async def result(self, task_id: str) -> Answer:
        """Return the service's answer about a task. Raises CallError if there is none, RunError if it refuses us."""
        ...


class Gate(Protocol):
    """What the poller asks of the gate."""

    async def poll(self, call: Callable[[], Awaitable[T]]) -> T:
        """Run `call` when its turn comes; raises what it raises, or a RunError."""
        ...


Resubmit = Callable[[Ticket], Awaitable[Ticket | Outcome | None]]
"""Submits a document once more; None when the run stops before that."""

InDoubt = Container[str]
"""Ids of tasks whose results may be another document's."""

LeastGap = Callable[[int], float]
"""Least seconds between two polls of one document while so many are open, as the call budget allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """All that the poller works with beside its queues."""

    client: Client
    gate: Gate
    stop: Stop
    options: PollOptions
    resubmit: Resubmit
    clock: Callable[[], datetime]
    """Returns the time in UTC."""
    least_gap: LeastGap = lambda _: 0.0
    in_doubt: InDoubt = frozenset()
