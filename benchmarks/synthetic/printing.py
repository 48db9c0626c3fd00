"""Dates, amounts and numbers as one supplier prints them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from benchmarks.synthetic.vocabulary import vocabulary

_DAY_MONTH_YEAR = {
    "de": "{day}. {month} {year}",
    "es": "{day} de {month} de {year}",
    "pt": "{day} de {month} de {year}",
}


def printed_date(day: date, form: str, language: str) -> str:
    """The day in one of `Country.dates`."""
    if form.startswith("month"):
        month = vocabulary(language).months[day.month - 1]
        pattern = (
            "{month} {day}, {year}" if form == "month-us" else _DAY_MONTH_YEAR.get(language, "{day} {month} {year}")
        )
        return pattern.format(day=day.day, month=month, year=day.year)
    # strftime's own month names follow the machine's locale
    return day.strftime(form.replace("%b", vocabulary("en").months[day.month - 1][:3]))


def printed_tax_id(number: str, form: str) -> str:
    """A VAT id in one of `Country.tax_id_forms`: each * is the next sign of the number behind the country's letters."""
    signs = iter(number[2:])
    return "".join(next(signs) if sign == "*" else sign for sign in form)


@dataclass(frozen=True, slots=True)
class MoneyForm:
    """How amounts are written on one invoice."""

    thousands: str
    decimal: str
    symbol: str
    symbol_first: bool

    def number(self, amount: Decimal, places: int = 2) -> str:
        """The amount without a currency: `1.234,50`."""
        whole, _, fraction = f"{abs(amount):,.{places}f}".partition(".")
        sign = "-" if amount < 0 else ""
        return sign + whole.replace(",", self.thousands) + (self.decimal + fraction if fraction else "")

    def money(self, amount: Decimal) -> str:
        """The amount with its currency: `1.234,50 €`, `£1,234.50`, `CHF 1'234.50`."""
        if not self.symbol_first:
            return f"{self.number(amount)} {self.symbol}"
        gap = " " if self.symbol.isalpha() or self.symbol.endswith(".") else ""
        sign = "-" if amount < 0 else ""
        return f"{sign}{self.symbol}{gap}{self.number(abs(amount))}"

    def percent(self, rate: Decimal) -> str:
        """A rate as printed beside a tax, without the sign: `19`, `8,1`, `5.5`."""
        return f"{rate.normalize():f}".replace(".", self.decimal)
