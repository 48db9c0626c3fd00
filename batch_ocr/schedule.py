"""Who is due when: a heap of due times. Pure: the time is an argument."""

from __future__ import annotations

from collections.abc import Hashable
from heapq import heappop, heappush
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Schedule(Generic[K]):
    """Keys with a due time each; equal times come out in the order they went in. All operations are O(log n)."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, K]] = []
        self._order: dict[K, int] = {}
        self._count = 0

    def __len__(self) -> int:
        return len(self._order)

    def __contains__(self, key: K) -> bool:
        return key in self._order

    def set(self, key: K, due: float) -> None:
        """Make `key` due at `due`, whatever it was before."""
        self._count += 1
        self._order[key] = self._count
        heappush(self._heap, (due, self._count, key))

    def discard(self, key: K) -> None:
        """Forget `key`, if it is there."""
        self._order.pop(key, None)

    def next_due(self) -> float:
        """Return when the next key is due; infinity when there is none."""
        while self._heap and self._order.get(self._heap[0][2]) != self._heap[0][1]:
            heappop(self._heap)  # overtaken by a later set() or discard()
        return self._heap[0][0] if self._heap else float("inf")

    def pop_due(self, now: float) -> K | None:
        """Take out the key that has been due longest; None when none is due yet."""
        if self.next_due() > now:
            return None
        key = heappop(self._heap)[2]
        del self._order[key]
        return key
