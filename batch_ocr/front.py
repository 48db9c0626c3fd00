"""Which of the pending documents to ask about, and when. Pure: the time is an argument.

A service works through its queue about in order, so that only the oldest few documents can be finished: the *front*.
Asking about all pending ones would cost requests in proportion to the square of their number. The front follows what
the service is seen to work on at once (`front_width.py`). A document leaves, the next one enters, and is taken to have
been begun when the other one finished.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from batch_ocr import front_tail
from batch_ocr.front_width import Width
from batch_ocr.learned import Learned
from batch_ocr.schedule import Schedule
from batch_ocr.service_times import ServiceTimes
from batch_ocr.sweep import Sweep
from batch_ocr.watch import Place, Watch

LONGER: Final = 1.6
"""How much longer each further wait for a document gets that is still queued."""

DEEP: Final = 4.0
"""When more documents wait than so many fronts, the run gains nothing from a result some moments earlier."""

RETRY: Final = 0.5
"""Seconds after which a failed poll is repeated; doubles with each further failure, up to RETRY_CEILING."""

RETRY_CEILING: Final = 30.0

BLIND_REST: Final = 10.0
"""Seconds between looks at a document behind the front while nothing is known."""


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
        self._width = Width(learned.width, self._times)
        self._watched: dict[Watch, None] = {}
        self._behind: deque[Watch] = deque()
        self._resumed: deque[Watch] = deque()
        self._sweep = Sweep()
        self._schedule: Schedule[Watch] = Schedule()
        self._count = 0
        self._got_on_at = float("-inf")
        """When the service was last seen to begin with a document, or to be done with one."""

    def __len__(self) -> int:
        return self._count

    @property
    def learned(self) -> Learned:
        """What the next run is to know."""
        return Learned(self._times.latest, self._width.learned)

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
            watch.not_before = now + min(retry_after, self._task_timeout)
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
        finished_at = now if watch.resumed or not in_front else self._width.finished(watch, now, len(self._watched))
        if not watch.resumed:
            self._sweep.earned(now, behind=not in_front)
        if not in_front:
            self._width.grow(1.0, len(self._watched))
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
        self._times.hurry = len(self._behind) < DEEP * self._width.size
        while len(self._watched) < self._room() and self._behind:
            watch = self._behind.popleft()
            if watch.place is Place.GONE:
                continue
            watch.enter(now, begun_at, scout=scouts and self._width.alarmed)
            self._watched[watch] = None
            if not watch.asking:
                first = self._gap(watch, begun_at) if self._first_poll is None else self._first_poll
                at_once = watch.scout or self.is_overdue(watch, now)
                self._set_due(watch, now if at_once else begun_at + first)

    def _still_queued(self, watch: Watch, now: float) -> None:
        watch.seen_queued(now)
        self._width.seen_queued(watch, len(self._watched), youngest=watch is next(reversed(self._watched)))
        if len(self._watched) > self._room():
            self._put_back(watch)

    def _room(self) -> int:
        """How many documents the front holds."""
        at_the_end = self.closing and front_tail.all_in_front(self._count, self._width.size)
        return self._count if at_the_end else int(self._width.size)

    def _set_due(self, watch: Watch, due: float) -> None:
        self._schedule.set(watch, max(due, watch.not_before))

    def _put_back(self, watch: Watch) -> None:
        del self._watched[watch]
        watch.place = Place.BEHIND
        self._behind.appendleft(watch)
        self._sweep.add(watch)

    def _at_work(self, watch: Watch, now: float) -> None:
        self._width.seen_at_work(watch, now, len(self._watched))
        if watch.worked_on_at is None:
            self._got_on_at = now
        watch.seen_at_work(now)

    def _gap(self, watch: Watch, now: float) -> float:
        waited = now - watch.started_at
        gap = self._times.gap(waited) * LONGER ** min(max(0, watch.queued - 1), 20)
        last = self.closing and front_tail.asked_often(self._count, self._width.size)
        if last and self._times.known and not watch.queued:
            gap = min(gap, front_tail.longest_gap(self._times, waited))
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
