"""A number of the service: exact, and within what money on an invoice can be.

What lies outside (NaN, 5,000 digits, 1e-99999, "1_000") is a defect of the service's reading or an attack on whoever
computes with it, and must not reach the results.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from batch_ocr.money import can_be_amount

MISSING_AMOUNT: Final = -1
"""The service's sign for "not found", whatever the digits: -1.00 is one too."""

_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")


def decode_amount(literal: str) -> tuple[Decimal | None, bool]:
    """Return the amount with the digits of its literal, None if it is missing; and whether the literal is usable."""
    literal = literal.strip()
    if not literal:
        return None, True
    if _NUMBER.fullmatch(literal) is None:
        return None, False
    value = Decimal(literal)
    if not can_be_amount(value):
        return None, False
    return (None if value == MISSING_AMOUNT else value), True
