"""Adaptive concurrency: how many requests may be in flight. Pure: the time is an argument."""

from __future__ import annotations

from typing import Final

FIRST_LIMIT: Final = 8
"""Where the limit starts: high enough to lose nothing, low enough that a first volley is not a flood."""


class Window:
    """Additive increase, multiplicative decrease, as TCP does it.

    Until the first refusal each success raises the limit by one, after it each full round does. A refusal halves it,
    but only if its request began after the last cut: the refusals of one volley tell one thing, and cost one halving.
    """

    def __init__(self, ceiling: int) -> None:
        self._ceiling = float(ceiling)
        self._limit = min(float(FIRST_LIMIT), self._ceiling)
        self._last_cut: float | None = None
        self.in_flight = 0

    @property
    def limit(self) -> int:
        """Requests that may be in flight at once; at least 1."""
        return int(self._limit)

    @property
    def full(self) -> bool:
        """Whether another request has to wait for one to come back."""
        return self.in_flight >= self.limit

    def succeeded(self) -> None:
        """Grow, unless so little is in flight that the limit cannot be what holds it back."""
        if 2 * self.in_flight < self.limit:
            return
        step = 1.0 if self._last_cut is None else 1.0 / self._limit
        self._limit = min(self._limit + step, self._ceiling)

    def refused(self, began_at: float, now: float) -> bool:
        """Halve for a refused request that began at `began_at`; False when an earlier refusal has paid for it."""
        if self._last_cut is not None and began_at <= self._last_cut:
            return False
        self._limit = max(self._limit / 2.0, 1.0)
        self._last_cut = now
        return True
