"""Rates of value added tax by country and time: standard, reduced, special and regional ones. Zero is allowed always.

Source: European Commission, "VAT rates applied in the Member States" (to 2021) and its database TEDB (since); for
single changes the countries' own laws; HM Revenue & Customs (GB), Federal Tax Administration (CH, LI), Skatteetaten
(NO), Skatturinn (IS), ATO (AU), Inland Revenue (NZ), IRAS (SG), SARS (ZA), National Tax Agency (JP), FTA (AE), ZATCA
(SA). Regional rates are those of Corsica and the overseas departments (FR), the Canary Islands (ES), Madeira and the
Azores (PT), the Aegean islands (GR), Jungholz and Mittelberg (AT).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

LEEWAY: Final = timedelta(days=366)
"""The rate follows the day of supply, but only the invoice's date is known: early and late invoices may differ."""

HIGHEST_ANYWHERE: Final = Decimal(27)
"""Hungary's rate; no country of the table has a higher one."""

_RATES: Final = {
    "AT": ("20 13 10 19", "5 2020-07..2021-12", "4.9 2026-07.."),
    "BE": ("21 12 6",),
    "BG": ("20 9",),
    "CY": ("19 9 5 3",),
    "CZ": ("21", "15 10 ..2023-12", "12 2024-01.."),
    "DE": ("19 7", "16 5 2020-07..2020-12"),
    "DK": ("25",),
    "EE": ("9", "20 ..2023-12", "22 2024-01..2025-06", "24 2025-07..", "5 2022-08..2024-12", "13 2025-01.."),
    "ES": ("21 10 4 7 3 9.5 15 20 6.5", "5 2022-07..2024-12", "7.5 2 2024-10..2024-12"),
    "FI": ("10", "24 ..2024-08", "25.5 2024-09..", "14 ..2025-12", "13.5 2026-01.."),
    "FR": ("20 10 5.5 2.1 13 0.9 8.5 1.75 1.05",),
    "GR": ("13 6 17 9 4", "23 16 ..2016-05", "24 2016-06.."),
    "HR": ("25 13 5",),
    "HU": ("27 18 5",),
    "IE": ("23 13.5 9 4.8", "21 2020-09..2021-02"),
    "IT": ("22 10 5 4",),
    "LT": ("21 5", "9 ..2025-12", "12 2026-01.."),
    "LU": ("17 14 8 3", "16 13 7 2023-01..2023-12"),
    "LV": ("21 12 5",),
    "MT": ("18 7 5", "12 2024-01.."),
    "NL": ("21", "6 ..2018-12", "9 2019-01.."),
    "PL": ("23 8 5 7 4",),
    "PT": ("23 13 6 22 12 5 9 4 16", "18 ..2021-06"),
    "RO": ("24 ..2015-12", "20 2016-01..2016-12", "19 2017-01..2025-07", "9 5 ..2026-07", "21 11 2025-08.."),
    "SE": ("25 12 6",),
    "SI": ("22 9.5 5",),
    "SK": ("5", "20 10 ..2024-12", "23 19 2025-01.."),
    "GB": ("20 5", "12.5 2021-10..2022-03"),
    "CH": ("8 2.5 ..2017-12", "3.8 ..2017-12", "7.7 2.5 3.7 2018-01..2023-12", "8.1 2.6 3.8 2024-01.."),
    "LI": ("8 2.5 ..2017-12", "3.8 ..2017-12", "7.7 2.5 3.7 2018-01..2023-12", "8.1 2.6 3.8 2024-01.."),
    "NO": ("25 15 12 11.11", "6 2020-04..2021-09", "10 8 ..2017-12"),
    "IS": ("24 11",),
    "AU": ("10",),
    "NZ": ("15 9",),
    "SG": ("7 ..2022-12", "8 2023-01..2023-12", "9 2024-01.."),
    "ZA": ("14 ..2018-03", "15 2018-04.."),
    "JP": ("10 8",),
    "AE": ("5",),
    "SA": ("5 ..2020-06", "15 2020-07.."),
}
"""Rates in per cent by country, each group with its first and last month, open where none stands."""


@dataclass(frozen=True, slots=True)
class RatePeriod:
    """Rates that were introduced and abolished together."""

    rates: frozenset[Decimal]
    first: date
    last: date


@cache
def periods_of(country: str) -> tuple[RatePeriod, ...]:
    """Return all rates of a country, given by its ISO 3166-1 code; empty for one that is not in the table."""
    return tuple(_period(group) for group in _RATES.get(country, ()))


@cache
def countries() -> tuple[str, ...]:
    """Return the ISO 3166-1 codes of the countries whose rates are known."""
    return tuple(_RATES)


def rates_around(country: str | None, day: date | None) -> frozenset[Decimal]:
    """Return a country's rates on a day and within LEEWAY of it, all it ever had where no day is known.

    Empty for a country that is not in the table.
    """
    known = periods_of(country) if country else ()
    return frozenset(rate for period in known if day is None or _near(period, day) for rate in period.rates)


def highest_rate(supplier: str | None, receiver: str | None) -> Decimal:
    """Return the highest rate two countries ever had; HIGHEST_ANYWHERE where the supplier's is not in the table."""
    suppliers = rates_around(supplier, None)
    return max(suppliers | rates_around(receiver, None)) if suppliers else HIGHEST_ANYWHERE


def _near(period: RatePeriod, day: date) -> bool:
    return (period.first - day) <= LEEWAY and (day - period.last) <= LEEWAY


def _period(group: str) -> RatePeriod:
    *rates, span = group.split() if ".." in group else (*group.split(), "..")
    first, _, last = span.partition("..")
    return RatePeriod(
        frozenset(Decimal(rate) for rate in rates),
        date.fromisoformat(f"{first}-01") if first else date.min,
        _end_of(last) if last else date.max,
    )


def _end_of(month: str) -> date:
    start = date.fromisoformat(f"{month}-28") + timedelta(days=4)
    return start - timedelta(days=start.day)
