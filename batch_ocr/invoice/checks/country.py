"""In which country a party sits, if the invoice says so."""

from __future__ import annotations

import re
from typing import Final, Literal

from batch_ocr.invoice.checks.values import Values, text
from batch_ocr.invoice.countries import country_code

Party = Literal["supplier", "receiver"]

EU: Final = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU"),
        *("LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
)
"""ISO 3166-1 codes of the member states."""

_PREFIX: Final = re.compile(r"(CHE|[A-Z]{2})[\s.:-]*(?=[A-Z]{0,2}\d)(?=(?:[\s./-]?[A-Z0-9]){7})", re.IGNORECASE)
_COUNTRY_OF_PREFIX: Final = {code: code for code in EU - {"GR"}} | {
    "EL": "GR",  # Greece writes EL on its tax ids, and people write GR
    "GR": "GR",
    "GB": "GB",
    "XI": "GB",
    "NO": "NO",
    "CHE": "CH",
}
_POSTAL: Final = re.compile(r"(?<![\w-])(FL|[ABDFIL]|CH|CZ|DK|NL|PL|SI|SK)[-\u2013]\d{4,5}(?!\d)")
_COUNTRY_OF_POSTAL: Final = {"A": "AT", "B": "BE", "D": "DE", "F": "FR", "FL": "LI", "I": "IT", "L": "LU"}
"""Distinguishing signs of vehicles, as put before postal codes."""


def prefix_country(tax_id: str) -> tuple[str, str] | None:
    """Return the ISO 3166-1 code of the country whose prefix a tax id bears, and the prefix; None without one.

    "NO" counts only before nine digits: it is also the English word that announces a number.
    """
    match = _PREFIX.match(tax_id)
    prefix = match[1].upper() if match else ""
    if prefix not in _COUNTRY_OF_PREFIX:
        return None
    if prefix == "NO" and not re.fullmatch(r"NO(\d{9}|\d{7,10}MVA)", re.sub(r"[\s.-]", "", tax_id.upper())):
        return None
    return _COUNTRY_OF_PREFIX[prefix], prefix


def address_country(address: str) -> str | None:
    """Return the ISO 3166-1 code of the country that ends an address, or of the sign before its postal code."""
    parts = [part for part in re.split(r"[,;\n]", address) if part.strip()]
    named = country_code(parts[-1]) if parts else None
    if named:
        return named
    match = _POSTAL.search(address)
    return _COUNTRY_OF_POSTAL.get(match[1], match[1]) if match else None


def country_of(invoice: Values, party: Party) -> str | None:
    """Return the ISO 3166-1 code of a party's country, from its tax id or its address; None if neither shows it."""
    by_id = prefix_country(text(invoice, f"{party}_tax_id"))
    return by_id[0] if by_id else address_country(text(invoice, f"{party}_address"))
