"""Whatever the service answers, whenever the run stops: what the gate never does."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from batch_ocr.errors import AnswerLost, CallError, LimitReached, NotSent, RunError, ServiceFailed, Throttled
from batch_ocr.gate import Gate, SubmissionsClosed
from batch_ocr.gate_breaker import Breaker
from batch_ocr.gate_pace import HEADROOM, LATENESS, MEMORY, Pacer
from batch_ocr.gate_window import Window
from tests import virtual_time
from tests.gate_services import submit_each

answers = st.one_of(
    st.none(),
    st.builds(NotSent, st.just("refused")),
    st.builds(AnswerLost, st.just("reset")),
    st.builds(ServiceFailed, st.just(500), st.just("")),
    st.builds(Throttled, st.sampled_from([429, 503]), st.one_of(st.none(), st.floats(0.0, 40.0))),
)
trips = st.tuples(answers, st.floats(0.001, 2.0))


@dataclass
class Service:
    """Answers as the script says, over and over; checks at each request what must never happen."""

    script: list[tuple[Exception | None, float]]
    limit: int
    asked: int = 0
    in_flight: int = 0
    not_before: float = 0.0
    began: list[float] = field(default_factory=list)

    async def __call__(self) -> int:
        now = virtual_time.elapsed()
        assert now >= self.not_before, "sent before its Retry-After"
        assert self.in_flight < self.limit, "more in flight than allowed"
        answer, seconds = self.script[self.asked % len(self.script)]
        self.asked += 1
        self.in_flight += 1
        number = self.asked
        try:
            await virtual_time.sleep(seconds)
        finally:
            self.in_flight -= 1
        if isinstance(answer, Throttled):
            self.not_before = max(self.not_before, virtual_time.elapsed() + (answer.retry_after or 0.0))
        if answer is not None:
            raise answer
        return number


@settings(max_examples=150, deadline=None)
@given(
    script=st.lists(trips, min_size=1, max_size=12),
    concurrency=st.integers(1, 40),
    workers=st.integers(1, 40),
    rate=st.one_of(st.none(), st.floats(0.5, 200.0)),
    stop_at=st.floats(0.0, 60.0),
    deadline=st.one_of(st.none(), st.floats(10.0, 100.0)),
)
def test_every_request_is_answered_or_turned_away(
    script: list[tuple[Exception | None, float]],
    concurrency: int,
    workers: int,
    rate: float | None,
    stop_at: float,
    deadline: float | None,
) -> None:
    """Each asker gets exactly one end; nothing leaves before its Retry-After, after closing, or beyond the bound."""

    async def scenario() -> None:
        gate = Gate(random.Random(1), host="h", concurrency=concurrency, submit_rate=rate, deadline=deadline)
        service = Service(script, concurrency)
        ends = 0

        async def worker() -> None:
            nonlocal ends
            for _ in range(5):
                with suppress(CallError, RunError, SubmissionsClosed):
                    await gate.submit(service)
                ends += 1

        async with asyncio.TaskGroup() as group:
            for _ in range(workers):
                group.create_task(worker())
            await virtual_time.sleep(stop_at)
            gate.close_submissions()
            sent = service.asked
        assert service.asked == sent, "sent after closing"
        assert ends == 5 * workers
        assert gate.submissions.in_flight == service.in_flight == 0

    virtual_time.run(scenario())


@settings(max_examples=150, deadline=None)
@given(
    rate=st.floats(0.5, 100.0),
    waits=st.lists(st.floats(0.0, 3.0), min_size=1, max_size=40),
    seconds=st.floats(0.0, 0.5),
)
def test_told_rate_is_never_exceeded(rate: float, waits: list[float], seconds: float) -> None:
    """In any stretch of time no more requests leave than the told rate allows, whenever they are asked for."""

    async def scenario() -> list[float]:
        gate, left = Gate(random.Random(1), host="h", concurrency=50, submit_rate=rate), []

        async def call() -> None:
            left.append(virtual_time.elapsed())
            await virtual_time.sleep(seconds)

        async with asyncio.TaskGroup() as group:
            for wait in waits:
                await virtual_time.sleep(wait)
                group.create_task(gate.submit(call))
        return left

    left = virtual_time.run(scenario())
    for first, start in enumerate(left):
        for last in range(first + 1, len(left)):
            assert last - first <= (left[last] - start + LATENESS) * rate + 1e-6


@given(
    steps=st.lists(st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.booleans()), max_size=60),
    ceiling=st.integers(1, 100),
)
def test_at_most_one_halving_in_a_window(steps: list[tuple[float, float, bool]], ceiling: int) -> None:
    """A cut is caused by a request that began after the cut before; the limit stays in its range."""
    window, now, last_cut = Window(ceiling), 0.0, -1.0
    for passed, took, refused in steps:
        now += passed + took
        before = window.limit
        if refused:
            if window.refused(now - took, now):
                assert now - took > last_cut
                assert window.limit >= before // 2
                last_cut = now
            else:
                assert window.limit == before
        else:
            window.in_flight = before
            window.succeeded()
        assert 1 <= window.limit <= ceiling


@given(steps=st.lists(st.tuples(st.floats(0.0, 20.0), st.booleans()), max_size=60))
def test_breaker_lets_one_probe_at_a_time_through(steps: list[tuple[float, bool]]) -> None:
    """While the breaker is open there is never a second probe, and a success always closes it."""
    breaker, now = Breaker(), 0.0
    for passed, fails in steps:
        now += passed
        if breaker.open_until > now:
            continue
        assert not breaker.probing
        probe = breaker.started()
        assert breaker.probing == probe
        if fails:
            assert breaker.failed(now, probe=probe) >= 0.0
        else:
            breaker.succeeded(probe=probe)
            assert breaker.open_until == float("-inf")
        assert not breaker.probing


@given(
    steps=st.lists(
        st.tuples(st.floats(0.0, 5.0), st.sampled_from(["take", "accept", "refuse"]), st.floats(0.0, 30.0)), max_size=80
    ),
    told=st.one_of(st.none(), st.floats(0.1, 100.0)),
)
def test_pace_stays_sound(steps: list[tuple[float, str, float]], told: float | None) -> None:
    """Whatever happens, the rate stays positive, a pause is at least what was asked for, and time alone ends it."""
    pacer, now = Pacer(told, random.Random(1), 0.0), 0.0
    for passed, event, seconds in steps:
        now += passed
        if event == "take" and pacer.due <= now:
            pacer.take(now)
        elif event == "accept":
            pacer.accepted(now)
        elif event == "refuse":
            assert pacer.refused(now, seconds, first_of_volley=True) >= seconds
            assert pacer.due >= now + seconds
        assert pacer.rate > 0.0
        assert pacer.due < now + 10_000.0


@settings(max_examples=60, deadline=None)
@given(
    burst=st.integers(1, 40),
    asked=st.floats(0.5, 200.0),
    refusals=st.lists(st.integers(1, 400), max_size=4),
    accepted=st.integers(MEMORY, 2000),
)
def test_a_learned_rate_stays_near_what_is_asked_for(
    burst: int, asked: float, refusals: list[int], accepted: int
) -> None:
    """However many requests are accepted after however few refusals, the rate rises to twice theirs at most."""
    pacer, now = Pacer(None, random.Random(1), 0.0), 0.0

    def request() -> None:
        nonlocal now
        now = max(now + 1.0 / asked, pacer.due)
        pacer.take(now)

    def accept(count: int) -> None:
        for _ in range(count):
            request()
            pacer.accepted(now)

    for count in (burst, *refusals):
        accept(count)
        request()
        pacer.refused(now, 1.0, first_of_volley=True)
    request()
    pacer.accepted(now)
    resumed_with = pacer.rate
    accept(accepted)
    assert pacer.rate <= max(resumed_with, HEADROOM * asked * 1.001)


@settings(max_examples=60, deadline=None)
@given(rate=st.floats(1.0, 100.0), burst=st.integers(1, 100), retry_after=st.floats(0.1, 3.0))
def test_unknown_rate_never_starves(rate: float, burst: int, retry_after: float) -> None:
    """For any limit and burst all documents get through, in a time that is a small multiple of the least possible."""

    async def scenario() -> float:
        gate = Gate(random.Random(1), host="h", concurrency=32)
        tokens, counted_at = float(burst), 0.0

        async def call() -> str:
            nonlocal tokens, counted_at
            await virtual_time.sleep(0.05)
            now = virtual_time.elapsed()
            tokens, counted_at = min(tokens + (now - counted_at) * rate, burst), now
            if tokens < 1.0:
                raise Throttled(429, retry_after)
            tokens -= 1.0
            return "id"

        await submit_each(gate, call, 200)
        return virtual_time.elapsed()

    took = virtual_time.run(scenario())
    assert took <= 4.0 * (max(200 - burst, 0) / rate + 0.5) + 25.0 * retry_after


def test_limit_reached_is_a_new_error_for_each_waiter() -> None:
    """Waiters get errors of their own, so that no traceback grows with the number of waiters."""

    async def scenario() -> list[RunError]:
        gate = Gate(random.Random(1), host="h", concurrency=1, deadline=10.0)
        errors: list[RunError] = []

        async def call() -> None:
            raise Throttled(429, 600.0)

        for _ in range(3):
            try:
                await gate.submit(call)
            except LimitReached as error:
                errors.append(error)
        return errors

    errors = virtual_time.run(scenario())
    assert len({id(error) for error in errors}) == 3
