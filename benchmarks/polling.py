"""What polling costs, in requests and in waiting, for several ways to poll. On virtual time: no server, no noise.

    python -m benchmarks.polling [--seeds 5]

A service works through its queue on a number of processors; a round trip takes 50 ms. All documents are submitted as
fast as 32 submitters can. Compared are this project's poller, on its first night and on a later one (it remembers how
long the service takes), and the two usual ways, which ask about every pending document: at fixed intervals, and at
intervals that grow by half from 0.5 s to 10 s. "polls" is GETs for each document, "lag" the mean seconds between a
result being there and its being fetched, "span" the length of the run over that of a client that knows when each
result is there. Writes benchmarks/polling.json.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from itertools import repeat
from pathlib import Path
from statistics import fmean

from batch_ocr.aspose.wire.answer import TaskStatus
from batch_ocr.learned import Learned
from tests import virtual_time
from tests.virtual_service import VirtualService, fixed, lognormal, uniform
from tests.virtual_submissions import submit_and_poll

SUBMITTERS = 32
DURATIONS = {
    "fixed 2 s": fixed(2.0),
    "uniform 1-3 s": uniform(1.0, 3.0),
    "lognormal 2 s": lognormal(2.0, 0.5),
    "lognormal 0.5 s": lognormal(0.5, 0.5),
}
LOADS = {"6 documents a processor": (192, 32), "50 documents a processor": (400, 8)}
"""Documents and processors."""

Strategy = Callable[[VirtualService, list[str]], Coroutine[object, object, object]]


@dataclass(frozen=True, slots=True)
class Row:
    """One way to poll one service: means over the seeds."""

    load: str
    durations: str
    strategy: str
    polls: float
    lag: float
    span: float


def fixed_interval() -> Iterator[float]:
    """Two seconds, always."""
    return repeat(2.0)


def growing_interval() -> Iterator[float]:
    """Half a second, then half as much more each time, up to ten seconds."""
    interval = 0.5
    while True:
        yield interval
        interval = min(interval * 1.5, 10.0)


async def poll_every_document(
    intervals: Callable[[], Iterator[float]], service: VirtualService, documents: list[str]
) -> None:
    """Let each pending document be asked about at its own intervals; submitters do not wait for results."""
    names = iter(documents)

    async def wait_for(task_id: str) -> None:
        for interval in intervals():
            await asyncio.sleep(interval)
            if (await service.result(task_id)).status is TaskStatus.COMPLETED:
                return

    async with asyncio.TaskGroup() as group:

        async def submitter() -> None:
            for name in names:
                group.create_task(wait_for((await service.submit(name)).task_id))

        for _ in range(SUBMITTERS):
            group.create_task(submitter())


async def first_night(service: VirtualService, documents: list[str]) -> None:
    """Poll as the project does, knowing nothing."""
    await submit_and_poll(service, documents, SUBMITTERS)


async def later_night(service: VirtualService, documents: list[str]) -> None:
    """Poll as the project does, with what the night before has shown."""
    rng = random.Random(f"the night before {service.seed}")
    learned = Learned(tuple(service.durations(rng) for _ in range(48)), float(service.processors))
    await submit_and_poll(service, documents, SUBMITTERS, learned.dump())


STRATEGIES: dict[str, Strategy] = {
    "batch-ocr, first night": first_night,
    "batch-ocr, later night": later_night,
    "every 2 s": partial(poll_every_document, fixed_interval),
    "growing 0.5 s to 10 s": partial(poll_every_document, growing_interval),
}


def measure(load: str, durations: str, strategy: str, seeds: int) -> Row:
    """Run one strategy against one service, once for each seed."""
    documents, processors = LOADS[load]
    polls, lags, spans = [], [], []
    for seed in range(seeds):
        service = VirtualService(processors, DURATIONS[durations], seed=seed)
        virtual_time.run(STRATEGIES[strategy](service, [str(number) for number in range(documents)]))
        polls.append(service.gets / documents)
        lags.append(service.mean_lag)
        spans.append(service.makespan / service.ideal)
    return Row(load, durations, strategy, round(fmean(polls), 2), round(fmean(lags), 3), round(fmean(spans), 3))


def show(rows: list[Row]) -> None:
    """Print the table."""
    print(f"{'':26}{'':16}{'':24}{'polls':>8}{'lag s':>8}{'span':>8}")
    for row in rows:
        figures = f"{row.polls:>8.2f}{row.lag:>8.3f}{row.span:>8.3f}"
        print(f"{row.load:26}{row.durations:16}{row.strategy:24}{figures}")


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5, help="runs of each combination; the table has their means")
    options = parser.parse_args()
    rows = [
        measure(load, durations, strategy, options.seeds)
        for load in LOADS
        for durations in DURATIONS
        for strategy in STRATEGIES
    ]
    show(rows)
    Path(__file__).with_suffix(".json").write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")


if __name__ == "__main__":
    main()
