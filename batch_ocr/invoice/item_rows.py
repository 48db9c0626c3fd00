"""Rows of the list of items and the headings above it: nothing in them is a party's name or address."""

from __future__ import annotations

import re

from batch_ocr.invoice.layout import Document, Row
from batch_ocr.invoice.party_lines import Kind, kind_of
from batch_ocr.invoice.party_names import has_word

_AMOUNT = re.compile(r"^\W*(?:[A-Z]{3}\s?)?-?\d{1,3}(?:[., ']?\d{3})*[.,]\d{2}\W*(?:[A-Z]{1,3})?$")
AMOUNTS = 2
"""Cells with an amount from which a row is an item: its price and its sum."""
HEADINGS = 3
"""Cells with words for columns from which a row is a table's head, if an item follows."""
HEAD_ROWS = 3
"""Most rows over which the words of a table's head may wrap."""
BROKEN_CELLS = 5
"""Cells from which a row above an item is part of the head, whatever its wrapped words are."""
LISTED = 2
"""Consecutive rows of words and one amount, as tills print them, from which they are a list of items."""


def item_rows(document: Document) -> frozenset[int]:
    """Return the indexes of the rows of items and of the heads directly above them."""
    items = {row.index for row in document.rows if _is_item(row)}
    heads = {row.index for row in document.rows if row.index + 1 in items and _is_head(row)}
    return frozenset(items | heads | _broken_heads(document, items) | _listed(document))


def _broken_heads(document: Document, items: set[int]) -> set[int]:
    """Rows of many cells right above an item: a head whose words go over several lines."""
    found: set[int] = set()
    for item in items:
        for index in range(item - 1, max(-1, item - 1 - HEAD_ROWS), -1):
            row = document.rows[index]
            if row.page != document.rows[item].page or len(row.segments) < BROKEN_CELLS:
                break
            found.add(index)
    return found


def _listed(document: Document) -> set[int]:
    """Rows of a name and one amount, several under each other: what a till prints of each item."""
    found: set[int] = set()
    run: list[int] = []
    for row in document.rows:
        if _is_listed(row) and (not run or document.rows[run[-1]].page == row.page):
            run.append(row.index)
            continue
        found.update(run if len(run) >= LISTED else ())
        run = []
    return found | set(run if len(run) >= LISTED else ())


def _is_listed(row: Row) -> bool:
    if len(row.segments) != 2:  # noqa: PLR2004 -- name and amount
        return False
    name, amount = row.segments
    return has_word(name.text) and bool(_AMOUNT.match(amount.text))


def _is_item(row: Row) -> bool:
    return sum(bool(_AMOUNT.match(segment.text)) for segment in row.segments) >= AMOUNTS


def _is_head(row: Row) -> bool:
    return sum(kind_of(segment.text) in (Kind.TITLE, Kind.FIELD) for segment in row.segments) >= HEADINGS
