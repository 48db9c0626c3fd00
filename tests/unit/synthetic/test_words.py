"""Words with boxes come from the layout itself, where the picture has them."""

from __future__ import annotations

import numpy as np

from benchmarks.synthetic.document import document
from benchmarks.synthetic.raster import rendered
from benchmarks.synthetic.samples import SAMPLES
from benchmarks.synthetic.words import pages


def test_boxes_lie_on_the_ink_of_the_picture() -> None:
    """Inside every box there is ink, and outside all boxes of a page without rules and fills there is none."""
    sheets = document(next(recipe for recipe in SAMPLES if recipe.name.startswith("13"))).sheets
    (page,) = pages(sheets, dots_per_inch=200)
    pixels = np.asarray(rendered(sheets[0], 200).convert("L")).copy()
    assert abs(page.width - pixels.shape[1]) <= 1
    for word in page.words:
        rows = slice(max(0, int(word.box.top) - 2), int(word.box.bottom) + 3)
        columns = slice(max(0, int(word.box.left) - 4), int(word.box.right) + 5)
        assert pixels[rows, columns].min() < 128, word
    for word in page.words:
        rows = slice(max(0, int(word.box.top) - 2), int(word.box.bottom) + 3)
        columns = slice(max(0, int(word.box.left) - 4), int(word.box.right) + 5)
        pixels[rows, columns] = 255
    assert pixels.min() > 128


def test_words_are_numbered_by_line_from_top_to_bottom() -> None:
    """Reading order: lines never go back up the page."""
    (page,) = pages(document(SAMPLES[0]).sheets)
    tops = {word.line: word.box.y_center for word in reversed(page.words)}
    assert [word.line for word in page.words] == sorted(word.line for word in page.words)
    assert tops[0] < tops[max(tops)]
