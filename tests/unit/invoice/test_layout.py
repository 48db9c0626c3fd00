from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.invoice.layout import Document, Segment, enclosing_box, horizontal_overlap
from batch_ocr.page import Box, Page, Word
from tests.unit.invoice.printed_page import printed


def word(text: str, left: float, top: float, *, width: float = 40.0, height: float = 14.0, line: int = 0) -> Word:
    return Word(text, Box(left, top, left + width, top + height), 0.9, line)


def page(*words: Word) -> Page:
    return Page(1000.0, 1000.0, words, "ocr")


boxes = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    st.floats(0, 900),
    st.floats(0, 900),
    st.floats(1, 100),
    st.floats(1, 40),
)
words = st.lists(st.builds(Word, st.text("abc1", min_size=1, max_size=5), boxes, st.floats(0, 1), st.integers(0, 9)))


def test_a_gap_of_a_column_parts_cells() -> None:
    """White space wider than a letter's height parts two cells of a row; a space between words does not."""
    document = printed("Bill to      Ship to the\nAcme Ltd     Warehouse 5")
    assert [[cell.text for cell in row.segments] for row in document.rows] == [
        ["Bill to", "Ship to the"],
        ["Acme Ltd", "Warehouse 5"],
    ]


def test_words_of_one_height_are_one_row_whatever_the_detector_said() -> None:
    """A row that the detector has cut into lines is put together again, from left to right."""
    document = Document.from_pages([page(word("right", 500, 11, line=0), word("left", 10, 10, line=1))])
    assert [row.text for row in document.rows] == ["left right"]


def test_a_sloping_row_stays_together() -> None:
    """A row may slope by more than its height over the page: neighbours decide, not the whole row."""
    slope = [word(str(place), 60.0 * place, 100 + 2.0 * place) for place in range(12)]
    below = [word("b", 60.0 * place, 125 + 2.0 * place) for place in range(12)]
    document = Document.from_pages([page(*slope, *below)])
    assert [len(row.words) for row in document.rows] == [12, 12]


def test_small_print_beside_a_tall_heading_is_rows_of_its_own() -> None:
    """Two small rows beside one tall heading do not become one row."""
    tall = word("INVOICE", 10, 100, width=300, height=40)
    small = [word("No. 1", 500, 98), word("Page 1", 500, 122)]
    document = Document.from_pages([page(tall, *small)])
    texts = [segment.text for segment in document.segments]
    assert sorted(texts) == ["INVOICE", "No. 1", "Page 1"]
    assert len({segment.row for segment in document.segments if segment.text != "INVOICE"}) == 2


def test_neighbours_are_found_by_place() -> None:
    """Right of and left of stay in the row, below and above in the column and on the page."""
    document = printed("Total      12.00      EUR\nVAT         2.00", "Next       page")
    total, amount, currency = document.rows[0].segments
    assert document.right_of(total) == (amount, currency)
    assert document.left_of(currency) == (amount, total)
    assert [one.text for one in document.below(total)] == ["VAT"]
    assert [one.text for one in document.above(document.rows[1].segments[1])] == ["12.00"]
    assert document.below(document.rows[1].segments[0]) == ()


def test_pages_follow_each_other_without_mixing() -> None:
    """Rows are numbered through all pages, and a row belongs to one page."""
    document = printed("one", "two\nthree")
    assert [(row.index, row.page, row.text) for row in document.rows] == [(0, 0, "one"), (1, 1, "two"), (2, 1, "three")]
    assert [row.text for row in document.rows_of_page(1)] == ["two", "three"]


def test_a_part_of_a_segment_has_its_own_box() -> None:
    """The words behind a label are a segment with a box of their own; none is an error."""
    segment = printed("Name: Acme Ltd").segments[0]
    assert segment.part(1).text == "Acme Ltd"
    assert segment.part(1).box.left > segment.box.left
    with pytest.raises(ValueError, match="no words"):
        segment.part(3)


def test_an_empty_document_has_a_word_height() -> None:
    """No words at all is no error."""
    document = Document.from_pages([])
    assert (document.word_height, document.rows, document.text) == (1.0, (), "")


@given(words)
def test_every_word_is_in_one_row_once(found: list[Word]) -> None:
    """Layout loses no word and doubles none."""
    document = Document.from_pages([page(*found)])
    assert sorted(map(id, found)) == sorted(id(word) for row in document.rows for word in row.words)


@given(words, st.randoms())
def test_the_order_of_the_words_does_not_matter(found: list[Word], shuffle: random.Random) -> None:
    """What is where on the page decides, not the order in which a reader hands words over."""
    distinct = list({(word.box, word.text): word for word in found if word.confidence >= 0}.values())
    centers = {(word.box.y_center, word.box.left) for word in distinct}
    if len(centers) < len(distinct):
        return
    mixed = shuffle.sample(distinct, len(distinct))
    assert Document.from_pages([page(*distinct)]).text == Document.from_pages([page(*mixed)]).text


@given(st.lists(boxes, min_size=1))
def test_the_enclosing_box_holds_every_box(found: list[Box]) -> None:
    """No edge of any box lies outside."""
    around = enclosing_box(found)
    assert all(around.left <= box.left and box.bottom <= around.bottom for box in found)


@given(boxes, boxes)
def test_overlap_is_the_same_from_both_sides(first: Box, second: Box) -> None:
    """Overlap does not depend on which box comes first."""
    assert horizontal_overlap(first, second) == horizontal_overlap(second, first)


def test_evidence_tells_where_a_segment_stands() -> None:
    """A field can say on which page, in which box and from which words it was read."""
    segment = printed("front", "Acme Ltd").segments[1]
    assert isinstance(segment, Segment)
    assert (segment.evidence().page, segment.evidence().words) == (1, ("Acme", "Ltd"))


def test_a_speck_keeps_no_words_apart() -> None:
    """A mark between two lines joins neither of them, and the words beside it stay one row."""
    words = (
        Word("GARDENIA", Box(0, 0, 80, 20), 0.9, 0),
        Word(".", Box(84, 16, 87, 24), 0.4, 0),
        Word("BAKERIES", Box(92, 1, 170, 21), 0.9, 0),
        Word("LEEDS", Box(0, 30, 50, 50), 0.9, 1),
    )
    document = Document.from_pages([Page(400, 100, words, "ocr")])
    assert [row.text.replace(". ", "") for row in document.rows] == ["GARDENIA BAKERIES", "LEEDS"]


def test_a_bracket_goes_on_with_the_name_before_it() -> None:
    """A detector may cut a line before "(M) Sdn Bhd"; that begins no cell."""
    words = (Word("ACME", Box(0, 0, 80, 20), 0.9, 0), Word("(M)", Box(104, 0, 130, 20), 0.9, 1))
    document = Document.from_pages([Page(400, 100, words, "ocr")])
    assert [segment.text for segment in document.segments] == ["ACME (M)"]
