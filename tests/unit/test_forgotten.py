"""When a service is believed to have lost documents, and when they are submitted once more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.forgotten import DENIALS, SCOUTS, Forgotten, is_believable, is_past_answering
from batch_ocr.records import Ticket
from batch_ocr.watch import Watch

STEPS = st.lists(st.tuples(st.sampled_from(("add", "lost", "result", "gone")), st.integers(0, 7)), max_size=40)


def watch(number: int) -> Watch:
    return Watch(Ticket(str(number), f"sha-{number}", "id", datetime(2026, 11, 22, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("denials", "hours", "believed"),
    [(DENIALS, 1.0, True), (DENIALS - 1, 1.0, False), (DENIALS, 0.001, False), (1, 24.0, True), (1, 23.9, False)],
)
def test_one_denial_is_believed_only_after_a_day(denials: int, hours: float, *, believed: bool) -> None:
    """Before, some in a row are, after a grace in which a task may not be known yet: what follows is paid for."""
    one = watch(0)
    one.denials = denials
    assert is_believable(one, timedelta(hours=hours), 30.0) is believed


@pytest.mark.parametrize(
    ("failures", "hours", "past"), [(DENIALS, 24.0, True), (DENIALS - 1, 24.0, False), (DENIALS, 23.9, False)]
)
def test_a_task_is_past_answering_when_its_day_is_over(failures: int, hours: float, *, past: bool) -> None:
    """Answers without meaning say nothing about a task of which the service should have a result."""
    one = watch(0)
    one.failures = failures
    assert is_past_answering(one, timedelta(hours=hours)) is past


@given(steps=STEPS)
def test_each_is_submitted_once_and_few_without_proof(steps: list[tuple[str, int]]) -> None:
    """Whatever comes in which order: nobody is taken twice, and one at a time until a result has come."""
    forgotten = Forgotten()
    added: set[str] = set()
    taken: list[str] = []
    open_ones: set[str] = set()
    proved = False
    for step, number in steps:
        one = watch(number)
        sha256 = one.ticket.sha256
        if step == "add" and sha256 not in added:
            added.add(sha256)
            assert forgotten.add(one)
        elif step == "lost" and sha256 in open_ones:
            open_ones.discard(sha256)
            assert not forgotten.add(one)
        elif step == "gone" and sha256 in open_ones:
            open_ones.discard(sha256)
            forgotten.is_gone(sha256)
        elif step == "result":
            proved = True
            forgotten.has_result()
        while (next_one := forgotten.take()) is not None:
            assert proved or not open_ones
            taken.append(next_one.ticket.sha256)
            open_ones.add(next_one.ticket.sha256)
    assert len(taken) == len(set(taken))
    given_up = 0
    while forgotten.give_up() is not None:
        given_up += 1
    assert len(taken) + given_up + len(forgotten) == len(added)
    assert not proved or not given_up


def test_after_some_lost_scouts_the_others_are_given_up() -> None:
    """A service that forgets every scout gets no more of them; none of those that waited is lost."""
    forgotten = Forgotten()
    for number in range(SCOUTS + 4):
        forgotten.add(watch(number))
    for _ in range(SCOUTS):
        scout = forgotten.take()
        assert scout is not None
        assert forgotten.take() is None
        assert not forgotten.add(scout)
    assert forgotten.take() is None
    assert [forgotten.give_up() is not None for _ in range(5)] == [True] * 4 + [False]
