"""Which of the pending documents to ask about, and when. Pure: the time is an argument.

A service works through its queue about in order, so that only the oldest few documents can be finished: the *front*.
Asking about all pending ones would cost requests in proportion to the square of their number. The front follows what
the service is seen to work on at once:

- A document leaves, the next one enters, and is taken to have been begun when the other one finished.
- A document seen still queued makes the front smaller.
- More documents finished at their first look than the learned durations explain raise an alarm: the front may be behind
  the service. Then whoever enters is asked about at once, as a scout. Scouts that are finished prove the alarm, and the
  front grows until one is not. If the first scout is still queued, the front is where it should be, and the service has
  become faster.
"""

from __future__ import annotations

from collections import deque
from enum import Enum
from typing import Final

from batch_ocr.learned import Learned
from batch_ocr.schedule import Schedule
from batch_ocr.service_times import SHORTEST_GAP, ServiceTimes
from batch_ocr.sweep import Sweep
from batch_ocr.watch import Place, Watch

FIRST_SIZE: Final = 8.0

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

LONGER: Final = 1.6
"""How much longer each further wait for a document gets that is still queued."""

DEEP: Final = 4.0
"""When more documents wait than so many fronts, the run gains nothing from a result some moments earlier."""

TAIL: Final = 1.5
"""When no more than so many fronts are pending and none will follow, all are in the front."""

LAST: Final = 6
"""When no more than so many are pending and none will follow, waiting costs the whole run: they are asked often."""

LAST_SHARE: Final = 0.3
"""The same as a share of the front; the larger number counts."""

LAST_EARLY: Final = 0.8
"""The share of the shortest usual duration after which they are."""

LAST_GAP: Final = 0.07
"""Gap between polls of those, as a share of the median duration."""

LAST_STUCK: Final = 0.1
"""The same for one that takes longer than any known, as a share of the time beyond."""

RETRY: Final = 0.5
"""Seconds after which a failed poll is repeated; doubles with each further failure, up to RETRY_CEILING."""

RETRY_CEILING: Final = 30.0

BLIND_REST: Final = 10.0
"""Seconds between looks at a document behind the front while nothing is known."""


class Alarm(Enum):
    """Whether the front is thought to be behind the service."""

    NONE = "none"
    FIRST = "first"
    """Nobody knows how many documents the service works on at once, so the first ones to enter find it out."""
    RAISED = "raised"
    PROVED = "proved"


class Front:
    """All pending documents in the order of submission, and the polls they are due."""

    def __init__(
        self,
        learned: Learned,
        first_poll: float | None = None,
        ceiling: float = float("inf"),
        task_timeout: float = float("inf"),
    ) -> None:
        """`task_timeout`: seconds for which the service may owe a document its result, and is then not asked again."""
        self.closing = False
        """Set when no further document will come."""
        self.least_gap = 0.0
        """Seconds between two polls of a document at least; more than 0 while calls are scarce."""
        self._first_poll = first_poll
        self._ceiling = ceiling
        self._task_timeout = task_timeout
        self._times = ServiceTimes(learned.durations)
        self._size = FIRST_SIZE if learned.width is None else learned.width
        self._width_known = learned.width is not None
        self._watched: dict[Watch, None] = {}
        self._behind: deque[Watch] = deque()
        self._resumed: deque[Watch] = deque()
        self._sweep = Sweep()
        self._schedule: Schedule[Watch] = Schedule()
        self._count = 0
        self._late = 0.0
        self._alarm = Alarm.NONE if self._width_known else Alarm.FIRST
        self._got_on_at = float("-inf")
        """When the service was last seen to begin with a document, or to be done with one."""

    def __len__(self) -> int:
        return self._count

    @property
    def learned(self) -> Learned:
        """What the next run is to know."""
        return Learned(self._times.latest, self._size if self._width_known else None)

    def add(self, watch: Watch, now: float) -> None:
        """Take on the youngest document."""
        if not self._count:
            self._sweep.arrived(now)
        self._count += 1
        watch.arrived_at = watch.looked_at = now
        self._behind.append(watch)
        if watch.resumed:
            self._resumed.append(watch)
        else:
            self._sweep.add(watch)
        self._fill(now, now)

    def is_overdue(self, watch: Watch, now: float) -> bool:
        """Whether the service has owed this document a result for `task_timeout`.

        Its turn comes when it enters the front. But a service that gets on with nothing at all lets everybody wait, and
        those behind must not begin to only when those before them have been given up.
        """
        since = max(watch.arrived_at, self._got_on_at)
        if watch.place is Place.FRONT:
            since = min(since, watch.entered_at)
        return now - since >= self._task_timeout

    def next_due(self, now: float) -> float:
        """When `take` will have something; infinity when only an answer or an arrival can change that."""
        if self._resumed:
            return now
        return min(self._schedule.next_due(), self._sweep.due(self._rest()))

    def take(self, now: float) -> Watch | None:
        """Return a document to ask about now, if one is due. It is to be given back with what the poll brought."""
        watch = self._take_resumed() or self._schedule.pop_due(now) or self._sweep.take(now, self._rest())
        if watch is not None:
            watch.asking = True
        return watch

    def unfinished(self, watch: Watch, now: float, *, queued: bool, retry_after: float | None = None) -> None:
        """Note that the service still has it, `queued` if it says that it has not begun.

        `retry_after` are the seconds for which the service wants not to be asked about it; kept up to `task_timeout`.
        """
        watch.answered(now)
        if retry_after is not None:
            watch.not_before = watch.looked_at = now + min(retry_after, self._task_timeout)
        if queued and watch.resumed:
            self._spare_resumed(watch)
        if watch.place is Place.BEHIND:
            self._sweep.add(watch)
        elif watch.place is Place.FRONT:
            if queued:
                self._still_queued(watch, now)
            else:
                self._at_work(watch, now)
            watch.scout = False
            self._fill(now, now)
        if watch.place is Place.FRONT and watch not in self._schedule:
            self._set_due(watch, now + self._gap(watch, now))

    def finished(self, watch: Watch, now: float) -> None:
        """Note that the service is done with it."""
        watch.answered(now)
        self._got_on_at = now
        in_front = watch.place is Place.FRONT
        finished_at = now if watch.resumed or not in_front else self._learn(watch, now)
        if not watch.resumed:
            self._sweep.earned(now, behind=not in_front)
        if not in_front:
            self._grow(1.0)
        self.remove(watch, now, finished_at)

    def missed(self, watch: Watch, now: float) -> None:
        """Note that the poll brought no answer, or that it is too early to be believed."""
        watch.asking = False
        watch.misses += 1
        watch.looked_at = now
        if watch.place is Place.FRONT:
            self._set_due(watch, now + min(RETRY * 2.0 ** min(watch.misses - 1, 10), RETRY_CEILING))
        elif watch.place is Place.BEHIND:
            self._sweep.add(watch)

    def remove(self, watch: Watch, now: float, finished_at: float | None = None) -> None:
        """Forget a document; the service turned to the next one at `finished_at`."""
        if watch.place is Place.FRONT:
            del self._watched[watch]
            self._schedule.discard(watch)
        watch.place = Place.GONE
        self._count -= 1
        self._fill(now, now if finished_at is None else finished_at, scouts=True)

    def _fill(self, now: float, begun_at: float, *, scouts: bool = False) -> None:
        self._times.hurry = len(self._behind) < DEEP * self._size
        while len(self._watched) < self._room() and self._behind:
            watch = self._behind.popleft()
            if watch.place is Place.GONE:
                continue
            watch.enter(now, begun_at, scout=scouts and self._alarm is not Alarm.NONE)
            self._watched[watch] = None
            if not watch.asking:
                first = self._gap(watch, begun_at) if self._first_poll is None else self._first_poll
                at_once = watch.scout or self.is_overdue(watch, now)
                self._set_due(watch, now if at_once else begun_at + first)

    def _still_queued(self, watch: Watch, now: float) -> None:
        watch.seen_queued(now)
        self._width_known = True
        if watch.scout:
            if self._alarm is Alarm.RAISED:
                self._times.shorten(HASTE)
            self._calm()
        if len(self._watched) == 1:
            return
        if watch is next(reversed(self._watched)):
            self._size = max(1.0, min(self._size, len(self._watched)) - 1.0)
        else:
            self._size = max(1.0, self._size - SHRINK)
        if len(self._watched) > self._room():
            self._put_back(watch)

    def _room(self) -> int:
        """How many documents the front holds: towards the end all, for the last one's lag is the run's."""
        at_the_end = self.closing and self._count <= TAIL * self._size + LAST
        return self._count if at_the_end else int(self._size)

    def _set_due(self, watch: Watch, due: float) -> None:
        self._schedule.set(watch, max(due, watch.not_before))

    def _put_back(self, watch: Watch) -> None:
        del self._watched[watch]
        watch.place = Place.BEHIND
        self._behind.appendleft(watch)
        self._sweep.add(watch)

    def _at_work(self, watch: Watch, now: float) -> None:
        if watch.scout:
            self._calm()
        elif watch.worked_on_at is None:
            self._late = max(0.0, self._late - self._times.share(now - watch.started_at))
        if watch.worked_on_at is None and not self._times.known:
            self._grow(1.0)
        if watch.worked_on_at is None:
            self._got_on_at = now
        watch.queued, watch.worked_on_at = 0, now

    def _learn(self, watch: Watch, now: float) -> float:
        """Remember how long it took; returns when it finished, as far as can be told."""
        if watch.scout:
            self._alarm = Alarm.PROVED
            self._grow(CATCH_UP if self._width_known else 1.0)
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
            self._grow(1.0)
        return watch.started_at + took

    def _calm(self) -> None:
        self._alarm, self._late = Alarm.NONE, 0.0

    def _grow(self, step: float) -> None:
        self._size = min(self._size + step, 2.0 * len(self._watched) + FIRST_SIZE)

    def _gap(self, watch: Watch, now: float) -> float:
        waited = now - watch.started_at
        gap = self._times.gap(waited) * LONGER ** min(max(0, watch.queued - 1), 20)
        last = self.closing and self._count <= max(LAST, LAST_SHARE * self._size)
        if last and self._times.known and not watch.queued:
            soonest = LAST_EARLY * self._times.short() - waited
            shortest = max(LAST_GAP * self._times.median(), LAST_STUCK * self._times.beyond(waited), SHORTEST_GAP)
            gap = min(gap, max(soonest, shortest))
        return min(max(gap, self.least_gap), self._ceiling)

    def _take_resumed(self) -> Watch | None:
        while self._resumed:
            watch = self._resumed.popleft()
            if watch.place is not Place.GONE and not watch.asking and not watch.polls:
                self._schedule.discard(watch)
                return watch
        return None

    def _spare_resumed(self, watch: Watch) -> None:
        """The service has not come to this one yet, so hardly to the younger ones: they need not be asked at once."""
        watch.resumed = False
        while self._resumed:
            self._sweep.add(self._resumed.popleft())

    def _rest(self) -> float:
        return max(1.0, 4.0 * self._times.median()) if self._times.known else BLIND_REST
