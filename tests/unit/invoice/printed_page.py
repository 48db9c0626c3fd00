"""Draws a page of words from plain text as a test writes it: one line a row, cells apart by two spaces or more."""

from __future__ import annotations

import re
from collections.abc import Sequence

from batch_ocr.invoice.layout import Document
from batch_ocr.page import Box, Page, Word

CHARACTER = 10.0
"""Width of one character; words are 14 high, rows 24 apart."""


def printed(*pages: str) -> Document:
    """Lay out each text as a page of a typewriter: the column of a character is its place."""
    return Document.from_pages([_page(text, number) for number, text in enumerate(pages)])


def _page(text: str, number: int) -> Page:
    lines = text.strip("\n").splitlines()
    words = tuple(word for row, line in enumerate(lines) for word in _words(line, row))
    return Page(width=1000.0, height=24.0 * (len(lines) + 1), words=words, source="text-layer", number=number)


def _words(line: str, row: int) -> Sequence[Word]:
    top = 24.0 * row
    found = re.finditer(r"\S+", line)
    return [Word(m[0], Box(m.start() * CHARACTER, top, m.end() * CHARACTER, top + 14.0), 1.0, line=row) for m in found]
