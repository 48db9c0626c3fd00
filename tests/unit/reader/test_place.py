"""Where a word stands on the file's own page, whatever was done to the page before it was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PIL import Image, ImageDraw

from batch_ocr.page import Box, Page
from batch_ocr.reader.document import open_reader
from batch_ocr.reader.options import Limits, ReaderSettings, ReadOptions
from batch_ocr.reader.pdf import pdf_pages
from benchmarks.synthetic.fonts import Face, pillow_font
from tests.unit.reader.drawn import pdf, saved

ReadDocument = Callable[[bytes, ReadOptions], Iterator[Page]]
ORIENTATION = 0x0112
WORD = "4711-0815"
TURNS = {1: 0, 3: 180, 6: 90, 8: 270}
"""EXIF orientation: degrees clockwise a viewer turns the stored picture by."""


@pytest.fixture(scope="module")
def read() -> ReadDocument:
    return open_reader(ReaderSettings("fast"))


def marked(word: str = WORD) -> tuple[Image.Image, Image.Image]:
    """A page of text with one word of interest, and a mask of that word's ink."""
    font = pillow_font(Face("plex-sans"), 28)
    page, mask = Image.new("L", (700, 560), 255), Image.new("L", (700, 560), 0)
    for number in range(5):
        ImageDraw.Draw(page).text((60, 60 + 70 * number), "The quick brown fox jumps over the dog", 0, font)
    for image, ink in ((page, 0), (mask, 255)):
        ImageDraw.Draw(image).text((440, 450), word, ink, font)
    return page, mask


def ink_box(mask: Image.Image) -> Box:
    """The mask's ink as shares of its page."""
    left, top, right, bottom = mask.point(lambda level: 255 if level > 100 else 0).getbbox() or (0, 0, 0, 0)
    return Box(left / mask.width, top / mask.height, right / mask.width, bottom / mask.height)


def shown(read: ReadDocument, data: bytes, options: ReadOptions | None = None) -> Box:
    (page,) = read(data, options or ReadOptions())
    (word,) = (word for word in page.words if word.text == WORD)
    return page.box_as_shown(word.box)


def overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    width = max(0.0, min(one.right, other.right) - max(one.left, other.left))
    height = max(0.0, min(one.bottom, other.bottom) - max(one.top, other.top))
    shared = width * height
    return shared / (one.width * one.height + other.width * other.height - shared)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270, -11, 4, 14, 94, 177])
def test_a_word_is_placed_on_the_page_as_stored(read: ReadDocument, degrees: int) -> None:
    """Turned by quarters, askew or both: the box lies on the word's ink as the file has it."""
    page, mask = (
        image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=fill)
        for image, fill in zip(marked(), (255, 0), strict=True)
    )
    assert overlap(shown(read, saved(page, "PNG")), ink_box(mask)) > 0.6


@pytest.mark.parametrize(
    "options",
    [
        *(ReadOptions(rotate=degrees) for degrees in (90, 180, 270, 20, -35)),
        ReadOptions(upsample=True),
        ReadOptions(skew_correct=False),
        ReadOptions(rotate=20, upsample=True, binarize=True),
    ],
)
def test_what_was_asked_to_be_done_to_the_page_is_undone(read: ReadDocument, options: ReadOptions) -> None:
    """Turned or enlarged at somebody's wish, the word is still placed where the file has it."""
    page, mask = (
        image.rotate(options.rotate, Image.Resampling.BICUBIC, expand=True, fillcolor=fill)
        for image, fill in zip(marked(), (255, 0), strict=True)
    )
    assert overlap(shown(read, saved(page, "PNG"), options), ink_box(mask)) > 0.5


@pytest.mark.parametrize("orientation", TURNS)
def test_the_page_is_the_one_a_viewer_shows(read: ReadDocument, orientation: int) -> None:
    """EXIF orientation belongs to how the file looks: shares are of the turned picture."""
    page, mask = marked()
    stored = page.rotate(TURNS[orientation], expand=True)
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    assert overlap(shown(read, saved(stored, "JPEG", quality=90, exif=exif)), ink_box(mask)) > 0.6


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_pdf_page_is_placed_as_a_viewer_draws_it(read: ReadDocument, rotation: int) -> None:
    """The page's own rotation is applied: where the rendered page has ink, there the box is."""
    document = bytes(pdf(("Invoice number", WORD, "Total due 1.469,13 EUR")).output())
    data = document.replace(b"/Type /Page\n", b"/Type /Page\n/Rotate %d\n" % rotation)
    (drawn,) = pdf_pages(data, Limits())
    box = shown(read, data)
    height, width = drawn.picture.shape
    rows = slice(round(box.top * height), round(box.bottom * height))
    columns = slice(round(box.left * width), round(box.right * width))
    assert (drawn.picture[rows, columns] < 128).mean() > 0.1
    outside = np.array(drawn.picture)
    outside[rows, columns] = 255
    assert 0.2 < (outside < 128).sum() / (drawn.picture < 128).sum() < 0.9
