"""Typed access to the values of an invoice; a value of another type counts as missing, so no rule can fail on it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from batch_ocr.money import can_be_amount

Values = Mapping[str, str | Decimal | None]

MAX_TEXT: int = 1000
"""Characters of a value that rules look at: no field of an invoice is longer, and a longer text would be slow."""


def text(invoice: Values, field: str) -> str:
    """Return the text without surrounding space, empty when there is none."""
    value = invoice.get(field)
    return value[:MAX_TEXT].strip() if isinstance(value, str) else ""


def amount(invoice: Values, field: str) -> Decimal | None:
    """Return the number, None if it is missing or not an amount; JSON integers and floats are accepted too."""
    value: object = invoice.get(field)
    if isinstance(value, bool) or not isinstance(value, Decimal | int | float):
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except ValueError:  # an integer with more digits than Python writes
        return None
    return number if can_be_amount(number) else None


def plain(number: Decimal) -> str:
    """Write a number for people: no exponent, no trailing zeros."""
    shown = f"{number:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
