"""Repairs of the commonest confusions of OCR: letters among digits, digits among letters, words of the dictionary.

The dictionary is what invoices call their parts in the eight languages of the field parser, no language as a whole:
names and goods are in no dictionary, and a wrong "correction" of one would be worse than a letter misread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from batch_ocr.invoice.labels_dates import DATES
from batch_ocr.invoice.labels_other_amounts import OTHER_AMOUNTS
from batch_ocr.invoice.labels_references import BANKING, REFERENCES
from batch_ocr.invoice.labels_sums import SUMS
from batch_ocr.page import Page, Word

_DOUBTFUL = 0.95
"""A word read with more confidence is left as it was read, in the dictionary or not."""
_SHORTEST = 5
"""Letters; among shorter words too many are alike."""

_TO_DIGITS = str.maketrans("OoQDIl|SBZ", "0000111582")
_TO_LETTERS = str.maketrans("015", "OIS")
_NUMBER = re.compile(r"[-+(]?[\dOoQDIl|SBZ][\dOoQDIl|SBZ.,:/'-]*[)%]?")
_DIGIT = re.compile(r"\d")
_AROUND = ".,:;()*#"
_CAPITALS = re.compile(r"(?=.{5})[A-ZÀ-Þ]+[015][A-ZÀ-Þ]+")


def corrected(page: Page) -> Page:
    """Return the page with the words' texts repaired; boxes and confidences stay."""
    return replace(page, words=tuple(replace(word, text=_corrected(word)) for word in page.words))


def _corrected(word: Word) -> str:
    text = correct(word.text)
    return look_up(text) if word.confidence < _DOUBTFUL else text


def correct(word: str) -> str:
    """Return the word with look-alikes put right where most of it is digits, or capital letters on both sides."""
    if _NUMBER.fullmatch(word) and 2 * len(_DIGIT.findall(word)) > sum(c.isalnum() for c in word):
        return word.translate(_TO_DIGITS)
    return word.translate(_TO_LETTERS) if _CAPITALS.fullmatch(word) else word


def look_up(text: str) -> str:
    """Return the one word of the dictionary that differs in a single character, in the case of `text`; else `text`."""
    bare = text.strip(_AROUND)
    lower = bare.casefold()
    if len(bare) < _SHORTEST or len(lower) != len(bare) or lower in _dictionary():
        return text
    near = {word for place in range(len(lower)) for word in _neighbours().get(_holed(lower, place), ())}
    if len(near) != 1:
        return text
    (word,) = near
    return text.replace(bare, word.upper() if bare.isupper() else word.capitalize() if bare[:1].isupper() else word)


@cache
def _dictionary() -> frozenset[str]:
    phrases = (text for lexicon in (SUMS, OTHER_AMOUNTS, DATES, REFERENCES, BANKING) for text in _texts(lexicon))
    words = {word for phrase in phrases for word in re.findall(r"[^\W\d_]+", phrase.casefold())}
    return frozenset(word for word in words if len(word) >= _SHORTEST)


def _texts(lexicon: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for languages in lexicon.values():
        yield from languages.values()


@cache
def _neighbours() -> Mapping[str, frozenset[str]]:
    """Return the dictionary by its words with one character left open."""
    found: dict[str, set[str]] = {}
    for word in _dictionary():
        for place in range(len(word)):
            found.setdefault(_holed(word, place), set()).add(word)
    return {holed: frozenset(words) for holed, words in found.items()}


def _holed(word: str, place: int) -> str:
    return f"{word[:place]}\0{word[place + 1 :]}"
