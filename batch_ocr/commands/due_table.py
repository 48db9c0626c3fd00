"""Payments as people read them in a terminal, and as programs read them in a pipe. No I/O, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

import orjson

from batch_ocr.commands.table import aligned, json_line, printable, width
from batch_ocr.export.payments import Payment, sums

HEADER: Final = ("DUE", "DAYS", "AMOUNT", "", "SUPPLIER", "NUMBER", "FILE", "NOT SUMMED")
_WIDEST: Final = 36
"""Columns of the terminal for a supplier or a number; longer ones are cut."""
_RIGHT: Final = frozenset({1, 2})
_HEADINGS: Final = {"overdue": "overdue", "due": "due", "no-due-date": "no due date"}


def report(paid: Sequence[Payment], today: date) -> Iterator[str]:
    """Yield a table, overdue first, and below it sums by state and currency."""
    if paid:
        yield from aligned([HEADER, *(_row(one, today) for one in paid)], _RIGHT)
        yield ""
    yield from totals(paid, today)


def totals(paid: Sequence[Payment], today: date) -> Iterator[str]:
    """Yield a line for each state: how many, and how much of each currency."""
    for state, heading in _HEADINGS.items():
        chosen = [one for one in paid if one.state(today) == state]
        if chosen:
            yield f"{heading}: {_counted(chosen)}"


def payment_line(one: Payment, today: date) -> str:
    """One object; amounts keep their digits, and no character controls a terminal."""
    record = {
        "file": one.name,
        "sha256": one.sha256,
        "state": one.state(today),
        "due_date": one.due,
        "days": (one.due - today).days if one.due else None,
        "total_amount": None if one.amount is None else orjson.Fragment(f"{one.amount:f}"),
        "currency": one.currency,
        "supplier_name": one.supplier,
        "invoice_number": one.number,
        "held": one.held,
    }
    return json_line(record)


def _row(one: Payment, today: date) -> tuple[str, ...]:
    return (
        one.due.isoformat() if one.due else "-",
        f"{(one.due - today).days:+d}" if one.due else "-",
        "?" if one.amount is None else f"{one.amount:,f}",
        printable(one.currency or "?"),
        _cut(printable(one.supplier or "?")),
        _cut(printable(one.number or "-")),
        one.name,
        printable(one.held or ""),
    )


def _cut(text: str) -> str:
    if width(text) <= _WIDEST:
        return text
    while width(text) >= _WIDEST:
        text = text[: _WIDEST - 1] if len(text) > _WIDEST else text[:-1]
    return text + "…"


def _counted(chosen: Iterable[Payment]) -> str:
    chosen = list(chosen)
    summed = [one for one in chosen if one.held is None]
    parts = [f"{len(summed)} invoices", *(f"{total:,f} {printable(code)}" for code, total in sums(summed).items())]
    if unknown := sum(one.amount is None for one in summed):
        parts.append(f"{unknown} without an amount")
    told = Counter("rejected" if (one.held or "").startswith("rejected") else "twins" for one in chosen if one.held)
    parts += [f"not summed: {number} {what}" for what, number in sorted(told.items())]
    return ", ".join(parts)
