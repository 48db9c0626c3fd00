"""Currency marks: symbols, codes and names as printed, and what a document says about the currency of its amounts."""

from __future__ import annotations

import re
from typing import Final

_SYMBOLS: Final = {
    "€": "eur",
    "£": "gbp",
    "₹": "inr",
    "₽": "rub",
    "₺": "try",
    "₩": "krw",
    "₫": "vnd",
    "₱": "php",
    "₪": "ils",
    "฿": "thb",
    "¥": "jpy",
    "US$": "usd",
    "A$": "aud",
    "C$": "cad",
    "CA$": "cad",
    "S$": "sgd",
    "HK$": "hkd",
    "NZ$": "nzd",
    "R$": "brl",
    "$": "usd",
    "zł": "pln",
    "Kč": "czk",
    "Ft": "huf",
    "RM": "myr",
    "Rs.": "inr",
    "Rs": "inr",
    "Rp": "idr",
    "kr.": "sek",
    "kr": "sek",
    "SFr.": "chf",
    "Fr.": "chf",
    "EURO": "eur",
    "Euros": "eur",
}
_CODES: Final = (
    *("EUR", "USD", "GBP", "CHF", "PLN", "CZK", "HUF", "SEK", "NOK", "DKK", "RON", "BGN", "ISK", "UAH", "TRY"),
    *("JPY", "CNY", "INR", "MYR", "SGD", "HKD", "THB", "IDR", "PHP", "KRW", "VND", "AED", "SAR", "ILS"),
    *("AUD", "NZD", "CAD", "BRL", "MXN", "ARS", "CLP", "COP", "PEN", "ZAR"),
)
"""Source: ISO 4217."""
_BY_MARK: Final = {symbol.casefold(): code for symbol, code in _SYMBOLS.items()} | {
    c.casefold(): c.lower() for c in _CODES
}

SYMBOL_PATTERN: Final = "|".join(re.escape(mark) for mark in sorted([*_SYMBOLS, *_CODES], key=len, reverse=True))
"""Alternation of every mark that may touch an amount, longest first; to be matched without regard to case."""


def currency_of_mark(mark: str) -> str | None:
    """Return the lower-case ISO 4217 code of a printed symbol or code, None for anything else."""
    return _BY_MARK.get(mark.strip(" \u00a0:").casefold())
