from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.invoice.columns import columns, lines_below
from tests.unit.invoice.printed_page import printed

SIDE_BY_SIDE = """
Seller                        Buyer
Birkholz Werkzeuge GmbH       Quastel & Sohn
Am Anger 4                    Postfach 17
10115 Berlin                  8010 Graz
"""


def texts(page: str) -> list[list[str]]:
    return [[segment.text for segment in column] for column in columns(printed(page))]


def test_two_blocks_side_by_side_are_two_columns() -> None:
    """Lines belong to the line above them, not to their neighbour in the row."""
    assert texts(SIDE_BY_SIDE) == [
        ["Seller", "Birkholz Werkzeuge GmbH", "Am Anger 4", "10115 Berlin"],
        ["Buyer", "Quastel & Sohn", "Postfach 17", "8010 Graz"],
    ]


def test_lines_may_be_aligned_at_the_right_or_in_the_middle() -> None:
    """A letterhead set to the right, or centred, is one column as well."""
    assert len(texts("        Birkholz GmbH\n           Am Anger 4\n        10115 Berlin")) == 1
    assert len(texts("    Birkholz GmbH\n     Am Anger 4\n    10115 Berlin")) == 1


def test_white_space_ends_a_column() -> None:
    """Two blank lines part two blocks."""
    assert texts("Birkholz GmbH\n\n\nQuastel & Sohn") == [["Birkholz GmbH"], ["Quastel & Sohn"]]


def test_lines_below_begin_after_the_label() -> None:
    """What a label opens is read downward from it, without the label."""
    document = printed(SIDE_BY_SIDE)
    buyer = document.rows[0].segments[1]
    assert [line.text for line in lines_below(document, buyer, limit=2)] == ["Quastel & Sohn", "Postfach 17"]


@given(st.lists(st.text("ab \n", max_size=40), max_size=12))
def test_every_segment_belongs_to_exactly_one_column(lines: list[str]) -> None:
    """Columns part the segments: none is lost, none is in two."""
    document = printed("\n".join(lines) or " ")
    found = [id(segment) for column in columns(document) for segment in column]
    assert sorted(found) == sorted(id(segment) for segment in document.segments)
