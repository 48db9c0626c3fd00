"""Repairs of the commonest confusions of OCR: letters among digits, digits among capital letters."""

from __future__ import annotations

import re
from dataclasses import replace

from batch_ocr.page import Page

_TO_DIGITS = str.maketrans("OoQDIl|SBZ", "0000111582")
_TO_LETTERS = str.maketrans("015", "OIS")
_NUMBER = re.compile(r"[-+(]?[\dOoQDIl|SBZ][\dOoQDIl|SBZ.,:/'-]*[)%]?")
_DIGIT = re.compile(r"\d")
_CAPITALS = re.compile(r"(?=.{5})[A-ZÀ-Þ]+[015][A-ZÀ-Þ]+")


def corrected(page: Page) -> Page:
    """Return the page with the words' texts repaired; boxes and confidences stay."""
    return replace(page, words=tuple(replace(word, text=correct(word.text)) for word in page.words))


def correct(word: str) -> str:
    """Return the word with look-alikes put right where most of it is digits, or capital letters on both sides."""
    if _NUMBER.fullmatch(word) and 2 * len(_DIGIT.findall(word)) > sum(c.isalnum() for c in word):
        return word.translate(_TO_DIGITS)
    return word.translate(_TO_LETTERS) if _CAPITALS.fullmatch(word) else word
