"""The last documents of a run, for which all wait."""

from __future__ import annotations

import pytest

from batch_ocr.front_tail import LAST, LAST_EARLY, LAST_GAP, LAST_STUCK, all_in_front, asked_often, longest_gap
from batch_ocr.service_times import SHORTEST_GAP, ServiceTimes


def times_of(*durations: float) -> ServiceTimes:
    times = ServiceTimes(durations * 10)
    times.median()
    return times


@pytest.mark.parametrize(("width", "held", "often"), [(1.0, 7, LAST), (10.0, 21, LAST), (100.0, 156, 30)])
def test_the_fewer_are_left_the_more_is_done_for_them(width: float, held: int, often: int) -> None:
    """First all are in the front, then they are asked about often: a few at least, more of a wide service."""
    assert [all_in_front(pending, width) for pending in (held, held + 1)] == [True, False]
    assert [asked_often(pending, width) for pending in (often, often + 1)] == [True, False]


def test_nobody_asks_before_anything_can_be_finished() -> None:
    """The first poll comes a little before the shortest of the usual durations."""
    assert longest_gap(times_of(1.0, 2.0, 3.0), 0.0) == LAST_EARLY * 1.0


def test_then_they_are_asked_about_all_the_time() -> None:
    """The gap is a small share of the service time, and no burden with a fast service."""
    assert longest_gap(times_of(1.0, 2.0, 3.0), 1.5) == LAST_GAP * 2.0
    assert longest_gap(times_of(0.01), 0.01) == SHORTEST_GAP


def test_one_that_may_never_end_is_asked_about_ever_more_rarely() -> None:
    """Beyond all known durations the gap grows with the time."""
    assert longest_gap(times_of(1.0, 2.0, 3.0), 103.0) == LAST_STUCK * 100.0
