"""What is known about one pending document while it is polled."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from batch_ocr.records import Ticket


class Place(Enum):
    """Where a pending document stands."""

    BEHIND = "behind"
    FRONT = "front"
    GONE = "gone"


@dataclass(eq=False, slots=True)
class Watch:
    """One pending document. All times are loop time in seconds."""

    ticket: Ticket
    resumed: bool = False
    """Submitted by an earlier run and not seen queued since: polled at once, and no duration is learned from it."""
    polls: int = 0
    place: Place = Place.BEHIND
    asking: bool = False
    """A poll of it is in flight."""
    misses: int = 0
    """Polls in a row that brought no answer."""
    failures: int = 0
    """Polls in a row to which the service answered without meaning, such as 500."""
    denials: int = 0
    """Answers in a row that the service does not know it."""
    arrived_at: float = 0.0
    looked_at: float = 0.0
    """When it was last polled, or else when it arrived."""
    not_before: float = float("-inf")
    """When it may be asked about again, as the service wishes."""
    sweeping: bool = False
    """It waits for a look behind the front."""

    entered_at: float = 0.0
    """When it entered the front."""
    scout: bool = False
    """Asked about on entering the front, to see whether the front is behind."""
    started_at: float = 0.0
    """When the service presumably began with it."""
    worked_on_at: float | None = None
    """When it was last seen being worked on; None if not yet."""
    queued: int = 0
    """Polls in a row that found it still queued."""

    def enter(self, now: float, started_at: float, *, scout: bool) -> None:
        """Enter the front."""
        self.place, self.scout, self.queued = Place.FRONT, scout, 0
        self.entered_at, self.started_at, self.worked_on_at = now, started_at, None

    def answered(self, now: float) -> None:
        """Note that a poll brought an answer."""
        self.asking, self.misses, self.failures, self.looked_at = False, 0, 0, now

    def seen_queued(self, now: float) -> None:
        """Note that the service has not begun with it."""
        self.queued += 1
        self.started_at, self.worked_on_at = now, None

    def seen_at_work(self, now: float) -> None:
        """Note that the service has begun with it and is not done."""
        self.queued, self.worked_on_at = 0, now
