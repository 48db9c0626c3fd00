"""How long the service works on a document, learned from what polls saw, and when it pays to ask. Pure.

Asking costs a request, waiting costs time. Given the latest durations, the cheapest times to ask are found by dynamic
programming: the sorted durations are cut into groups, one poll at the end of each; every document still unfinished pays
for the poll, every document of the group waits for it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Final

SAMPLES: Final = 48
"""How many of the latest durations are remembered."""

ENOUGH: Final = 4
"""Number of durations from which they are trusted."""

REPLAN: Final = 4
"""Number of new durations after which the plan is computed again."""

PRICE: Final = 0.06
"""Waiting time that is worth saving one poll, as a share of the median duration."""

UNHURRIED_PRICE: Final = 0.13
"""The same while many documents are waiting, so that nobody waits for this one."""

SHORTEST_GAP: Final = 0.04
"""Seconds between two polls of a document at least."""

BLIND_FIRST: Final = 0.4
"""Seconds until the first poll while nothing is known."""

BLIND_GROWTH: Final = 0.4
"""Time until the next poll while nothing is known, as a share of the time waited so far."""

OVERDUE: Final = 0.35
"""Longest gap between polls of a document that takes longer than most, as a share of the median."""


STUCK: Final = 0.2
"""The same for one that takes longer than any known, as a share of the time beyond: it may never end."""


class ServiceTimes:
    """The latest durations from start to finish of a document, in seconds."""

    def __init__(self, durations: Iterable[float] = ()) -> None:
        self.hurry = True
        """Whether it helps to get a result a moment earlier."""
        self._latest: deque[float] = deque(durations, maxlen=SAMPLES)
        self._sorted: list[float] = []
        self._next: list[int] = []
        self._unplanned = REPLAN

    @property
    def known(self) -> bool:
        """Whether there is enough to go by."""
        return len(self._latest) >= ENOUGH

    @property
    def latest(self) -> tuple[float, ...]:
        """The remembered durations, oldest first."""
        return tuple(self._latest)

    def add(self, duration: float) -> None:
        """Remember a duration."""
        self._latest.append(max(duration, 0.0))
        self._unplanned += 1

    def shorten(self, factor: float) -> None:
        """Scale all known durations: they have been shown to be too long."""
        self._latest = deque((duration * factor for duration in self._latest), maxlen=SAMPLES)
        self._unplanned = REPLAN

    def median(self) -> float:
        """Return the median of the known durations."""
        if not self._sorted:
            self._plan()
        return self._sorted[len(self._sorted) // 2]

    def short(self) -> float:
        """Return a duration that nine of ten documents exceed."""
        if not self._sorted:
            self._plan()
        return self._sorted[len(self._sorted) // 10]

    def share(self, waited: float) -> float:
        """Return the share of documents that take no longer than `waited`; one half while nothing is known."""
        return bisect_right(self._sorted, waited) / len(self._sorted) if self._sorted else 0.5

    def typical_within(self, waited: float) -> float:
        """Return the median of the durations up to `waited`: the best guess for one that took no longer."""
        within = bisect_right(self._sorted, waited)
        return self._sorted[within // 2] if within else waited * 0.8

    def beyond(self, waited: float) -> float:
        """Return by how much `waited` exceeds every known duration; 0 as long as it does not."""
        return max(0.0, waited - self._sorted[-1]) if self._sorted else 0.0

    def gap(self, waited: float) -> float:
        """Seconds until the best time to ask about a document that has been worked on for `waited` seconds."""
        if not self.known:
            return max(BLIND_FIRST - waited, BLIND_GROWTH * waited, SHORTEST_GAP)
        if self._unplanned >= REPLAN:
            self._plan()
        passed = bisect_right(self._sorted, waited)
        overdue = max(OVERDUE * self.median(), STUCK * self.beyond(waited))
        planned = self._sorted[self._next[passed]] - waited if passed < len(self._sorted) else overdue
        if waited >= self.median():  # few durations are known out there: do not trust a single one
            planned = min(planned, overdue)
        return max(planned, SHORTEST_GAP)

    def _plan(self) -> None:
        self._sorted = sorted(self._latest)
        self._next = best_times(self._sorted, (PRICE if self.hurry else UNHURRIED_PRICE) * self.median())
        self._unplanned = 0


def best_times(durations: Sequence[float], price: float) -> list[int]:
    """Return for each i the index of the duration at which to ask a document that has outlasted the first i durations.

    `durations` are sorted; `price` is the waiting in seconds that one poll of one document is worth. O(n²).
    """
    count = len(durations)
    total = [0.0] * (count + 1)
    for index, duration in enumerate(durations):
        total[index + 1] = total[index] + duration
    cost = [0.0] * (count + 1)
    best = [0] * count
    for first in range(count - 1, -1, -1):
        polls = price * (count - first)
        cost[first], best[first] = min(
            (durations[last] * (last + 1 - first) - (total[last + 1] - total[first]) + polls + cost[last + 1], last)
            for last in range(first, count)
        )
    return best
