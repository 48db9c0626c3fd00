"""What is different about the last documents of a run: waiting for one of them costs the whole run. Pure.

All of it holds only while nothing follows them.
"""

from __future__ import annotations

from typing import Final

from batch_ocr.service_times import SHORTEST_GAP, ServiceTimes

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


def all_in_front(pending: int, width: float) -> bool:
    """Whether the front, usually of `width` documents, holds all that are pending: the last one's lag is the run's."""
    return pending <= TAIL * width + LAST


def asked_often(pending: int, width: float) -> bool:
    """Whether so few are pending that the gap between two polls of one is at most `longest_gap`."""
    return pending <= max(LAST, LAST_SHARE * width)


def longest_gap(times: ServiceTimes, waited: float) -> float:
    """Seconds until the next poll, at most, of one that has been worked on for `waited` seconds; `times` are known."""
    soonest = LAST_EARLY * times.short() - waited
    shortest = max(LAST_GAP * times.median(), LAST_STUCK * times.beyond(waited), SHORTEST_GAP)
    return max(soonest, shortest)
