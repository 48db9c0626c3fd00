"""Which numbers are possible amounts of an invoice, wherever they come from: the service, a file, a person."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

MAX_DIGITS: Final = 30
"""Most digits before and after the point together; also the most places after it.

Far more than any currency needs: services that calculate in binary answer 917.5999999999999, or 0.010000000000000002.
"""
MAX_MAGNITUDE: Final = Decimal(10) ** 15


def can_be_amount(value: Decimal) -> bool:
    """Whether the value is a possible amount: larger or finer ones would spoil every sum, or fill the memory."""
    if not value.is_finite():
        return False
    _, digits, exponent = value.as_tuple()
    return max(len(digits), abs(int(exponent))) <= MAX_DIGITS and abs(value) <= MAX_MAGNITUDE
