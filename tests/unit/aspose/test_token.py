from __future__ import annotations

import asyncio
import traceback
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.aspose.credentials import Credentials, Secret
from batch_ocr.aspose.token import ClientCredentials, StaticToken
from batch_ocr.aspose.wire import AccessToken
from batch_ocr.errors import AccessRefused, CallError, NotSent, Throttled

SECRET = "s3cret-of-the-account"


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Endpoint:
    """A token endpoint that yields to other tasks and then gives what it was told to, its last word for ever."""

    def __init__(self, *answers: float | Exception | None) -> None:
        self.answers = list(answers)
        self.calls = 0
        self.forms: list[bytes] = []

    async def __call__(self, form: bytes) -> AccessToken:
        self.calls += 1
        self.forms.append(form)
        number = self.calls
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        await asyncio.sleep(0)
        if isinstance(answer, Exception):
            raise answer
        return AccessToken(f"token-{number}", answer)


def source(clock: Clock | None = None) -> ClientCredentials:
    return ClientCredentials(Credentials("id", Secret(SECRET)), now=clock or Clock())


async def together(calls: Iterable[object]) -> list[object]:
    """Run all at once; an exception is a result like any other."""

    async def outcome(call: object) -> object:
        try:
            return await call  # type: ignore[misc]  # any awaitable
        except (AccessRefused, NotSent, Throttled) as error:
            return error

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(outcome(call)) for call in calls]
    return [task.result() for task in tasks]


def test_fifty_tasks_make_one_call() -> None:
    """Whoever needs a token while one is being fetched waits for that one."""

    async def scenario() -> None:
        endpoint, auth = Endpoint(3600), source()
        assert await together(auth.token(endpoint) for _ in range(50)) == ["token-1"] * 50
        assert endpoint.calls == 1
        assert endpoint.forms == [b"grant_type=client_credentials&client_id=id&client_secret=s3cret-of-the-account"]

    asyncio.run(scenario())


def test_a_token_is_renewed_ahead_of_its_end() -> None:
    """It is used while it has some life left, and renewed before that is gone, by one task for all."""

    async def scenario() -> None:
        clock = Clock()
        endpoint, auth = Endpoint(100), source(clock)
        assert await auth.token(endpoint) == "token-1"
        clock.seconds += 89
        assert await auth.token(endpoint) == "token-1"
        clock.seconds += 2
        assert await together(auth.token(endpoint) for _ in range(50)) == ["token-2"] * 50
        assert endpoint.calls == 2

    asyncio.run(scenario())


def test_the_margin_of_a_long_life_is_bounded() -> None:
    """A token of a day is not thrown away hours before its end."""

    async def scenario() -> None:
        clock = Clock()
        endpoint, auth = Endpoint(86_400), source(clock)
        await auth.token(endpoint)
        clock.seconds += 86_400 - 121
        assert await auth.token(endpoint) == "token-1"

    asyncio.run(scenario())


@pytest.mark.parametrize("expires_in", [0.0, 0.5, None])
def test_a_life_that_cannot_be_is_not_believed(expires_in: float | None) -> None:
    """A token said to live no time at all is used until it is refused, instead of being fetched for each request."""

    async def scenario() -> None:
        clock = Clock()
        endpoint, auth = Endpoint(expires_in), source(clock)
        for _ in range(20):
            clock.seconds += 10
            assert await auth.token(endpoint) == "token-1"

    asyncio.run(scenario())


def test_a_refused_token_is_replaced_once_for_all() -> None:
    """Fifty requests refused with the same token lead to one call, and latecomers take what it brought."""

    async def scenario() -> None:
        endpoint, auth = Endpoint(3600), source()
        old = await auth.token(endpoint)
        assert await together(auth.renewed(endpoint, old) for _ in range(50)) == ["token-2"] * 50
        assert await auth.renewed(endpoint, old) == "token-2"
        assert endpoint.calls == 2

    asyncio.run(scenario())


def test_refused_credentials_are_never_tried_again() -> None:
    """Five refusals ban the credentials for minutes; so the first one is the last call of the run."""

    async def scenario() -> None:
        endpoint, auth = Endpoint(AccessRefused("HTTP 400"), 3600), source()
        outcomes = await together(auth.token(endpoint) for _ in range(50))
        outcomes += await together([auth.token(endpoint), auth.renewed(endpoint, "x")])
        assert {type(outcome) for outcome in outcomes} == {AccessRefused}
        assert endpoint.calls == 1

    asyncio.run(scenario())


def test_a_failed_call_is_shared_by_those_who_waited() -> None:
    """Fifty tasks do not call a broken endpoint one after another; the next request may."""

    async def scenario() -> None:
        endpoint, auth = Endpoint(NotSent("no connection"), 3600), source()
        outcomes = await together(auth.token(endpoint) for _ in range(50))
        assert {str(outcome) for outcome in outcomes} == {"no connection"}
        assert endpoint.calls == 1
        assert await auth.token(endpoint) == "token-2"

    asyncio.run(scenario())


@pytest.mark.parametrize("status", [429, 502])
def test_the_wait_the_endpoint_asks_for_is_kept(status: int) -> None:
    """Until Retry-After is over nobody calls, and everybody is told what is left of it."""
    failure = Throttled(429, 600.0) if status == 429 else NotSent("no token: HTTP 502")
    failure.retry_after = 600.0

    async def scenario() -> None:
        clock = Clock()
        endpoint, auth = Endpoint(failure, 3600), source(clock)
        first = await together(auth.token(endpoint) for _ in range(5))
        clock.seconds += 400
        later = await together([auth.token(endpoint)])
        waits = [outcome.retry_after for outcome in first + later if isinstance(outcome, CallError)]
        assert waits == [600.0] * 5 + [200.0]
        clock.seconds += 200
        assert await auth.token(endpoint) == "token-2"

    asyncio.run(scenario())


def test_a_token_that_works_outlives_a_failed_renewal() -> None:
    """While the old token has life left, a broken endpoint stops nobody, and is asked again after a pause only."""

    async def scenario() -> None:
        clock = Clock()
        endpoint, auth = Endpoint(100, NotSent("down"), NotSent("down"), 100), source(clock)
        await auth.token(endpoint)
        clock.seconds += 91
        assert [await auth.token(endpoint) for _ in range(3)] == ["token-1"] * 3
        assert endpoint.calls == 2
        clock.seconds += 10
        with pytest.raises(NotSent):
            await auth.token(endpoint)
        clock.seconds += 10
        assert await auth.token(endpoint) == "token-4"

    asyncio.run(scenario())


def test_a_cancelled_call_does_not_strand_those_who_wait() -> None:
    """When the task that fetches is cancelled, the next in line fetches."""

    async def scenario() -> None:
        endpoint, auth = Endpoint(3600), source()
        async with asyncio.TaskGroup() as group:
            first = group.create_task(auth.token(endpoint))
            others = [group.create_task(auth.token(endpoint)) for _ in range(3)]
            await asyncio.sleep(0)
            first.cancel()
        assert [task.result() for task in others] == ["token-2"] * 3

    asyncio.run(scenario())


def test_no_secret_is_shown() -> None:
    """Neither reprs nor the traces of errors hold the secret or the token, and foreign texts lose them."""

    async def scenario() -> None:
        told: list[str] = []
        auth = ClientCredentials(Credentials("id", Secret(SECRET)), told.append, Clock())
        token = await auth.token(Endpoint(3600))
        assert told == [token]
        assert SECRET not in auth.redact(f"echo {SECRET} {token}")
        assert token not in auth.redact(f"echo {SECRET} {token}")
        assert token not in repr(vars(auth))
        assert SECRET not in repr(vars(auth))
        await auth.renewed(Endpoint(3600), token)
        assert token not in auth.redact(f"late echo {token}")
        for failure in (NotSent("x"), Throttled(429, 1), AccessRefused("x")):
            with pytest.raises(type(failure)) as caught:
                await source().token(Endpoint(failure))
            assert SECRET not in "".join(traceback.format_exception(caught.value))

    asyncio.run(scenario())


def test_a_static_token_is_final() -> None:
    """The token of the server in this process cannot be renewed; its refusal ends the run."""

    async def scenario() -> None:
        auth = StaticToken(Secret("local"))
        assert await auth.token(Endpoint(1)) == "local"
        with pytest.raises(AccessRefused):
            await auth.renewed(Endpoint(1), "local")
        assert auth.redact("Bearer local") == "Bearer ********"

    asyncio.run(scenario())


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["token", "refused"]),
        st.integers(1, 4),
        st.sampled_from([0.0, 1.0, 6.0, 95.0]),
        st.sampled_from([100.0, 5.0, None, "down", "later"]),
    ),
    max_size=25,
)


@given(STEPS)
def test_each_wave_of_requests_makes_one_call_at_most(steps: list[tuple[str, int, float, object]]) -> None:
    """Whatever the endpoint answers and however requests, refusals and time mix, a wave of requests costs one call and
    every request gets a token or one of the errors it knows.
    """

    async def scenario() -> None:
        clock = Clock()
        endpoint, auth = Endpoint(100), source(clock)
        last = "none"
        for action, tasks, seconds, answer in steps:
            clock.seconds += seconds
            failures = {"down": NotSent("down"), "later": Throttled(503, 3.0)}
            endpoint.answers = [failures[answer] if isinstance(answer, str) else answer]  # type: ignore[list-item]  # a number
            before = endpoint.calls
            if action == "token":
                outcomes = await together(auth.token(endpoint) for _ in range(tasks))
            else:
                outcomes = await together(auth.renewed(endpoint, last) for _ in range(tasks))
            assert endpoint.calls - before <= 1
            assert len({type(outcome) for outcome in outcomes}) == 1
            last = next((outcome for outcome in outcomes if isinstance(outcome, str)), last)

    asyncio.run(scenario())
