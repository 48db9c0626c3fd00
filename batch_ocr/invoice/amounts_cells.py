"""The amounts of a document and where each stands, with the labels to its left, above it and over its column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Final

from batch_ocr.invoice.amounts import Amount, Mark, decimal_mark, find_amounts
from batch_ocr.invoice.currency import currency_of_mark
from batch_ocr.invoice.dates import find_dates
from batch_ocr.invoice.fields import Evidence
from batch_ocr.invoice.labels import AMOUNT_PHRASES
from batch_ocr.invoice.layout import Document, Row, Segment, enclosing_box, horizontal_overlap
from batch_ocr.invoice.placed_labels import PlacedLabel, placed_labels
from batch_ocr.invoice.spans import SpannedText
from batch_ocr.invoice.summary_rows import summary_rows
from batch_ocr.page import Box, Word

_MONEY: Final = re.compile(r"\d[.,]\d\d(?!\d)")
HEADER_REACH: Final = 30
"""Rows below a table's head that still belong to it."""
NAME_REACH: Final = 12.0
"""Word heights to the left within which other words name an amount."""
_WHOLE: Final = frozenset({"total", "gross", "payable"})
"""Roles of labels of totals."""
ABOVE_REACH: Final = 1.8
"""Row heights between a value and the label printed over it, at most."""


@dataclass(frozen=True)
class Cell:
    """One amount of a document with its surroundings."""

    amount: Amount
    box: Box
    row: int
    """Index into `Document.rows`."""
    page: int
    """0-based."""
    words: tuple[Word, ...]
    left: tuple[PlacedLabel, ...]
    """Labels of the same row before the amount, the nearest first."""
    above: PlacedLabel | None
    """Label printed just over the amount, when nothing labels it from the left."""
    header: PlacedLabel | None
    """Label at the head of the amount's column."""
    ordinal: int
    """How many amounts other than percentages stand before it in its row."""
    mates: int
    """How many other amounts with cents its row has."""
    prose: int
    """How many words of its segment are neither number nor label."""
    proven: str = ""
    """Role that the arithmetic of its row shows, whatever it is called."""

    @cached_property
    def role(self) -> str:
        """Role of the nearest label: left, else above; empty without one."""
        if self.left:
            return self.left[0].label.role
        return self.above.label.role if self.above else ""

    @cached_property
    def height(self) -> float:
        """Height of the print, in the page's unit."""
        return max(word.box.height for word in self.words)

    def evidence(self) -> Evidence:
        """Return the place of the amount for a field read from it."""
        return Evidence(self.page, self.box, tuple(word.text for word in self.words))


@dataclass(frozen=True)
class MoneyTable:
    """All amounts of a document and the labels of money found beside them."""

    cells: tuple[Cell, ...]
    percents: tuple[Cell, ...]
    labels: tuple[tuple[PlacedLabel, ...], ...]
    """Labels of each row, by row index."""
    mark: Mark | None
    """The document's decimal mark."""

    @classmethod
    def of(cls, document: Document) -> MoneyTable:
        """Find every amount, with its labels; dates are not amounts."""
        mark = decimal_mark(a for segment in document.segments for a in find_amounts(segment.text))
        labels = tuple(placed_labels(row, AMOUNT_PHRASES) for row in document.rows)
        rows = [list(_row_amounts(row, mark)) for row in document.rows]
        headers = _headers(document, labels, rows)
        cells = [
            _cell(document, row, amounts, ordinal, labels, headers)
            for row, amounts in zip(document.rows, rows, strict=True)
            for ordinal in range(len(amounts))
        ]
        cells = _with_proven_roles(cells)
        return cls(
            tuple(c for c in cells if not c.amount.percent), tuple(c for c in cells if c.amount.percent), labels, mark
        )


def _with_proven_roles(cells: Sequence[Cell]) -> list[Cell]:
    """Set the role of cells in rows that split a labelled total by tax rate."""
    rates: dict[int, list[Decimal]] = {}
    amounts: dict[int, list[Decimal]] = {}
    for cell in cells:
        if cell.amount.percent:
            rates.setdefault(cell.row, []).append(cell.amount.value)
        elif cell.amount.decimals == 2:  # noqa: PLR2004 - cents
            amounts.setdefault(cell.row, []).append(cell.amount.value)
    totals = {cell.amount.value for cell in cells if cell.role in _WHOLE and cell.amount.decimals == 2}  # noqa: PLR2004
    found = summary_rows(rates, amounts, totals)
    return [
        replace(cell, proven="tax_rate" if cell.amount.percent else found[cell.row].role(cell.amount.value))
        if cell.row in found
        else cell
        for cell in cells
    ]


@dataclass(frozen=True, slots=True)
class _Found:
    amount: Amount
    segment: Segment
    first: int
    """Index of its first word in its segment."""
    last: int
    """Index of its last word in its segment."""

    @property
    def words(self) -> tuple[Word, ...]:
        return self.segment.words[self.first : self.last + 1]


def _row_amounts(row: Row, mark: Mark | None) -> Iterator[_Found]:
    for position, segment in enumerate(row.segments):
        line = SpannedText.of(segment.words, wide=True)
        dates = find_dates(line.text)
        for amount in find_amounts(line.text, mark):
            if any(amount.start < d.end and amount.end > d.start for d in dates):
                continue
            first, last = line.indexes(amount.start, amount.end)
            mark_before = row.segments[position - 1].words[-1].text if first == 0 and position else ""
            currency = amount.currency or currency_of_mark(mark_before)
            yield _Found(replace(amount, currency=currency), segment, first, last)


def _cell(
    document: Document,
    row: Row,
    amounts: Sequence[_Found],
    ordinal: int,
    labels: Sequence[tuple[PlacedLabel, ...]],
    headers: Sequence[tuple[int, tuple[PlacedLabel, ...]]],
) -> Cell:
    found = amounts[ordinal]
    box = enclosing_box(word.box for word in found.words)
    # as far left: `TotalRM21.85` is label and amount in one word
    left = tuple(label for label in reversed(labels[row.index]) if label.box.x_center <= box.x_center)
    labelled = sum(label.label.end - label.label.start for label in labels[row.index])
    wordy = sum(any(c.isalpha() for c in word.text) for word in found.segment.words)
    return Cell(
        amount=found.amount,
        box=box,
        row=row.index,
        page=row.page,
        words=found.words,
        left=left,
        above=None if left else _label_over(document, row, found, labels),
        header=_header_of(document, row, box, headers),
        ordinal=sum(not a.amount.percent for a in amounts[:ordinal]),
        mates=sum(a.amount.decimals == 2 and not a.amount.percent for i, a in enumerate(amounts) if i != ordinal),  # noqa: PLR2004 - cents
        prose=max(0, wordy - labelled),
    )


def _label_over(
    document: Document, row: Row, found: _Found, labels: Sequence[tuple[PlacedLabel, ...]]
) -> PlacedLabel | None:
    """The label right over an amount, or at its position in a row of labels over a row of amounts."""
    box = enclosing_box(word.box for word in found.words)
    paired = label_at_position(document, found.segment, labels)
    return paired or (None if _named_otherwise(row, found) else _label_above(document, row, box, labels))


def label_at_position(
    document: Document, segment: Segment, labels: Sequence[Sequence[PlacedLabel]]
) -> PlacedLabel | None:
    """Return the label at the same position in the row above `segment`, if both rows have equally many cells.

    Position counts, not overlap: labels may be aligned left and values right.
    """
    row = document.rows[segment.row]
    over = document.rows[segment.row - 1] if segment.row else row
    if over is row or over.page != row.page or len(over.segments) != len(row.segments) or len(row.segments) == 1:
        return None
    if row.box.top - over.box.bottom > 2 * ABOVE_REACH * segment.height or _MONEY.search(over.text):
        return None
    heads = [
        [label for label in labels[over.index] if head.box.left <= label.box.left < head.box.right]
        for head in over.segments
    ]
    position = row.segments.index(segment)
    return heads[position][0] if all(heads) and heads[position][0].alone else None


def _named_otherwise(row: Row, found: _Found) -> bool:
    """Whether words that are not a known label stand close before the amount in its row."""
    left = found.words[0].box.left
    reach = left - NAME_REACH * found.words[0].box.height
    return any(reach < w.box.right <= left and sum(c.isalpha() for c in w.text) > 2 for w in row.words)  # noqa: PLR2004 - codes


def _label_above(
    document: Document, row: Row, box: Box, labels: Sequence[tuple[PlacedLabel, ...]]
) -> PlacedLabel | None:
    for index in range(row.index - 1, max(-1, row.index - 3), -1):
        if document.rows[index].page != row.page:
            return None
        for label in labels[index]:
            near = box.top - label.box.bottom < ABOVE_REACH * box.height
            if label.alone and near and horizontal_overlap(label.box, box) > 0:
                return label
    return None


def _headers(
    document: Document, labels: Sequence[tuple[PlacedLabel, ...]], rows: Sequence[Sequence[_Found]]
) -> list[tuple[int, tuple[PlacedLabel, ...]]]:
    """Rows of at least two labels and no amount: heads of tables, by row index."""
    heads = []
    for row, found, amounts in zip(document.rows, labels, rows, strict=True):
        money = any(a.amount.decimals == 2 for a in amounts)  # noqa: PLR2004 - cents
        if not money and len(found) >= 2 and sum(label.alone for label in found) >= 2:  # noqa: PLR2004
            heads.append((row.index, found))
    return heads


def _header_of(
    document: Document, row: Row, box: Box, headers: Sequence[tuple[int, tuple[PlacedLabel, ...]]]
) -> PlacedLabel | None:
    for index, found in reversed(headers):
        if index >= row.index or row.index - index > HEADER_REACH or document.rows[index].page != row.page:
            continue
        over = [(horizontal_overlap(label.box, box), label) for label in found]
        width, best = max(over, key=lambda pair: pair[0])
        if width > -0.3 * box.height:
            return best
        if len(over) > 2:  # noqa: PLR2004 - a table of its own, whose columns are elsewhere
            return None
    return None
