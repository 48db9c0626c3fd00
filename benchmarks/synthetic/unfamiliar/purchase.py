"""What was bought at a till and how it was paid: sums right to the cent, with what tills put between them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from benchmarks.synthetic.countries import SALES_TAX_RATES, Country
from benchmarks.synthetic.sums import Tax, cents
from benchmarks.synthetic.vocabulary import vocabulary

TAXED_ON_TOP: Final = frozenset({"CA", "US"})
"""Where prices on the shelf are net."""
COIN: Final = Decimal("0.05")
_FUEL: Final = ("Super E10", "Diesel", "Euro 95", "SP95", "ON")


@dataclass(frozen=True, slots=True)
class Bought:
    """One line of a receipt."""

    name: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    group: int
    """Index into `Purchase.taxes`: the letter behind the amount."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """From the lines to what was handed over."""

    lines: tuple[Bought, ...]
    subtotal: Decimal
    discount: Decimal
    """0 or more."""
    service: Decimal
    taxes: tuple[Tax, ...]
    on_top: bool
    """Whether taxes come to the subtotal, rather than being inside it."""
    rounding: Decimal
    """To the smallest coin; 0 where none is made."""
    total: Decimal
    """After rounding."""

    @property
    def exact(self) -> Decimal:
        """The total before rounding."""
        return self.total - self.rounding

    @property
    def net(self) -> Decimal:
        """All taxed amounts together."""
        return sum((tax.base for tax in self.taxes), Decimal(0))

    @property
    def handed_over(self) -> Decimal:
        """The next round sum of money above the total."""
        step = Decimal(10 if self.total < 40 else 50)
        return (self.total // step + 1) * step


def purchase(
    country: Country,
    language: str,
    rng: random.Random,
    *,
    fuel: bool = False,
    two_rates: bool = False,
    discounted: bool = False,
    served: bool = False,
    rounded: bool = False,
) -> Purchase:
    """Draw what was bought; the same for the same state of `rng`."""
    rates = _rates(country, rng, two=two_rates and not discounted and not served)
    lines = (_filled(rng),) if fuel else _groceries(language, len(rates), rng)
    subtotal = sum((line.amount for line in lines), Decimal(0))
    discount = cents(subtotal / 10) if discounted else Decimal(0)
    service = cents(subtotal / 10) if served else Decimal(0)
    sold = [sum((line.amount for line in lines if line.group == group), Decimal(0)) for group in range(len(rates))]
    sold[0] += service - discount
    on_top = country.code in TAXED_ON_TOP
    taxes = tuple(_taxed(rate, amount, on_top=on_top) for rate, amount in zip(rates, sold, strict=True) if amount)
    exact = sum((tax.base + tax.amount for tax in taxes), Decimal(0))
    total = (exact / COIN).quantize(Decimal(1)) * COIN if rounded else exact
    return Purchase(lines, subtotal, discount, service, taxes, on_top, total - exact, total)


def _rates(country: Country, rng: random.Random, *, two: bool) -> tuple[Decimal, ...]:
    if not country.vat_rates:
        return (Decimal(rng.choice([rate for rate in SALES_TAX_RATES if rate != "0"])),)
    rates = tuple(Decimal(rate) for rate in country.vat_rates)
    return rates[:2] if two and len(rates) > 1 else (rng.choice(rates),)


def _taxed(rate: Decimal, amount: Decimal, *, on_top: bool) -> Tax:
    if on_top:
        return Tax(rate, amount, cents(amount * rate / 100))
    tax = cents(amount * rate / (100 + rate))
    return Tax(rate, amount - tax, tax)


def _groceries(language: str, groups: int, rng: random.Random) -> tuple[Bought, ...]:
    names: Sequence[str] = vocabulary(language).groceries
    chosen = rng.sample(names, rng.randint(max(2, groups), min(7, len(names))))
    return tuple(_bought(name, number % groups, rng) for number, name in enumerate(chosen))


def _bought(name: str, group: int, rng: random.Random) -> Bought:
    price, quantity = Decimal(rng.randint(59, 2499)) / 100, Decimal(rng.choice((1, 1, 1, 2, 3)))
    return Bought(name, quantity, price, price * quantity, group)


def _filled(rng: random.Random) -> Bought:
    litres, price = Decimal(rng.randint(900, 6200)) / 100, Decimal(rng.randint(1399, 2099)) / 1000
    return Bought(rng.choice(_FUEL), litres, price, cents(litres * price), 0)
