"""When the next request of a kind may leave: rate told or learned, Retry-After. Pure: time and chance are arguments."""

from __future__ import annotations

import random
from collections import deque
from typing import Final

MARGIN: Final = 0.99
"""Share of a told rate that is used: the network squeezes gaps, and a service counts arrivals."""

LATENESS: Final = 0.002
"""Seconds by which a late wake-up is made good in the next gap. More would be a catch-up burst."""

FIRST_BACKOFF: Final = 0.5
"""Seconds of pause after a refusal that names none; doubles with each volley refused without a success between."""

LONGEST_BACKOFF: Final = 15.0
"""No longer than the breaker's longest rest: a service that is back should soon be noticed."""

JITTER: Final = 0.1
"""Share of a pause (of 10 s at most) by which its end is moved, so that many clients do not return together."""

SETBACK: Final = 0.93
"""What a told rate is multiplied with when the service refuses although it is kept."""

LOWEST: Final = 0.5
"""Share of a told rate below which no refusal lowers it: whoever told it knows something of the service."""

RECOVERY: Final = 0.0005
"""Share of a told rate by which each accepted request raises it again: some 140 make up for one refusal."""

GROWTH: Final = 0.02
"""Share by which a learned rate rises each second, to find out whether more is allowed; halved by each refusal."""

APPROACH: Final = 0.1
"""Share of the distance to the rate that was refused by which a learned rate rises each second as well."""

TRUST: Final = 0.25
"""Where a learned rate lies between the one surely granted (0) and the one refused (1), on a logarithmic scale."""

ATTEMPTS: Final = 6
"""Refusals, none after more than MEMORY granted requests, after which a rate lowered to HOPELESS of the first estimate
is believed not to be the reason."""

HOPELESS: Final = 0.5
"""See ATTEMPTS. Whoever refuses at any pace, by chance or by load, must not be met with an ever slower one."""

MEMORY: Final = 64
"""Accepted requests looked back at when a rate is learned."""

HEADROOM: Final = 2.0
"""How many times the rate of the latest accepted requests a learned rate rises to. What is granted to few requests says
nothing about many: a rate far above all that was asked for would have to be learned from the start when it is needed.
"""


class RateLearner:
    """Estimates an unknown rate limit from what was accepted between refusals.

    At a refusal the service's allowance is used up. What it granted between two refusals is therefore its rate, or less
    if the allowance filled up to its brim in between; the densest run of accepted requests bounds it from below too.
    """

    def __init__(self, now: float) -> None:
        self.rate = float("inf")
        """Requests per second; infinite until the first refusal."""
        self._emptied_at = now
        self._resumed_at: float | None = now
        self._grew_at = now
        self._accepted: deque[float] = deque(maxlen=MEMORY)
        self._granted = 0
        self._burst = 0
        """What was granted before the first refusal: no allowance is larger."""
        self._ceiling = 0.0
        """The rate that was refused last."""
        self._growth = GROWTH
        self._settled = 0
        self._first_estimate = 0.0
        self._hopeless = False
        self._ramp = 0.0
        """Share by which the rate rises with each accepted request while only one refusal has been seen."""

    def accepted(self, now: float) -> None:
        """Note one request that the service took."""
        self._granted += 1
        self._accepted.append(now)
        self._raise(1.0 + self._ramp)

    def refused(self, now: float) -> None:
        """Note a refusal (one for each volley)."""
        if self._burst and not self._hopeless:
            self._settle(now)
        self._emptied_at, self._resumed_at = now, None

    def resumed(self, now: float) -> None:
        """Note that the first request after a pause leaves."""
        if self._hopeless:
            return
        if self._resumed_at is not None:
            self._grow(now)
            return
        if not self._burst:
            self._burst = max(self._granted, 1)
            self._ramp = min(1.0 / self._burst, 0.5)
            self.rate = self._burst / max(now - self._began(), 0.001)
        self._resumed_at = self._grew_at = now
        self._granted = 0
        self._accepted.clear()

    def _began(self) -> float:
        return self._accepted[0] if self._accepted else self._emptied_at

    def _settle(self, now: float) -> None:
        refused_rate = self.rate
        granted = max(self._granted / max(now - self._emptied_at, 0.001), self._densest())
        granted = min(max(granted, refused_rate / 2.0 if self._granted == 0 else 0.05), refused_rate)
        self.rate = min(granted * (refused_rate / granted) ** TRUST, 0.95 * refused_rate)
        self._ramp, self._ceiling, self._growth = 0.0, 0.97 * refused_rate, self._growth / 2.0
        if self._granted > MEMORY:  # an estimate of how much was asked for, not of a limit: the next ones count
            self._settled, self._first_estimate = 0, 0.0
            return
        self._settled += 1
        self._first_estimate = self._first_estimate or self.rate
        if self._settled >= ATTEMPTS and self.rate < HOPELESS * self._first_estimate:
            self._hopeless, self.rate = True, float("inf")

    def _densest(self) -> float:
        """Requests per second surely allowed by the latest accepted ones, over and above a full allowance."""
        last, spare = (self._accepted[-1] if self._accepted else 0.0), self._burst - 1
        earlier = enumerate(list(self._accepted)[-2::-1], start=1)
        return max(((count - spare) / (last - at) for count, at in earlier if count > spare and last > at), default=0.0)

    def _grow(self, now: float) -> None:
        if not self._ramp and self.rate != float("inf"):
            seconds = now - self._grew_at
            self.rate += min(APPROACH * seconds, 1.0) * max(self._ceiling - self.rate, 0.0)
            self._raise(1.0 + self._growth * seconds)
        self._grew_at = now

    def _raise(self, factor: float) -> None:
        self.rate = max(self.rate, min(self.rate * factor, HEADROOM * self._accepted_rate()))

    def _accepted_rate(self) -> float:
        """Requests per second among the latest accepted ones; infinite for less than two."""
        if len(self._accepted) < 2:  # noqa: PLR2004  two make one gap
            return float("inf")
        return (len(self._accepted) - 1) / max(self._accepted[-1] - self._accepted[0], 0.001)


class ToldRate:
    """A rate limit from the settings; refusals only lower it a little, and for a while."""

    def __init__(self, told: float) -> None:
        self.rate = self._highest = told * MARGIN

    def accepted(self, now: float) -> None:  # noqa: ARG002  the interface of RateLearner
        """Come back to what was told: what was refused may have been a passing load."""
        self.rate = min(self.rate + RECOVERY * self._highest, self._highest)

    def refused(self, now: float) -> None:  # noqa: ARG002  as above
        """Stay further below what was told: the service counts more strictly than it says."""
        self.rate = max(self.rate * SETBACK, LOWEST * self._highest)

    def resumed(self, now: float) -> None:
        """Nothing to learn: the rate is told."""


class Pacer:
    """Spaces the requests of one kind and keeps them back during a pause that the service asked for."""

    def __init__(self, told: float | None, rng: random.Random, now: float) -> None:
        self._limit = RateLearner(now) if told is None else ToldRate(told)
        self._rng = rng
        self._next = now
        self._paused_until = now
        self._backoff = FIRST_BACKOFF

    @property
    def rate(self) -> float:
        """Requests per second that leave at most; infinite while nothing has limited them."""
        return self._limit.rate

    @property
    def due(self) -> float:
        """When the next request may leave."""
        return max(self._next, self._paused_until)

    def take(self, now: float) -> None:
        """Use the slot that is due. Slots missed while nobody asked are gone: there is no catching up."""
        self._limit.resumed(now)
        planned = self._next if now - self._next <= LATENESS else now
        self._next = max(planned, self._paused_until) + 1.0 / self._limit.rate

    def accepted(self, now: float) -> None:
        """Learn that the service took a request."""
        self._backoff = FIRST_BACKOFF
        self._limit.accepted(now)

    def refused(self, now: float, retry_after: float | None, *, first_of_volley: bool, of_rate: bool = True) -> float:
        """Pause for what the service asked or the backoff, whichever is longer; returns those seconds.

        The other refusals of a volley lengthen the pause only if they ask for more. A refusal that is not `of_rate`
        (503: down, or busy with others) says nothing about how many requests a second are allowed.
        """
        pause = retry_after or 0.0
        if first_of_volley:
            pause = max(pause, self._backoff)
            self._backoff = min(self._backoff * 2.0, LONGEST_BACKOFF)
            if of_rate:
                self._limit.refused(now)
        jitter = self._rng.uniform(0.0, JITTER * min(pause, 10.0))
        if now + pause > self._paused_until:
            self._paused_until = now + pause + jitter
        return pause
