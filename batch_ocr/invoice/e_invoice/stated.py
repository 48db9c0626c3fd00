"""What an e-invoice states, as values of the wire; values that do not have their field's form are left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from batch_ocr.money import can_be_amount

Value = str | Decimal

_DIGITS_OF_DAY: Final = 8
_LONGEST_TEXT: Final = 300
_TOWN_FIRST: Final = frozenset({"AU", "CA", "GB", "IE", "US"})
"""Countries whose addresses put the postcode behind the town."""


@dataclass(frozen=True, slots=True)
class Stated:
    """The fields of one e-invoice."""

    fields: dict[str, Value]
    """Keyed by wire name; amounts are Decimal, all others text as `FieldValue.value` has them."""
    number: str
    """The invoice number; empty without one."""


def stated(number: str, found: dict[str, Value | None]) -> Stated:
    """Return the record of what was found, empty values left out."""
    known = {name: value for name, value in found.items() if value is not None}
    return Stated(known, text(number) or "")


def text(printed: str) -> str | None:
    """Return a text with its length bounded; None for none."""
    return printed[:_LONGEST_TEXT] or None


def day(printed: str) -> str | None:
    """Return a day as ISO 8601, from that form or from eight digits (code 102 of UN/CEFACT); None for others."""
    digits = printed.replace("-", "")[:_DIGITS_OF_DAY]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).isoformat()
    except ValueError:
        return None


def amount(printed: str) -> Decimal | None:
    """Return an amount or a rate; None for what is no plain number or beyond reason."""
    try:
        value = Decimal(printed)
    except InvalidOperation:
        return None
    return value if can_be_amount(value) else None


def single_rate(printed: Iterable[str]) -> Decimal | None:
    """Return the one rate of tax in per cent; None when several apply."""
    rates = {rate.normalize() for one in printed if (rate := amount(one)) is not None}
    return Decimal(f"{rates.pop():f}") if len(rates) == 1 else None


def currency(code: str) -> str | None:
    """Return an ISO 4217 code in lower case."""
    return code.lower() if re.fullmatch("[A-Za-z]{3}", code) else None


def account(printed: str) -> str | None:
    """Return an account number without spaces."""
    return "".join(printed.split())[:_LONGEST_TEXT] or None


def address(streets: Iterable[str], postcode: str, town: str, region: str, country: str) -> str | None:
    """Return a postal address on one line, in the order of its country."""
    place = (town, region, postcode) if country.upper() in _TOWN_FIRST else (postcode, town)
    parts = [*streets, " ".join(part for part in place if part)]
    return text(", ".join(part for part in parts if part))
