"""The heap of due times."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.schedule import Schedule


def test_keys_come_out_when_due_and_in_order() -> None:
    """The key that has been due longest comes first; none comes before its time; equals keep their order."""
    schedule: Schedule[str] = Schedule()
    for key, due in (("c", 3.0), ("a", 1.0), ("b1", 2.0), ("b2", 2.0)):
        schedule.set(key, due)
    assert schedule.next_due() == 1.0
    assert schedule.pop_due(0.9) is None
    assert [schedule.pop_due(2.0) for _ in range(4)] == ["a", "b1", "b2", None]
    assert len(schedule) == 1


def test_setting_again_replaces_the_due_time() -> None:
    """A key has one due time: the last one it was given."""
    schedule: Schedule[str] = Schedule()
    schedule.set("a", 1.0)
    schedule.set("a", 5.0)
    assert schedule.pop_due(4.0) is None
    assert schedule.next_due() == 5.0
    assert schedule.pop_due(5.0) == "a"
    assert schedule.pop_due(9.0) is None


def test_discarded_key_never_comes_out() -> None:
    """What is discarded is gone, and discarding what is not there does no harm."""
    schedule: Schedule[str] = Schedule()
    schedule.set("a", 1.0)
    schedule.discard("a")
    schedule.discard("b")
    assert "a" not in schedule
    assert schedule.next_due() == float("inf")
    assert schedule.pop_due(2.0) is None


@given(st.lists(st.tuples(st.integers(0, 5), st.one_of(st.none(), st.floats(0, 100)))))
def test_behaves_like_a_dictionary_of_due_times(steps: list[tuple[int, float | None]]) -> None:
    """After any sets and discards each remaining key comes out once, sorted by its due time."""
    schedule: Schedule[int] = Schedule()
    model: dict[int, float] = {}
    for key, due in steps:
        if due is None:
            schedule.discard(key)
            model.pop(key, None)
        else:
            schedule.set(key, due)
            model[key] = due
    came_out = [schedule.pop_due(100.0) for _ in range(len(model))]
    assert sorted(key for key in came_out if key is not None) == sorted(model)
    assert [model[key] for key in came_out if key is not None] == sorted(model.values())
    assert schedule.pop_due(100.0) is None
