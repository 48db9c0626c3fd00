"""The days of a document in their places, each with the label left of it or over it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from batch_ocr.invoice.amounts_cells import label_at_position
from batch_ocr.invoice.dates import PrintedDate, find_dates
from batch_ocr.invoice.fields import Evidence
from batch_ocr.invoice.labels import DATE_PHRASES
from batch_ocr.invoice.layout import Document, Row, Segment, enclosing_box, horizontal_overlap
from batch_ocr.invoice.placed_labels import PlacedLabel, placed_labels
from batch_ocr.invoice.spans import SpannedText
from batch_ocr.page import Box, Word

LEFT_REACH: Final = 25.0
"""Word heights between a label and the date it announces in its row, at most."""
ABOVE_ROWS: Final = 3
"""Rows over a date in which its label may stand."""
OTHER_WORDS: Final = 2
"""Words between a label and its date, at most: a place, a weekday."""
_WORDY: Final = 3
"""Letters from which a run of characters counts as a word."""
_MONEY: Final = re.compile(r"\d[.,]\d\d(?!\d|[.,]\d)")
_CLOCK: Final = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?!\d*[.,]\d)")


@dataclass(frozen=True, slots=True)
class DateCell:
    """One date of a document with its surroundings."""

    printed: PrintedDate
    words: tuple[Word, ...]
    box: Box
    page: int
    """0-based."""
    row: int
    """Index into `Document.rows`."""
    label: PlacedLabel | None
    """The nearest label left of it in its row, else the one over it."""
    over: bool
    """Whether the label stands over it."""
    in_range: bool
    """Whether another date stands beside it, as in a period."""
    with_time: bool
    """Whether its row shows the time of day."""
    prose: int
    """Words of its segment other than date and label."""
    before: str
    """Text of its segment before it."""
    lonely: bool
    """Whether it stands by itself, with a place name at most, as at the head of a letter."""

    @property
    def role(self) -> str:
        """Role of the label; empty without one."""
        return self.label.label.role if self.label else ""

    def evidence(self) -> Evidence:
        """Return the place of the date for a field read from it."""
        return Evidence(self.page, self.box, tuple(word.text for word in self.words))


def date_cells(document: Document) -> Iterator[DateCell]:
    """Find every date with its label and its surroundings."""
    labels = [_labels_of(row) for row in document.rows]
    for segment in document.segments:
        line = SpannedText.of(segment.words)
        found = find_dates(line.text)
        for printed in found:
            words = line.between(printed.start, printed.end)
            yield _cell(document, segment, printed, words, labels, alone=len(found) == 1)


def _labels_of(row: Row) -> tuple[PlacedLabel, ...]:
    """Return the labels of a row but for words inside its dates: "de" in "27 de mayo" labels nothing.

    A label glued to its date begins where the date's first word begins.
    """
    inside: list[Box] = []
    for segment in row.segments:
        line = SpannedText.of(segment.words)
        inside += [enclosing_box(w.box for w in line.between(one.start, one.end)) for one in find_dates(line.text)]
    found = placed_labels(row, DATE_PHRASES)
    return tuple(
        label
        for label in found
        if not any(box.left + 1 < label.box.left and label.box.right <= box.right for box in inside)
    )


def _cell(
    document: Document,
    segment: Segment,
    printed: PrintedDate,
    words: tuple[Word, ...],
    labels: Sequence[Sequence[PlacedLabel]],
    *,
    alone: bool,
) -> DateCell:
    box = enclosing_box(word.box for word in words)
    row = document.rows[segment.row]
    left = _left(row.words, labels[row.index], box)
    wordy = sum(any(c.isalpha() for c in word.text) for word in segment.words if word not in words)
    inside = [label.label for label in labels[row.index] if label.box.right <= segment.box.right + 1]
    return DateCell(
        printed=printed,
        words=words,
        box=box,
        page=segment.page,
        row=row.index,
        label=left or _over(document, segment, box, labels),
        over=left is None,
        in_range=not alone,
        with_time=bool(
            _CLOCK.search(segment.text[: printed.start] + " " + segment.text[printed.end :] + " " + row.text)
        ),
        prose=max(0, wordy - sum(label.end - label.start for label in inside)),
        before=segment.text[: printed.start],
        lonely=wordy <= 1 and alone,
    )


def _left(words: Sequence[Word], labels: Sequence[PlacedLabel], box: Box) -> PlacedLabel | None:
    reach = box.left - LEFT_REACH * box.height
    before = [label for label in labels if label.box.left < box.left + box.height and label.box.right > reach]
    if not before:
        return None
    nearest = before[-1]
    between = [w for w in words if w.box.left >= nearest.box.right and w.box.right <= box.left]
    others = sum(sum(c.isalpha() for c in word.text) >= _WORDY for word in between)
    return nearest if others <= OTHER_WORDS else None


def _over(
    document: Document, segment: Segment, box: Box, labels: Sequence[Sequence[PlacedLabel]]
) -> PlacedLabel | None:
    paired = label_at_position(document, segment, labels)
    if paired is not None:
        return paired
    for index in range(segment.row - 1, max(-1, segment.row - 1 - ABOVE_ROWS), -1):
        if document.rows[index].page != segment.page:
            return None
        if _MONEY.search(document.rows[index].text):
            continue  # "change due 0.00" labels its own amount
        over = [(horizontal_overlap(label.box, box), label) for label in labels[index] if label.alone]
        width, label = max(over, key=lambda pair: pair[0], default=(0.0, None))
        if label is not None and width > 0:
            return label
    return None
