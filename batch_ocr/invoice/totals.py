"""Total, net amount and tax rate of a document: the labelled amounts that agree with each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from batch_ocr.invoice.amounts_cells import Cell, MoneyTable
from batch_ocr.invoice.layout import Document
from batch_ocr.invoice.totals_candidates import (
    CENT,
    LARGEST_ROUNDING,
    SLACK,
    TOTAL_ROLES,
    Candidate,
    candidates,
    is_money,
    role_of,
)

WEIGHTS: Final = {
    "left_payable": 4.0,
    "left_gross": 3.5,
    "left_total": 3.0,
    "left_subtotal": 0.5,
    "left_tax": -2.0,
    "left_rounding": -3.0,
    "left_paid": 0.3,
    "left_change": -2.0,
    "left_discount": -2.0,
    "left_fee": -1.0,
    "left_count": -3.0,
    "left_capital": -3.0,
    "left_line": -1.0,
    "left_summary": -1.0,
    "left_reference": -3.0,
    "head_gross": 0.5,
    "net_plus_tax": 2.0,
    "rounded_from": 1.5,
    "rounds_to": -0.5,
    "paid_minus_change": 0.7,
    "paid_minus_change_if_change": 2.0,
    "sum_of_lines": 0.7,
    "sum_of_totals": 1.5,
    "is_total_of_part": -1.5,
    "largest": 1.5,
    "share_of_largest": 0.5,
    "last_total": 1.0,
    "repeated": 0.7,
    "money": 0.7,
    "currency": 0.3,
    "tall": 0.8,
    "prose": -1.0,
}
"""Set by hand. Weights learned from labelled documents (conditional logit, suppliers left out) were no better."""

_NET_BY_ROLE: Final = {
    "net": 3.0,
    "subtotal": 1.5,
    "total": 0.5,
    "line": -0.5,
    "": -0.5,
    "gross": -0.5,
    "payable": -1.0,
}
_TAX_BY_ROLE: Final = {"tax": 2.0, "": -0.5, "line": -0.5, "total": 0.0, "summary": 0.0}
_WRONG_ROLE: Final = -3.0
_AGREE: Final = 2.5
"""For a net and a tax that add up to the total."""
_RATE_AGREES: Final = 1.5
"""For a tax that is the printed percentage of the net."""
_LEAST_NET: Final = 1.4
"""Score from which a net amount is given."""
HIGHEST_RATE: Final = Decimal(30)
"""Per cent; no value added or sales tax is higher."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One amount as chosen."""

    value: Decimal
    confidence: float
    cells: tuple[Cell, ...]
    """Where it is printed, best place first; empty when it follows from others."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What a document says it costs."""

    total: Reading | None = None
    net: Reading | None = None
    tax: Reading | None = None
    """The amount of tax, not a rate."""
    rate: Reading | None = None
    """Per cent; None when several rates apply."""


@dataclass(frozen=True, slots=True)
class _Split:
    net: Decimal
    tax: Decimal | None
    score: float
    agrees: bool


def read_totals(document: Document, table: MoneyTable) -> Totals:
    """Choose the total, then the net and tax that explain it, then the rate that explains those."""
    total = _total(document, table)
    if total is None:
        return Totals(rate=_rate(table, None, None))
    split = _split(table, total.value)
    net = tax = None
    if split is not None:
        net = Reading(split.net, _confidence(split.score, 1.2, 2.0), _printed(table, split.net, _NET_BY_ROLE))
        if split.tax is not None:
            tax = Reading(split.tax, net.confidence, _printed(table, split.tax, _TAX_BY_ROLE))
    elif not _mentions_tax(table):
        net = Reading(total.value, total.confidence * 0.85, total.cells)
    return Totals(total, net, tax, _rate(table, net, tax))


def score(candidate: Candidate) -> float:
    """Return the weighted sum of a candidate's features."""
    return sum(WEIGHTS.get(name, 0.0) * value for name, value in candidate.features.items())


def _total(document: Document, table: MoneyTable) -> Reading | None:
    ranked = sorted(((score(c), c) for c in candidates(document, table)), key=lambda pair: -pair[0])
    if not ranked:
        return None
    best, winner = ranked[0]
    margin = best - ranked[1][0] if len(ranked) > 1 else best
    cells = sorted(winner.cells, key=lambda cell: (role_of(cell) not in TOTAL_ROLES, -cell.row))
    return Reading(winner.value, _confidence(0.7 * best + margin, 1.0, 4.5), tuple(cells))


def _confidence(score_: float, slope: float, middle: float) -> float:
    return round(1 / (1 + math.exp(-slope * (score_ - middle))), 4)


def _printed(table: MoneyTable, value: Decimal, by_role: dict[str, float]) -> tuple[Cell, ...]:
    same = [cell for cell in table.cells if cell.amount.value == value]
    return tuple(sorted(same, key=lambda cell: (-by_role.get(role_of(cell), _WRONG_ROLE), -cell.row)))


def _split(table: MoneyTable, total: Decimal) -> _Split | None:
    best = max(_splits(table, total), key=lambda split: split.score, default=None)
    return best if best and best.score >= _LEAST_NET else None


def _splits(table: MoneyTable, total: Decimal) -> Iterator[_Split]:
    """All printed pairs of net and tax that make the total, and all labelled nets on their own."""
    money = [c for c in table.cells if is_money(c) or c.amount.value == 0]
    nets = _best_by_value(money, _NET_BY_ROLE)
    taxes = _best_by_value(money, _TAX_BY_ROLE)
    taxes.update(_sum_of_taxes(money))
    labelled = {c.amount.value for c in money if c.left and c.left[0].alone and role_of(c) in {"net", "subtotal"}}
    extras = _extras(table)
    charged = _mentions_tax(table)
    rates = sorted({c.amount.value for c in tax_percents(table)})
    for net, net_score in nets.items():
        if net in labelled and net_score > _NET_BY_ROLE["subtotal"] - 1 and abs(net) <= 2 * abs(total):
            alone = net_score + (0.8 if charged and net != total else 0.0)
            yield _Split(net, None, alone, agrees=False)
        for tax, tax_score in taxes.items():
            if not 0 <= abs(tax) < abs(net) or (tax == 0 and (charged or net != total)):
                continue
            fitting = [extra for extra in extras if abs(net + tax + extra - total) <= SLACK]
            if not fitting:
                continue
            rated = any(_is_tax_of(net, tax, rate) for rate in rates)
            yield _Split(
                net,
                tax,
                net_score
                + tax_score
                + (_AGREE if Decimal(0) in fitting else _AGREE - 1)
                + (_RATE_AGREES if rated else 0.0),
                agrees=True,
            )


def _sum_of_taxes(cells: Sequence[Cell]) -> dict[Decimal, float]:
    """The taxes of several rates together, where each has a row and a label of its own."""
    rows = {cell.row: cell.amount.value for cell in cells if cell.left and cell.role == "tax" and cell.mates == 0}
    values = [value for value in rows.values() if value]
    return {sum(values, Decimal(0)): _TAX_BY_ROLE["tax"]} if len(values) > 1 else {}


def _best_by_value(cells: Iterable[Cell], by_role: dict[str, float]) -> dict[Decimal, float]:
    best: dict[Decimal, float] = {}
    for cell in cells:
        weight = by_role.get(role_of(cell), _WRONG_ROLE)
        if not cell.left and weight > 0:
            weight *= 0.6  # a column's head speaks for every line of the table
        if cell.left and not cell.left[0].alone:
            weight = min(weight, 0.8 * weight)
        value = cell.amount.value
        best[value] = max(best.get(value, _WRONG_ROLE), weight)
    return best


def _extras(table: MoneyTable) -> list[Decimal]:
    """What may stand between net plus tax and total: rounding, discounts, fees; always with zero."""
    extras = [Decimal(0)]
    for cell in table.cells:
        role, value = role_of(cell), cell.amount.value
        if role == "rounding" and abs(value) <= LARGEST_ROUNDING:
            extras.append(value)
        elif role == "fee" and is_money(cell):
            extras.append(value)
        elif role == "discount" and is_money(cell):
            extras.append(-abs(value))
    return extras


def _is_tax_of(net: Decimal, tax: Decimal, rate: Decimal) -> bool:
    return abs(net * rate / 100 - tax) <= max(SLACK, abs(tax) * CENT / 2)


def tax_percents(table: MoneyTable) -> list[Cell]:
    """Return the percentages that stand with a tax label in their row, over them or at the head of their column."""
    found = [c for c in table.percents if 0 <= c.amount.value <= HIGHEST_RATE and _of_tax(table, c)]
    found += [
        c for c in table.cells if c.header and c.header.label.role == "tax_rate" and 0 <= c.amount.value <= HIGHEST_RATE
    ]
    return found


def _of_tax(table: MoneyTable, cell: Cell) -> bool:
    if cell.role in {"discount", "fee", "paid"}:
        return False
    near = [*cell.left[:1], *(label for label in (cell.above, cell.header) if label)]
    near += [label for label in table.labels[cell.row] if label.box.right > cell.box.left][:1]  # "plus 12% VAT"
    return any(label.label.role in {"tax", "tax_rate", "summary", "gross", "net"} for label in near)


def _mentions_tax(table: MoneyTable) -> bool:
    """Whether any tax other than zero is charged."""
    charged = any(
        role_of(c) == "tax" and c.left and c.left[0].alone and is_money(c) and c.amount.value for c in table.cells
    )
    return charged or any(c.amount.value for c in tax_percents(table))


def _rate(table: MoneyTable, net: Reading | None, tax: Reading | None) -> Reading | None:
    printed = tax_percents(table)
    distinct = {c.amount.value for c in printed}
    if net and tax and net.value:
        fitting = [c for c in printed if _is_tax_of(net.value, tax.value, c.amount.value)]
        if fitting:
            return Reading(fitting[0].amount.value, 0.97, tuple(fitting))
        if tax.value and not printed:
            return _implied_rate(net.value, tax.value)
        if len(distinct) > 1:
            return None  # several rates, none of which explains the tax
    charged = distinct - {Decimal(0)}
    if len(charged) == 1:
        return Reading(charged.pop(), 0.85 if tax is None else 0.6, tuple(c for c in printed if c.amount.value))
    if printed and not charged:
        return Reading(Decimal(0), 0.7, tuple(printed))
    return None


def _implied_rate(net: Decimal, tax: Decimal) -> Reading | None:
    """The whole or half per cent that the amounts leave no doubt about."""
    exact = tax / net * 100
    rate = (exact * 2).quantize(Decimal(1), ROUND_HALF_UP) / 2
    certain = abs(net) * Decimal("0.0025") > CENT  # half a step of the rate shows in the cents
    if certain and 0 < rate <= HIGHEST_RATE and abs(net * rate / 100 - tax) <= SLACK:
        return Reading(rate.normalize() if rate != rate.to_integral() else rate.quantize(Decimal(1)), 0.75, ())
    return None
