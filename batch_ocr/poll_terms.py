"""What the poller is told before a run, and what it tells afterwards."""

from __future__ import annotations

from dataclasses import dataclass


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
    """Left as outcomes."""
    left: int = 0
    """Still pending; the next run asks for them."""
    overdue: int = 0
    """Of those: given up for this run after `task_timeout`."""
    resubmitted: int = 0
    polls: int = 0
    learned: bytes = b""
    """How the service works; to be given to the next run's poller."""
