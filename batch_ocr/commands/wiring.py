"""Build the pipeline from the settings: which queues and which shared objects each stage gets."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from batch_ocr.asked_to_wait import noted, seconds_left
from batch_ocr.aspose.client import AsposeClient
from batch_ocr.aspose.upload import Document
from batch_ocr.budget import Budget, Limits
from batch_ocr.commands.engine import conversion_rules, host_name, recognition_options, service_name, worker_count
from batch_ocr.convert import Converter
from batch_ocr.findings import Finding
from batch_ocr.gate import Gate
from batch_ocr.invoice.checks import Own, check_invoice
from batch_ocr.ledger import Ledger
from batch_ocr.log import LOGGER, tell_of
from batch_ocr.page_hasher import Bounds, PageHasher, hash_on_the_way, packages_missing
from batch_ocr.pipeline import Line, Queues
from batch_ocr.poll_terms import LeastGap, PollOptions, Terms
from batch_ocr.poller import poll_all
from batch_ocr.producer import Producer, Rules
from batch_ocr.progress import Progress
from batch_ocr.records import Completed, Duplicate, End, Failed, Outcome, Rejected, Ticket
from batch_ocr.settings import Settings
from batch_ocr.stop import Stop
from batch_ocr.submission import Policy, Submission
from batch_ocr.submitter import Submitter
from batch_ocr.walk import Walk
from batch_ocr.writer import write_all

LEARNED = "service times of "
"""The ledger keeps what the poller learned, from night to night, under this key and the service's name."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What the stages of a run share."""

    settings: Settings
    folder: Path
    output: Path
    ledger: Ledger
    client: AsposeClient
    stop: Stop
    progress: Progress
    disk: Executor
    """Threads that read and hash files; the default executor is left to name look-ups."""


async def made_line(shared: Shared, walk: Walk, resumed: Sequence[Ticket]) -> Line:
    """Return the stages, each bound to its queues, ready to run; `resumed` are the open tickets of earlier runs."""
    queues = Queues(shared.settings.concurrency)
    budget = await _budget(shared)
    gate = await _gate(shared, budget)
    shared.stop.when_closed(gate.close_submissions)
    submitter = _submitter(shared, gate, queues)
    workers = shared.settings.concurrency
    return Line(
        _producer(shared, walk, queues).produce,
        partial(submitter.submit_all, queues.images, queues.tickets, resumed, workers),
        partial(_poll, shared, gate, queues, submitter, budget.least_gap),
        partial(_write, shared, queues),
    )


def _producer(shared: Shared, walk: Walk, queues: Queues) -> Producer:
    settings = shared.settings
    return Producer(
        walk,
        Rules(settings.max_file_bytes, settings.max_pixels, settings.quiet_period, verify=settings.verify),
        shared.ledger,
        queues.images,
        queues.outcomes,
        stop=shared.stop,
        progress=shared.progress,
        disk=shared.disk,
        now=time.time,
    )


async def _poll(shared: Shared, gate: Gate, queues: Queues, submitter: Submitter, least_gap: LeastGap) -> None:
    """Poll to the end, starting from what earlier runs learned, and keep what this one learned."""
    key = LEARNED + service_name(shared.settings)
    terms = Terms(
        client=shared.client,
        gate=gate,
        stop=shared.stop,
        options=_poll_options(shared.settings),
        resubmit=submitter.resubmit,
        clock=lambda: datetime.now(UTC),
        least_gap=least_gap,
        in_doubt=submitter.in_doubt,
    )
    summary = await poll_all(queues.tickets, queues.outcomes, terms, await shared.ledger.recall(key))
    progress = shared.progress
    progress.left_pending, progress.overdue, progress.resubmitted = summary.left, summary.overdue, summary.resubmitted
    await shared.ledger.remember(key, summary.learned)


async def _write(shared: Shared, queues: Queues) -> None:
    """Write all outcomes; if pages are hashed, they pass through the hashers first."""
    settings = shared.settings

    async def write_from(outcomes: asyncio.Queue[Outcome | End]) -> None:
        await write_all(
            outcomes,
            shared.output,
            shared.ledger,
            settings.engine,
            on_line(shared.progress),
            check=values_check(settings),
        )

    bounds = Bounds(settings.max_file_bytes, settings.max_pixels)
    if hashers := [PageHasher(shared.folder, bounds) for _ in range(hasher_count(settings))]:
        await hash_on_the_way(queues.outcomes, hashers, write_from)
    else:
        await write_from(queues.outcomes)


async def _budget(shared: Shared) -> Budget:
    settings = shared.settings
    limits = Limits(
        settings.max_submissions,
        settings.max_monthly_calls,
        settings.max_monthly_cost,
        settings.price_per_submission,
        settings.price_per_poll,
    )
    free = settings.engine == "local"
    return Budget(
        Limits(settings.max_submissions) if free else limits,
        await shared.ledger.calls_this_month(),
        lambda: shared.progress.pending,
    )


async def _gate(shared: Shared, budget: Budget) -> Gate:
    settings, loop = shared.settings, asyncio.get_running_loop()
    service, is_remote = service_name(settings), settings.engine == "aspose"
    now = datetime.now(UTC)
    return Gate(
        random.Random(),  # noqa: S311 - jitter
        host=host_name(settings),
        concurrency=settings.concurrency,
        submit_rate=settings.submit_rate,
        poll_rate=settings.poll_rate,
        patience=settings.outage_patience,
        deadline=None if settings.max_duration is None else loop.time() + settings.max_duration,
        budget=budget,
        closed_for=await seconds_left(shared.ledger, service, now, settings.max_duration) if is_remote else 0.0,
        on_pause=noted(shared.ledger, service, lambda: datetime.now(UTC)) if is_remote else lambda _: None,
    )


def _submitter(shared: Shared, gate: Gate, queues: Queues) -> Submitter:
    settings = shared.settings
    options = recognition_options(settings)

    async def post(document: Document) -> str:
        return await shared.client.submit(document, options)

    policy = Policy(settings.ambiguous, settings.max_upload_bytes)
    converter = Converter(conversion_rules(settings), shared.disk)
    submission = Submission(
        post,
        shared.ledger,
        gate,
        policy,
        stop=shared.stop,
        progress=shared.progress,
        prepare=converter.prepared,
        at_most=converter.at_most,
    )
    return Submitter(
        shared.folder,
        shared.ledger,
        submission,
        queues.outcomes,
        stop=shared.stop,
        progress=shared.progress,
        disk=shared.disk,
    )


def _poll_options(settings: Settings) -> PollOptions:
    return PollOptions(
        max_pending=settings.max_pending,
        first_poll=settings.first_poll,
        poll_ceiling=settings.poll_ceiling,
        task_timeout=settings.task_timeout,
        not_exist_grace=settings.not_exist_grace,
        stop_grace=stop_grace(settings),
    )


def stop_grace(settings: Settings) -> float:
    """Seconds of polling after a stop; a run with a time limit keeps them within it, and below a fifth of it."""
    limit = settings.max_duration
    return settings.stop_grace if limit is None else min(settings.stop_grace, limit / 5)


def hasher_count(settings: Settings) -> int:
    """Return how many processes hash pages, to compare them by their looks; 0 if that is off."""
    if settings.find_rescans == "never" or (settings.find_rescans == "local" and settings.engine != "local"):
        return 0  # when the cloud reads, hashing would be most of this machine's work
    if missing := packages_missing():
        LOGGER.info(
            "pages are not compared by their images: %s missing (pip install 'batch-ocr[local]')", ", ".join(missing)
        )
        return 0
    return max(1, worker_count(settings) // 2)


def values_check(settings: Settings) -> Callable[[Completed], tuple[Finding, ...]]:
    """Return the function that checks the values of a reading, as of the day it was completed."""
    own = Own(settings.own_names, settings.own_tax_ids)

    def check(reading: Completed) -> tuple[Finding, ...]:
        today = reading.completed_at.date()
        return check_invoice(reading.invoice, own=own, today=today, invoice_number=reading.invoice_number)

    return check


def on_line(progress: Progress) -> Callable[[Outcome], None]:
    """Return the function that counts each durable line in `progress`."""

    def tell(outcome: Outcome) -> None:
        match outcome:
            case Completed():
                progress.collected += 1
                progress.wrote(outcome.status, outcome.ticket.name)
                tell_of(outcome.ticket.name, logging.DEBUG, "completed")
            case Failed() | Rejected():
                progress.collected += isinstance(outcome, Failed) and outcome.ticket is not None
                message = outcome.messages[0] if outcome.messages else ""
                progress.wrote(outcome.status, outcome.name, outcome.code, message)
                tell_of(outcome.name, logging.WARNING, "%s: %s: %s", outcome.status, outcome.code, message)
            case Duplicate():
                progress.wrote(outcome.status, outcome.name)
                tell_of(outcome.name, logging.DEBUG, "duplicate of %s", outcome.duplicate_of)

    return tell
