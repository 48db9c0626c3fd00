"""Date of issue and due date: every date of a document as a scored candidate."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from batch_ocr.invoice.amounts_cells import PlacedLabel, placed_labels
from batch_ocr.invoice.dates import PrintedDate, find_dates
from batch_ocr.invoice.dates_order import OrderOfDay, order_of
from batch_ocr.invoice.dates_terms import days_to_pay
from batch_ocr.invoice.fields import Evidence, FieldValue
from batch_ocr.invoice.labels import DATE_PHRASES
from batch_ocr.invoice.layout import Document, Segment, enclosing_box, horizontal_overlap
from batch_ocr.invoice.spans import SpannedText
from batch_ocr.page import Box, Word

_TITLE: Final = re.compile(
    r"^\W*(?:\w+\W+){0,3}?\w*(?:rechnung|invoice|facture|factura|fattura|factuur|faktur|fatura|"
    r"gutschrift|avoir|credit (?:note|memo)|receipt|quittung|beleg|bill)",
    re.IGNORECASE,
)
_OF: Final = re.compile(
    r"(?:vom|von|du|en date du|del|of|dated|van|d\.?d\.?|de|da|z dnia|den|le|il|from)\s*[:,]?\s*$", re.IGNORECASE
)
_OTHER_PAPER: Final = re.compile(
    r"bestell|auftrag|order|commande|pedido|ordine|encomenda|zamów|liefer|deliver|livraison|levering|vertrag|contr|"
    r"angebot|quot|offer|devis|gemäß|period|zeitraum|version|fahrt",
    re.IGNORECASE,
)
_PAY: Final = re.compile(
    r"pay|zahl|due|fällig|überweis|règl|pag|betal|płat|zapł|begleich|transfer|virement", re.IGNORECASE
)
_UNTIL: Final = re.compile(
    r"(?:by|before|until|on|bis|bis zum|zum|am|avant le|avant|au plus tard le|le|antes de[l]?|entro il|entro|"
    r"voor|vóór|tot|do|do dnia|até|até ao)\s*[:(]?\s*(?:the\s)?$",
    re.IGNORECASE,
)
_DEBIT: Final = re.compile(
    r"(?:betrag|amount|montant|importe|importo|bedrag).*(?:wird|werden wir|will be|sera|será|sarà|wordt)"
    r".*?(?:am|on|le|el|il|op|debited|prélevé|afgeschreven)\s*$",
    re.IGNORECASE,
)
_FIRM_PROSE: Final = 3.2
"""For a sentence that names the paper or the payment and then the day."""
_CLOCK: Final = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?!\d*[.,]\d)")
LEFT_REACH: Final = 25.0
"""Word heights between a label and the date it announces in its row, at most."""
ABOVE_ROWS: Final = 3

_ISSUE_BY_ROLE: Final = {"issue_date": 4.0, "date": 3.0, "": 0.5, "other_date": -1.0, "due_date": -4.0}
_DUE_BY_ROLE: Final = {"due_date": 4.0, "": -2.5, "date": -4.0, "other_date": -2.5, "issue_date": -4.0}
_ABOVE_DISCOUNT: Final = 0.85
_LEAST_DUE: Final = 2.0


@dataclass(frozen=True, slots=True)
class DateCell:
    """One date of a document with its surroundings."""

    printed: PrintedDate
    words: tuple[Word, ...]
    box: Box
    page: int
    row: int
    left: PlacedLabel | None
    above: PlacedLabel | None
    in_range: bool
    """Whether another date stands beside it, as in a period."""
    with_time: bool
    prose: int
    """Words of its segment other than date and label."""
    before: str
    """Text of its segment before it."""
    lonely: bool
    """Whether it stands by itself, with a place name at most, as at the head of a letter."""

    def evidence(self) -> Evidence:
        """Return the place of the date for a field read from it."""
        return Evidence(self.page, self.box, tuple(word.text for word in self.words))


def read_dates(document: Document) -> tuple[dict[str, FieldValue], tuple[str, ...]]:
    """Return `issue_date` and `due_date` where found, and a warning where day and month could be exchanged."""
    cells = list(date_cells(document))
    if not cells:
        return {}, ()
    pairs = [
        (i.printed, d.printed)
        for i in cells
        if _role(i) in {"issue_date", "date"}
        for d in cells
        if _role(d) == "due_date"
    ]
    order = order_of([cell.printed for cell in cells], document.text, pairs)
    fields: dict[str, FieldValue] = {}
    issued = _issue_date(document, cells, order)
    if issued:
        fields["issue_date"] = issued[1]
    due = _due_date(document, cells, order, issued[0] if issued else None)
    if due:
        fields["due_date"] = due
    return fields, tuple(_warnings(cells, fields, order))


def date_cells(document: Document) -> Iterator[DateCell]:
    """Find every date with the labels left of it and over it."""
    labels = [placed_labels(row, DATE_PHRASES) for row in document.rows]
    for row in document.rows:
        for segment in row.segments:
            line = SpannedText.of(segment.words)
            found = find_dates(line.text)
            for printed in found:
                yield _cell(
                    document, segment, printed, line.between(printed.start, printed.end), labels, alone=len(found) == 1
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
    reach = box.left - LEFT_REACH * box.height
    before = [
        label for label in labels[row.index] if label.box.left < box.left + box.height and label.box.right > reach
    ]
    left = before[-1] if before and not _other_words_between(row.words, before[-1], box) else None
    wordy = sum(any(c.isalpha() for c in word.text) for word in segment.words if word not in words)
    said = sum(
        label.label.end - label.label.start for label in labels[row.index] if label.box.right <= segment.box.right + 1
    )
    rest = segment.text[: printed.start] + " " + segment.text[printed.end :]
    return DateCell(
        printed=printed,
        words=words,
        box=box,
        page=segment.page,
        row=row.index,
        left=left,
        above=None if left else _over(document, segment, box, labels),
        in_range=not alone,
        with_time=bool(_CLOCK.search(rest) or _CLOCK.search(" ".join(w.text for w in row.words))),
        prose=max(0, wordy - said),
        before=segment.text[: printed.start],
        lonely=wordy <= 1 and alone,
    )


def _other_words_between(words: Sequence[Word], label: PlacedLabel, box: Box) -> bool:
    """Whether more than a short word or a place name stands between a label and the date."""
    between = [
        w
        for w in words
        if w.box.left >= label.box.right and w.box.right <= box.left and sum(c.isalpha() for c in w.text) > 2
    ]  # noqa: PLR2004
    return len(between) > 2  # noqa: PLR2004


def _over(
    document: Document, segment: Segment, box: Box, labels: Sequence[Sequence[PlacedLabel]]
) -> PlacedLabel | None:
    for index in range(segment.row - 1, max(-1, segment.row - 1 - ABOVE_ROWS), -1):
        if document.rows[index].page != segment.page:
            return None
        over = [(horizontal_overlap(label.box, box), label) for label in labels[index] if label.alone]
        width, label = max(over, key=lambda pair: pair[0], default=(0.0, None))
        if label is not None and width > 0:
            return label
    return None


def _role(cell: DateCell) -> str:
    label = cell.left or cell.above
    return label.label.role if label else ""


def _by_label(cell: DateCell, weights: dict[str, float]) -> float:
    weight = weights.get(_role(cell), 0.0)
    label = cell.left or cell.above
    if label is None:
        return weight
    return weight * label.label.similarity * (1.0 if cell.left else _ABOVE_DISCOUNT)


def _dates_the_paper(cell: DateCell) -> bool:
    return bool(_TITLE.search(cell.before) and _OF.search(cell.before) and not _OTHER_PAPER.search(cell.before))


def _ends_payment(cell: DateCell) -> bool:
    return bool(_DEBIT.search(cell.before)) or bool(_PAY.search(cell.before) and _UNTIL.search(cell.before))


def _issue_date(document: Document, cells: Sequence[DateCell], order: OrderOfDay) -> tuple[date, FieldValue] | None:
    rows = max(1, len(document.rows))
    scores: dict[date, list[tuple[float, DateCell]]] = {}
    for position, cell in enumerate(cells):
        score = max(_by_label(cell, _ISSUE_BY_ROLE), _FIRM_PROSE if _dates_the_paper(cell) else -9.0)
        score += (
            1.2 * cell.with_time
            + 1.0 * (cell.lonely and not _role(cell))
            - 1.5 * cell.in_range
            - 0.25 * min(cell.prose, 4)
        )
        score += 0.6 * (1 - cell.row / rows) + (0.4 if position == 0 else 0.0) - 0.5 * (cell.page > 0)
        score += 0.3 * (cell.printed.four_digit_year or cell.printed.named_month)
        scores.setdefault(cell.printed.day(order.order), []).append((score, cell))
    ranked = sorted(((_day_score(found), day, found) for day, found in scores.items()), key=lambda ranked: -ranked[0])
    best, day, found = ranked[0]
    margin = best - ranked[1][0] if len(ranked) > 1 else 2.0
    confidence = _sigmoid(0.6 * best + 0.9 * min(margin, 3.0) + 0.2)
    cell = max(found, key=lambda pair: pair[0])[1]
    if cell.printed.ambiguous and not order.certain:
        confidence *= 0.93
    return day, FieldValue(day.isoformat(), round(confidence, 4), (cell.evidence(),))


def _day_score(found: Sequence[tuple[float, DateCell]]) -> float:
    """The best place of a day counts, more places add to it, being called due elsewhere speaks against an unlabelled one."""
    best, cell = max(found, key=lambda pair: pair[0])
    due = any(_role(other) == "due_date" for _, other in found) and _role(cell) in {"", "other_date"}
    return best + 0.5 * min(len(found) - 1, 3) - 2.0 * due


def _due_date(
    document: Document, cells: Sequence[DateCell], order: OrderOfDay, issued: date | None
) -> FieldValue | None:
    scored = [
        (
            max(_by_label(c, _DUE_BY_ROLE), _FIRM_PROSE if _ends_payment(c) else -9.0)
            - 0.5 * c.in_range
            - 0.1 * min(c.prose, 4),
            c,
        )
        for c in cells
    ]
    best, cell = max(scored, key=lambda pair: pair[0])
    if best >= _LEAST_DUE:
        day = cell.printed.day(order.order)
        confidence = _sigmoid(1.2 * best - 2.0) * (0.7 if issued and day < issued else 1.0)
        return FieldValue(day.isoformat(), round(confidence, 4), (cell.evidence(),))
    return _due_by_terms(document, issued) if issued else None


def _due_by_terms(document: Document, issued: date) -> FieldValue | None:
    found: dict[int, Segment] = {}
    for segment in document.segments:
        days = days_to_pay(segment.text)
        if days is None:
            days = days_to_pay(document.rows[segment.row].text)
        if days is not None:
            found.setdefault(days, segment)
    if len(found) != 1:
        return None
    days, segment = found.popitem()
    return FieldValue((issued + timedelta(days=days)).isoformat(), 0.7, (segment.evidence(),))


def _warnings(cells: Sequence[DateCell], fields: dict[str, FieldValue], order: OrderOfDay) -> Iterator[str]:
    if order.certain:
        return
    for name, value in fields.items():
        open_ = [c for c in cells if c.printed.ambiguous and c.printed.day(order.order).isoformat() == value.value]
        if open_:
            other = next(d for d in open_[0].printed.by_order.values() if d.isoformat() != value.value)
            yield f"{name}: {' '.join(w.text for w in open_[0].words)} was read as {value.value}, but could mean {other.isoformat()}"


def _sigmoid(score: float) -> float:
    return 1 / (1 + math.exp(-score))
