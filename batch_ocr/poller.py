"""Third stage: one coroutine owns all pending tickets, starts GETs under a bound, and never waits for a single one.

A poll that fails says nothing about its document. A ticket leaves as an outcome, or stays in the ledger for the next
run; never both. Open tickets here: at most `max_pending` and what is resubmitted, then the inbox is not read; after a
stop it is read whatever its size, so that END cannot hang behind tickets nobody takes.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Final

from batch_ocr.aspose.wire.answer import Answer
from batch_ocr.aspose.wire.routes import RESULT_LIFE
from batch_ocr.errors import CallError, RunError, ServiceFailed
from batch_ocr.forgotten import is_believable, is_past_answering
from batch_ocr.front import Front
from batch_ocr.gate import POLLS_IN_FLIGHT
from batch_ocr.learned import Learned
from batch_ocr.poll_terms import PollSummary, Terms
from batch_ocr.records import END, Completed, End, Failed, Outcome, Ticket
from batch_ocr.resubmissions import Resubmissions
from batch_ocr.verdict import Wait, verdict
from batch_ocr.watch import Watch

LOG: Final = logging.getLogger(__name__)


async def poll_all(
    tickets: asyncio.Queue[Ticket | End],
    outcomes: asyncio.Queue[Outcome | End],
    terms: Terms,
    learned: bytes | None = None,
) -> PollSummary:
    """Turn tickets into outcomes until END; END follows on `outcomes` after the last one.

    `learned` comes from the summary of an earlier run. A RunError of a poll asks for a stop with it as the reason, and
    leaves what is pending for the next run.
    """
    options = terms.options
    front = Front(Learned.load(learned), options.first_poll, options.poll_ceiling, options.task_timeout)
    async with asyncio.TaskGroup() as group:
        poller = Poller(tickets, outcomes, terms, front, group)
        await poller.run()
    await outcomes.put(END)
    return poller.summary


class Poller:
    """The state of the stage: who is pending, who is being asked about."""

    def __init__(
        self,
        tickets: asyncio.Queue[Ticket | End],
        outcomes: asyncio.Queue[Outcome | End],
        terms: Terms,
        front: Front,
        group: asyncio.TaskGroup,
    ) -> None:
        self._tickets = tickets
        self._outcomes = outcomes
        self._terms = terms
        self._options = terms.options
        self._front = front
        self._group = group
        self._began_at = terms.clock()
        self._now = asyncio.get_running_loop().time
        self.summary = PollSummary()
        self._wake = asyncio.Event()
        self._room = asyncio.Event()
        self._asking: dict[asyncio.Task[None], Watch] = {}
        self._resubmissions = Resubmissions(
            terms, self.summary, group, poll=self._add, settle=self._settle, changed=self._changed
        )
        self._ended = False
        self._leave_at = float("inf")

    async def run(self) -> None:
        """Poll until END has come and nothing is pending, or until what is pending is left."""
        watcher = self._group.create_task(self._watch_stop(), name="poller-stop")
        self._group.create_task(self._read(), name="poller-inbox")
        while not self._done():
            self._wake.clear()
            due = self._start_due(self._now())
            with suppress(TimeoutError):
                async with asyncio.timeout_at(due if due < float("inf") else None):
                    await self._wake.wait()
        watcher.cancel()
        self.summary.left += self._open_tickets
        self.summary.learned = self._front.learned.dump()

    async def _read(self) -> None:
        while (ticket := await self._tickets.get()) is not END:
            self._add(ticket)
            while self._open_tickets >= self._options.max_pending and not self._terms.stop.requested:
                self._room.clear()
                await self._room.wait()
        self._ended = self._front.closing = True
        self._wake.set()

    async def _watch_stop(self) -> None:
        await self._terms.stop.wait()
        self._leave_at = min(self._leave_at, self._now() + self._options.stop_grace)
        self._changed()

    def _changed(self) -> None:
        self._room.set()
        self._wake.set()

    def _add(self, ticket: Ticket) -> None:
        self._front.add(Watch(ticket, resumed=not self._is_of_this_run(ticket)), self._now())
        self._wake.set()

    @property
    def _open_tickets(self) -> int:
        return len(self._front) + len(self._resubmissions)

    def _is_of_this_run(self, ticket: Ticket) -> bool:
        return ticket.submitted_at >= self._began_at

    def _done(self) -> bool:
        at_work = bool(self._asking) or self._resubmissions.at_work
        return self._ended and not at_work and (not len(self._front) or self._now() >= self._leave_at)

    def _start_due(self, now: float) -> float:
        """Start the GETs that are due; return when to come back."""
        if now >= self._leave_at:
            self._break_off()
            return float("inf")
        self._front.least_gap = self._terms.least_gap(len(self._front))
        while len(self._asking) < POLLS_IN_FLIGHT and (watch := self._front.take(now)) is not None:
            self._start(watch, now)
        due = self._front.next_due(now) if len(self._asking) < POLLS_IN_FLIGHT else float("inf")
        return min(due, self._leave_at)

    def _break_off(self) -> None:
        for task, watch in self._asking.items():
            if watch.asking:  # otherwise its outcome is in hand and on its way to the writer
                task.cancel()

    def _start(self, watch: Watch, now: float) -> None:
        if watch.polls and self._front.is_overdue(watch, now):
            self._overdue(watch, now)
        else:
            task = self._group.create_task(self._ask(watch), name="poll")
            self._asking[task] = watch
            task.add_done_callback(self._came_back)

    def _overdue(self, watch: Watch, now: float) -> None:
        self._front.remove(watch, now)
        if self._age(watch) >= RESULT_LIFE:
            self._resubmissions.fail(watch, "no result has come within the day for which the service keeps it")
        else:
            self.summary.overdue += 1
            self.summary.left += 1
        self._resubmissions.is_gone(watch.ticket)
        self._changed()

    def _came_back(self, task: asyncio.Task[None]) -> None:
        del self._asking[task]
        self._changed()

    async def _ask(self, watch: Watch) -> None:
        try:
            answer = await self._terms.gate.poll(partial(self._result, watch))
            result = verdict(answer, watch.ticket, watch.polls, self._terms.clock())
        except CallError as error:
            LOG.debug("poll of %s failed: %s", watch.ticket.name, error)
            self._missed(watch, error)
        except RunError as error:
            self._front.missed(watch, self._now())
            self._terms.stop.request(error)
            self._leave_at = self._now()
        except Exception:  # the boundary of one document: whatever is wrong with it, the others go on
            LOG.exception("answer about %s cannot be handled", watch.ticket.name)
            self._front.missed(watch, self._now())
        else:
            await self._take(watch, result, answer.retry_after)

    def _missed(self, watch: Watch, error: CallError) -> None:
        """Ask again later, unless the service has no answer about this task and should not keep it any longer either.

        Such a task would otherwise outlast the gate's patience in every run, and end each as an outage.
        """
        watch.failures = watch.failures + 1 if isinstance(error, ServiceFailed) else 0
        if is_past_answering(watch, self._age(watch)):
            self._overdue(watch, self._now())
        else:
            self._front.missed(watch, self._now())

    async def _result(self, watch: Watch) -> Answer:
        watch.polls += 1
        self.summary.polls += 1
        return await self._terms.client.result(watch.ticket.task_id)

    async def _take(self, watch: Watch, result: Completed | Failed | Wait, retry_after: float | None) -> None:
        now = self._now()
        watch.denials = watch.denials + 1 if result is Wait.NOT_FOUND else 0
        match result:
            case Wait.NOT_FOUND if is_believable(watch, self._age(watch), self._options.not_exist_grace):
                self._expired(watch)
            case Wait.NOT_FOUND:
                self._front.missed(watch, now)
            case Wait() if self._front.is_overdue(watch, now):
                self._overdue(watch, now)
            case Wait():
                self._front.unfinished(watch, now, queued=result is Wait.QUEUED, retry_after=retry_after)
            case Completed() | Failed() if watch.ticket.task_id in self._terms.in_doubt:
                self._expired(watch)  # a wrong line would be worse than a second submission
            case outcome:
                self._front.finished(watch, now)
                if self._is_of_this_run(watch.ticket):
                    self._resubmissions.has_result()
                await self._settle(outcome)

    def _expired(self, watch: Watch) -> None:
        self._front.remove(watch, self._now())
        self._resubmissions.expired(watch)

    async def _settle(self, outcome: Outcome) -> None:
        await self._outcomes.put(outcome)
        self.summary.settled += 1

    def _age(self, watch: Watch) -> timedelta:
        """By the clock on the wall, which may have been set meanwhile: too weak to pay again on its word alone."""
        return self._terms.clock() - watch.ticket.submitted_at
