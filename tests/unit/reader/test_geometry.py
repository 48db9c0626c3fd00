from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.page import Box
from batch_ocr.reader.detect import LineBox, turned
from batch_ocr.reader.ink import band, ink_of, spans
from batch_ocr.reader.order import rows
from batch_ocr.reader.recognise import Character, Line
from batch_ocr.reader.words import Upright, skew_of, to_page

SIZES = st.floats(10, 5000)
BOXES = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    *(st.floats(0, 1000), st.floats(0, 1000), st.floats(1, 300), st.floats(1, 60)),
)


@given(st.lists(BOXES, max_size=40))
def test_every_box_stands_in_exactly_one_row(boxes: list[Box]) -> None:
    """Reading order loses nothing and repeats nothing; a row runs from left to right."""
    found = rows(boxes)
    assert sorted(index for row in found for index in row) == list(range(len(boxes)))
    assert all(boxes[a].left <= boxes[b].left for row in found for a, b in pairwise(row))


def test_level_boxes_share_a_row_and_rows_do_not_sag() -> None:
    """Words of one printed row belong together; a staircase of words does not become one row."""
    level = [Box(100 * n, 10 + n % 2, 100 * n + 80, 30 + n % 2) for n in range(5)]
    assert rows(level) == [[0, 1, 2, 3, 4]]
    stairs = [Box(100 * n, 12 * n, 100 * n + 80, 12 * n + 20) for n in range(5)]
    assert len(rows(stairs)) > 2


@given(SIZES, SIZES, st.floats(-20, 20), st.floats(0, 1), st.floats(0, 1))
def test_the_upright_page_holds_the_whole_skewed_one(
    width: float, height: float, angle: float, across: float, down: float
) -> None:
    """No point of the page falls off when it is straightened, and its middle stays the middle."""
    upright = Upright(angle, width, height)
    x, y = upright.point(across * width, down * height)
    new_width, new_height = upright.size
    assert -1e-6 <= x <= new_width + 1e-6
    assert -1e-6 <= y <= new_height + 1e-6
    assert np.allclose(upright.point(width / 2, height / 2), (new_width / 2, new_height / 2))


@given(SIZES, SIZES, st.floats(-44, 44))
def test_four_quarter_turns_bring_a_box_home(width: float, height: float, angle: float) -> None:
    """Turning a box by quarters is turning its page."""
    box = LineBox(width / 3, height / 4, 50, 10, angle)
    once = turned(box, 1, width, height)
    back = turned(once, 3, height, width)
    assert np.allclose(back, box)
    assert turned(box, 4, width, height) == pytest.approx(box)


def test_skew_is_that_of_most_of_the_text() -> None:
    """Short boxes and lines up the margin say nothing; long lines outweigh shorter ones; two lines are too few."""
    lines = [LineBox(0, 0, 400, 20, 3.0), LineBox(0, 0, 90, 20, -8.0), LineBox(0, 0, 90, 20, -8.0)]
    strange = [LineBox(0, 0, 30, 20, -30.0), LineBox(0, 0, 900, 20, -90.0)]
    assert skew_of([*lines, *strange]) == 3.0
    assert skew_of(lines[:2]) == 0.0


def line(text: str, edges: list[tuple[float, float]], confidence: float = 0.9) -> Line:
    """A line of 1000 x 20 pixels at the top left of a page."""
    marks = (
        Character(character, left, right, confidence) for character, (left, right) in zip(text, edges, strict=True)
    )
    return Line(LineBox(500, 10, 1000, 20, 0.0), tuple(marks))


def test_words_part_at_spaces_and_at_gaps_like_them() -> None:
    """A space lost by the network is found by its width, once the line has shown how wide its spaces are."""
    edges = [(0.0, 0.01), (0.012, 0.02), (0.02, 0.02), (0.03, 0.04), (0.05, 0.06), (0.0605, 0.07)]
    page = to_page([line("ab cde", edges)], 1000, 100, number=0)
    assert [word.text for word in page.words] == ["ab", "c", "de"]
    assert page.words[0].box == pytest.approx(Box(0, 0, 20, 20))


def test_doubtful_lines_are_left_out() -> None:
    """A line the network hardly believes in is noise, a stamp or a picture."""
    assert to_page([line("a", [(0.0, 0.1)], confidence=0.4)], 1000, 100, number=3).words == ()


def test_ink_is_the_rarer_colour_without_ruled_lines() -> None:
    """Black on white and white on black give the same ink; a rule under the text is no text."""
    strip = np.full((48, 400), 230, np.uint8)
    strip[15:35, 40:60] = strip[15:35, 70:90] = 20
    ink = ink_of(strip)
    assert (ink == ink_of(255 - strip)).all()
    strip[44:46] = 20
    assert (ink == ink_of(strip)).all()
    assert band(ink) == (15, 35)
    assert spans(np.asarray(ink[15:35].any(axis=0), dtype=np.bool_), [50.0, 80.0], 20) == [(40.0, 60.0), (70.0, 90.0)]


def test_a_blank_strip_has_no_ink() -> None:
    """Faint shading is paper."""
    shade = np.tile(np.linspace(220, 235, 300), (48, 1)).astype(np.uint8)
    assert not ink_of(shade).any()
    assert band(ink_of(shade)) is None


@given(st.lists(st.booleans(), min_size=1, max_size=120), st.data())
def test_characters_never_overlap_and_stay_in_their_strip(columns: list[bool], data: st.DataObject) -> None:
    """Whatever the ink looks like, edges run from left to right inside the strip."""
    centres = sorted(data.draw(st.lists(st.integers(0, len(columns) - 1), max_size=12, unique=True)))
    edges = spans(np.array(columns), [float(centre) for centre in centres], 30)
    flat = [edge for pair in edges for edge in pair]
    assert len(edges) == len(centres)
    assert all(a <= b for a, b in pairwise(flat))
    assert all(0 <= edge <= len(columns) and math.isfinite(edge) for edge in flat)
