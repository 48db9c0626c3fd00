"""The poller on virtual time: tickets in, outcomes out, nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TypeVar

import pytest

from batch_ocr.aspose.wire.answer import Answer, ResultItem, TaskStatus
from batch_ocr.budget import Limits
from batch_ocr.errors import (
    AccessRefused,
    AnswerLost,
    ErrorCode,
    LimitReached,
    NotSent,
    RunError,
    ServiceFailed,
)
from batch_ocr.gate import POLLS_IN_FLIGHT
from batch_ocr.poll_terms import PollOptions, PollSummary, Terms
from batch_ocr.poller import poll_all
from batch_ocr.records import END, Completed, End, Failed, Outcome, Ticket
from batch_ocr.stop import Stop
from tests import virtual_time
from tests.virtual_service import DATA, VirtualService, fixed, lognormal, uniform
from tests.virtual_submissions import never, submit_and_poll

DONE = Answer(TaskStatus.COMPLETED, results=(ResultItem("Text", DATA),))
PENDING = Answer(TaskStatus.PENDING)
PROCESSING = Answer(TaskStatus.PROCESSING)
NOT_EXIST = Answer(TaskStatus.NOT_EXIST)

T = TypeVar("T")

Say = Callable[[str, int], Answer | Exception]
"""What the service says about a task (its id, the number of the poll from 1)."""


class Client:
    """Answers polls as `say` says, after a round trip."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.asked: dict[str, list[float]] = {}
        self.in_flight = 0
        self.most_in_flight = 0

    async def result(self, task_id: str) -> Answer:
        times = self.asked.setdefault(task_id, [])
        times.append(virtual_time.elapsed())
        number = len(times)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await virtual_time.sleep(0.05)
        finally:
            self.in_flight -= 1
        answer = self.say(task_id, number)
        if isinstance(answer, Exception):
            raise answer
        return answer


class OpenGate:
    """A gate that lets everything pass."""

    async def poll(self, call: Callable[[], Awaitable[T]]) -> T:
        return await call()


def ticket(name: str, age: float = 0.0) -> Ticket:
    return Ticket(name, f"sha-{name}", name, virtual_time.now() - timedelta(seconds=age))


@dataclass
class Line:
    """The poller between its two queues, with what stands around it."""

    client: Client | VirtualService
    options: PollOptions = field(default_factory=PollOptions)
    resubmit: Callable[[Ticket], Awaitable[Ticket | Outcome | None]] | None = None
    learned: bytes | None = None
    in_doubt: frozenset[str] = frozenset()
    outcomes: list[Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stop = Stop()
        self.tickets: asyncio.Queue[Ticket | End] = asyncio.Queue(16)
        self.resubmissions: list[str] = []

    async def run(self, tickets: Iterable[Ticket] = (), *, end: bool = True) -> PollSummary:
        queue: asyncio.Queue[Outcome | End] = asyncio.Queue(10)

        async def feed() -> None:
            for one in tickets:
                await self.tickets.put(one)
            if end:
                await self.tickets.put(END)

        async def collect() -> None:
            while (outcome := await queue.get()) is not END:
                self.outcomes.append(outcome)

        async with asyncio.TaskGroup() as group:
            group.create_task(feed())
            group.create_task(collect())
            polled = group.create_task(
                poll_all(
                    self.tickets,
                    queue,
                    Terms(
                        client=self.client,
                        gate=OpenGate(),
                        stop=self.stop,
                        options=self.options,
                        resubmit=self._resubmit,
                        clock=virtual_time.now,
                        in_doubt=self.in_doubt,
                    ),
                    self.learned,
                )
            )
        return polled.result()

    async def _resubmit(self, old: Ticket) -> Ticket | Outcome | None:
        self.resubmissions.append(old.name)
        if self.resubmit is not None:
            return await self.resubmit(old)
        return None

    @property
    def names(self) -> list[str]:
        return sorted(one.ticket.name for one in self.outcomes if isinstance(one, Completed))

    @property
    def failures(self) -> list[Failed]:
        return [one for one in self.outcomes if isinstance(one, Failed)]


def test_every_ticket_becomes_an_outcome() -> None:
    """All tickets are settled, each once, and END comes last."""

    async def scenario() -> tuple[Line, PollSummary]:
        line = Line(Client(lambda _, number: DONE if number > 2 else PROCESSING))
        return line, await line.run(ticket(str(number)) for number in range(100))

    line, summary = virtual_time.run(scenario())
    assert line.names == sorted(map(str, range(100)))
    assert (summary.settled, summary.left) == (100, 0)


@pytest.mark.parametrize("answer", [DONE, Answer(TaskStatus.ERROR)])
def test_what_comes_by_an_id_of_two_documents_is_not_believed(answer: Answer) -> None:
    """It may be the other one's: the document is submitted once more, and only that brings its line."""

    async def scenario() -> tuple[Line, PollSummary]:
        async def resubmit(old: Ticket) -> Ticket:
            return replace(old, task_id="new", attempts=2)

        line = Line(Client(lambda *_: answer), resubmit=resubmit, in_doubt=frozenset({"a"}))
        return line, await line.run([ticket("a"), ticket("b")])

    line, summary = virtual_time.run(scenario())
    tickets = [one.ticket for one in line.outcomes if isinstance(one, Completed | Failed)]
    assert line.resubmissions == ["a"]
    assert sorted((one.name, one.task_id) for one in tickets if one) == [("a", "new"), ("b", "b")]
    assert summary.resubmitted == 0, "it is told as possibly paid twice instead"


@pytest.mark.parametrize("answer", [PENDING, PROCESSING])
def test_a_task_is_not_asked_about_before_the_service_wishes(answer: Answer) -> None:
    """A Retry-After of an unfinished task puts off that task, and no other."""
    asked = Client(lambda task, number: replace(answer, retry_after=45.0) if task == "a" and number < 3 else DONE)

    async def scenario() -> float:
        await Line(asked).run([ticket(name) for name in "abcdefghij"])
        return virtual_time.elapsed()

    took = virtual_time.run(scenario())
    first, second, third = asked.asked["a"]
    assert min(second - first, third - second) >= 45.0
    assert max(times[0] for name, times in asked.asked.items() if name != "a") < 45.0
    assert took < 120.0


def test_a_wish_to_wait_longer_than_a_run_does_is_for_the_next_one() -> None:
    """`task_timeout` is over when it is over."""

    async def scenario() -> tuple[PollSummary, float]:
        line = Line(Client(lambda *_: replace(PENDING, retry_after=1e9)), PollOptions(task_timeout=60.0))
        return await line.run([ticket("a"), ticket("b")]), virtual_time.elapsed()

    summary, took = virtual_time.run(scenario())
    assert (summary.left, summary.overdue) == (2, 2)
    assert took < 120.0


def test_nothing_to_poll_ends_at_once() -> None:
    """An END without tickets before it passes straight through."""

    async def scenario() -> float:
        await Line(Client(lambda *_: DONE)).run()
        return virtual_time.elapsed()

    assert virtual_time.run(scenario()) == 0.0


def test_completed_carries_what_the_line_needs() -> None:
    """A completed outcome has the 17 keys, the notices of the service as warnings, the polls it took, and its time."""

    async def scenario() -> Outcome:
        done = replace(DONE, messages=("page 2 was blurred",))
        line = Line(Client(lambda _, number: done if number == 3 else PROCESSING))
        await line.run([ticket("a")])
        return line.outcomes[0]

    outcome = virtual_time.run(scenario())
    assert isinstance(outcome, Completed)
    assert len(outcome.invoice) == 17
    assert "page 2 was blurred" in outcome.warnings
    assert outcome.polls == 3
    assert outcome.completed_at > virtual_time.EPOCH


@pytest.mark.parametrize("status", [TaskStatus.PENDING, TaskStatus.PROCESSING, None])
def test_unknown_status_is_still_pending(status: TaskStatus | None) -> None:
    """A status that is missing or unknown is no failure: the task is asked about again."""

    async def scenario() -> Line:
        line = Line(Client(lambda _, number: DONE if number > 5 else Answer(status)))
        await line.run([ticket("a")])
        return line

    assert virtual_time.run(scenario()).names == ["a"]


@pytest.mark.parametrize(
    ("answer", "code", "retryable"),
    [
        (Answer(TaskStatus.ERROR, messages=("cannot decode image",)), ErrorCode.RECOGNITION, True),
        (Answer(TaskStatus.ERROR), ErrorCode.RECOGNITION, True),
        (Answer(TaskStatus.COMPLETED), ErrorCode.RESULT_UNREADABLE, False),
        (Answer(TaskStatus.COMPLETED, results=(ResultItem("Text", "%%%"),)), ErrorCode.RESULT_UNREADABLE, False),
        (Answer(TaskStatus.COMPLETED, results=(ResultItem("Text", "W10="),)), ErrorCode.RESULT_UNREADABLE, False),
    ],
)
def test_failures_say_why(answer: Answer, code: ErrorCode, *, retryable: bool) -> None:
    """A failed task and an unreadable result become failures with a code, a message, and whether to try again."""

    async def scenario() -> Line:
        line = Line(Client(lambda *_: answer))
        await line.run([ticket("a")])
        return line

    (failure,) = virtual_time.run(scenario()).failures
    assert (failure.code, failure.retryable, failure.name) == (code, retryable, "a")
    assert failure.messages
    assert failure.ticket is not None


@pytest.mark.parametrize("error", [NotSent("refused"), AnswerLost("reset"), ServiceFailed(500, "")])
def test_failed_poll_is_no_failed_document(error: Exception) -> None:
    """However many polls of a document fail, its result is fetched once one succeeds."""

    async def scenario() -> Line:
        line = Line(Client(lambda _, number: DONE if number > 20 else error))
        await line.run([ticket("a")])
        return line

    assert virtual_time.run(scenario()).names == ["a"]


def test_surprise_with_one_document_leaves_the_others_alone() -> None:
    """An answer that makes the program stumble is tried again and left for the next run; the others are settled."""

    async def scenario() -> tuple[Line, PollSummary]:
        line = Line(
            Client(lambda task, _: ZeroDivisionError("surprise") if task == "bad" else DONE),
            PollOptions(task_timeout=100.0),
        )
        return line, await line.run([ticket("bad"), *(ticket(str(number)) for number in range(50))])

    line, summary = virtual_time.run(scenario())
    assert len(line.names) == 50
    assert (summary.left, summary.overdue) == (1, 1)


@pytest.mark.parametrize(("age", "settled"), [(25 * 3600.0, 1), (23 * 3600.0, 0)])
def test_a_task_the_service_cannot_answer_about_fails_after_its_day(age: float, settled: int) -> None:
    """What it should have forgotten is a failure before the run takes it for an outage, night after night."""

    async def scenario() -> Line:
        line = Line(Client(lambda *_: ServiceFailed(500, "oops")), PollOptions(task_timeout=1800.0))
        async with asyncio.TaskGroup() as group:
            polled = group.create_task(line.run([ticket("bad", age=age)]))
            await virtual_time.sleep(60.0)
            line.stop.request(LimitReached("enough"))
            await polled
        return line

    outcomes = virtual_time.run(scenario()).outcomes
    assert len(outcomes) == settled
    assert all(isinstance(one, Failed) and one.code is ErrorCode.EXPIRED and one.retryable for one in outcomes)


def test_not_exist_soon_after_submission_is_retried() -> None:
    """A task that the service does not know yet is asked about again within the grace period."""

    async def scenario() -> Line:
        line = Line(Client(lambda _, number: DONE if number > 3 else NOT_EXIST))
        await line.run([ticket("a")])
        return line

    line = virtual_time.run(scenario())
    assert line.names == ["a"]
    assert line.resubmissions == []


def test_one_denial_is_not_believed_whatever_the_age() -> None:
    """A first look that comes long after the submission may still be unlucky: only denials in a row cost money."""

    async def scenario() -> Line:
        line = Line(Client(lambda _, number: DONE if number > 2 else NOT_EXIST))
        await line.run([ticket("a", age=3600.0)])
        return line

    line = virtual_time.run(scenario())
    assert line.names == ["a"]
    assert line.resubmissions == []


def test_forgotten_task_is_resubmitted_once() -> None:
    """A task that is gone after the grace period is submitted once more, and its new ticket polled."""

    async def scenario() -> tuple[Line, PollSummary]:
        async def resubmit(old: Ticket) -> Ticket:
            await virtual_time.sleep(1.0)
            return replace(old, task_id="new", submitted_at=virtual_time.now(), attempts=2)

        line = Line(Client(lambda task, _: DONE if task == "new" else NOT_EXIST), resubmit=resubmit)
        return line, await line.run([ticket("a", age=3600.0)])

    line, summary = virtual_time.run(scenario())
    assert line.names == ["a"]
    assert line.resubmissions == ["a"]
    assert summary.resubmitted == 1


def resubmitted(old: Ticket) -> Ticket:
    return replace(old, task_id=f"new-{old.name}", submitted_at=virtual_time.now(), attempts=2)


def timed(submitted_at: list[float]) -> Callable[[Ticket], Awaitable[Ticket]]:
    """What submits a document once more, and notes when."""

    async def resubmit(old: Ticket) -> Ticket:
        submitted_at.append(virtual_time.elapsed())
        return resubmitted(old)

    return resubmit


def test_the_result_of_a_scout_lets_the_others_follow() -> None:
    """What a service lost is submitted again, one document until its result is there, then all at once."""

    async def scenario() -> tuple[Line, list[float]]:
        submitted_at: list[float] = []

        def answer(task: str, number: int) -> Answer:
            return NOT_EXIST if not task.startswith("new") else (DONE if number > 5 else PROCESSING)

        line = Line(Client(answer), resubmit=timed(submitted_at))
        await line.run([ticket(f"{number}", age=3600.0) for number in range(20)])
        return line, submitted_at

    line, (scout, first, *_, last) = virtual_time.run(scenario())
    assert len(line.names) == 20
    assert first - scout > 5 * 0.05
    assert last == first


def test_other_results_of_a_run_make_scouts_needless() -> None:
    """As long as a service brings results of what it was given in this run, all it lost is submitted at once."""

    async def scenario() -> tuple[Line, list[float]]:
        submitted_at: list[float] = []

        def answer(task: str, number: int) -> Answer:
            if task == "fresh":
                return DONE
            return NOT_EXIST if not task.startswith("new") else (DONE if number > 5 else PROCESSING)

        line = Line(Client(answer), resubmit=timed(submitted_at))
        await line.run([ticket("fresh"), *(ticket(f"{number}", age=3600.0) for number in range(5))])
        return line, submitted_at

    line, submitted_at = virtual_time.run(scenario())
    assert len(line.names) == 6
    assert max(submitted_at) - min(submitted_at) < 1.0


def test_a_ticket_older_than_a_day_is_asked_about_once() -> None:
    """Results are kept for 24 hours, but the clock may have been set: one poll costs less than a submission."""

    async def scenario() -> Line:
        line = Line(Client(lambda task, _: NOT_EXIST if task == "gone" else DONE))
        await line.run([ticket("gone", age=86_400.0), ticket("there", age=90_000.0)])
        return line

    line = virtual_time.run(scenario())
    assert line.names == ["there"]
    assert line.resubmissions == ["gone"]
    assert isinstance(line.client, Client)
    assert {task: len(times) for task, times in line.client.asked.items()} == {"gone": 1, "there": 1}


def test_a_task_that_works_for_more_than_a_day_is_a_failure() -> None:
    """It gets a line and counts towards max_attempts, instead of being paid for every night without a word."""

    async def scenario() -> tuple[Line, PollSummary]:
        line = Line(Client(lambda *_: PROCESSING), PollOptions(task_timeout=60.0))
        return line, await line.run([ticket("a", age=90_000.0)])

    line, summary = virtual_time.run(scenario())
    (failure,) = line.failures
    assert (failure.code, failure.retryable) == (ErrorCode.EXPIRED, True)
    assert (summary.left, line.resubmissions) == (0, [])


@pytest.mark.parametrize("seconds", [0.5, 3.0, 10.0, 25.0])
def test_scarce_calls_are_not_used_up_before_there_are_results(seconds: float) -> None:
    """Twenty documents are sent to a service of any speed, with 130 polls for them: all are collected."""
    service = VirtualService(100, fixed(seconds))
    names = [f"{number}" for number in range(20)]
    summary = virtual_time.run(submit_and_poll(service, names, limits=Limits(max_monthly_calls=150)))
    assert (summary.settled, summary.left) == (20, 0)


def test_a_stuck_task_is_asked_about_less_and_less() -> None:
    """One that takes far longer than all others costs polls by the logarithm of its time, not a dozen a second."""

    async def scenario() -> Line:
        line = Line(Client(lambda task, number: PROCESSING if task == "stuck" or number < 3 else DONE))
        await line.run([*(ticket(f"{number}") for number in range(30)), ticket("stuck")])
        return line

    line = virtual_time.run(scenario())
    assert isinstance(line.client, Client)
    assert len(line.client.asked["stuck"]) < 200


def test_task_that_never_ends_is_left_for_the_next_run() -> None:
    """After `task_timeout` a task is given up for this run: no line, no failure, counted."""

    async def scenario() -> tuple[Line, PollSummary, float]:
        line = Line(
            Client(lambda task, _: PROCESSING if task == "stuck" else DONE),
            PollOptions(task_timeout=600.0),
        )
        summary = await line.run([ticket("stuck"), *(ticket(str(number)) for number in range(20))])
        return line, summary, virtual_time.elapsed()

    line, summary, at = virtual_time.run(scenario())
    assert len(line.names) == 20
    assert (summary.left, summary.overdue) == (1, 1)
    assert 600.0 <= at <= 660.0


def test_waiting_in_the_queue_of_the_service_is_no_timeout() -> None:
    """The time limit of a task counts from when it is among the oldest, not from its submission."""

    async def scenario() -> PollSummary:
        service = VirtualService(1, fixed(10.0))
        line = Line(service, PollOptions(task_timeout=120.0))
        return await line.run([await service.submit(str(number)) for number in range(60)])

    summary = virtual_time.run(scenario())
    assert (summary.settled, summary.overdue) == (60, 0)


@pytest.mark.parametrize("task_timeout", [10.0, 600.0])
@pytest.mark.parametrize("answer", [PENDING, PROCESSING])
def test_a_service_that_gets_on_with_nothing_is_waited_for_once(answer: Answer, task_timeout: float) -> None:
    """When no document makes any progress, `task_timeout` is over for all of them together, not one after another."""

    async def scenario() -> tuple[PollSummary, float]:
        line = Line(Client(lambda *_: answer), PollOptions(task_timeout=task_timeout))
        return await line.run([ticket(str(number)) for number in range(200)]), virtual_time.elapsed()

    summary, at = virtual_time.run(scenario())
    assert (summary.left, summary.overdue) == (200, 200)
    assert task_timeout <= at <= 1.1 * task_timeout + 20.0


def test_inbox_is_not_read_beyond_max_pending() -> None:
    """Back-pressure: at most `max_pending` tickets are held; the rest waits in the queue and before it."""

    async def scenario() -> int:
        line = Line(Client(lambda *_: PROCESSING), PollOptions(max_pending=20, stop_grace=1.0))
        fed = 0

        async def feed() -> None:
            nonlocal fed
            for number in range(200):
                await line.tickets.put(ticket(str(number)))
                fed += 1
            await line.tickets.put(END)

        async with asyncio.TaskGroup() as group:
            group.create_task(feed())
            running = group.create_task(line.run(end=False))
            await virtual_time.sleep(30.0)
            held = fed
            line.stop.request(LimitReached("time"))
            summary = await running
        assert summary.left == 200
        return held

    assert virtual_time.run(scenario()) <= 20 + 16


def test_stop_leaves_what_is_pending_after_its_grace() -> None:
    """After a stop, results are fetched for `stop_grace` seconds; what is then unfinished is left, and END comes."""

    async def scenario() -> tuple[Line, PollSummary, float]:
        service = VirtualService(4, fixed(2.0))
        line = Line(service, PollOptions(stop_grace=10.0))
        tickets = [await service.submit(str(number)) for number in range(100)]
        async with asyncio.TaskGroup() as group:
            running = group.create_task(line.run(tickets))
            await virtual_time.sleep(20.0)
            line.stop.request(LimitReached("time"))
            at = virtual_time.elapsed()
            summary = await running
        return line, summary, virtual_time.elapsed() - at

    line, summary, took = virtual_time.run(scenario())
    assert summary.settled + summary.left == 100
    assert 60 <= summary.settled <= 70
    assert len(line.outcomes) == summary.settled
    assert took == pytest.approx(10.0, abs=0.1)


def test_stop_does_not_wait_when_nothing_is_pending() -> None:
    """The grace period is no sleep: with everything settled the stage ends at once."""

    async def scenario() -> float:
        line = Line(Client(lambda *_: DONE), PollOptions(stop_grace=1000.0))
        line.stop.request(LimitReached("time"))
        await line.run([ticket("a")])
        return virtual_time.elapsed()

    assert virtual_time.run(scenario()) < 10.0


def test_hanging_poll_does_not_outlast_the_grace() -> None:
    """A GET without an answer is broken off when the grace period is over; it costs nothing."""

    async def scenario() -> tuple[PollSummary, float]:
        class Hanging(Client):
            async def result(self, task_id: str) -> Answer:
                await virtual_time.sleep(3600.0)
                return DONE

        line = Line(Hanging(lambda *_: DONE), PollOptions(stop_grace=5.0))
        async with asyncio.TaskGroup() as group:
            running = group.create_task(line.run([ticket("a")]))
            await virtual_time.sleep(10.0)
            line.stop.request(LimitReached("time"))
            return await running, virtual_time.elapsed()

    summary, at = virtual_time.run(scenario())
    assert summary.left == 1
    assert at == pytest.approx(15.0, abs=0.1)


def test_refusal_of_the_service_stops_the_run() -> None:
    """A poll that tells that the account is refused asks for a stop with that reason; all tickets stay open."""

    async def scenario() -> tuple[Line, PollSummary]:
        line = Line(Client(lambda *_: AccessRefused("quota is spent")))
        return line, await line.run(ticket(str(number)) for number in range(50))

    line, summary = virtual_time.run(scenario())
    assert isinstance(line.stop.reason, AccessRefused)
    assert (summary.settled, summary.left) == (0, 50)


def test_spent_poll_budget_stops_the_run() -> None:
    """When no further poll may be paid for, what is pending is left at once, not after the grace period."""

    async def scenario() -> tuple[Line, PollSummary, float]:
        line = Line(Client(lambda _, number: LimitReached("calls") if number > 1 else PROCESSING))
        return line, await line.run([ticket("a")]), virtual_time.elapsed()

    line, summary, at = virtual_time.run(scenario())
    assert isinstance(line.stop.reason, RunError)
    assert summary.left == 1
    assert at < 2.0


def test_gets_run_side_by_side_under_a_bound() -> None:
    """Polls are not awaited one by one, and no more than the bound are in flight."""

    async def scenario() -> tuple[int, float]:
        client = Client(lambda *_: DONE)
        line = Line(client)
        await line.run(ticket(str(number), age=60.0) for number in range(640))
        return client.most_in_flight, virtual_time.elapsed()

    most, took = virtual_time.run(scenario())
    assert most == POLLS_IN_FLIGHT
    assert took < 640 * 0.05 / 10


def test_slow_writer_holds_back_the_polls() -> None:
    """Outcomes are not piled up: with the writer stuck, at most a bounded number of results is fetched."""

    async def scenario() -> int:
        client, stop = Client(lambda *_: DONE), Stop()
        tickets: asyncio.Queue[Ticket | End] = asyncio.Queue()
        outcomes: asyncio.Queue[Outcome | End] = asyncio.Queue(10)
        for number in range(500):
            tickets.put_nowait(ticket(str(number), age=60.0))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(60.0):
                await poll_all(
                    tickets,
                    outcomes,
                    Terms(
                        client=client,
                        gate=OpenGate(),
                        stop=stop,
                        options=PollOptions(),
                        resubmit=never,
                        clock=virtual_time.now,
                    ),
                )
        return len(client.asked)

    assert virtual_time.run(scenario()) <= 10 + POLLS_IN_FLIGHT


def test_next_night_starts_with_what_was_learned() -> None:
    """With the durations of the night before, the first documents are polled as frugally as the last ones."""

    async def night(learned: bytes | None) -> tuple[float, bytes]:
        service = VirtualService(16, uniform(6.0, 9.0))
        summary = await submit_and_poll(service, [str(number) for number in range(16)], learned=learned)
        return service.gets / 16, summary.learned

    first, learned = virtual_time.run(night(None))
    second, _ = virtual_time.run(night(learned))
    assert second < 0.75 * first


@dataclass(frozen=True)
class Scenario:
    """One service, and what polling it may cost; times as shares of the service time's median."""

    documents: int
    processors: int
    median: float
    sigma: float
    gets: float
    lag: float


SCENARIOS = {
    "few more than the service does at once": Scenario(192, 32, 2.0, 0.5, gets=4.8, lag=0.175),
    "deep queue, fixed": Scenario(400, 8, 0.5, 0.0, gets=2.7, lag=0.35),
    "deep queue, spread": Scenario(1000, 8, 0.5, 0.5, gets=2.8, lag=0.35),
    "deeper queue, fast service": Scenario(1000, 8, 0.25, 0.0, gets=2.7, lag=0.6),
    "wide service": Scenario(1000, 64, 2.0, 0.5, gets=3.7, lag=0.25),
    "narrow service": Scenario(100, 1, 2.0, 0.5, gets=7.0, lag=6.0),
}


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_polling_is_frugal_and_prompt(scenario: Scenario) -> None:
    """Polls per document, waiting for results that are there, and the length of the run stay within their targets."""
    gets, lags, spans = [], [], []
    for seed in range(3):
        service = VirtualService(scenario.processors, lognormal(scenario.median, scenario.sigma), seed=seed)
        names = [str(number) for number in range(scenario.documents)]
        assert virtual_time.run(submit_and_poll(service, names)).settled == scenario.documents
        gets.append(service.gets / scenario.documents)
        lags.append(service.mean_lag / scenario.median)
        spans.append(service.makespan / service.ideal)
    assert sum(gets) / 3 <= scenario.gets
    assert sum(lags) / 3 <= scenario.lag
    assert sum(spans) / 3 <= 1.03


def test_polls_per_document_do_not_grow_with_the_queue() -> None:
    """Twice and a half the documents in the same queue cost no more polls each."""
    per_document = []
    for documents in (400, 1000):
        service = VirtualService(8, lognormal(0.25, 0.5), seed=5)
        virtual_time.run(submit_and_poll(service, [str(number) for number in range(documents)]))
        per_document.append(service.gets / documents)
    assert per_document[1] <= 1.2 * per_document[0]
