"""START READING HERE: four stages, three queues, one TaskGroup.

    folder ─► producer ─images─► submitter ×N ─tickets─► poller ─outcomes─► writer ─► results.jsonl

Open tasks at the service never exceed max_pending + the tickets queue + the submitters. END runs down the line behind
the last image; the poller passes it to the writer when nothing is pending. A failed document is a value on a queue; an
exception ends the run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from batch_ocr.records import End, Image, Outcome, Ticket

IMAGES_QUEUED = 64
OUTCOMES_QUEUED = 64
"""Longer queues cost memory, three megabytes at four times the length, and win nothing."""


class Queues:
    """What lies between the stages. All are bounded: a slow stage holds back the ones before it."""

    def __init__(self, submitters: int) -> None:
        self.images: asyncio.Queue[Image | End] = asyncio.Queue(IMAGES_QUEUED)
        self.tickets: asyncio.Queue[Ticket | End] = asyncio.Queue(submitters)
        self.outcomes: asyncio.Queue[Outcome | End] = asyncio.Queue(OUTCOMES_QUEUED)


class Producing(Protocol):
    """The first stage."""

    async def produce(self) -> None: ...  # noqa: D102


class Submitting(Protocol):
    """The second stage."""

    async def submit_all(  # noqa: D102
        self,
        images: asyncio.Queue[Image | End],
        tickets: asyncio.Queue[Ticket | End],
        resumed: Sequence[Ticket],
        workers: int,
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Line:
    """The four stages, each bound to its queues."""

    producer: Producing
    submitter: Submitting
    poll: Callable[[], Awaitable[object]]
    write: Callable[[], Awaitable[object]]


async def run_line(line: Line, queues: Queues, resumed: Sequence[Ticket], submitters: int) -> None:
    """Run the line until END has reached the writer. Raises the first RunError, alone, if a stage cannot go on."""
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(line.producer.produce(), name="producer")
            group.create_task(
                line.submitter.submit_all(queues.images, queues.tickets, resumed, submitters), name="submitters"
            )
            group.create_task(_named(line.poll), name="poller")
            group.create_task(_named(line.write), name="writer")
    except BaseExceptionGroup as group_of_errors:
        raise first_of(group_of_errors) from group_of_errors


async def _named(stage: Callable[[], Awaitable[object]]) -> None:
    await stage()


def first_of(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the first leaf of nested exception groups."""
    first: BaseException = group
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    return first
