"""How many documents the service works on at once, as far as polls have shown. Pure.

- A document seen still queued makes the width smaller.
- More documents finished at their first look than the learned durations explain raise an alarm: the front may be behind
  the service. Then whoever enters is asked about at once, as a scout. Scouts that are finished prove the alarm, and the
  width grows until one is not. If the first scout is still queued, the front is where it should be, and the service has
  become faster.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from batch_ocr.service_times import ServiceTimes
from batch_ocr.watch import Watch

FIRST_SIZE: Final = 8.0
"""The size of the front while nothing is known."""

SHRINK: Final = 0.35
"""How much smaller the front gets when a document is seen queued while younger ones may be worked on."""

LATE: Final = 1.5
"""Documents finished at the first look, beyond the number to be expected, that raise the alarm."""

DOUBT: Final = 0.15
"""The least that a document finished at the first look counts towards the alarm, even if the durations explain it.
A front that falls back a little with each document would not be noticed otherwise."""

CATCH_UP: Final = 0.25
"""How much larger the front gets with each scout that is finished."""

HASTE: Final = 0.9
"""What the learned durations are multiplied with when the service has become faster."""


class Alarm(Enum):
    """Whether the front is thought to be behind the service."""

    NONE = "none"
    FIRST = "first"
    """Nobody knows how many documents the service works on at once, so the first ones to enter find it out."""
    RAISED = "raised"
    PROVED = "proved"


class Width:
    """The size that the front should have, and the alarm that it is behind.

    `held` is how many documents are in the front at the moment.
    """

    def __init__(self, learned: float | None, times: ServiceTimes) -> None:
        self._times = times
        self.size = FIRST_SIZE if learned is None else learned
        self._known = learned is not None
        self._late = 0.0
        self._alarm = Alarm.NONE if self._known else Alarm.FIRST

    @property
    def learned(self) -> float | None:
        """What the next run is to know; None while unknown."""
        return self.size if self._known else None

    @property
    def alarmed(self) -> bool:
        """Whether scouts are to be sent."""
        return self._alarm is not Alarm.NONE

    def grow(self, step: float, held: int) -> None:
        """Make it larger, but by no more than what is held can tell."""
        self.size = min(self.size + step, 2.0 * held + FIRST_SIZE)

    def seen_queued(self, watch: Watch, held: int, *, youngest: bool) -> None:
        """Note that the service has not begun with a document of the front, perhaps with the `youngest` one."""
        self._known = True
        if watch.scout:
            if self._alarm is Alarm.RAISED:
                self._times.shorten(HASTE)
            self._calm()
        if held == 1:
            return
        if youngest:
            self.size = max(1.0, min(self.size, held) - 1.0)
        else:
            self.size = max(1.0, self.size - SHRINK)

    def seen_at_work(self, watch: Watch, now: float, held: int) -> None:
        """Note that the service works on a document of the front; before `watch` itself is told."""
        first = watch.worked_on_at is None
        if watch.scout:
            self._calm()
        elif first:
            self._late = max(0.0, self._late - self._times.share(now - watch.started_at))
        if first and not self._times.known:
            self.grow(1.0, held)

    def finished(self, watch: Watch, now: float, held: int) -> float:
        """Learn from a document of the front how long it took; returns when it finished, as far as can be told."""
        if watch.scout:
            self._alarm = Alarm.PROVED
            self.grow(CATCH_UP if self._known else 1.0, held)
            return now
        waited = now - watch.started_at
        if watch.worked_on_at is not None:
            took = (watch.worked_on_at + now) / 2.0 - watch.started_at
            self._times.add(took)
            return watch.started_at + took
        took = self._times.typical_within(waited)
        self._late += max(1.0 - self._times.share(waited), DOUBT)
        if self._late < LATE:
            self._times.add(took)
        elif self._alarm is Alarm.NONE:
            self._alarm = Alarm.RAISED
            self.grow(1.0, held)
        return watch.started_at + took

    def _calm(self) -> None:
        self._alarm, self._late = Alarm.NONE, 0.0
