from __future__ import annotations

import pytest

from batch_ocr.sweep import STALL, Sweep
from batch_ocr.watch import Place, Watch
from tests.ledger_cases import ticket

REST = 1.0


def waiting(sweep: Sweep, *names: str) -> list[Watch]:
    watches = [Watch(ticket(name, name)) for name in names]
    for watch in watches:
        sweep.add(watch)
    return watches


def looks(sweep: Sweep, until: float) -> list[tuple[float, str]]:
    """The looks up to a time, each of which finds its document unfinished."""
    taken: list[tuple[float, str]] = []
    while (now := sweep.due(REST)) <= until:
        watch = sweep.take(now, REST)
        assert watch is not None
        taken.append((now, watch.ticket.name))
        watch.looked_at = now
        sweep.add(watch)
    return taken


def test_the_one_that_was_looked_at_longest_ago_comes_first() -> None:
    """Without anything earned there is one look each second, once nothing has finished for long."""
    sweep = Sweep()
    waiting(sweep, "a", "b", "c")
    assert looks(sweep, STALL + 3.0) == [(STALL, "a"), (STALL + 1, "b"), (STALL + 2, "c"), (STALL + 3, "a")]


def test_one_that_is_put_off_holds_up_no_other() -> None:
    """The service wants not to be asked about it; about those behind it, it has said nothing."""
    sweep = Sweep()
    (a, b, c) = waiting(sweep, "a", "b", "c")
    sweep.earned(0.0, behind=True)
    assert sweep.take(REST, REST) is a
    a.looked_at, a.not_before = REST, 1800.0
    sweep.add(a)
    assert [sweep.take(REST, REST), sweep.take(REST, REST)] == [b, c]
    for _ in range(5):
        sweep.earned(REST, behind=True)
    assert sweep.due(REST) == a.not_before
    assert sweep.take(a.not_before - 1.0, REST) is None
    assert sweep.take(a.not_before, REST) is a


def test_a_short_wait_does_not_put_one_before_the_others() -> None:
    """A service that asks for a second with each answer would otherwise be asked about the same document for ever."""
    sweep = Sweep()
    waiting(sweep, "a", "b", "c")
    found: list[str] = []
    for _ in range(6):
        now = sweep.due(REST)
        watch = sweep.take(now, REST)
        assert watch is not None
        found.append(watch.ticket.name)
        watch.looked_at, watch.not_before = now, now + 0.5 * REST
        sweep.add(watch)
    assert found == ["a", "b", "c", "a", "b", "c"]


def test_a_short_wait_does_not_shorten_the_rest() -> None:
    """What the service bears to be asked again soon is still behind the front, where looks mostly find nothing."""
    sweep = Sweep()
    sweep.earned(0.0, behind=True)
    sweep.add(Watch(ticket("a", "a"), not_before=0.1 * REST))
    assert sweep.due(REST) == REST


@pytest.mark.parametrize("first_wish", [float("-inf"), 5.0])
def test_a_wish_that_is_heard_while_one_waits_counts(first_wish: float) -> None:
    """It enters the front, is asked about there and is put back: its place here is from before, the wish is not."""
    sweep = Sweep()
    sweep.earned(0.0, behind=True)
    asked = Watch(ticket("a", "a"), not_before=first_wish)
    sweep.add(asked)
    (other,) = waiting(sweep, "b")
    asked.looked_at, asked.not_before = 6.0, 1800.0
    sweep.add(asked)
    assert sweep.take(10.0, REST) is other
    assert sweep.due(REST) == asked.not_before
    assert sweep.take(1800.0, REST) is asked


def test_who_has_gone_is_not_looked_at() -> None:
    """Whether it entered the front, was finished, or is being asked about, put off or not."""
    sweep = Sweep()
    (a, b, c) = waiting(sweep, "a", "b", "c")
    put_off = Watch(ticket("d", "d"), not_before=5.0)
    sweep.add(put_off)
    a.place, b.asking, put_off.place = Place.FRONT, True, Place.GONE
    sweep.earned(0.0, behind=True)
    assert sweep.take(10.0, REST) is c
    assert sweep.due(REST) == float("inf")
