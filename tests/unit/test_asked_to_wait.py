from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

import pytest

from batch_ocr.asked_to_wait import WORTH_TELLING, noted, seconds_left
from batch_ocr.errors import LimitReached, Throttled
from batch_ocr.gate_lane import LONGEST_PAUSE
from batch_ocr.ledger import open_ledger
from tests import virtual_time
from tests.gate_services import Service, gate
from tests.ledger_cases import CLOUD, NOW, run


def left(
    tmp_path: Path,
    told: list[tuple[float, float]],
    after: float,
    service: str = CLOUD,
    max_duration: float | None = None,
) -> float:
    """Seconds that are left to wait in a second run, `after` the first one was told (at, seconds)."""
    clock = [NOW]

    async def scenario() -> float:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            note = noted(ledger, CLOUD, lambda: clock[0])
            for at, seconds in told:
                clock[0] = NOW + timedelta(seconds=at)
                note(seconds)
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            return await seconds_left(ledger, service, NOW + timedelta(seconds=after), max_duration)

    return run(scenario())


@pytest.mark.parametrize(
    ("told", "after", "expected"),
    [
        ([], 0.0, 0.0),
        ([(0.0, 30.0)], 10.0, 20.0),
        ([(0.0, 30.0)], 31.0, 0.0),
        ([(0.0, 30.0), (5.0, 60.0)], 10.0, 55.0),
        ([(0.0, LONGEST_PAUSE + 600.0)], 700.0, LONGEST_PAUSE - 100.0),
    ],
)
def test_the_next_run_waits_for_what_is_left(
    tmp_path: Path, told: list[tuple[float, float]], after: float, expected: float
) -> None:
    """Also of a wait that was too long for the run that was told."""
    assert left(tmp_path, told, after) == pytest.approx(expected)


@pytest.mark.parametrize(("seconds", "after"), [(1e15, 0.0), (LONGEST_PAUSE + 60.0, 0.0), (30.0, -LONGEST_PAUSE)])
def test_no_wait_locks_a_run_out(tmp_path: Path, seconds: float, after: float) -> None:
    """An absurd one, or one noted while the clock was wrong: the service is asked once, and may say it again."""
    assert left(tmp_path, [(0.0, seconds)], after) == 0.0


def test_a_run_that_would_be_over_by_then_ends_at_once(tmp_path: Path) -> None:
    """It would do nothing but hold the lock; it ends as resumable, as one does that is told during its work."""
    assert left(tmp_path, [(0.0, 30.0)], 0.0, max_duration=31.0) == 30.0
    with pytest.raises(LimitReached, match="for 30 s, longer than this run may; run again later"):
        left(tmp_path, [(0.0, 30.0)], 0.0, max_duration=30.0)


def test_another_service_has_asked_for_nothing(tmp_path: Path) -> None:
    """The wish is one of the service that had it."""
    assert left(tmp_path, [(0.0, 30.0)], 0.0, service="aspose https://other.test") == 0.0


def test_who_waits_for_long_is_told_why(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing happens for minutes, and nobody of this run has said so."""
    with caplog.at_level(logging.WARNING):
        left(tmp_path, [(0.0, WORTH_TELLING - 1.0)], 0.0)
        assert caplog.messages == []
        left(tmp_path, [(0.0, 600.0)], 0.0)
    assert caplog.messages == ["the service asked an earlier run to wait: requests begin at 02:10:00 UTC"]


def test_no_request_leaves_before_the_time_is_over() -> None:
    """Neither submission nor poll, whichever was refused in the run before."""

    async def scenario() -> list[float]:
        one, service = gate(closed_for=30.0), Service()
        async with asyncio.TaskGroup() as group:
            group.create_task(one.submit(service))
            group.create_task(one.poll(service))
        return service.left

    assert virtual_time.run(scenario()) == [30.0, 30.0]


@pytest.mark.parametrize(("seconds", "deadline"), [(7.0, None), (7200.0, None), (60.0, 10.0)])
def test_each_wait_is_told_also_one_that_ends_the_run(seconds: float, deadline: float | None) -> None:
    """The next run has to know of it above all."""
    told: list[float] = []

    async def scenario() -> None:
        one = gate(on_pause=told.append, deadline=deadline)
        with pytest.raises((Throttled, LimitReached)):
            await one.submit(Service(lambda _: Throttled(429, seconds)))

    virtual_time.run(scenario())
    assert told == [seconds]
