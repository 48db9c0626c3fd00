"""Rows of a summary by rate of tax, known by their arithmetic: a percentage, an amount, and its share of that."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations
from typing import Final

_NEAR: Final = Decimal("0.02")
_ROUNDED: Final = Decimal("0.05")
"""Most by which the amount paid may differ from the taxed sum, through rounding of cash."""
_HIGHEST: Final = Decimal(30)
"""Per cent."""
_MOST_AMOUNTS: Final = 4


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """What one row says of one rate."""

    rate: Decimal
    net: Decimal
    tax: Decimal

    def role(self, amount: Decimal) -> str:
        """Role of an amount of the row; empty for others."""
        return {self.net + self.tax: "gross", self.tax: "tax", self.net: "net"}.get(amount, "")


def summary_rows(
    rates: Mapping[int, Sequence[Decimal]], amounts: Mapping[int, Sequence[Decimal]], totals: Collection[Decimal]
) -> dict[int, SummaryRow]:
    """Return the rows, by index, that split one of `totals`, each by itself or all of them together.

    `rates` and `amounts` are the percentages and the amounts of each row. Rows of items have such sums too: only a
    summary adds up to a total.
    """
    found = {row: read for row in rates if (read := _read(rates[row], amounts.get(row, ()))) is not None}
    together = sum((read.net + read.tax for read in found.values()), Decimal(0))
    if found and _is_total(together, totals):
        return found
    return {row: read for row, read in found.items() if _is_total(read.net + read.tax, totals)}


def _read(rates: Sequence[Decimal], amounts: Sequence[Decimal]) -> SummaryRow | None:
    if len(rates) != 1 or not 2 <= len(amounts) <= _MOST_AMOUNTS or not 0 <= rates[0] <= _HIGHEST:  # noqa: PLR2004
        return None
    for net, tax in permutations(amounts, 2):
        fits = abs(net * rates[0] / 100 - tax) <= _NEAR and abs(tax) < abs(net)
        others = [one for one in amounts if one not in (net, tax)]
        if fits and (tax or not rates[0]) and all(abs(net + tax - one) <= _NEAR for one in others):
            return SummaryRow(rates[0], net, tax)
    return None


def _is_total(value: Decimal, totals: Collection[Decimal]) -> bool:
    return any(abs(value - total) <= _ROUNDED for total in totals)
