"""Rows of the list of items and the headings over them: nothing that stands in them names or places a party."""

from __future__ import annotations

import re

from batch_ocr.invoice.layout import Document, Row
from batch_ocr.invoice.party_lines import Kind, kind_of

_AMOUNT = re.compile(r"^\W*(?:[A-Z]{3}\s?)?-?\d{1,3}(?:[., ']?\d{3})*[.,]\d{2}\W*(?:[A-Z]{1,3})?$")
AMOUNTS = 2
"""Cells with an amount that make a row one of an item: its price and its sum."""
HEADINGS = 3
"""Cells of words for columns that make a row a table's head, when an item follows."""


def item_rows(document: Document) -> frozenset[int]:
    """Return the indexes of the rows of items and of the heads directly above them."""
    items = {row.index for row in document.rows if _is_item(row)}
    heads = {row.index for row in document.rows if row.index + 1 in items and _is_head(row)}
    return frozenset(items | heads)


def _is_item(row: Row) -> bool:
    return sum(bool(_AMOUNT.match(segment.text)) for segment in row.segments) >= AMOUNTS


def _is_head(row: Row) -> bool:
    return sum(kind_of(segment.text) in (Kind.TITLE, Kind.FIELD) for segment in row.segments) >= HEADINGS
