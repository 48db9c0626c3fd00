from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw

from benchmarks.conditions import CONDITIONS, DOTS_PER_INCH, in_condition, in_conditions

PAGE = Image.new("L", (1240, 1754), 255)
ImageDraw.Draw(PAGE).text((200, 300), "Total 119.00", 0, font_size=40)


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_is_the_same_for_the_same_seed(name: str) -> None:
    """Figures of two days can be compared; another seed gives another picture, but of the flat page."""
    once, again, other = (in_condition(PAGE, name, seed) for seed in (1, 1, 2))
    assert ImageChops.difference(once, again).getbbox() is None
    assert (once.size != other.size or ImageChops.difference(once, other).getbbox() is not None) == (name != "flat")


def test_small_and_reversed_pages_are_what_they_are_called() -> None:
    """72 dots an inch are fewer pixels; bands of white on black are half of the page."""
    small = in_condition(PAGE, "72 dpi", 1)
    assert abs(small.width - PAGE.width * 72 / DOTS_PER_INCH) < 1
    assert 0.4 < (np.asarray(in_condition(PAGE, "white on black", 1)) < 128).mean() < 0.6


def test_every_clean_page_comes_in_every_condition() -> None:
    """The words are the page's, whatever was done to it."""
    pages = list(in_conditions(7, 1))
    assert [name for name, _, _ in pages] == list(CONDITIONS)
    assert all(words == pages[0][1] and words for _, words, _ in pages)
