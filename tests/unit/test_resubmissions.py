"""What becomes of documents that the service has forgotten, without any poll."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

import pytest

from batch_ocr.aspose.wire.answer import Answer
from batch_ocr.errors import ErrorCode, LimitReached, ServiceUnreachable
from batch_ocr.forgotten import SCOUTS
from batch_ocr.poll_terms import PollOptions, PollSummary, Resubmit, Terms
from batch_ocr.records import Failed, Outcome, Ticket
from batch_ocr.resubmissions import Resubmissions
from batch_ocr.stop import Stop
from batch_ocr.watch import Watch
from tests import virtual_time

T = TypeVar("T")


class Nobody:
    """Stands for the service and the gate of polls: neither is asked anything."""

    async def result(self, task_id: str) -> Answer:
        raise AssertionError(task_id)

    async def poll(self, call: Callable[[], Awaitable[T]]) -> T:
        raise AssertionError(call)


def watch(name: str) -> Watch:
    return Watch(Ticket(name, f"sha-{name}", name, virtual_time.EPOCH), polls=3)


async def accepted(old: Ticket) -> Ticket:
    """Stand for a service that takes everything within a second."""
    await virtual_time.sleep(1.0)
    return replace(old, task_id=f"new-{old.name}", attempts=old.attempts + 1)


async def ended(_: Ticket) -> None:
    """Stand for a gate that closes before the document's turn."""


@dataclass
class Poller:
    """Stands around the resubmissions: what they give back, and whether more was said to be done than was."""

    resubmit: Resubmit = accepted
    in_doubt: frozenset[str] = frozenset()
    forgetful: bool = False
    """Whether the service forgets at once what it was given anew."""
    polled: list[Ticket] = field(default_factory=list)
    settled: list[Outcome] = field(default_factory=list)
    summary: PollSummary = field(default_factory=PollSummary)

    def run(self, step: Callable[[Resubmissions], None], *, closed: bool = False) -> None:
        """Do something with them, and wait as the poller does until they are no longer at work."""

        async def scenario() -> None:
            self.stop = Stop()
            if closed:
                self.stop.close(LimitReached("budget"))
            nobody, changed = Nobody(), asyncio.Event()
            terms = Terms(
                client=nobody,
                gate=nobody,
                stop=self.stop,
                options=PollOptions(),
                resubmit=self.resubmit,
                clock=virtual_time.now,
                in_doubt=self.in_doubt,
            )
            async with asyncio.TaskGroup() as group:
                self.resubmissions = Resubmissions(
                    terms, self.summary, group, poll=self._poll, settle=self._settle, changed=changed.set
                )
                step(self.resubmissions)
                while self.resubmissions.at_work:
                    changed.clear()
                    await changed.wait()
                self.ended_at = virtual_time.elapsed()
            assert virtual_time.elapsed() == self.ended_at, "nothing may be under way after the last change"

        virtual_time.run(scenario())

    def _poll(self, ticket: Ticket) -> None:
        self.polled.append(ticket)
        if self.forgetful:
            self.resubmissions.expired(Watch(ticket))

    async def _settle(self, outcome: Outcome) -> None:
        await virtual_time.sleep(0.5)  # the writer has no room at once
        self.settled.append(outcome)

    @property
    def failures(self) -> list[tuple[str, ErrorCode, bool, int]]:
        failed = [one for one in self.settled if isinstance(one, Failed)]
        return [(one.name, one.code, one.retryable, one.attempts) for one in failed]


def all_expired(names: Iterable[str]) -> Callable[[Resubmissions], None]:
    def step(them: Resubmissions) -> None:
        for name in names:
            them.expired(watch(name))

    return step


def test_a_forgotten_document_has_a_ticket_again() -> None:
    """It is polled from then on, and counted: it is paid for twice."""
    poller = Poller()
    poller.run(all_expired("a"))
    assert [(one.name, one.task_id, one.attempts) for one in poller.polled] == [("a", "new-a", 2)]
    assert (poller.settled, poller.summary) == ([], PollSummary(resubmitted=1))


def test_a_document_in_doubt_is_not_counted_here() -> None:
    """It is told as possibly paid twice instead."""
    poller = Poller(in_doubt=frozenset({"a"}))
    poller.run(all_expired("a"))
    assert len(poller.polled) == 1
    assert poller.summary.resubmitted == 0


def test_task_forgotten_twice_is_expired() -> None:
    """A document is resubmitted at most once a run; when that is forgotten too, it has failed for this run."""
    poller = Poller(forgetful=True)
    poller.run(all_expired("a"))
    assert [one.name for one in poller.polled] == ["a"]
    assert poller.failures == [("a", ErrorCode.EXPIRED, True, 2)]


def test_outcome_of_a_resubmission_reaches_the_writer() -> None:
    """When the document cannot be submitted again, what stands in its stead is written."""

    async def gone(old: Ticket) -> Outcome:
        return Failed(old.name, old.sha256, ErrorCode.EXPIRED, ("file is gone",), True, virtual_time.now())

    poller = Poller(gone)
    poller.run(all_expired("a"))
    assert [one.messages for one in poller.settled if isinstance(one, Failed)] == [("file is gone",)]
    assert (poller.polled, poller.summary) == ([], PollSummary())


@pytest.mark.parametrize(("resubmit", "closed"), [(accepted, True), (ended, False)])
def test_nothing_is_resubmitted_when_the_run_winds_down(resubmit: Resubmit, *, closed: bool) -> None:
    """Once submissions have ended, or end before its turn, an expired document stays for the next run."""
    poller = Poller(resubmit)
    poller.run(all_expired("abc"), closed=closed)
    assert (poller.polled, poller.settled) == ([], [])
    assert poller.summary == PollSummary(left=3)


def test_one_goes_ahead_until_a_result_has_come() -> None:
    """The others wait for their turn meanwhile, and nobody waits for them."""

    def step(them: Resubmissions) -> None:
        all_expired("abc")(them)
        assert (len(them), them.at_work) == (2, True)

    poller = Poller()
    poller.run(step)
    assert [one.name for one in poller.polled] == ["a"]
    assert len(poller.resubmissions) == 2

    def with_result(them: Resubmissions) -> None:
        step(them)
        them.has_result()
        assert len(them) == 0

    poller = Poller()
    poller.run(with_result)
    assert [one.name for one in poller.polled] == ["a", "b", "c"]


def test_a_service_that_forgets_everything_is_paid_for_few_documents_again() -> None:
    """Scouts go alone; when the service has forgotten them too, the others fail and nothing at all is submitted."""
    poller = Poller(forgetful=True)
    poller.run(all_expired([str(number) for number in range(20)]))
    assert [one.name for one in poller.polled] == [str(number) for number in range(SCOUTS)]
    assert isinstance(poller.stop.reason, ServiceUnreachable)
    assert len(poller.failures) == 20
    assert {code for _, code, *_ in poller.failures} == {ErrorCode.EXPIRED}
    assert poller.summary.left == 0
