"""What a country does to an invoice: money, dates, addresses, telephone numbers, tax."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import Any, cast

from benchmarks.synthetic.vocabulary import CATALOGUE


@dataclass(frozen=True, slots=True)
class Country:
    """Habits of one country; the head of `catalogue/countries.toml` says what the patterns mean."""

    code: str
    """ISO 3166, two capitals."""
    languages: tuple[str, ...]
    currency: str
    """ISO 4217 in lower case."""
    symbols: tuple[str, ...]
    """Ways to write the currency beside an amount."""
    symbol_first: bool
    thousands: tuple[str, ...]
    decimal: str
    dates: tuple[str, ...]
    vat_rates: tuple[str, ...]
    """Per cent; empty where a sales tax of the place is used."""
    telephones: tuple[str, ...]
    towns: tuple[tuple[str, str], ...]
    """(postal code pattern, town)."""
    town_line: str
    """Form of the last address line, of {code} and {town}."""
    legal_forms: tuple[str, ...]
    tax_id_forms: tuple[str, ...] = ()
    """None where an employer number is printed."""
    paper: str = "A4"
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Words in place of the language's, by key."""


def _read() -> dict[str, Country]:
    table = tomllib.loads((CATALOGUE / "countries.toml").read_text(encoding="utf-8"))
    return {
        code: Country(code, **{key: cast("Any", _frozen(value)) for key, value in habits.items()})
        for code, habits in table.items()
    }


def _frozen(value: object) -> object:
    """Lists as tuples, in tables too."""
    if isinstance(value, dict):
        return {key: _frozen(part) for key, part in value.items()}
    return tuple(_frozen(part) for part in value) if isinstance(value, list) else value


COUNTRIES = _read()
"""Keyed by ISO code."""

SALES_TAX_RATES = ("8.875", "8.25", "6.25", "10.25", "0")
"""Per cent, places of the United States."""
