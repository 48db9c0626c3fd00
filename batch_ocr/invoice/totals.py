"""Total, net amount and tax rate of a document: the labelled amounts that agree with each other."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from batch_ocr.invoice.amounts_cells import Cell, MoneyTable
from batch_ocr.invoice.layout import Document
from batch_ocr.invoice.totals_candidates import TOTAL_ROLES, Candidate, Reading, candidates, role_of
from batch_ocr.invoice.totals_rate import mentions_tax, read_rate
from batch_ocr.invoice.totals_split import NET_BY_ROLE, TAX_BY_ROLE, WRONG_ROLE, best_split

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
    "sum_of_its_row": 1.0,
    "sum_of_list": 1.5,
    "rounded_below": 4.5,
    "sum_of_rows": 3.0,
    "part_of_sum": -2.0,
    "is_total_of_part": -1.5,
    "rest_after_payment": -2.5,
    "with_former_debt": -3.5,
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

_UNTAXED: Final = 0.85
"""Confidence that an untaxed document's total is also its net amount, as a share of the confidence in the total."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Total, net amount and tax of a document."""

    total: Reading | None = None
    net: Reading | None = None
    tax: Reading | None = None
    """The amount of tax, not a rate."""
    rate: Reading | None = None
    """Per cent; None when several rates apply."""


def read_totals(document: Document, table: MoneyTable) -> Totals:
    """Choose the total, then the net and tax that explain it, then the rate that explains those."""
    total = _total(document, table)
    if total is None:
        return Totals(rate=read_rate(table, None, None))
    net, tax = _net_and_tax(table, total)
    return Totals(total, net, tax, read_rate(table, net, tax))


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
    return Reading(winner.value, _logistic(0.7 * best + margin - 4.5), tuple(cells))


def _net_and_tax(table: MoneyTable, total: Reading) -> tuple[Reading | None, Reading | None]:
    split = best_split(table, total.value)
    if split is None:
        untaxed = Reading(total.value, total.confidence * _UNTAXED, total.cells)
        return (None if mentions_tax(table) else untaxed), None
    confidence = _logistic(1.2 * (split.score - 2.0))
    net = Reading(split.net, confidence, _printed(table, split.net, NET_BY_ROLE))
    if split.tax is None:
        return net, None
    return net, Reading(split.tax, confidence, _printed(table, split.tax, TAX_BY_ROLE))


def _printed(table: MoneyTable, value: Decimal, by_role: Mapping[str, float]) -> tuple[Cell, ...]:
    same = [cell for cell in table.cells if cell.amount.value == value]
    return tuple(sorted(same, key=lambda cell: (-by_role.get(role_of(cell), WRONG_ROLE), -cell.row)))


def _logistic(score_: float) -> float:
    return round(1 / (1 + math.exp(-score_)), 4)
