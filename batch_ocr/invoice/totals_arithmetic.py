"""What the places and sums of a document's amounts show, whatever their labels say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final

from batch_ocr.invoice.amounts_cells import Cell, MoneyTable

CENT: Final = Decimal("0.01")
SLACK: Final = Decimal("0.02")
"""Most by which a sum of rounded parts may be off."""
COIN: Final = Decimal("0.05")
"""The smallest coin where cents are rounded."""
LARGEST_ROUNDING: Final = Decimal("0.99")
"""Cash rounding never reaches one unit of money in the currencies that have it on invoices."""

_SUMMARY: Final = 3
"""Amounts of a row of a summary by rate: net, tax and gross."""
LONGEST_LIST: Final = 60
"""Most amounts below each other that are added up."""
_ALIGNED: Final = 2.5
"""Heights by which right edges of one list may differ: a letter for the tax rate may follow an amount."""


def is_money(cell: Cell) -> bool:
    """Whether the form is that of money: cents, or a whole number with a currency mark in a labelled place."""
    placed = bool(cell.left or cell.above or cell.header)
    return cell.amount.decimals == 2 or (cell.amount.currency is not None and cell.amount.decimals < 2 and placed)  # noqa: PLR2004


def near(value: Decimal, values: Container[Decimal], slack: Decimal = SLACK) -> Iterator[Decimal]:
    """Yield the members of `values` that differ from `value` by whole cents up to `slack`, the nearest first."""
    for cents in range(int(slack / CENT) + 1):
        for candidate in {value + cents * CENT, value - cents * CENT}:
            if candidate in values:
                yield candidate


def row_sums(table: MoneyTable) -> frozenset[Decimal]:
    """Amounts that are the sum of two others in their row, as net, tax and gross are in a summary."""
    rows: dict[int, set[Decimal]] = defaultdict(set)
    for cell in table.cells:
        if is_money(cell) and cell.amount.value:
            rows[cell.row].add(cell.amount.value)
    return frozenset(a + b for values in rows.values() for a, b in combinations(values, 2) if a + b in values)


def summaries(table: MoneyTable) -> dict[int, Decimal]:
    """The gross amount of each row of a summary by rate: a percentage, and two amounts with their sum. By row."""
    rates = {cell.row for cell in table.percents}
    rows: dict[int, list[Decimal]] = defaultdict(list)
    for cell in table.cells:
        if is_money(cell) and cell.amount.value:
            rows[cell.row].append(cell.amount.value)
    return {
        row: values[-1] if values[-1] == sum(values[:-1]) else values[0]
        for row, values in rows.items()
        if row in rates and len(values) == _SUMMARY and sum(values) == 2 * max(values, key=abs)
    }


def rounded_below(table: MoneyTable) -> frozenset[Decimal]:
    """Amounts explained by the two above them: a sum, its rounding to the smallest coin, the rounded sum."""
    lone = [cell for cell in table.cells if is_money(cell) and not cell.mates]
    return frozenset(
        rounded.amount.value
        for exact, change, rounded in zip(lone, lone[1:], lone[2:], strict=False)
        if 0 < abs(change.amount.value) < COIN
        and rounded.amount.value % COIN == 0
        and exact.amount.value + change.amount.value == rounded.amount.value
        and exact.page == rounded.page
    )


def coined(sums: Collection[Decimal]) -> frozenset[Decimal]:
    """Totals that are another total rounded to the smallest coin."""
    whole = {value for value in sums if value % COIN == 0}
    return frozenset(v for v in whole if any(o % COIN and 0 < abs(o - v) < COIN for o in sums))


def list_sums(table: MoneyTable) -> frozenset[Decimal]:
    """Amounts that are the sum of those right above them, two at least: the total under a list, its discounts too."""
    last = list({cell.row: cell for cell in table.cells if is_money(cell)}.values())
    return frozenset(
        cell.amount.value
        for place, cell in enumerate(last)
        if cell.amount.value > 0 and _adds_up(cell, last[max(0, place - LONGEST_LIST) : place])
    )


def _adds_up(total: Cell, above: Sequence[Cell]) -> bool:
    summed, count = Decimal(0), 0
    for cell in reversed(above):
        if cell.page != total.page:
            return False
        if abs(cell.box.right - total.box.right) > _ALIGNED * total.height:
            continue
        summed, count = summed + cell.amount.value, count + 1
        if count > 1 and summed == total.amount.value:
            return True
    return False
