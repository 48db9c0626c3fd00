"""Occasional polls ("looks") behind the front, for services that do not keep the order. Pure: time is an argument.

A look costs a request and mostly finds nothing, so looks are earned: a little by each finished document, more by each
look that found one. A service that keeps the order costs one look per twenty documents; one that does not is searched
as fast as that pays off. If nothing has finished for long, one look per second is due whatever has been earned.
"""

from __future__ import annotations

import itertools
from collections import deque
from heapq import heappop, heappush
from operator import attrgetter
from typing import Final

from batch_ocr.watch import Place, Watch

SHARE: Final = 0.05
"""Looks earned by a document finished in the front."""

REWARD: Final = 3.0
"""Looks earned by a look that found a finished document."""

SAVED: Final = 32.0
"""Looks that can be saved up."""

STALL: Final = 30.0
"""Seconds without a finished document after which a look is due without being earned, and then one each second."""


class Sweep:
    """Documents behind the front; the one whose last look is longest ago comes first.

    Those about which the service wants not to be asked for a while wait apart, so that no other waits with them.
    """

    def __init__(self) -> None:
        self._waiting: deque[Watch] = deque()
        self._put_off: list[tuple[float, int, Watch]] = []
        """A heap: until when; a number that tells equal ones apart; the document."""
        self._numbers = itertools.count()
        self._credit = 0.0
        self._stalled_at = 0.0

    def add(self, watch: Watch) -> None:
        """Let a document wait for a look."""
        if watch.sweeping:
            return
        watch.sweeping = True
        if _is_put_off(watch):
            heappush(self._put_off, (watch.not_before, next(self._numbers), watch))
        else:
            self._waiting.append(watch)

    def earned(self, now: float, *, behind: bool) -> None:
        """Note a finished document, `behind` the front or in it."""
        self._credit = min(self._credit + (REWARD if behind else SHARE), SAVED)
        self._stalled_at = now

    def arrived(self, now: float) -> None:
        """Note that there is something pending again: nothing could finish before."""
        self._stalled_at = now

    def due(self, rest: float) -> float:
        """When the next look is due; no document is looked at twice within `rest` seconds."""
        self._sort_out()
        due = min(
            _due(self._waiting[0], rest) if self._waiting else float("inf"),
            _due(self._put_off[0][-1], rest) if self._put_off else float("inf"),
        )
        return due if self._credit >= 1.0 else max(due, self._stalled_at + STALL)

    def take(self, now: float, rest: float) -> Watch | None:
        """Return the document to look at now, if one is due."""
        if self.due(rest) > now:
            return None
        if self._credit >= 1.0:
            self._credit -= 1.0
        else:
            self._stalled_at += 1.0
        first_ones = [*itertools.islice(self._waiting, 1), *(watch for _, _, watch in self._put_off[:1])]
        watch = min((one for one in first_ones if _due(one, rest) <= now), key=attrgetter("looked_at"))
        if self._waiting and watch is self._waiting[0]:
            self._waiting.popleft()
        else:
            heappop(self._put_off)
        watch.sweeping = False
        return watch

    def _sort_out(self) -> None:
        """Let nobody come first whose place is out of date: who has gone, or was asked about in the front meanwhile."""
        while self._waiting and (_is_put_off(self._waiting[0]) or not _is_behind(self._waiting[0])):
            self._place_anew(self._waiting.popleft())
        while self._put_off:
            until, _, watch = self._put_off[0]
            if _is_behind(watch) and watch.not_before == until:
                break
            heappop(self._put_off)
            self._place_anew(watch)

    def _place_anew(self, watch: Watch) -> None:
        watch.sweeping = False
        if _is_behind(watch):
            self.add(watch)


def _due(watch: Watch, rest: float) -> float:
    return max(watch.looked_at + rest, watch.not_before)


def _is_put_off(watch: Watch) -> bool:
    return watch.not_before > watch.looked_at


def _is_behind(watch: Watch) -> bool:
    return watch.place is Place.BEHIND and not watch.asking
