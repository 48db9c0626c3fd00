"""Whatever the service answers, whenever the run stops: every ticket is settled or left, never both, never twice."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import event, given, settings
from hypothesis import strategies as st

from batch_ocr.aspose.wire.answer import Answer, ResultItem, TaskStatus
from batch_ocr.errors import AccessRefused, AnswerLost, ErrorCode, LimitReached, NotSent, ServiceFailed, Throttled
from batch_ocr.gate import Gate
from batch_ocr.poll_terms import PollOptions, PollSummary, Terms
from batch_ocr.poller import poll_all
from batch_ocr.records import END, Completed, End, Failed, Outcome, Ticket
from batch_ocr.stop import Stop
from tests import virtual_time
from tests.virtual_service import DATA

UNFINISHED = [Answer(TaskStatus.PENDING), Answer(TaskStatus.PROCESSING), Answer(None), Answer(TaskStatus.NOT_EXIST)]
FINISHED = [
    Answer(TaskStatus.COMPLETED, results=(ResultItem("Text", DATA),)),
    Answer(TaskStatus.COMPLETED),
    Answer(TaskStatus.ERROR, messages=("bad",)),
    Answer(TaskStatus.NOT_EXIST),
]
FAULTS = [
    NotSent("refused"),
    AnswerLost("reset"),
    ServiceFailed(500, ""),
    Throttled(429, 3.0),
    Throttled(503, None),
    ValueError("surprise"),
]


@dataclass(frozen=True)
class Task:
    """One document as the service sees it."""

    age: float
    """Seconds since its submission when the run begins."""
    arrives: float
    ends: float
    """Seconds after the run begins."""
    before: Answer
    after: Answer
    faults: tuple[Exception, ...]
    """What its first polls bring."""


tasks = st.builds(
    Task,
    age=st.sampled_from([0.0, 0.0, 0.0, 5.0, 3600.0, 90_000.0]),
    arrives=st.floats(0.0, 20.0),
    ends=st.one_of(st.floats(0.0, 60.0), st.just(float("inf"))),
    before=st.sampled_from(UNFINISHED),
    after=st.sampled_from(FINISHED),
    faults=st.lists(st.sampled_from(FAULTS), max_size=3).map(tuple),
)
stops = st.one_of(
    st.none(),
    st.tuples(st.floats(0.0, 80.0), st.sampled_from(["close", "request"])),
)


@dataclass
class Service:
    """Answers polls as the tasks say; refuses everything from `refuses_at` on; resubmissions are done or refused."""

    tasks: dict[str, Task]
    refuses_at: float
    resubmits: bool

    def __post_init__(self) -> None:
        self.polls: Counter[str] = Counter()
        self.resubmitted: Counter[str] = Counter()

    async def result(self, task_id: str) -> Answer:
        name = task_id.removeprefix("again-")
        task = self.tasks[name]
        number = self.polls[task_id]
        self.polls[task_id] += 1
        await virtual_time.sleep(0.05)
        now = virtual_time.elapsed()
        if now >= self.refuses_at:
            raise AccessRefused("quota")
        if number < len(task.faults):
            raise task.faults[number]
        return task.after if now >= task.ends else task.before

    async def resubmit(self, ticket: Ticket) -> Ticket | Outcome | None:
        self.resubmitted[ticket.name] += 1
        await virtual_time.sleep(0.5)
        if not self.resubmits:
            return None
        return replace(ticket, task_id=f"again-{ticket.name}", submitted_at=virtual_time.now(), attempts=2)


@settings(max_examples=150, deadline=None)
@given(
    documents=st.lists(tasks, max_size=40),
    stop_plan=stops,
    max_pending=st.integers(1, 50),
    refuses_at=st.sampled_from([float("inf"), float("inf"), 10.0, 0.0]),
    resubmits=st.booleans(),
    first_poll=st.one_of(st.none(), st.floats(0.0, 10.0)),
)
def test_every_ticket_is_settled_or_left(
    documents: list[Task],
    stop_plan: tuple[float, str] | None,
    max_pending: int,
    refuses_at: float,
    *,
    resubmits: bool,
    first_poll: float | None,
) -> None:
    """Outcomes and what is left add up to the tickets; no document is polled after its outcome or resubmitted twice."""
    service = Service({str(number): task for number, task in enumerate(documents)}, refuses_at, resubmits)
    options = PollOptions(max_pending, first_poll, task_timeout=200.0, stop_grace=15.0)
    outcomes: list[Outcome] = []

    async def scenario() -> PollSummary:
        stop = Stop()
        inbox: asyncio.Queue[Ticket | End] = asyncio.Queue(4)
        outbox: asyncio.Queue[Outcome | End] = asyncio.Queue(4)
        gate = Gate(random.Random(1), host="h", concurrency=8)

        async def feed() -> None:
            for name, task in sorted(service.tasks.items(), key=lambda item: item[1].arrives):
                await virtual_time.sleep(max(0.0, task.arrives - virtual_time.elapsed()))
                submitted_at = virtual_time.now() - timedelta(seconds=task.age)
                await inbox.put(Ticket(name, f"sha-{name}", name, submitted_at))
            await inbox.put(END)

        async def collect() -> None:
            while (outcome := await outbox.get()) is not END:
                outcomes.append(outcome)

        async def interrupt(at: float, how: str) -> None:
            await virtual_time.sleep(at)
            (stop.close if how == "close" else stop.request)(LimitReached("enough"))

        async with asyncio.TaskGroup() as group:
            group.create_task(feed())
            group.create_task(collect())
            if stop_plan is not None:
                group.create_task(interrupt(*stop_plan))
            polled = group.create_task(
                poll_all(
                    inbox,
                    outbox,
                    Terms(
                        client=service,
                        gate=gate,
                        stop=stop,
                        options=options,
                        resubmit=service.resubmit,
                        clock=virtual_time.now,
                    ),
                )
            )
        return polled.result()

    summary = virtual_time.run(scenario())
    names = [one.ticket.name if isinstance(one, Completed) else one.name for one in outcomes]
    assert len(names) == len(set(names)), "two outcomes of one document"
    assert len(names) + summary.left == len(documents)
    assert summary.settled == len(names)
    assert set(service.resubmitted.values()) <= {1}
    assert summary.polls == sum(service.polls.values())
    for outcome in outcomes:
        if isinstance(outcome, Failed) and outcome.code is ErrorCode.EXPIRED:
            given_up = "within the day" in outcome.messages[0] or "forgets" in outcome.messages[0]
            assert service.resubmitted[outcome.name] == 1 or given_up
    event(f"left {min(summary.left, 3)}, settled {min(summary.settled, 3)}")
