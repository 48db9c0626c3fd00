"""Net and tax: the labelled or printed amounts that make up the total."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from batch_ocr.invoice.amounts_cells import Cell, MoneyTable
from batch_ocr.invoice.totals_arithmetic import LARGEST_ROUNDING, is_money, near
from batch_ocr.invoice.totals_candidates import MOST_OF_A_ROLE, role_of
from batch_ocr.invoice.totals_rate import is_tax_of, mentions_tax, tax_percents

NET_BY_ROLE: Final[Mapping[str, float]] = {
    "net": 3.0,
    "subtotal": 1.5,
    "total": 0.5,
    "": -0.5,
    "line": -0.5,
    "gross": -0.5,
    "payable": -1.0,
}
TAX_BY_ROLE: Final[Mapping[str, float]] = {"tax": 2.0, "total": 0.0, "summary": 0.0, "": -0.5, "line": -0.5}
WRONG_ROLE: Final = -3.0
"""Score of amounts whose label says that they are something else."""
_UNDER_HEAD: Final = 0.6
"""Weight of a column's head; a label of the row counts 1. A head applies to every line of the table."""
_IN_SENTENCE: Final = 0.8
_AGREE: Final = 2.5
"""For a net and a tax that add up to the total."""
_AGREE_WITH_EXTRAS: Final = 1.5
"""The same with a discount, a fee or a rounding in between."""
_RATE_AGREES: Final = 1.5
"""For a tax that is the printed percentage of the net."""
_TAX_ELSEWHERE: Final = 0.8
"""For a labelled net that differs from the total of a document that charges tax."""
_LEAST_LABELLED: Final = 0.5
"""Score of a label from which it makes a net without any tax that agrees."""
_LEAST: Final = 1.4
"""Score from which a net amount is given."""


@dataclass(frozen=True, slots=True)
class Split:
    """A total taken apart."""

    net: Decimal
    tax: Decimal | None
    score: float


def best_split(table: MoneyTable, total: Decimal) -> Split | None:
    """Return the best supported net, with its tax where one agrees; None without enough support."""
    best = max(_splits(table, total), key=lambda split: split.score, default=None)
    return best if best and best.score >= _LEAST else None


def _splits(table: MoneyTable, total: Decimal) -> Iterator[Split]:
    """All printed pairs of net and tax that make the total, and all labelled nets on their own."""
    money = [cell for cell in table.cells if is_money(cell) or cell.amount.value == 0]
    nets = _best_by_value(money, NET_BY_ROLE)
    yield from _labelled(table, money, nets, total)
    taxes = {**_best_by_value(money, TAX_BY_ROLE), **_sum_of_taxes(money)}
    charged, extras = mentions_tax(table), _extras(table)
    rates = sorted({cell.amount.value for cell in tax_percents(table)})
    for net, net_score in nets.items():
        for extra in extras:
            for tax in near(total - extra - net, taxes):
                if not abs(tax) < abs(net) or (tax == 0 and (charged or net != total)):
                    continue
                support = _AGREE_WITH_EXTRAS if extra else _AGREE
                support += _RATE_AGREES if any(is_tax_of(net, tax, rate) for rate in rates) else 0.0
                yield Split(net, tax, net_score + taxes[tax] + support)


def _labelled(
    table: MoneyTable, money: Sequence[Cell], nets: Mapping[Decimal, float], total: Decimal
) -> Iterator[Split]:
    charged = mentions_tax(table)
    for cell in money:
        value = cell.amount.value
        named = role_of(cell) in {"net", "subtotal"} and cell.left and cell.left[0].alone
        if named and nets[value] > _LEAST_LABELLED and abs(value) <= 2 * abs(total):
            yield Split(value, None, nets[value] + (_TAX_ELSEWHERE if charged and value != total else 0.0))


def _sum_of_taxes(cells: Sequence[Cell]) -> dict[Decimal, float]:
    """The taxes of several rates together, where each has a row and a label of its own."""
    rows = {cell.row: cell.amount.value for cell in cells if cell.left and cell.role == "tax" and not cell.mates}
    values = [value for value in rows.values() if value]
    return {sum(values, Decimal(0)): TAX_BY_ROLE["tax"]} if len(values) > 1 else {}


def _best_by_value(cells: Iterable[Cell], by_role: Mapping[str, float]) -> dict[Decimal, float]:
    best: dict[Decimal, float] = {}
    for cell in cells:
        weight = by_role.get(role_of(cell), WRONG_ROLE)
        if weight > 0:
            weight *= _UNDER_HEAD if not cell.left else 1.0 if cell.left[0].alone else _IN_SENTENCE
        best[cell.amount.value] = max(best.get(cell.amount.value, WRONG_ROLE), weight)
    return best


def _extras(table: MoneyTable) -> set[Decimal]:
    """What may stand between net plus tax and total: rounding, discounts, fees; always with zero."""
    extras = {Decimal(0)}
    for cell in table.cells[-MOST_OF_A_ROLE:]:
        role, value = role_of(cell), cell.amount.value
        if (role == "rounding" and abs(value) <= LARGEST_ROUNDING) or (role == "fee" and is_money(cell)):
            extras.add(value)
        elif role == "discount" and is_money(cell):
            extras.add(-abs(value))
    return extras
