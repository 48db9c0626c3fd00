"""The rate of tax: the printed percentage that the amounts agree with."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from batch_ocr.invoice.amounts_cells import Cell, MoneyTable
from batch_ocr.invoice.totals_arithmetic import CENT, SLACK, is_money
from batch_ocr.invoice.totals_candidates import Reading, role_of

HIGHEST_RATE: Final = Decimal(30)
"""Per cent; no value added or sales tax is higher."""
_RATE_ROLES: Final = frozenset({"tax", "tax_rate", "summary", "gross", "net"})
"""Labels beside which a percentage is one of tax."""


def tax_percents(table: MoneyTable) -> list[Cell]:
    """Return the percentages that stand with a tax label in their row, over them or at the head of their column."""
    marked = [cell for cell in table.percents if cell.proven or _of_tax(table, cell)]
    bare = [cell for cell in table.cells if cell.header and cell.header.label.role == "tax_rate"]
    return [cell for cell in (*marked, *bare) if 0 <= cell.amount.value <= HIGHEST_RATE]


def mentions_tax(table: MoneyTable) -> bool:
    """Whether any tax other than zero is charged."""
    labelled = (c for c in table.cells if role_of(c) == "tax" and c.left and c.left[0].alone)
    return any(is_money(c) and c.amount.value for c in labelled) or any(c.amount.value for c in tax_percents(table))


def is_tax_of(net: Decimal, tax: Decimal, rate: Decimal) -> bool:
    """Whether `tax` is `rate` per cent of `net`, as far as rounding allows."""
    return abs(net * rate / 100 - tax) <= max(SLACK, abs(tax) * CENT / 2)


def read_rate(table: MoneyTable, net: Reading | None, tax: Reading | None) -> Reading | None:
    """Return the one rate that applies; None when several do, or none is known."""
    printed = tax_percents(table)
    distinct = {cell.amount.value for cell in printed}
    if net and tax and net.value:
        fitting = [cell for cell in printed if is_tax_of(net.value, tax.value, cell.amount.value)]
        if fitting:
            return Reading(fitting[0].amount.value, 0.97, tuple(fitting))
        if tax.value and not printed:
            return _implied_rate(net.value, tax.value)
        if len(distinct) > 1:
            return None  # several rates, none of which explains the tax alone
    charged = distinct - {Decimal(0)}
    if charged and any(cell.proven and not cell.amount.value for cell in printed):
        return None  # part of it is taxed at nothing
    if len(charged) == 1:
        return Reading(charged.pop(), 0.85 if tax is None else 0.6, tuple(c for c in printed if c.amount.value))
    return Reading(Decimal(0), 0.7, tuple(printed)) if printed and not charged else None


def _of_tax(table: MoneyTable, cell: Cell) -> bool:
    if cell.role in {"discount", "fee", "paid"}:
        return False
    near = [*cell.left[:1], *(label for label in (cell.above, cell.header) if label)]
    near += [label for label in table.labels[cell.row] if label.box.right > cell.box.left][:1]  # "plus 12% VAT"
    return any(label.label.role in _RATE_ROLES for label in near)


def _implied_rate(net: Decimal, tax: Decimal) -> Reading | None:
    """The whole per cent that the amounts leave no doubt about; fractions may be a mixture of rates."""
    rate = (tax / net * 100).quantize(Decimal(1), ROUND_HALF_UP)
    certain = abs(net) * Decimal("0.005") > CENT  # half a step of the rate shows in the cents
    if not certain or not 0 < rate <= HIGHEST_RATE or abs(net * rate / 100 - tax) > SLACK:
        return None
    return Reading(rate, 0.75, ())
