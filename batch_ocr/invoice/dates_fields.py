"""Date of issue and due date: every date of a document as a scored candidate."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from batch_ocr.invoice.dates_cells import DateCell, date_cells
from batch_ocr.invoice.dates_order import OrderOfDay, order_of
from batch_ocr.invoice.dates_prose import dates_the_paper, ends_payment, ends_something_else, grants_discount
from batch_ocr.invoice.dates_terms import days_to_pay
from batch_ocr.invoice.fields import FieldValue
from batch_ocr.invoice.layout import Document, Segment

_ISSUE_BY_ROLE: Final = {
    "issue_date": 4.0,
    "date": 3.0,
    "": 0.5,
    "other_date": -1.0,
    "payment_date": -2.0,
    "due_date": -4.0,
}
_DUE_BY_ROLE: Final = {"due_date": 4.0, "": -2.5, "date": -4.0, "other_date": -2.5, "issue_date": -4.0}
_OVER: Final = 0.85
"""Weight of a label above a date; one to its left counts 1."""
_FIRM_PROSE: Final = 3.2
"""For a sentence that names the paper or the payment and then the day."""
_PAYMENT_DAY: Final = 2.4
"""For a payment date that lies ahead of the issue."""
_NEVER: Final = -9.0
COMPUTED: Final = 0.7
"""Confidence of a due date that follows from terms of payment."""
_LEAST_DUE: Final = 2.0
"""Score from which a day is given as the due date."""


def read_dates(document: Document) -> tuple[dict[str, FieldValue], tuple[str, ...]]:
    """Return `issue_date` and `due_date` where found, with warnings.

    There is one where day and month could be exchanged, and one where the due date follows from terms of payment.
    """
    cells = list(date_cells(document))
    if not cells:
        return {}, ()
    issue = [cell.printed for cell in cells if cell.role in {"issue_date", "date"}]
    due = [cell.printed for cell in cells if cell.role == "due_date"]
    order = order_of([cell.printed for cell in cells], document.text, [(i, d) for i in issue for d in due])
    day, issued = _issue_date(document, cells, order)
    payable = _due_date(cells, order, day)
    if payable is None:
        payable, computed = _due_by_terms(document, day)
    else:
        computed = ()
    fields = {"issue_date": issued, **({"due_date": payable} if payable else {})}
    return fields, (*_warnings(cells, fields, order), *computed)


def _by_label(cell: DateCell, weights: dict[str, float]) -> float:
    weight = weights.get(cell.role, 0.0)
    return weight * cell.label.label.similarity * (_OVER if cell.over else 1.0) if cell.label else weight


def _issue_date(document: Document, cells: Sequence[DateCell], order: OrderOfDay) -> tuple[date, FieldValue]:
    rows = max(1, len(document.rows))
    scores: dict[date, list[tuple[float, DateCell]]] = {}
    for position, cell in enumerate(cells):
        score = _issue_score(cell) + 0.6 * (1 - cell.row / rows) + (0.4 if position == 0 else 0.0)
        scores.setdefault(cell.printed.day(order.order), []).append((score, cell))
    ranked = sorted(((_day_score(found), day, found) for day, found in scores.items()), key=lambda ranked: -ranked[0])
    best, day, found = ranked[0]
    margin = best - ranked[1][0] if len(ranked) > 1 else 2.0
    confidence = _sigmoid(0.6 * best + 0.9 * min(margin, 3.0) + 0.2)
    cell = max(found, key=lambda pair: pair[0])[1]
    if cell.printed.ambiguous and not order.certain:
        confidence *= 0.93
    return day, FieldValue(day.isoformat(), round(confidence, 4), (cell.evidence(),))


def _issue_score(cell: DateCell) -> float:
    firm = _FIRM_PROSE if dates_the_paper(cell.before) else _NEVER
    score = max(_by_label(cell, _ISSUE_BY_ROLE), firm) - 0.25 * min(cell.prose, 4) - 1.5 * cell.in_range
    score += 1.2 * cell.with_time + 1.0 * (cell.lonely and not cell.role) - 0.5 * (cell.page > 0)
    return score + 0.3 * (cell.printed.four_digit_year or cell.printed.named_month)


def _day_score(found: Sequence[tuple[float, DateCell]]) -> float:
    """Its best place counts, further places add to it, and a place that labels it as due counts against it."""
    best, cell = max(found, key=lambda pair: pair[0])
    due = any(other.role == "due_date" for _, other in found) and cell.role in {"", "other_date"}
    return best + 0.5 * min(len(found) - 1, 3) - 2.0 * due


def _due_date(cells: Sequence[DateCell], order: OrderOfDay, issued: date) -> FieldValue | None:
    scored = [(_due_score(cell, later=cell.printed.day(order.order) > issued), cell) for cell in cells]
    best, cell = max(scored, key=lambda pair: pair[0])
    if best >= _LEAST_DUE:
        day = cell.printed.day(order.order)
        confidence = _sigmoid(1.2 * best - 2.0) * (0.7 if day < issued else 1.0)
        return FieldValue(day.isoformat(), round(confidence, 4), (cell.evidence(),))
    return None


def _due_score(cell: DateCell, *, later: bool) -> float:
    """Score a day as the due date; `later`: it comes after the date of issue, so that a payment date is still open."""
    if cell.role == "payment_date":
        return _PAYMENT_DAY if later else _NEVER
    if grants_discount(cell.before) or ends_something_else(cell.before):
        return _NEVER
    firm = _FIRM_PROSE if ends_payment(cell.before) else _NEVER
    return max(_by_label(cell, _DUE_BY_ROLE), firm) - 0.5 * cell.in_range - 0.1 * min(cell.prose, 4)


def _due_by_terms(document: Document, issued: date) -> tuple[FieldValue | None, tuple[str, ...]]:
    """Return the due date that follows from the printed terms, with a warning that says so; else (None, ())."""
    found: dict[int, Segment] = {}
    for segment in document.segments:
        days = days_to_pay(segment.text)
        if days is None:
            days = days_to_pay(document.rows[segment.row].text)
        if days is not None:
            found.setdefault(days, segment)
    if len(found) != 1:
        return None, ()
    days, segment = found.popitem()
    due = (issued + timedelta(days=days)).isoformat()
    warning = f"due_date: {due} is not printed: it is the date of issue and {days} days, from {segment.text!r}"
    return FieldValue(due, COMPUTED, (segment.evidence(),)), (warning,)


def _warnings(cells: Sequence[DateCell], fields: dict[str, FieldValue], order: OrderOfDay) -> Iterator[str]:
    if order.certain:
        return
    for name, value in fields.items():
        open_ = [c for c in cells if c.printed.ambiguous and c.printed.day(order.order).isoformat() == value.value]
        if open_:
            other = next(d for d in open_[0].printed.by_order.values() if d.isoformat() != value.value)
            printed = " ".join(word.text for word in open_[0].words)
            yield f"{name}: {printed} was read as {value.value}, but could mean {other.isoformat()}"


def _sigmoid(score: float) -> float:
    return 1 / (1 + math.exp(-score))
