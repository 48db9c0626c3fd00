"""What is learned from durations, and when it pays to ask."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_ocr.service_times import SAMPLES, SHORTEST_GAP, ServiceTimes, best_times


def cost(durations: list[float], polls: tuple[int, ...], price: float) -> float:
    """Waiting and polls of documents with these durations, asked at the durations with these indices."""
    total, first = 0.0, 0
    for last in polls:
        total += price * (len(durations) - first)
        total += sum(durations[last] - duration for duration in durations[first : last + 1])
        first = last + 1
    return total


@settings(max_examples=60)
@given(st.lists(st.floats(0.1, 10.0), min_size=1, max_size=7), st.floats(0.01, 3.0))
def test_no_other_times_to_ask_are_cheaper(durations: list[float], price: float) -> None:
    """The planned times cost no more than any other choice of durations to ask at."""
    durations.sort()
    plan, first = [], 0
    best = best_times(durations, price)
    while first < len(durations):
        plan.append(best[first])
        first = best[first] + 1
    end = len(durations) - 1
    others = [(*some, end) for size in range(end + 1) for some in combinations(range(end), size)]
    assert cost(durations, tuple(plan), price) <= min(cost(durations, one, price) for one in others) + 1e-9


def test_equal_durations_are_asked_about_once() -> None:
    """When every document takes two seconds, the first poll comes at two seconds."""
    assert ServiceTimes([2.0] * 10).gap(0.0) == pytest.approx(2.0)


def test_overdue_documents_are_asked_about_at_a_share_of_the_median() -> None:
    """A document that takes longer than all before is asked about again and again, and never in a tight loop."""
    times = ServiceTimes([2.0] * 10)
    assert 0.1 <= times.gap(2.5) <= 1.0
    assert ServiceTimes([0.0] * 10).gap(5.0) >= SHORTEST_GAP


def test_without_knowledge_gaps_grow() -> None:
    """While nothing is known, the wait is a share of the time waited so far, so any duration is found in few polls."""
    times, waited, polls = ServiceTimes(), 0.0, 0
    while waited < 3600.0:
        waited += times.gap(waited)
        polls += 1
    assert polls <= 30


def test_old_durations_are_forgotten() -> None:
    """A service that has become slower is followed after as many documents as are remembered."""
    times = ServiceTimes([1.0] * SAMPLES)
    for _ in range(SAMPLES):
        times.add(8.0)
    assert times.gap(0.0) == pytest.approx(8.0)


def test_documents_of_no_duration_do_no_harm() -> None:
    """A service that answers at once is asked at the shortest gap, not in a loop."""
    assert ServiceTimes([0.0] * 10).gap(0.0) == SHORTEST_GAP
