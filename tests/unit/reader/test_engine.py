from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from PIL import Image, ImageDraw

from batch_ocr.page import Page
from batch_ocr.reader.engine import Engine, load_engine
from batch_ocr.reader.options import Quality
from tests.unit.reader.drawn import LINES, grey, sheet, words


def missed(page: Page, expected: list[str] | None = None) -> list[str]:
    """Words that were not read, letter for letter."""
    return list(
        (Counter(words() if expected is None else expected) - Counter(word.text for word in page.words)).elements()
    )


@pytest.mark.parametrize("size", [11, 14, 20, 32, 60, 110])
def test_print_of_any_size_is_read(engine: Engine, size: int) -> None:
    """From a page at 72 dpi to a poster: every word, in reading order."""
    page = engine.read(grey(sheet(size=size)))
    assert [word.text for word in page.words] == words()


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_page_is_read_upright(engine: Engine, quarters: int) -> None:
    """A page laid on its side or head comes out upright, its words where they would be on the upright page."""
    upright = engine.read(grey(sheet()))
    turned = engine.read(np.ascontiguousarray(np.rot90(grey(sheet()), quarters)))
    assert [word.text for word in turned.words] == words()
    assert (turned.width, turned.height) == (upright.width, upright.height)
    for one, other in zip(turned.words, upright.words, strict=True):
        assert np.allclose(one.box, other.box, atol=8)


@pytest.mark.parametrize("degrees", [-15, -7, -2, 3, 10, 15])
def test_a_skewed_page_is_set_straight(engine: Engine, degrees: int) -> None:
    """Up to 15 degrees every word is read, and words of a line stand level on the page that is reported."""
    page = engine.read(grey(sheet().rotate(degrees, expand=True, fillcolor=255)))
    assert missed(page) == []
    total, due = (next(word for word in page.words if word.text == text) for text in ("Total", "due"))
    assert abs(total.box.y_center - due.box.y_center) < 6
    assert all(0 <= word.box.left < word.box.right <= page.width for word in page.words)
    assert all(0 <= word.box.top < word.box.bottom <= page.height for word in page.words)


def test_skew_stays_when_it_is_not_to_be_corrected(engine: Engine) -> None:
    """Without deskew the page keeps its size and the words of a line climb, yet are read."""
    image = sheet().rotate(8, expand=True, fillcolor=255)
    page = engine.read(grey(image), deskew=False)
    assert missed(page) == []
    assert (page.width, page.height) == image.size


def test_boxes_lie_on_the_ink(engine: Engine) -> None:
    """A word's box is drawn close around its letters."""
    image = sheet(("Rechnungsnummer",), size=40)
    box = engine.read(grey(image)).words[0].box
    left, top, right, bottom = Image.eval(image, lambda level: 255 - level).getbbox() or (0, 0, 0, 0)
    assert np.allclose(box, (left, top, right, bottom), atol=4)


def test_white_on_black_is_read(engine: Engine) -> None:
    """Headings in a dark band, and whole dark pages, are text like any other."""
    image = sheet()
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, image.width, 50), 30)
    assert missed(engine.read(grey(image))) == []
    assert missed(engine.read(grey(sheet(paper=20, ink=235)))) == []


def test_columns_are_never_one_word(engine: Engine) -> None:
    """Two texts far apart on one row are two lines' words, left before right."""
    image = sheet(("1234",))
    image.paste(sheet(("5678",)).crop((60, 60, 200, 120)), (400, 60))
    assert [word.text for word in engine.read(grey(image)).words] == ["1234", "5678"]


def test_ruled_lines_are_no_text(engine: Engine) -> None:
    """Rules, dashes and dots across a receipt are neither words nor a reason to doubt which way up it is."""
    rules = ("-" * 40, "." * 40, "_" * 25)
    lines = tuple(line for pair in zip(LINES, rules * 2, strict=True) for line in pair)
    assert [word.text for word in engine.read(grey(sheet(lines, size=24))).words] == words()


@pytest.mark.parametrize("paper", [0, 127, 255])
def test_a_blank_page_has_no_words(engine: Engine, paper: int) -> None:
    """Nothing is made up where nothing is printed."""
    assert engine.read(np.full((800, 600), paper, np.uint8)).words == ()


@pytest.mark.parametrize("shape", [(1, 1), (3, 2000), (2000, 3), (40, 60)])
def test_odd_sizes_are_no_trouble(engine: Engine, shape: tuple[int, int]) -> None:
    """Slivers and single pixels are pages too."""
    assert engine.read(np.full(shape, 255, np.uint8)).words == ()


@pytest.mark.parametrize("quality", ["fast", "balanced"])
def test_every_quality_reads_clean_print(quality: Quality) -> None:
    """The cheaper settings differ on bad paper, not on clean."""
    assert missed(load_engine(quality).read(grey(sheet()))) == []


def test_confidence_falls_with_the_print(engine: Engine) -> None:
    """A clean word is near certain, the same word under heavy noise is less so."""
    clean = grey(sheet(LINES[:1], size=18))
    noise = np.random.default_rng(1).normal(0, 70, clean.shape)
    noisy = np.clip(clean + noise, 0, 255).astype(np.uint8)
    pairs = list(zip(engine.read(clean).words, engine.read(noisy).words, strict=True))
    assert min(sure.confidence for sure, _ in pairs) > 0.95
    assert all(doubtful.confidence < sure.confidence for sure, doubtful in pairs)
