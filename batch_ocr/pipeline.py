"""START READING HERE: four stages, three queues, one TaskGroup.

    folder ─► producer ─images─► submitter ×N ─tickets─► poller ─outcomes─► writer ─► results.jsonl

Open tasks at the service never exceed max_pending + the tickets queue + the submitters. END follows the last image
through all queues; the poller passes it to the writer when nothing is pending. A failed document is a value on a queue;
an exception ends the run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

from batch_ocr.errors import RunError
from batch_ocr.records import End, Image, Outcome, Ticket

Stage = Callable[[], Coroutine[Any, Any, object]]

IMAGES_QUEUED = 64
OUTCOMES_QUEUED = 64
"""Four times the length costs 3 MB and gains nothing."""


class Queues:
    """What lies between the stages. All are bounded: a slow stage holds back the ones before it."""

    def __init__(self, submitters: int) -> None:
        self.images: asyncio.Queue[Image | End] = asyncio.Queue(IMAGES_QUEUED)
        self.tickets: asyncio.Queue[Ticket | End] = asyncio.Queue(submitters)
        self.outcomes: asyncio.Queue[Outcome | End] = asyncio.Queue(OUTCOMES_QUEUED)


@dataclass(frozen=True, slots=True)
class Line:
    """The four stages in the order of the flow, each bound to the queues it reads and fills."""

    produce: Stage
    submit: Stage
    poll: Stage
    write: Stage


async def run_line(line: Line) -> None:
    """Run the line until END has reached the writer.

    If stages fail, raises a single exception: the first RunError, which says what to do, or else the first other one.
    """
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(line.produce(), name="producer")
            group.create_task(line.submit(), name="submitters")
            group.create_task(line.poll(), name="poller")
            group.create_task(line.write(), name="writer")
    except BaseExceptionGroup as failures:
        raise telling(failures) from failures


def telling(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the first RunError of all exceptions in nested groups, or else the first exception."""
    all_of_them = list(_leaves(group))
    return next((error for error in all_of_them if isinstance(error, RunError)), all_of_them[0])


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _leaves(one)
    else:
        yield error
