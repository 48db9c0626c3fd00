"""Circuit breaker: what a failing service is spared, and when a run gives up on it. Pure: the time is an argument."""

from __future__ import annotations

from typing import Final

THRESHOLD: Final = 5
"""Failures in a row, of any documents, that open the breaker."""

FIRST_REST: Final = 1.0
"""Seconds the breaker stays open the first time; doubles with each probe that fails."""

LONGEST_REST: Final = 15.0
"""Seconds between probes at most, so that a service that comes back is soon noticed."""


class Breaker:
    """Closed: all pass. Open: none. Half-open, when its rest is over: one request at a time, until one succeeds."""

    def __init__(self) -> None:
        self._failures = 0
        self._rest = FIRST_REST
        self._open_until: float | None = None
        self._probing = False
        self._failing_since: float | None = None

    @property
    def probing(self) -> bool:
        """Whether the one request that tells if the service is back is in flight."""
        return self._probing

    @property
    def open_until(self) -> float:
        """When the next request may pass; minus infinity while the breaker is closed."""
        return float("-inf") if self._open_until is None else self._open_until

    def started(self) -> bool:
        """Note that a request passes; True when it is the probe."""
        self._probing = self._open_until is not None
        return self._probing

    def abandoned(self, *, probe: bool) -> None:
        """The request ended without saying anything about the service."""
        if probe:
            self._probing = False

    def succeeded(self, *, probe: bool) -> None:
        """The service answered as a service does. A straggler from before the breaker opened closes it as well."""
        self.abandoned(probe=probe)
        self._failures, self._rest = 0, FIRST_REST
        self._open_until = self._failing_since = None

    def failed(self, now: float, *, probe: bool) -> float:
        """Count a failure of the service; return for how many seconds nothing has succeeded."""
        self.abandoned(probe=probe)
        self._failures += 1
        if self._failing_since is None:
            self._failing_since = now
        if probe:
            self._rest = min(self._rest * 2.0, LONGEST_REST)
        if probe or (self._open_until is None and self._failures >= THRESHOLD):
            self._open_until = now + self._rest
        return now - self._failing_since
