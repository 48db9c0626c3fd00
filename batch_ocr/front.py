"""Which of the pending documents to ask about, and when. Pure: the time is an argument.

A service works through its queue about in order, so that only the oldest few documents can be finished: the *front*.
Asking about all pending ones would cost requests in proportion to the square of their number. The front's size follows
what the service is seen to work on at once; gaps follow how long it is seen to take.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum
from typing import Final

from batch_ocr.records import Ticket
from batch_ocr.schedule import Schedule
from batch_ocr.service_times import SHORTEST_GAP, ServiceTimes

FIRST_SIZE: Final = 8.0
SHRINK: Final = 0.35
"""How much smaller the front gets when a document in it is seen queued."""
LATE: Final = 1.5
"""Documents finished at the first look, beyond the number to be expected, that show that the front is behind."""
EARLIER: Final = 0.3
"""The share of its wait by which a document is then taken to have finished earlier."""
LAST: Final = 4
"""When no more than so many are pending and none will follow, waiting costs the whole run, so they are asked often."""
LAST_GAP: Final = 0.08
"""Gap between polls of those, as a share of the median duration."""
SWEEP_SHARE: Final = 0.05
"""Looks behind the front earned by each finished document."""
SWEEP_REWARD: Final = 3.0
"""Looks behind the front earned by one that found a finished document: the service does not keep the order."""
SWEEP_CREDIT: Final = 32.0
"""Looks behind the front that can be saved up."""
STALL: Final = 30.0
"""Seconds without a finished document that earn a look behind the front, and another one with each second more."""
RETRY: Final = 0.5
"""Seconds after which a failed poll is repeated; doubles with each further failure, up to RETRY_CEILING."""
RETRY_CEILING: Final = 30.0


class Place(Enum):
    """Where a pending document stands."""

    BEHIND = "behind"
    FRONT = "front"
    GONE = "gone"


@dataclass(eq=False, slots=True)
class Watch:
    """One pending document."""

    ticket: Ticket
    resumed: bool = False
    """Submitted by an earlier run: asked about at once."""
    polls: int = 0
    place: Place = Place.BEHIND
    asking: bool = False
    misses: int = 0
    """Polls in a row that brought no answer."""
    looked_at: float = 0.0
    """Loop time of the last look, or of its arrival."""
    entered_at: float = 0.0
    """Loop time since which it is in the front."""
    started_at: float = 0.0
    """Loop time at which the service is taken to have begun with it."""
    unfinished_at: float | None = None
    """Loop time at which it was last seen being worked on."""


class Front:
    """All pending documents in the order of submission, and the polls they are due."""

    def __init__(self, times: ServiceTimes, first_poll: float | None = None, ceiling: float = float("inf")) -> None:
        self.times = times
        self.closing = False
        """Set when no further document will come."""
        self._first_poll = first_poll
        self._ceiling = ceiling
        self._size = FIRST_SIZE
        self._late = 0.0
        self._watched: dict[Watch, None] = {}
        self._behind: deque[Watch] = deque()
        self._resumed: deque[Watch] = deque()
        self._sweep: deque[Watch] = deque()
        self._schedule: Schedule[Watch] = Schedule()
        self._count = 0
        self._credit = 0.0
        self._stalled_at = 0.0

    def __len__(self) -> int:
        return self._count

    @property
    def size(self) -> float:
        """How many of the oldest documents are asked about."""
        return self._size

    def add(self, watch: Watch, now: float) -> None:
        """Take on the youngest document."""
        if not self._count:
            self._stalled_at = now
        self._count += 1
        watch.looked_at = now
        self._behind.append(watch)
        (self._resumed if watch.resumed else self._sweep).append(watch)
        self._fill(now, now)

    def next_due(self, now: float) -> float:
        """When `take` will have something; infinity when only an answer or an arrival can change that."""
        if self._resumed:
            return now
        sweep = self._sweep_due() if self._sweep else float("inf")
        return min(self._schedule.next_due(), sweep)

    def take(self, now: float) -> Watch | None:
        """Return a document to ask about now; None when none is due. It must come back by one of the four answers."""
        watch = self._take_resumed() or self._schedule.pop_due(now) or self._take_sweep(now)
        if watch is not None:
            watch.asking = True
        return watch

    def unfinished(self, watch: Watch, now: float, *, queued: bool) -> None:
        """Note that the service still has it, `queued` if it says that it has not begun."""
        watch.asking, watch.misses, watch.looked_at = False, 0, now
        if watch.place is Place.BEHIND:
            self._sweep.append(watch)
            return
        if watch.place is Place.GONE:
            return
        if queued:
            self._still_queued(watch, now)
        elif watch.unfinished_at is None:
            self._late = max(0.0, self._late - self.times.share(now - watch.started_at))
            if not self.times.known:
                self._grow(1.0)
        if watch.place is Place.FRONT:
            watch.unfinished_at = None if queued else now
            self._schedule.set(watch, now + self._gap(watch, now))
        self._fill(now, now)

    def finished(self, watch: Watch, now: float) -> None:
        """Note that the service is done with it."""
        watch.asking = False
        begun = now
        if watch.place is Place.FRONT:
            begun = self._learn(watch, now)
            self._credit = min(self._credit + SWEEP_SHARE, SWEEP_CREDIT)
        elif not watch.resumed:
            self._credit = min(self._credit + SWEEP_REWARD, SWEEP_CREDIT)
            self._grow(1.0)
        self._stalled_at = now
        self.remove(watch, now, begun)

    def missed(self, watch: Watch, now: float) -> None:
        """Note that the poll brought no answer."""
        watch.asking = False
        watch.misses += 1
        if watch.place is Place.BEHIND:
            watch.looked_at = now
            self._sweep.append(watch)
        elif watch.place is Place.FRONT:
            self._schedule.set(watch, now + min(RETRY * 2.0 ** (watch.misses - 1), RETRY_CEILING))

    def remove(self, watch: Watch, now: float, begun: float | None = None) -> None:
        """Forget a document; the service turned to the next one at `begun`."""
        if watch.place is Place.GONE:
            return
        if watch.place is Place.FRONT:
            del self._watched[watch]
            self._schedule.discard(watch)
        watch.place = Place.GONE
        self._count -= 1
        self._fill(now if begun is None else begun, now)
        if self._late >= LATE:
            self._late -= 1.0
            self._grow(1.0)
            self._fill(now, now, at_once=True)

    def _fill(self, begun: float, now: float, *, at_once: bool = False) -> None:
        while len(self._watched) < int(self._size) and self._behind:
            watch = self._behind.popleft()
            if watch.place is not Place.BEHIND:
                continue
            watch.place, watch.entered_at, watch.started_at, watch.unfinished_at = Place.FRONT, now, begun, None
            self._watched[watch] = None
            if not watch.asking:
                first = self.times.gap(0.0) if self._first_poll is None else self._first_poll
                self._schedule.set(watch, now if at_once else begun + first)

    def _still_queued(self, watch: Watch, now: float) -> None:
        watch.started_at = now
        youngest = next(reversed(self._watched))
        if watch is youngest and len(self._watched) > 1:
            self._size = max(1.0, min(self._size, len(self._watched)) - 1.0)
            del self._watched[watch]
            watch.place = Place.BEHIND
            self._behind.appendleft(watch)
            self._sweep.append(watch)
        else:
            self._size = max(1.0, self._size - SHRINK)

    def _grow(self, step: float) -> None:
        self._size = min(self._size + step, 2.0 * len(self._watched) + FIRST_SIZE)

    def _gap(self, watch: Watch, now: float) -> float:
        gap = min(self.times.gap(now - watch.started_at), self._ceiling)
        if self.closing and self._count <= LAST and self.times.known:
            gap = min(gap, max(LAST_GAP * self.times.median(), SHORTEST_GAP))
        return gap

    def _learn(self, watch: Watch, now: float) -> float:
        """Remember how long it took; returns when it finished, as far as can be told."""
        waited = now - watch.started_at
        if watch.resumed:
            return now
        if watch.unfinished_at is not None:
            took = (watch.unfinished_at + now) / 2.0 - watch.started_at
        else:
            self._late += 1.0 - self.times.share(waited)
            took = waited * (1.0 - EARLIER) if self._late >= LATE else self.times.typical_within(waited)
        self.times.add(took)
        return watch.started_at + took

    def _take_resumed(self) -> Watch | None:
        while self._resumed:
            watch = self._resumed.popleft()
            if watch.place is not Place.GONE and not watch.asking and not watch.polls:
                self._schedule.discard(watch)
                return watch
        return None

    def _sweep_due(self) -> float:
        due = self._sweep[0].looked_at + self._rest()
        return due if self._credit >= 1.0 else max(due, self._stalled_at + STALL)

    def _rest(self) -> float:
        return max(1.0, 4.0 * self.times.median()) if self.times.known else 10.0

    def _take_sweep(self, now: float) -> Watch | None:
        while self._sweep and (self._sweep[0].place is not Place.BEHIND or self._sweep[0].asking):
            self._sweep.popleft()
        if not self._sweep or self._sweep_due() > now:
            return None
        if self._credit >= 1.0:
            self._credit -= 1.0
        else:
            self._stalled_at += 1.0
        return self._sweep.popleft()
