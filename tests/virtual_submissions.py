"""Submitters, gate and poller together on virtual time, against a service on virtual time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from functools import partial

from batch_ocr.budget import Budget, Limits
from batch_ocr.gate import Gate
from batch_ocr.poll_terms import PollOptions, PollSummary, Terms
from batch_ocr.poller import poll_all
from batch_ocr.records import END, End, Outcome, Ticket
from batch_ocr.stop import Stop
from tests import virtual_time
from tests.virtual_service import VirtualService


async def submit_and_poll(
    service: VirtualService,
    documents: Sequence[str],
    submitters: int = 32,
    learned: bytes | None = None,
    limits: Limits | None = None,
) -> PollSummary:
    """Submit all documents through a gate as fast as it lets them, and poll them through the same gate."""
    budget = Budget(limits or Limits(), {}, lambda: sum(job.collected is None for job in service.jobs.values()))
    gate = Gate(random.Random(1), host="h", concurrency=submitters, budget=budget)
    tickets: asyncio.Queue[Ticket | End] = asyncio.Queue(submitters)
    outcomes: asyncio.Queue[Outcome | End] = asyncio.Queue()
    names = iter(documents)

    async def submitter() -> None:
        for name in names:
            await tickets.put(await gate.submit(partial(service.submit, name)))

    async def submit() -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(submitters):
                group.create_task(submitter())
        await tickets.put(END)

    async with asyncio.TaskGroup() as group:
        group.create_task(submit())
        polled = group.create_task(
            poll_all(
                tickets,
                outcomes,
                Terms(
                    client=service,
                    gate=gate,
                    stop=Stop(),
                    options=PollOptions(max_pending=100_000),
                    resubmit=never,
                    clock=virtual_time.now,
                    least_gap=budget.least_gap,
                ),
                learned,
            )
        )
    return polled.result()


async def never(_: Ticket) -> None:
    """Stand for a resubmission where there is none."""
    raise AssertionError("nothing is to be resubmitted")
