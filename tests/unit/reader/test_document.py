from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFilter

from batch_ocr.page import Page
from batch_ocr.reader.document import open_reader
from batch_ocr.reader.errors import Fault, UnreadableDocument
from batch_ocr.reader.languages import script_of
from batch_ocr.reader.options import Limits, ReaderSettings, ReadOptions
from batch_ocr.reader.prepare import prepare
from batch_ocr.reader.spelling import correct
from tests.unit.reader.drawn import LINES, grey, pdf, saved, sheet, words

ReadDocument = Callable[[bytes, ReadOptions], Iterator[Page]]
PAGE = sheet(size=20)


@pytest.fixture(scope="module")
def read() -> ReadDocument:
    return open_reader(ReaderSettings())


def texts(pages: Iterator[Page]) -> list[str]:
    return [word.text for page in pages for word in page.words]


def test_pictures_and_pdfs_are_told_apart_by_their_bytes(read: ReadDocument) -> None:
    """The name of a file plays no part, and a PDF may have rubbish before its header."""
    assert texts(read(saved(PAGE, "PNG"), ReadOptions())) == words()
    document = bytes(pdf(("Total due", "1.469,13 EUR")).output())
    assert texts(read(document, ReadOptions())) == ["Total", "due", "1.469,13", "EUR"]
    assert texts(read(b"\r\n" * 20 + document, ReadOptions()))[-1] == "EUR"


def test_pages_are_numbered_from_0(read: ReadDocument) -> None:
    """The number of a page is its place in the document."""
    stack = saved(PAGE, "TIFF", save_all=True, append_images=[PAGE, PAGE])
    assert [page.number for page in read(stack, ReadOptions())] == [0, 1, 2]


def test_an_empty_file_says_so(read: ReadDocument) -> None:
    """Zero bytes are 'empty', not 'corrupt'."""
    with pytest.raises(UnreadableDocument) as caught:
        list(read(b"", ReadOptions()))
    assert caught.value.fault is Fault.EMPTY


@pytest.mark.parametrize("rotate", [90, 180, 270, -90, 450, 20])
def test_rotate_turns_clockwise_before_reading(read: ReadDocument, rotate: int) -> None:
    """A page that lies askew by a known angle is turned back and read."""
    askew = PAGE.rotate(rotate, expand=True, fillcolor=255)  # Pillow turns the other way round
    assert sorted(texts(read(saved(askew, "PNG"), ReadOptions(rotate=rotate)))) == sorted(words())


def test_rotating_a_pdf_leaves_its_layer_aside(read: ReadDocument) -> None:
    """A text layer fits the page as stored; turned pages are read from their pixels."""
    (page,) = read(bytes(pdf(("Total due 1.469,13 EUR",) * 4).output()), ReadOptions(rotate=5))
    assert page.source == "ocr"
    assert len(page.words) == 16


def test_upsampling_doubles_up_to_the_limit() -> None:
    """Small print grows, but no page beyond the limit of pixels."""
    picture = grey(PAGE)
    assert prepare(picture, ReadOptions(upsample=True), Limits()).shape == tuple(2 * side for side in picture.shape)
    assert prepare(picture, ReadOptions(upsample=True), Limits(picture.size)) is picture


def test_binarizing_takes_shadows_away() -> None:
    """On a page shaded from white to dark grey the paper becomes white everywhere, ink black."""
    shade = np.linspace(1.0, 0.45, PAGE.width)
    shaded = (grey(PAGE.filter(ImageFilter.GaussianBlur(0.6))) * shade).astype(np.uint8)
    result = prepare(shaded, ReadOptions(binarize=True), Limits())
    assert set(np.unique(result)) == {0, 255}
    assert ((result < 128) != (grey(PAGE) < 128)).mean() < 0.03


def test_settings_that_change_nothing_copy_nothing() -> None:
    """The usual case hands the decoded page on as it is."""
    picture = grey(PAGE)
    assert prepare(picture, ReadOptions(), Limits()) is picture


@pytest.mark.parametrize("language", ["English", "German", "Polish", "Turkish", "Vietnamese", "Quechua", "HWT_ENG"])
def test_languages_in_latin_letters_are_read(language: str) -> None:
    """Most of the service's names need nothing special."""
    assert script_of(language) == "latin"


def test_other_scripts_are_read_or_refused(read: ReadDocument) -> None:
    """Where the networks know the script it is read with all characters; otherwise nobody gets garbage."""
    assert script_of("Chinese") == script_of("Greek") == "any"
    assert texts(read(saved(PAGE, "PNG"), ReadOptions(language="Chinese"))) == words()
    with pytest.raises(UnreadableDocument, match="cannot read Russian") as caught:
        list(read(saved(PAGE, "PNG"), ReadOptions(language="Russian")))
    assert caught.value.fault is Fault.UNSUPPORTED


@pytest.mark.parametrize(
    ("read_as", "meant"),
    [
        ("l2.50", "12.50"),
        ("1.O00,5O", "1.000,50"),
        ("2O24-O8-15", "2024-08-15"),
        ("INV0ICE", "INVOICE"),
        ("T0TAL", "TOTAL"),
        ("B2B", "B2B"),
        ("DE123456789", "DE123456789"),
        ("SO", "SO"),
        ("Oslo", "Oslo"),
        ("A4", "A4"),
    ],
)
def test_spelling_repairs_look_alikes_only_where_the_word_tells(read_as: str, meant: str) -> None:
    """A letter among digits is a digit, a digit between capitals a letter; codes of both are left alone."""
    assert correct(read_as) == meant


@given(st.text(max_size=12))
def test_spelling_keeps_lengths_and_is_done_once(word: str) -> None:
    """Correcting replaces characters one for one, and correcting again changes nothing."""
    once = correct(word)
    assert len(once) == len(word)
    assert correct(once) == once


def test_spell_check_is_done_only_when_asked_for(read: ReadDocument) -> None:
    """Off, words are what the network saw."""
    assert texts(read(saved(PAGE, "PNG"), ReadOptions(spell_check=True))) == words(LINES)
