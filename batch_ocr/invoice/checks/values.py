"""Values of an invoice by type; what has another type counts as missing, so that no rule can stumble over it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

Values = Mapping[str, str | Decimal | None]

MAX_TEXT: int = 1000
"""Characters of a value that are looked at; no field of an invoice is longer, and no rule shall be slow."""
_FINEST = -40
"""Power of ten below which digits are no amount's."""
_LARGEST = Decimal("1e15")
"""Amounts from here on are no money: a number of another kind, or an exponent that would fill the memory."""


def text(invoice: Values, field: str) -> str:
    """Return the text without surrounding space, empty when there is none."""
    value = invoice.get(field)
    return value[:MAX_TEXT].strip() if isinstance(value, str) else ""


def amount(invoice: Values, field: str) -> Decimal | None:
    """Return the number, None when there is none or it is no amount; whole numbers and floats of JSON are taken too."""
    value: object = invoice.get(field)
    if isinstance(value, bool) or not isinstance(value, Decimal | int | float):
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except ValueError:  # an integer with more digits than Python writes
        return None
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < _FINEST or abs(number) >= _LARGEST:  # no int: infinite, or no number
        return None
    return number


def plain(number: Decimal) -> str:
    """Write a number for people: no exponent, no zeros that say nothing."""
    shown = f"{number:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
