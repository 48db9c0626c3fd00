from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.page import Box, Page, Word
from batch_ocr.reader.spelling import corrected, look_up


def page_of(text: str, confidence: float) -> Page:
    return Page(100.0, 100.0, (Word(text, Box(1, 2, 3, 4), confidence, 0),), "ocr")


@pytest.mark.parametrize(
    ("read_as", "meant"),
    [
        ("Rechnungsdatun", "Rechnungsdatum"),
        ("RECHNUNGSDATUN:", "RECHNUNGSDATUM:"),
        ("lnvoice", "invoice"),
        ("amouut", "amount"),
        ("Invoice", "Invoice"),
        ("Tolal", "Total"),
        ("Vat", "Vat"),
        ("Lindtaler", "Lindtaler"),
        ("4711-0815", "4711-0815"),
    ],
)
def test_a_word_one_character_off_a_term_of_invoices_is_put_right(read_as: str, meant: str) -> None:
    """Case and punctuation stay; names, numbers and short words are left alone."""
    assert look_up(read_as) == meant


def test_words_read_with_confidence_are_left_as_they_were_read() -> None:
    """The dictionary decides only where the network doubts."""
    assert corrected(page_of("Amouut", 0.6)).words[0].text == "Amount"
    assert corrected(page_of("Amouut", 0.99)).words[0].text == "Amouut"


@given(st.text(max_size=20))
def test_looking_up_keeps_lengths_and_is_done_once(text: str) -> None:
    """A correction replaces one character, and its result is in the dictionary."""
    once = look_up(text)
    assert len(once) == len(text)
    assert look_up(once) == once
