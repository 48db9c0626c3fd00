"""Occasional polls ("looks") behind the front, for services that do not keep the order. Pure: time is an argument.

A look costs a request and mostly finds nothing, so looks are earned: a little by each finished document, more by each
look that found one. A service that keeps the order costs one look per twenty documents; one that does not is searched
as fast as that pays off. If nothing has finished for long, one look per second is due whatever has been earned.
"""

from __future__ import annotations

from collections import deque
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
    """Documents behind the front; the one whose last look is longest ago comes first."""

    def __init__(self) -> None:
        self._waiting: deque[Watch] = deque()
        self._credit = 0.0
        self._stalled_at = 0.0

    def add(self, watch: Watch) -> None:
        """Let a document wait for a look."""
        if not watch.sweeping:
            watch.sweeping = True
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
        while self._waiting and (self._waiting[0].place is not Place.BEHIND or self._waiting[0].asking):
            self._waiting.popleft().sweeping = False
        if not self._waiting:
            return float("inf")
        due = self._waiting[0].looked_at + rest
        return due if self._credit >= 1.0 else max(due, self._stalled_at + STALL)

    def take(self, now: float, rest: float) -> Watch | None:
        """Return the document to look at now, if one is due."""
        if self.due(rest) > now:
            return None
        if self._credit >= 1.0:
            self._credit -= 1.0
        else:
            self._stalled_at += 1.0
        watch = self._waiting.popleft()
        watch.sweeping = False
        return watch
