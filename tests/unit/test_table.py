"""What commands print: for people in columns, for programs as JSON."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.commands.table import aligned, json_line, width


def test_columns_stand_below_each_other() -> None:
    """Each column is as wide as its widest cell; no spaces at the end of a line."""
    assert list(aligned([("FILE", "CODE"), ("a.png", "corrupt"), ("longer name.png", "empty")])) == [
        "FILE             CODE",
        "a.png            corrupt",
        "longer name.png  empty",
    ]
    assert list(aligned([("SUM",), ("1.00",), ("12.00",)], right={0})) == ["  SUM", " 1.00", "12.00"]


def test_columns_are_counted_as_a_terminal_shows_them() -> None:
    """A name in Japanese is twice as wide as it is long, an accent of its own takes no room."""
    first, second = aligned([("請求書.png", "a"), ("e\u0301.png", "b")])
    assert width(first) == width(second)


def test_a_name_can_be_copied_from_the_table() -> None:
    """Two spaces stay two: `failed retry` has to find the file."""
    assert list(aligned([("two  spaces.png", "corrupt")])) == ["two  spaces.png  corrupt"]


@given(st.lists(st.tuples(st.text(), st.text()), min_size=1))
def test_no_name_or_message_breaks_a_line_or_moves_the_cursor(rows: list[tuple[str, str]]) -> None:
    """Names may hold line feeds and terminal codes, messages come from a stranger: each row stays one plain line."""
    shown = list(aligned(rows))
    assert len(shown) == len(rows)
    assert all(line.isprintable() for line in shown)


@given(st.dictionaries(st.text(), st.text()))
def test_json_says_the_same_and_acts_on_no_terminal(record: dict[str, str]) -> None:
    """Whatever a scan says comes back as it was, from a line in which everything can be seen."""
    told = json_line(record)
    assert told.isprintable()
    assert json.loads(told) == record
