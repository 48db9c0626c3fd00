"""The poller's memory from one run to the next."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.learned import WIDEST, Learned

durations = st.lists(st.floats(0.0, 100_000.0), max_size=50).map(
    lambda all_of_them: tuple(round(one, 4) for one in all_of_them)
)


@given(durations, st.one_of(st.none(), st.floats(1.0, WIDEST)))
def test_what_was_learned_survives_the_night(seconds: tuple[float, ...], width: float | None) -> None:
    """What is loaded is what was dumped."""
    learned = Learned(seconds, width)
    assert Learned.load(learned.dump()) == learned


@pytest.mark.parametrize(
    "stored",
    [
        None,
        b"",
        b"nonsense",
        b"[]",
        b"7",
        b"{}",
        b'{"durations": 3}',
        b'{"durations": ["x"]}',
        b'{"durations": [[1]]}',
        b'{"durations": [], "width": "wide"}',
    ],
)
def test_unreadable_memory_is_no_memory(stored: bytes | None) -> None:
    """Whatever is stored, the poller starts; at worst it knows nothing."""
    assert Learned.load(stored) == Learned()


def test_absurd_memory_is_cut_to_size() -> None:
    """A width that no service has is not believed; times before the beginning are dropped."""
    assert Learned.load(b'{"durations": [-1, 2], "width": 1e300}') == Learned((2.0,), WIDEST)
    assert Learned.load(b'{"durations": [], "width": -5}') == Learned((), 1.0)
