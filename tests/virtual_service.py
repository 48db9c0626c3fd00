"""A service on virtual time: C processors work through a queue in order; every call takes a round trip."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heapify, heapreplace

from batch_ocr.aspose.wire.answer import Answer, ResultItem, TaskStatus
from batch_ocr.records import Ticket
from tests import virtual_time

DATA = "eyJiaWMiOiAiWCJ9"
"""Base64 of an invoice on which the service found nothing but a BIC."""

Durations = Callable[[random.Random], float]


def fixed(seconds: float) -> Durations:
    return lambda _: seconds


def uniform(low: float, high: float) -> Durations:
    return lambda rng: rng.uniform(low, high)


def lognormal(median: float, sigma: float = 0.5) -> Durations:
    return lambda rng: median * rng.lognormvariate(0.0, sigma)


def exponential(mean: float) -> Durations:
    return lambda rng: rng.expovariate(1.0 / mean)


@dataclass(slots=True)
class Job:
    starts: float
    ends: float
    gets: int = 0
    collected: float | None = None
    """Virtual time at which the client had the result in hand."""


@dataclass
class VirtualService:
    """Answers as the service does: Pending, Processing, Completed."""

    processors: int
    durations: Durations
    round_trip: float = 0.05
    seed: int = 0
    says_pending: bool = True
    in_order: bool = True
    jobs: dict[str, Job] = field(default_factory=dict)
    gets: int = 0

    def __post_init__(self) -> None:
        self._rng = random.Random(self.seed)
        self._network = random.Random(self.seed + 1)
        self._free = [0.0] * self.processors
        heapify(self._free)
        self.work = 0.0
        self.longest = 0.0

    async def submit(self, name: str) -> Ticket:
        await self._travel()
        now = virtual_time.elapsed()
        duration = self.durations(self._rng)
        starts = max(now, self._free[0])
        heapreplace(self._free, starts + duration)
        self.work += duration
        self.longest = max(self.longest, duration)
        self.jobs[name] = Job(starts, starts + duration)
        await self._travel()
        return Ticket(name, name, name, virtual_time.now())

    async def result(self, task_id: str) -> Answer:
        self.gets += 1
        await self._travel()
        job = self.jobs[task_id]
        job.gets += 1
        now = virtual_time.elapsed()
        await self._travel()
        if now >= job.ends:
            job.collected = virtual_time.elapsed()
            return Answer(TaskStatus.COMPLETED, results=(ResultItem("Text", DATA),))
        return Answer(TaskStatus.PENDING if now < job.starts and self.says_pending else TaskStatus.PROCESSING)

    async def _travel(self) -> None:
        """Half a round trip; the network's jitter of 20 % lets neighbours overtake each other."""
        await asyncio.sleep(self.round_trip / 2 * self._network.uniform(0.8, 1.2))

    def shuffle(self) -> None:
        """Let the service finish its jobs in another order than they came in."""
        times = [(job.starts, job.ends) for job in self.jobs.values()]
        self._rng.shuffle(times)
        for job, (starts, ends) in zip(self.jobs.values(), times, strict=True):
            job.starts, job.ends = starts, ends

    @property
    def mean_lag(self) -> float:
        """Seconds from a result being ready to its arriving here, without the half round trip nobody can save."""
        lags = [
            job.collected - job.ends - self.round_trip / 2 for job in self.jobs.values() if job.collected is not None
        ]
        return sum(lags) / len(lags)

    @property
    def makespan(self) -> float:
        return max(job.collected or 0.0 for job in self.jobs.values())

    @property
    def ideal(self) -> float:
        """The makespan of a client that knows when each job ends: the last end and a round trip for it."""
        return max(job.ends for job in self.jobs.values()) + self.round_trip
