"""The gate on virtual time: who may leave when, and what a failure teaches."""

from __future__ import annotations

import asyncio
import random
from functools import partial
from itertools import pairwise

import pytest

from batch_ocr.budget import Budget, Limits
from batch_ocr.errors import (
    AnswerLost,
    CallError,
    ErrorCode,
    ItemError,
    LimitReached,
    NotSent,
    RequestRefused,
    RunError,
    ServiceFailed,
    ServiceUnreachable,
    Throttled,
)
from batch_ocr.gate import Gate, SubmissionsClosed
from batch_ocr.gate_lane import LONGEST_PAUSE, REFUSED_PATIENCE, Kind, Unlimited
from tests import virtual_time
from tests.gate_services import ROUND_TRIP, Service, gate, given, submit_each, swallow


def test_answer_and_errors_of_the_call_reach_the_caller() -> None:
    """The gate returns what the call returns and raises what it raises, once."""

    async def scenario() -> None:
        one = gate()
        assert await one.submit(Service()) == "id"
        for error in (RequestRefused(400, "bad"), ItemError(ErrorCode.CHANGED, "changed"), AnswerLost("gone")):
            service = Service(partial(given, error))
            with pytest.raises(type(error)):
                await one.submit(service)
            assert len(service.left) == 1

    virtual_time.run(scenario())


def asking(error: CallError, seconds: float = 7.0) -> CallError:
    """Return the error as one that came with a Retry-After."""
    error.retry_after = seconds
    return error


def test_concurrency_is_bounded() -> None:
    """No more submissions are in flight than `concurrency` says, however many wait."""

    async def scenario() -> int:
        service = Service()
        await submit_each(gate(concurrency=5), service, 100)
        return service.most_in_flight

    assert virtual_time.run(scenario()) == 5


def test_concurrency_grows_to_its_bound() -> None:
    """A service that takes everything is soon sent as much at once as `concurrency` allows."""

    async def scenario() -> int:
        service = Service()
        await submit_each(gate(concurrency=64), service, 1000, workers=64)
        return service.most_in_flight

    assert virtual_time.run(scenario()) == 64


def test_requests_leave_in_the_order_of_asking() -> None:
    """Nobody overtakes: the pool is fair."""

    async def scenario() -> list[int]:
        one, order = gate(concurrency=2, submit_rate=10.0), []

        async def call(number: int) -> None:
            order.append(number)
            await virtual_time.sleep(ROUND_TRIP)

        async with asyncio.TaskGroup() as group:
            for number in range(20):
                group.create_task(one.submit(partial(call, number)))
        return order

    assert virtual_time.run(scenario()) == list(range(20))


@pytest.mark.parametrize(
    "told", [Throttled(429, 7.0), *map(asking, [NotSent("408"), ServiceFailed(500, ""), RequestRefused(413, "")])]
)
def test_retry_after_pauses_the_whole_pool(told: CallError) -> None:
    """Once a Retry-After has come, with whatever status, nobody submits before it has passed, and nobody polls."""

    async def scenario() -> tuple[list[float], float]:
        service, polls, one = Service(lambda number: told if number == 3 else None), Service(), gate()

        async def one_by_one() -> None:
            for _ in range(100):
                await swallow(one.submit(service))

        async with asyncio.TaskGroup() as group:
            group.create_task(one_by_one())
            await virtual_time.sleep(1.0)
            for _ in range(32):
                group.create_task(one.submit(service))
            await one.poll(polls)
        return service.left, polls.left[0]

    left, poll = virtual_time.run(scenario())
    assert left[4] - left[3] >= 7.0 + ROUND_TRIP
    assert poll >= left[3] + ROUND_TRIP + 7.0


def test_release_after_a_pause_is_staggered() -> None:
    """When a pause is over the pool does not fire at once."""

    async def scenario() -> list[float]:
        service = Service(lambda number: Throttled(429, 5.0) if 10 <= number < 20 else None)
        await submit_each(gate(), service, 60)
        return [left for left in service.left if left > 5.0]

    after = virtual_time.run(scenario())
    assert len([left for left in after if left < after[0] + ROUND_TRIP]) <= 3


def test_backoff_doubles_without_retry_after() -> None:
    """A service that refuses again and again without saying how long is asked ever more rarely."""

    async def scenario() -> list[float]:
        service = Service(lambda number: Throttled(429, None) if number < 5 else None)
        await submit_each(gate(), service, 1, workers=1)
        return service.left

    gaps = [later - earlier for earlier, later in pairwise(virtual_time.run(scenario()))]
    assert all(later > 1.5 * earlier for earlier, later in pairwise(gaps))


def test_longer_of_header_and_backoff_wins() -> None:
    """A Retry-After shorter than the backoff does not shorten it."""

    async def scenario() -> list[float]:
        service = Service(lambda number: Throttled(429, 0.1) if number < 4 else None)
        await submit_each(gate(), service, 1, workers=1)
        return service.left

    left = virtual_time.run(scenario())
    assert left[4] - left[3] >= 4.0


def test_volley_of_refusals_costs_one_halving() -> None:
    """Thirty-two refusals of one volley halve the concurrency once."""

    async def scenario() -> int:
        one, service = gate(concurrency=64), Service(lambda number: Throttled(429, 1.0) if number >= 200 else None)
        await submit_each(one, service, 200, workers=64)
        before = one.submissions.limit
        async with asyncio.TaskGroup() as group:
            for _ in range(32):
                group.create_task(swallow(one.submit(service)))
        assert before == 64
        return one.submissions.limit

    assert virtual_time.run(scenario()) == 32


def test_concurrency_never_falls_below_one() -> None:
    """However often it is refused, the pool goes on trying one at a time."""

    async def scenario() -> int:
        one, service = gate(), Service(lambda number: Throttled(429, 0.0) if number < 12 else None)
        await submit_each(one, service, 1, workers=1)
        return one.submissions.limit

    assert virtual_time.run(scenario()) >= 1


def test_breaker_opens_and_probes_one_at_a_time() -> None:
    """After failures in a row the service is left alone, then probed by single requests until one succeeds."""

    async def scenario() -> tuple[Service, float]:
        back_at = 20.0
        service = Service(lambda _: NotSent("refused") if virtual_time.elapsed() < back_at else None)
        one = gate()
        await one.poll(Service())  # the service has answered in this run
        await submit_each(one, service, 50)
        return service, back_at

    service, back_at = virtual_time.run(scenario())
    during = [left for left in service.left if 1.0 < left < back_at]
    assert len(during) <= 6
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(during))
    assert min(left for left in service.left if left >= back_at) < back_at + 16.0


def test_failures_of_documents_do_not_open_the_breaker() -> None:
    """A folder full of documents that the service refuses is not an outage."""

    async def scenario() -> float:
        one, service = gate(), Service(lambda _: RequestRefused(400, "bad image"))
        for _ in range(50):
            assert isinstance(await swallow(one.submit(service)), RequestRefused)
        return virtual_time.elapsed()

    assert virtual_time.run(scenario()) == pytest.approx(50 * ROUND_TRIP)


def test_outage_ends_the_run_after_its_patience() -> None:
    """When nothing has succeeded for `patience` seconds the run gives up and says that nothing is lost."""

    async def scenario() -> tuple[Exception | None, float]:
        one, service = gate(patience=60.0), Service(lambda _: NotSent("connection refused"))
        await one.submit(Service())
        while True:
            error = await swallow(one.submit(service))
            if isinstance(error, RunError):
                return error, virtual_time.elapsed()

    error, at = virtual_time.run(scenario())
    assert isinstance(error, ServiceUnreachable)
    assert "ocr.example" in str(error)
    assert "connection refused" in str(error)
    assert "nothing is lost" in str(error)
    assert 60.0 <= at <= 80.0


def test_service_that_never_answered_is_given_up_soon() -> None:
    """A wrong address is told within seconds, not minutes."""

    async def scenario() -> float:
        one, service = gate(), Service(lambda _: NotSent("no such host"))
        while not isinstance(await swallow(one.submit(service)), ServiceUnreachable):
            pass
        return virtual_time.elapsed()

    assert virtual_time.run(scenario()) <= 20.0


def test_waiters_are_told_when_the_run_gives_up() -> None:
    """Whoever waits for a turn when the run gives up is not left waiting."""

    async def scenario() -> list[Exception | None]:
        one, service = gate(concurrency=1), Service(lambda _: NotSent("refused"))
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(swallow(one.submit(service))) for _ in range(100)]
        return [task.result() for task in tasks]

    last = virtual_time.run(scenario())[-1]
    assert isinstance(last, ServiceUnreachable)


def test_retry_after_beyond_the_deadline_stops_at_once() -> None:
    """A wait that would outlast the allowed time is not begun."""

    async def scenario() -> tuple[Exception | None, Exception | None, float]:
        one, service = gate(deadline=300.0), Service(lambda _: Throttled(429, 600.0))
        first = await swallow(one.submit(service))
        return first, await swallow(one.submit(service)), virtual_time.elapsed()

    first, second, at = virtual_time.run(scenario())
    assert isinstance(first, LimitReached)
    assert isinstance(second, LimitReached)
    assert at == pytest.approx(ROUND_TRIP)


def test_long_retry_after_without_deadline_is_waited_for() -> None:
    """A service that asks for ten minutes is neither pestered nor taken to be broken."""

    async def scenario() -> list[float]:
        service = Service(lambda number: Throttled(429, 600.0) if number == 0 else None)
        await submit_each(gate(patience=120.0), service, 2, workers=1)
        return service.left

    left = virtual_time.run(scenario())
    assert left[1] >= 600.0


def test_a_service_that_only_asks_to_wait_is_given_up() -> None:
    """After a quarter of an hour of nothing but Retry-After, each of them waited for, the run ends."""

    async def scenario() -> tuple[Exception | None, float]:
        one, service = gate(), Service(lambda _: Throttled(503, 60.0))
        while not isinstance(error := await swallow(one.submit(service)), RunError):
            pass
        return error, virtual_time.elapsed()

    error, at = virtual_time.run(scenario())
    assert isinstance(error, ServiceUnreachable)
    assert "ocr.example has only asked to wait for 15 minutes" in str(error)
    assert REFUSED_PATIENCE < at < REFUSED_PATIENCE + 130.0


def test_one_answer_makes_up_for_all_waiting_before_it() -> None:
    """A service that serves a request now and then is borne, however many hours it asks to wait in all."""

    async def scenario() -> float:
        service = Service(lambda number: Throttled(503, 60.0) if number % 10 else None)
        await submit_each(gate(), service, 9, workers=1)
        return virtual_time.elapsed()

    assert virtual_time.run(scenario()) > 4 * REFUSED_PATIENCE


@pytest.mark.parametrize("seconds", [LONGEST_PAUSE + 1.0, 10 * LONGEST_PAUSE])
def test_a_pause_beyond_an_hour_is_for_the_next_run(seconds: float) -> None:
    """A run without a time limit ends at once when it is asked to wait longer than LONGEST_PAUSE."""

    async def scenario() -> Exception | None:
        return await swallow(gate().submit(Service(lambda _: Throttled(429, seconds))))

    assert isinstance(virtual_time.run(scenario()), LimitReached)


def test_concurrency_that_nobody_uses_is_not_raised() -> None:
    """Successes of requests one at a time say nothing about many at once: the limit stays where it was."""

    async def scenario() -> tuple[int, int]:
        one = gate(concurrency=64)
        before = one.submissions.limit
        await submit_each(one, Service(), 200, workers=before // 2 - 1)
        return before, one.submissions.limit

    before, after = virtual_time.run(scenario())
    assert after == before


def test_closed_submissions_end_waiting_at_once() -> None:
    """Once submissions are closed, those that wait and those that come are turned away; what is in flight finishes."""

    async def scenario() -> tuple[list[Exception | None], int, float]:
        one, service = gate(concurrency=2, submit_rate=1.0), Service()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(swallow(one.submit(service))) for _ in range(10)]
            await virtual_time.sleep(1.5)
            one.close_submissions()
        late = await swallow(one.submit(service))
        return [*(task.result() for task in tasks), late], len(service.left), virtual_time.elapsed()

    results, sent, at = virtual_time.run(scenario())
    assert sent == 2
    assert [type(result) for result in results] == [type(None)] * 2 + [SubmissionsClosed] * 9
    assert at == 1.5


def test_polls_go_on_when_submissions_are_closed() -> None:
    """What is pending can still be fetched after the last submission."""

    async def scenario() -> str:
        one = gate()
        one.close_submissions()
        return await one.poll(Service())

    assert virtual_time.run(scenario()) == "id"


def test_spent_budget_sends_nothing() -> None:
    """The budget is asked before a request leaves; when it refuses, nothing has been sent."""

    async def scenario() -> tuple[Exception | None, int, list[Kind]]:
        asked: list[Kind] = []

        class Few(Unlimited):
            def take(self, kind: Kind, /) -> None:
                asked.append(kind)
                if asked.count("submit") > 3:
                    raise LimitReached("max_submissions reached")

        one, service = Gate(random.Random(1), host="h", concurrency=4, budget=Few()), Service()
        for _ in range(3):
            await one.submit(service)
        await one.poll(Service())
        return await swallow(one.submit(service)), len(service.left), asked

    error, sent, asked = virtual_time.run(scenario())
    assert isinstance(error, LimitReached)
    assert sent == 3
    assert asked == ["submit", "submit", "submit", "poll", "submit"]


@pytest.mark.parametrize("error", [Throttled(429, 1.0), NotSent("408"), ItemError(ErrorCode.CHANGED, "changed")])
def test_a_limit_of_submissions_is_one_of_documents(error: Exception) -> None:
    """As many documents are accepted as the budget allows, whatever was surely not, and however many wait meanwhile."""

    async def scenario() -> tuple[int, list[Exception | None]]:
        budget = Budget(Limits(max_submissions=7), {})
        one, service = Gate(random.Random(1), host="h", concurrency=4, budget=budget), Service()
        service.judge = lambda number: error if number in {0, 5, 8} else None
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(swallow(one.submit(service))) for _ in range(20)]
        return len(service.left), [task.result() for task in tasks]

    sent, ends = virtual_time.run(scenario())
    assert (sent, ends.count(None)) == (10, 7)
    assert all(isinstance(end, LimitReached) for end in ends[10:])


def test_an_answer_that_was_lost_uses_up_the_budget() -> None:
    """What the service may have, or has refused for what it is, is a submission of the run."""

    async def scenario() -> Exception | None:
        one = Gate(random.Random(1), host="h", concurrency=4, budget=Budget(Limits(max_submissions=3), {}))
        errors = [AnswerLost("reset"), ServiceFailed(500, ""), RequestRefused(400, "bad")]
        for error in errors:
            await swallow(one.submit(Service(partial(given, error))))
        return await swallow(one.submit(Service()))

    assert isinstance(virtual_time.run(scenario()), LimitReached)


def test_cancelled_request_frees_its_place() -> None:
    """A request that is cancelled, or whose waiting is, does not hold a place in the gate."""

    async def scenario() -> int:
        one, service = gate(concurrency=1), Service()
        for _ in range(3):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(ROUND_TRIP / 2):
                    await one.submit(service)
        await one.submit(service)
        return one.submissions.in_flight

    assert virtual_time.run(scenario()) == 0


def test_cancelled_probe_lets_the_next_one_probe() -> None:
    """A probe that is cancelled says nothing about the service; the breaker does not wait for it for ever."""

    async def scenario() -> str:
        one, service = gate(), Service(lambda number: NotSent("refused") if number < 5 else None)
        for _ in range(5):
            await swallow(one.submit(service))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1.0 + ROUND_TRIP / 2):
                await one.submit(service)
        return await one.submit(service)

    assert virtual_time.run(scenario()) == "id"


def test_server_errors_open_the_breaker_too() -> None:
    """A 500 for one document after the other is an outage of the service, not of the documents."""

    async def scenario() -> float:
        one, service = gate(), Service(lambda _: ServiceFailed(500, ""))
        for _ in range(6):
            await swallow(one.submit(service))
        return virtual_time.elapsed()

    assert virtual_time.run(scenario()) >= 1.0
