from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

import pytest

from batch_ocr.aspose.upload import Document, UploadBytes
from batch_ocr.errors import (
    AccessRefused,
    AnswerLost,
    ErrorCode,
    ItemError,
    NotSent,
    RequestRefused,
    ServiceFailed,
    ServiceUnreachable,
    Throttled,
)
from batch_ocr.gate import SubmissionsClosed
from batch_ocr.progress import Progress
from batch_ocr.records import Failed, Image, Ticket
from batch_ocr.stop import Stop
from batch_ocr.submission import MOST_TRIES, SAFE_TRIES, TRIES, Policy, Submission
from tests import virtual_time

T = TypeVar("T")
IMAGE = Image("a.png", Path("a.png"), 10, 1)


@dataclass
class Events:
    """A ledger and a service that note what happens in which order; answers come from `script`."""

    script: Sequence[str | Exception]
    seen: list[str] = field(default_factory=list)

    async def sending(self, sha256: str) -> None:
        self.seen.append("sending")

    async def not_sent(self, sha256: str) -> None:
        self.seen.append("not sent")

    async def ambiguous(self, sha256: str) -> None:
        self.seen.append("ambiguous")

    async def doubt(self, task_id: str) -> None:
        self.seen.append(f"doubt {task_id}")

    async def submitted(self, ticket: Ticket) -> None:
        self.seen.append(f"submitted {ticket.task_id}")

    async def post(self, document: Document) -> str:
        answer = self.script[min(self.seen.count("post"), len(self.script) - 1)]
        self.seen.append("post")
        if isinstance(answer, Exception):
            raise answer
        return answer


class OpenGate:
    """Lets everything through at once, while a service answers others all the time."""

    def __init__(self) -> None:
        self.served = 0

    async def submit(self, call: Callable[[], Awaitable[T]]) -> T:
        self.served += 1
        return await call()


class AwayGate(OpenGate):
    """Lets a few calls through to a service that answers nobody, then gives up."""

    async def submit(self, call: Callable[[], Awaitable[T]]) -> T:
        self.calls = getattr(self, "calls", 0) + 1
        if self.calls > 5 * SAFE_TRIES:
            raise ServiceUnreachable("away")
        return await call()


class ClosedGate:
    """Lets nothing through any more."""

    served = 0

    async def submit(self, call: Callable[[], Awaitable[T]]) -> T:
        raise SubmissionsClosed


def submitted(
    events: Events,
    policy: Literal["resubmit", "hold"] = "resubmit",
    attempts: int = 0,
    stop: Stop | None = None,
    gate: OpenGate | None = None,
    *,
    maybe_paid: bool = False,
) -> tuple[Ticket | Failed | None, Progress]:
    async def scenario() -> tuple[Ticket | Failed | None, Progress]:
        progress = Progress()
        one = Submission(
            events.post, events, gate or OpenGate(), Policy(policy, 1000), stop=stop or Stop(), progress=progress
        )
        return await one.submit(IMAGE, "5a", attempts, maybe_paid=maybe_paid), progress

    return virtual_time.run(scenario())


def test_each_step_is_on_disk_before_the_next() -> None:
    """`sending` before the POST, the id before the ticket is handed on."""
    events = Events(["id-1"])
    ticket, _ = submitted(events, attempts=2)
    assert events.seen == ["sending", "post", "submitted id-1"]
    assert isinstance(ticket, Ticket)
    assert (ticket.task_id, ticket.attempts) == ("id-1", 3)


@pytest.mark.parametrize("safe", [NotSent("refused"), Throttled(429, 1.0)])
def test_what_surely_did_not_arrive_is_sent_again_and_costs_no_attempt(safe: Exception) -> None:
    """A refused connection or a 429 leaves no trace: the ledger is back to `seen` before the next POST."""
    events = Events([safe, safe, "id-1"])
    ticket, progress = submitted(events)
    assert events.seen == ["sending", "post", "not sent"] * 2 + ["sending", "post", "submitted id-1"]
    assert isinstance(ticket, Ticket)
    assert ticket.attempts == 1
    assert progress.possibly_paid_twice == 0


def test_a_document_that_never_arrives_does_not_hold_the_run_for_ever() -> None:
    """Something on the way that refuses this one document makes it fail for tonight, retryable."""
    events = Events([NotSent("reset by a middlebox")])
    failed, _ = submitted(events)
    assert events.seen.count("post") == SAFE_TRIES
    assert isinstance(failed, Failed)
    assert (failed.code, failed.retryable) == (ErrorCode.UNAVAILABLE, True)


def test_an_outage_fails_no_document() -> None:
    """While nobody is served, not arriving is no property of the document: the run ends, the document is as before."""
    events, stop = Events([NotSent("refused")]), Stop()
    outcome, _ = submitted(events, stop=stop, gate=AwayGate())
    assert outcome is None
    assert isinstance(stop.reason, ServiceUnreachable)
    assert events.seen[-1] == "not sent"


@pytest.mark.parametrize("lost", [AnswerLost("reset"), ServiceFailed(502, "")])
def test_a_lost_answer_is_sent_again_and_counted(lost: Exception) -> None:
    """By default the document is submitted once more, and the summary can say that it may be paid twice."""
    events = Events([lost, "id-2"])
    ticket, progress = submitted(events)
    assert events.seen == ["sending", "post", "ambiguous", "sending", "post", "submitted id-2"]
    assert isinstance(ticket, Ticket)
    assert ticket.attempts == 2
    assert progress.possibly_paid_twice == 1


@pytest.mark.parametrize(
    ("script", "counted"),
    [
        (["id-1"], 1),
        ([NotSent("refused"), Throttled(429, 1.0), "id-1"], 1),
        ([AnswerLost("reset"), "id-1"], 2),
        ([RequestRefused(413, "too large")], 0),
        ([AccessRefused("HTTP 402: quota")], 0),
    ],
)
def test_what_an_earlier_run_may_have_paid_for_is_counted_when_it_is_sent(
    script: Sequence[str | Exception], counted: int
) -> None:
    """Once for each submission that arrives, or may have, and not for one that surely did not."""
    _, progress = submitted(Events(script), attempts=1, maybe_paid=True)
    assert progress.possibly_paid_twice == counted


class LastStrawGate(OpenGate):
    """Takes the second lost answer for the end of the service."""

    async def submit(self, call: Callable[[], Awaitable[T]]) -> T:
        try:
            return await super().submit(call)
        except AnswerLost as error:
            if self.served > 1:
                raise ServiceUnreachable("away") from error
            raise


def test_a_second_lost_answer_that_ends_the_run_is_counted() -> None:
    """What was sent twice is told by this run's summary, whatever ends the run."""
    outcome, progress = submitted(Events([AnswerLost("reset")]), gate=LastStrawGate())
    assert outcome is None
    assert progress.possibly_paid_twice == 1


def test_lost_answers_are_not_paid_for_without_end() -> None:
    """After TRIES answers were lost while others were served, the document fails for tonight."""
    events = Events([AnswerLost("reset")])
    failed, progress = submitted(events)
    assert events.seen.count("post") == TRIES
    assert isinstance(failed, Failed)
    assert (failed.code, failed.retryable, failed.attempts) == (ErrorCode.UNAVAILABLE, True, TRIES)
    assert progress.possibly_paid_twice == TRIES - 1, "of so many payments all but one would be in excess"


class NobodyServed(OpenGate):
    """Lets everything through to a service that answers nobody, and is patient."""

    async def submit(self, call: Callable[[], Awaitable[T]]) -> T:
        return await call()


def test_answers_lost_in_an_outage_are_not_blamed_on_the_document() -> None:
    """While nobody is served it is tried oftener than when only its own answers are lost, and yet not for ever."""
    events = Events([AnswerLost("reset")])
    failed, progress = submitted(events, gate=NobodyServed())
    assert events.seen.count("post") == MOST_TRIES > TRIES
    assert isinstance(failed, Failed)
    assert progress.possibly_paid_twice == MOST_TRIES - 1


def test_a_task_id_given_out_twice_is_not_believed() -> None:
    """Under it lies the result of another document: a wrong line would be worse than a second submission."""

    async def scenario() -> tuple[object, object, list[str]]:
        events = Events(["id-1", "id-1", "id-2"])
        one = Submission(events.post, events, OpenGate(), Policy("resubmit", 1000), stop=Stop(), progress=Progress())
        return await one.submit(IMAGE, "5a", 0), await one.submit(IMAGE, "5b", 0), events.seen

    first, second, _ = virtual_time.run(scenario())
    assert isinstance(first, Ticket)
    assert isinstance(second, Ticket)
    assert (first.task_id, second.task_id) == ("id-1", "id-2")


@pytest.mark.parametrize(("policy", "counted"), [("resubmit", 2), ("hold", 1)])
def test_the_first_of_two_with_one_id_is_in_doubt(policy: Literal["resubmit", "hold"], counted: int) -> None:
    """Its result may be the other's by now: it is sent again and counted as possibly paid, or held for a person."""
    events, progress = Events(["id-1", "id-1", "id-2", "id-3"]), Progress()

    async def scenario() -> Ticket | Failed | None:
        other = Submission(events.post, events, OpenGate(), Policy("resubmit", 1000), stop=Stop(), progress=progress)
        first = await other.submit(IMAGE, "5a", 0)
        await other.submit(IMAGE, "5b", 0)
        assert isinstance(first, Ticket)
        assert other.given_out.in_doubt == {"id-1"}
        one = Submission(events.post, events, OpenGate(), Policy(policy, 1000), stop=Stop(), progress=progress)
        one.given_out.in_doubt |= other.given_out.in_doubt
        return await one.submit_anew(IMAGE, first)

    anew = virtual_time.run(scenario())
    assert progress.possibly_paid_twice == counted
    if policy == "resubmit":
        assert isinstance(anew, Ticket)
        assert (anew.task_id, anew.attempts) == ("id-3", 2)
    else:
        assert isinstance(anew, Failed)
        assert (anew.code, anew.retryable) == (ErrorCode.AMBIGUOUS, False)


def test_a_document_may_be_given_its_own_id_again() -> None:
    """A service that has forgotten a task may make the same id of the same bytes: that is no other document's."""
    events, progress = Events(["id-1"]), Progress()

    async def scenario() -> Ticket | Failed | None:
        one = Submission(events.post, events, OpenGate(), Policy("resubmit", 1000), stop=Stop(), progress=progress)
        first = await one.submit(IMAGE, "5a", 0)
        assert isinstance(first, Ticket)
        anew = await one.submit_anew(IMAGE, first)
        assert one.given_out.in_doubt == set()
        assert isinstance(await one.submit(IMAGE, "5b", 0), Failed), "for others it is as before"
        assert one.given_out.in_doubt == {"id-1"}
        return anew

    anew = virtual_time.run(scenario())
    assert isinstance(anew, Ticket)
    assert (anew.task_id, anew.attempts) == ("id-1", 2)
    assert events.seen[:6] == ["sending", "post", "submitted id-1"] * 2


def test_a_bug_on_the_way_fails_one_document_once() -> None:
    """It may have been accepted, and would meet the bug again: it is not sent again tonight, and others go on."""
    events, stop = Events([KeyError("surprise")]), Stop()
    failed, _ = submitted(events, stop=stop)
    assert events.seen == ["sending", "post", "ambiguous"]
    assert isinstance(failed, Failed)
    assert (failed.code, failed.retryable, failed.attempts) == (ErrorCode.UNAVAILABLE, True, 1)
    assert failed.messages == ("unexpected KeyError: 'surprise'",)
    assert not stop.closed


def test_a_bug_in_a_conversion_is_the_documents_trouble() -> None:
    """What nobody foresaw before anything was sent leaves nothing behind but a line that says so."""
    events = Events(["id"])

    async def broken(image: Image) -> Document:
        raise ZeroDivisionError(image.name)

    async def scenario() -> None:
        policy = Policy("resubmit", 10)
        one = Submission(events.post, events, OpenGate(), policy, stop=Stop(), progress=Progress(), prepare=broken)
        with pytest.raises(ItemError, match="unexpected ZeroDivisionError") as caught:
            await one.submit(IMAGE, "5a", 0)
        assert caught.value.code is ErrorCode.UNREADABLE

    virtual_time.run(scenario())
    assert events.seen == []


def test_held_documents_are_never_sent_again() -> None:
    """With `hold` one lost answer makes the document wait for a person."""
    events = Events([AnswerLost("reset"), "id-2"])
    failed, _ = submitted(events, "hold")
    assert events.seen.count("post") == 1
    assert isinstance(failed, Failed)
    assert (failed.code, failed.retryable) == (ErrorCode.AMBIGUOUS, False)


def test_a_refused_document_fails_alone() -> None:
    """A 4xx about this document is its failure, not the run's, and is not retried."""
    events, stop = Events([RequestRefused(413, "too large")]), Stop()
    failed, _ = submitted(events, stop=stop)
    assert events.seen == ["sending", "post", "not sent"]
    assert isinstance(failed, Failed)
    assert (failed.code, failed.retryable) == (ErrorCode.REFUSED, False)
    assert not stop.closed


def test_refused_credentials_end_the_run_and_settle_nothing() -> None:
    """No document fails for it: submissions close with the reason, what is pending is waited for."""
    events, stop = Events([AccessRefused("HTTP 402: quota")]), Stop()
    outcome, _ = submitted(events, stop=stop)
    assert outcome is None
    assert events.seen == ["sending", "post", "not sent"]
    assert isinstance(stop.reason, AccessRefused)
    assert not stop.requested


@pytest.mark.parametrize("error", [ItemError(ErrorCode.CHANGED, "changed"), FileNotFoundError()])
def test_a_file_that_changed_or_has_gone_is_told_to_the_caller(error: Exception) -> None:
    """The error passes through after the ledger forgot the attempt: nothing of it was sent."""
    events = Events([error])
    with pytest.raises(type(error)):
        submitted(events)
    assert events.seen == ["sending", "post", "not sent"]


def test_after_the_gate_closed_nothing_is_on_disk() -> None:
    """A document that waited for its turn when the run stopped is as if never seen."""

    async def scenario() -> tuple[object, list[str]]:
        events = Events(["id"])
        one = Submission(events.post, events, ClosedGate(), Policy("resubmit", 10), stop=Stop(), progress=Progress())
        return await one.submit(IMAGE, "5a", 0), events.seen

    assert virtual_time.run(scenario()) == (None, [])


def test_what_is_made_of_a_file_counts_as_what_it_is() -> None:
    """Room for the most it may come to is held before it is made, and given back as soon as it is known."""

    async def scenario() -> tuple[int, list[float]]:
        making, most, sent_at = 0, 0, list[float]()
        events = Events([f"id-{number}" for number in range(4)])

        async def prepare(image: Image) -> Document:
            nonlocal making, most
            making += 1
            most = max(most, making)
            await virtual_time.sleep(1)
            making -= 1
            return UploadBytes(b"x" * 30)

        async def post(document: Document) -> str:
            sent_at.append(asyncio.get_running_loop().time())
            await virtual_time.sleep(10)
            return await events.post(document)

        submission = Submission(
            post,
            events,
            OpenGate(),
            Policy("resubmit", 100),
            stop=Stop(),
            progress=Progress(),
            prepare=prepare,
            at_most=lambda _: 70,
        )
        async with asyncio.TaskGroup() as group:
            for sha256 in ("5a", "5b", "5c", "5d"):
                group.create_task(submission.submit(IMAGE, sha256, 0))
        return most, sent_at

    assert virtual_time.run(scenario()) == (1, [1, 2, 12, 13])


def test_an_id_given_out_twice_is_on_disk_as_an_answer_that_was_lost() -> None:
    """Under it lies another document's result; what this one cost is counted before it is sent again."""
    events = Events(["id-1", "id-1", "id-2"])

    async def scenario() -> list[Ticket | Failed | None]:
        policy = Policy("resubmit", 1000)
        one = Submission(events.post, events, OpenGate(), policy, stop=Stop(), progress=Progress())
        return [await one.submit(IMAGE, sha256, 0) for sha256 in ("5a", "5b")]

    virtual_time.run(scenario())
    assert events.seen == [
        *["sending", "post", "submitted id-1"],
        *["sending", "post", "doubt id-1", "ambiguous"],
        *["sending", "post", "submitted id-2"],
    ]
