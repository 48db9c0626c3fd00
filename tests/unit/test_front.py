"""Which documents are asked about, and when: decisions without any I/O."""

from __future__ import annotations

from batch_ocr.front import Front
from batch_ocr.front_width import FIRST_SIZE
from batch_ocr.learned import Learned
from batch_ocr.records import Ticket
from batch_ocr.watch import Watch
from tests.virtual_time import EPOCH

TWO_SECONDS = Learned((2.0,) * 10)


def watch(name: str, *, resumed: bool = False) -> Watch:
    return Watch(Ticket(name, name, name, EPOCH), resumed=resumed)


def front_of(count: int, learned: Learned | None = None, first_poll: float | None = None) -> Front:
    front = Front(learned or TWO_SECONDS, first_poll)
    for number in range(count):
        front.add(watch(str(number)), 0.0)
    return front


def asked(front: Front, now: float) -> list[str]:
    """All that are due now; none of them is answered."""
    names = []
    while (one := front.take(now)) is not None:
        names.append(one.ticket.name)
    return names


def test_only_the_oldest_are_asked() -> None:
    """Of many pending documents the first few are asked about, in the order of submission."""
    front = front_of(1000)
    assert asked(front, 1.9) == []
    assert asked(front, 2.1) == [str(number) for number in range(int(FIRST_SIZE))]


def test_next_document_enters_when_one_is_finished() -> None:
    """A finished document makes room for the oldest one behind the front."""
    front = front_of(100)
    first = front.take(2.1)
    assert first is not None
    front.finished(first, 2.1)
    assert len(front) == 99
    assert "8" in asked(front, 4.3)


def test_front_shrinks_to_what_the_service_works_on() -> None:
    """Documents seen queued leave the front, so that one processor is not asked about eight documents."""
    front = front_of(100)
    for now in (2.1, 4.2, 6.3, 8.4, 16.0):
        while (one := front.take(now)) is not None:
            front.unfinished(one, now, queued=one.ticket.name != "0")
    assert front.learned.width is not None
    assert front.learned.width < 3.0


def test_front_grows_with_a_wide_service() -> None:
    """A service that works on many documents at once is asked about as many."""
    front, now = front_of(1000), 0.0
    while len(front) > 500:
        now += 0.05
        while (one := front.take(now)) is not None:
            front.finished(one, now)
    assert now < 20.0


def test_falling_back_a_little_with_each_document_is_noticed() -> None:
    """A service that takes two seconds where 2.3 were learned is not followed with more and more delay."""
    front = Front(Learned((2.3,) * 48, width=4.0))
    for number in range(200):
        front.add(watch(str(number)), 0.0)
    now, longest_lag, round_trip = 0.0, 0.0, 0.05
    while len(front):
        now = max(now + 0.001, front.next_due(now))
        while (one := front.take(now)) is not None:
            ends = (int(one.ticket.name) // 4 + 1) * 2.0
            if now >= ends:
                longest_lag = max(longest_lag, now - ends)
                front.finished(one, now + round_trip)
            else:
                front.unfinished(one, now + round_trip, queued=now < ends - 2.0)
    assert longest_lag < 3.0


def test_documents_behind_the_front_cost_next_to_nothing() -> None:
    """While the front moves, few looks go behind it: a poll for twenty finished documents."""
    front, now, polls = front_of(600), 0.0, 0
    processors = 8
    finished = 0
    while len(front):
        now = max(now + 0.001, front.next_due(now))
        while (one := front.take(now)) is not None:
            polls += 1
            if int(one.ticket.name) < now / 2.0 * processors - processors:
                front.finished(one, now)
                finished += 1
            else:
                front.unfinished(one, now, queued=int(one.ticket.name) >= now / 2.0 * processors)
    assert finished == 600
    assert polls / finished < 4.0


def test_service_without_order_is_looked_through() -> None:
    """The results of a service that works from the youngest to the oldest are fetched without polling all the time."""
    front, now, polls = front_of(300), 0.0, 0
    while len(front):
        now = max(now + 0.001, front.next_due(now))
        while (one := front.take(now)) is not None:
            polls += 1
            if int(one.ticket.name) >= 300 - 4.0 * now:
                front.finished(one, now)
            else:
                front.unfinished(one, now, queued=True)
    assert now < 2.0 * 300 / 4.0
    assert polls / 300 < 8.0


def test_resumed_documents_are_asked_about_at_once() -> None:
    """What an earlier run submitted is asked about without waiting, all of it, before anything else."""
    front = Front(TWO_SECONDS)
    for number in range(50):
        front.add(watch(str(number), resumed=True), 0.0)
    front.add(watch("new"), 0.0)
    assert front.next_due(0.0) == 0.0
    assert asked(front, 0.0) == [str(number) for number in range(50)]


def test_unfinished_resumed_documents_are_pending_like_others() -> None:
    """A resumed document that is not finished is asked about later, when its turn has come."""
    front = Front(TWO_SECONDS)
    for number in range(50):
        front.add(watch(str(number), resumed=True), 0.0)
    while (one := front.take(0.0)) is not None:
        front.unfinished(one, 0.0, queued=False)
    assert asked(front, 0.0) == []
    assert 0.0 < front.next_due(0.0) <= 2.5
    assert len(front) == 50


def test_resumed_documents_still_queued_spare_the_younger_ones() -> None:
    """When a resumed document is seen queued, the younger ones are not all asked about at once for nothing."""
    front = Front(TWO_SECONDS)
    for number in range(1000):
        front.add(watch(str(number), resumed=True), 0.0)
    for _ in range(3):
        one = front.take(0.0)
        assert one is not None
        front.unfinished(one, 0.0, queued=one.ticket.name == "2")
    assert asked(front, 0.0) == []
    assert len(front) == 1000


def test_first_poll_of_the_settings_wins() -> None:
    """`first_poll` fixes the wait before the first poll, whatever was learned."""
    front = front_of(4, first_poll=7.0)
    assert front.next_due(0.0) == 7.0


def test_ceiling_of_the_settings_bounds_every_gap() -> None:
    """`poll_ceiling` bounds the wait between two polls of a document in the front."""
    front = Front(Learned((100.0,) * 10), first_poll=1.0, ceiling=5.0)
    front.add(watch("a"), 0.0)
    one = front.take(1.0)
    assert one is not None
    front.unfinished(one, 1.0, queued=False)
    assert front.next_due(1.0) == 6.0


def test_failed_polls_are_repeated_ever_more_rarely() -> None:
    """A poll that brought nothing is repeated after a pause that doubles, and the document stays."""
    front, now, gaps = front_of(1), 2.1, []
    for _ in range(10):
        one = front.take(now)
        assert one is not None
        front.missed(one, now)
        gaps.append(round(front.next_due(now) - now, 6))
        now = front.next_due(now)
    assert gaps[:3] == [0.5, 1.0, 2.0]
    assert max(gaps) <= 30.0
    assert len(front) == 1


def test_last_documents_are_asked_about_often() -> None:
    """When nothing follows and few are left, a result is fetched soon after it is there: the run waits for it."""
    front = front_of(3, Learned((1.0, 2.0, 3.0, 20.0) * 4))
    front.closing = True
    now = front.next_due(0.0)
    one = front.take(now)
    assert one is not None
    front.unfinished(one, now, queued=False)
    assert front.next_due(now) - now < 0.5


def test_stalled_service_is_looked_at_behind_the_front() -> None:
    """When the front has brought nothing for long, documents behind it are looked at too: they may be finished."""
    front, now, seen = front_of(100), 0.0, set()
    while now < 120.0:
        now = max(now + 0.01, front.next_due(now))
        while (one := front.take(now)) is not None:
            seen.add(one.ticket.name)
            front.unfinished(one, now, queued=False)
    assert len(seen) > 50


def test_ten_thousand_pending_documents_are_no_burden() -> None:
    """A decision takes the same few microseconds whether ten or ten thousand documents are pending."""
    front = front_of(10_000)
    for _ in range(2_000):
        now = front.next_due(0.0)
        one = front.take(now)
        assert one is not None
        front.finished(one, now)
    assert len(front) == 8_000
