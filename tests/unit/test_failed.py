from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.commands.failed import table


def test_columns_stand_below_each_other() -> None:
    """Each column is as wide as its widest cell; no spaces at the end of a line."""
    assert list(table([("FILE", "CODE"), ("a.png", "corrupt"), ("longer name.png", "empty")])) == [
        "FILE             CODE",
        "a.png            corrupt",
        "longer name.png  empty",
    ]


@given(st.lists(st.tuples(st.text(), st.text()), min_size=1))
def test_no_name_or_message_breaks_a_line_or_moves_the_cursor(rows: list[tuple[str, str]]) -> None:
    """Names may hold line feeds and terminal codes, messages come from a stranger: each row stays one plain line."""
    shown = list(table(rows))
    assert len(shown) == len(rows)
    assert all(line.isprintable() for line in shown)
