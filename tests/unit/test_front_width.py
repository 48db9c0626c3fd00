"""How many documents the service works on at once: what polls show of it, and the alarm."""

from __future__ import annotations

import pytest

from batch_ocr.front_width import CATCH_UP, FIRST_SIZE, HASTE, SHRINK, Width
from batch_ocr.records import Ticket
from batch_ocr.service_times import ServiceTimes
from batch_ocr.watch import Watch
from tests.virtual_time import EPOCH


def width_of(learned: float | None) -> tuple[Width, ServiceTimes]:
    times = ServiceTimes((2.0,) * 10)
    assert times.gap(0.0) == 2.0
    return Width(learned, times), times


def entered(*, scout: bool = False) -> Watch:
    """A document with which the service began at 0 s."""
    watch = Watch(Ticket("a", "a", "a", EPOCH))
    watch.enter(0.0, 0.0, scout=scout)
    return watch


def raised() -> tuple[Width, ServiceTimes]:
    """Two documents were finished much earlier than the durations explain."""
    width, times = width_of(4.0)
    for _ in range(2):
        width.finished(entered(), 1.0, 4)
    return width, times


def test_nothing_is_known_until_a_document_is_seen_queued() -> None:
    """Before, the size is a guess that the next run is not told."""
    width, _ = width_of(None)
    assert (width.size, width.learned) == (FIRST_SIZE, None)
    width.seen_queued(entered(), 8, youngest=False)
    assert width.learned == width.size == FIRST_SIZE - SHRINK


def test_the_first_to_enter_are_scouts_until_one_is_not_finished() -> None:
    """How many documents the service works on at once is found out by one poll each."""
    width, _ = width_of(None)
    assert width.alarmed
    assert width.finished(entered(scout=True), 0.1, 8) == 0.1
    assert (width.size, width.alarmed) == (FIRST_SIZE + 1.0, True)
    width.seen_at_work(entered(scout=True), 0.2, 9)
    assert not width.alarmed


def test_a_document_at_work_while_nothing_is_known_makes_it_larger() -> None:
    """Only at the first look: afterwards it is known that the service works on it."""
    width = Width(4.0, ServiceTimes())
    watch = entered()
    width.seen_at_work(watch, 1.0, 4)
    watch.seen_at_work(1.0)
    width.seen_at_work(watch, 2.0, 4)
    assert width.size == 5.0
    width, _ = width_of(4.0)
    width.seen_at_work(entered(), 1.0, 4)
    assert width.size == 4.0


def test_results_that_the_durations_do_not_explain_raise_the_alarm() -> None:
    """The second one does, and makes the front larger; one at its usual time does not."""
    width, _ = width_of(4.0)
    for _ in range(3):
        width.finished(entered(), 2.0, 4)
    assert (width.alarmed, width.size) == (False, 4.0)
    width, times = raised()
    assert (width.alarmed, width.size) == (True, 5.0)
    assert times.latest == (*(2.0,) * 10, 0.8), "from then on nobody knows how long ago they were finished"


def test_a_row_of_results_at_the_first_look_raises_the_alarm() -> None:
    """Even if the durations explain each: a front that falls back a little each time would not be noticed."""
    width, _ = width_of(4.0)
    for _ in range(20):
        width.finished(entered(), 2.0, 4)
    assert width.alarmed


def test_documents_seen_at_work_first_quieten_what_leads_to_the_alarm() -> None:
    """A result at the first look between others that were not counts for little."""
    width, _ = width_of(4.0)
    for _ in range(10):
        width.finished(entered(), 1.0, 4)
        width.seen_at_work(entered(), 2.0, 4)
        assert not width.alarmed


def test_finished_scouts_prove_the_alarm_and_make_the_front_larger() -> None:
    """A little each, until one is not finished."""
    width, times = raised()
    width.finished(entered(scout=True), 0.1, 5)
    width.finished(entered(scout=True), 0.1, 5)
    assert (width.alarmed, width.size) == (True, 5.0 + 2 * CATCH_UP)
    known = times.latest
    width.seen_queued(entered(scout=True), 5, youngest=False)
    assert not width.alarmed
    assert times.latest == known, "the front was behind, the service is no faster"
    width.finished(entered(), 0.1, 5)
    assert not width.alarmed, "what led to the alarm is over"


def test_a_first_scout_that_is_queued_shows_that_the_service_is_faster() -> None:
    """The front is where it should be: what was learned of the durations is too long."""
    width, times = raised()
    known = times.latest
    width.seen_queued(entered(scout=True), 5, youngest=False)
    assert not width.alarmed
    assert times.latest == tuple(one * HASTE for one in known)


@pytest.mark.parametrize(
    ("held", "youngest", "size"), [(4, True, 3.0), (2, True, 1.0), (4, False, 4.0 - SHRINK), (1, True, 4.0)]
)
def test_a_document_seen_queued_makes_it_smaller(held: int, *, youngest: bool, size: float) -> None:
    """The youngest one shows that the others are enough; of an only one nothing can be told."""
    width, _ = width_of(4.0)
    width.seen_queued(entered(), held, youngest=youngest)
    assert width.size == size


def test_it_is_never_less_than_one_nor_far_from_what_is_held() -> None:
    """A service works on something; and what it does beyond the documents of the front nobody has seen."""
    width, _ = width_of(1.0)
    for youngest in (True, False):
        width.seen_queued(entered(), 2, youngest=youngest)
    assert width.size == 1.0
    for _ in range(100):
        width.grow(1.0, 3)
    assert width.size == 2.0 * 3 + FIRST_SIZE


def test_a_document_was_finished_halfway_between_two_looks() -> None:
    """As far as can be told; that is what is learned of its duration."""
    width, times = width_of(4.0)
    watch = entered()
    watch.seen_at_work(3.0)
    assert width.finished(watch, 5.0, 4) == 4.0
    assert times.latest[-1] == 4.0
