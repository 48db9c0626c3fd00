from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.invoice.fields import Evidence, FieldValue
from batch_ocr.page import Box, Page, Word
from batch_ocr.reader.drawing import FAIR, MAX_PIXELS, SURE, WEAK, WORD, drawn_page, grade, percent
from batch_ocr.transform import quarter_turns

PAPER = np.full((600, 400), 255, np.uint8)
BOX = Box(100, 200, 220, 230)


def test_boxes_are_drawn_on_the_page_as_its_file_shows_it() -> None:
    """A page that was turned to be read is drawn as it is stored, and so are the boxes on it."""
    page = Page(600.0, 400.0, (Word("119.00", BOX, 0.99, 0),), "ocr", shown=quarter_turns(-1))
    image = drawn_page(PAPER, page, {"total_amount": FieldValue("119.00", 0.7, (Evidence(0, BOX, ("119.00",)),))})
    assert image.width == 400
    pixels = np.asarray(image)
    rows, columns = np.nonzero((pixels[:600] == FAIR).all(axis=2))
    box = page.box_as_shown(BOX)
    on_edges = (abs(columns - 400 * box.left) < 3) & (rows >= 600 * box.top) & (rows <= 600 * box.bottom)
    assert on_edges.sum() > 100  # 120 long on its side


def test_fields_of_other_pages_are_left_to_them() -> None:
    """Only what stands on the page is drawn on it."""
    field = FieldValue("x", 0.95, (Evidence(1, BOX, ("x",)),))
    pixels = np.asarray(drawn_page(PAPER, Page(400.0, 600.0, (), "ocr", 0), {"bic": field}))[:600]
    assert not (pixels == SURE).all(axis=2).any()


def test_words_are_drawn_and_the_legend_stands_below() -> None:
    """The page's own pixels keep their places; the strip below is as wide as the page."""
    image = drawn_page(PAPER, Page(400.0, 600.0, (Word("due", BOX, 0.99, 0),), "ocr"), {})
    assert image.width == 400
    assert 620 < image.height < 800
    assert image.getpixel((round(BOX.left), 215)) == WORD


def test_a_poster_is_reduced() -> None:
    """The picture of a page of any size stays one that can be looked at."""
    image = drawn_page(np.full((9000, 6000), 255, np.uint8), Page(6000.0, 9000.0, (), "ocr"), {})
    assert image.width * image.height < 1.1 * MAX_PIXELS


@given(st.floats(0, 1))
def test_every_confidence_has_a_colour_and_only_certainty_is_100(confidence: float) -> None:
    """Colour and figure agree: both change at the same bound."""
    assert grade(confidence) in {SURE, FAIR, WEAK}
    shown = int(percent(confidence).removesuffix(" %"))
    assert (shown == 100) == (confidence == 1)
    assert (grade(confidence) is SURE) == (confidence >= 0.9)


@pytest.mark.parametrize("size", [(1, 1), (30, 2000), (2000, 20)])
def test_pages_of_any_shape_are_drawn(size: tuple[int, int]) -> None:
    """A strip of paper, or a single pixel, is no reason to fail."""
    width, height = size
    field = FieldValue("x", 0.5, (Evidence(0, Box(0, 0, width, height), ("x",)),))
    page = Page(float(width), float(height), (), "ocr")
    assert drawn_page(np.zeros((height, width), np.uint8), page, {"bic": field}).width == width
