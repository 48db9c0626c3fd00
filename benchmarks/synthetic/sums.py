"""Lines of goods and the sums under them, right to the cent."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, TypeAlias

from benchmarks.synthetic.countries import SALES_TAX_RATES, Country
from benchmarks.synthetic.identifiers import filled
from benchmarks.synthetic.vocabulary import Article, vocabulary

Kind: TypeAlias = Literal["invoice", "credit_note", "receipt"]
_CENT = Decimal("0.01")
_FREIGHTS = ("4.90", "6.95", "12.50", "19.00", "35.00")
_TAX_AT_THE_TILL = frozenset({"CA", "US"})
"""Where prices on the shelf are net."""
_HOURS = frozenset({"Std", "hour", "h", "uur", "godz."})


def cents(amount: Decimal) -> Decimal:
    """Rounded half up to the hundredth, as invoices do."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the table; amount = quantity times unit price, less its discount."""

    code: str
    name: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    discount: Decimal
    """Per cent; 0 for none."""
    rate: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Tax:
    """One rate with the amount it applies to."""

    rate: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Sums:
    """From the lines to the total: net = subtotal - discount + shipping; total = net + taxes."""

    subtotal: Decimal
    discount: Decimal
    discount_rate: Decimal
    shipping: Decimal
    net: Decimal
    taxes: tuple[Tax, ...]
    total: Decimal


@dataclass(frozen=True, slots=True)
class BillChoices:
    """What a bill shall be like; the rest is drawn."""

    kind: Kind = "invoice"
    line_count: int = 4
    two_rates: bool = False
    with_discount: bool = False
    with_line_discounts: bool = False
    with_shipping: bool = False
    negative: bool = False
    """A credit note whose amounts carry a minus sign."""
    to_person: bool = False
    receiver_country: str = ""
    """ISO code of a receiver abroad; empty: the supplier's own country."""
    exempt: bool = False
    """No tax at all, and so no net amount apart from the total."""


def figures(country: Country, language: str, choices: BillChoices, rng: random.Random) -> tuple[tuple[Line, ...], Sums]:
    """Lines drawn from the language's goods, and their sums at the country's rates."""
    draw = _till_figures if choices.kind == "receipt" else _goods_figures
    return draw(country, language, choices, rng)


def _rates(country: Country, choices: BillChoices, rng: random.Random) -> tuple[Decimal, ...]:
    if choices.exempt:
        return (Decimal(0),)
    if not country.vat_rates:
        return (Decimal(rng.choice(SALES_TAX_RATES)),)
    rates = [Decimal(rate) for rate in country.vat_rates]
    if choices.two_rates:
        return rates[0], rates[1]
    return (rates[0] if rng.random() < 0.85 else rates[-1],)


def _goods_figures(
    country: Country, language: str, choices: BillChoices, rng: random.Random
) -> tuple[tuple[Line, ...], Sums]:
    rates = _rates(country, choices, rng)
    goods = list(vocabulary(language).goods)
    count = choices.line_count
    articles = rng.sample(goods, count) if count <= len(goods) else [rng.choice(goods) for _ in range(count)]
    sign = -1 if choices.negative else 1
    rise = Decimal(10) if country.currency == "sek" else Decimal(1)
    drawn = [_line(article, rates[number % len(rates)], rise, choices, rng) for number, article in enumerate(articles)]
    lines = tuple(_signed(line, sign) for line in drawn)
    return lines, _sums(lines, rates, choices, rng)


def _line(article: Article, rate: Decimal, rise: Decimal, choices: BillChoices, rng: random.Random) -> Line:
    span = int((article.highest - article.lowest) * 100)
    price = cents((article.lowest + Decimal(rng.randint(0, span)) / 100) * rise)
    many = rng.choice((250, 500, 1000, 2500)) if price < 1 else rng.choice((1, 1, 2, 3, 4, 5, 6, 8, 10, 12, 20))
    quantity = Decimal(many)
    if article.unit in _HOURS and rng.random() < 0.4:
        quantity += Decimal("0.5")
    discount = Decimal(rng.choice((5, 10, 15))) if choices.with_line_discounts and rng.random() < 0.6 else Decimal(0)
    amount = cents(quantity * price * (100 - discount) / 100)
    return Line(
        filled(rng.choice(("#####", "##-###", "AA###")), rng),
        article.name,
        quantity,
        article.unit,
        price,
        discount,
        rate,
        amount,
    )


def _signed(line: Line, sign: int) -> Line:
    return replace(line, quantity=line.quantity * sign, amount=line.amount * sign)


def _sums(lines: Sequence[Line], rates: tuple[Decimal, ...], choices: BillChoices, rng: random.Random) -> Sums:
    subtotal = sum((line.amount for line in lines), Decimal(0))
    # a discount or freight on a bill with two rates would have to be split between them: left to bills with one
    single = len(rates) == 1
    discount_rate = Decimal(rng.choice((2, 3, 5, 10))) if choices.with_discount and single else Decimal(0)
    discount = cents(subtotal * discount_rate / 100)
    shipping = Decimal(rng.choice(_FREIGHTS)) if choices.with_shipping and single else Decimal(0)
    net = subtotal - discount + shipping
    bases = {rate: sum((line.amount for line in lines if line.rate == rate), Decimal(0)) for rate in rates}
    if single:
        bases[rates[0]] = net
    taxes = tuple(
        Tax(rate, base, cents(base * rate / 100)) for rate, base in bases.items() if base and not choices.exempt
    )
    total = net + sum((tax.amount for tax in taxes), Decimal(0))
    return Sums(subtotal, discount, discount_rate, shipping, net, taxes, total)


def _till_figures(
    country: Country, language: str, choices: BillChoices, rng: random.Random
) -> tuple[tuple[Line, ...], Sums]:
    rate = Decimal(country.vat_rates[-1]) if country.vat_rates else Decimal(rng.choice(SALES_TAX_RATES))
    names = rng.sample(vocabulary(language).groceries, min(choices.line_count, 7))
    lines = tuple(_till_line(name, rate, rng) for name in names)
    subtotal = sum((line.amount for line in lines), Decimal(0))
    if country.code in _TAX_AT_THE_TILL:
        tax = cents(subtotal * rate / 100)
        net, total = subtotal, subtotal + tax
    else:
        tax = cents(subtotal * rate / (100 + rate))
        net, total = subtotal - tax, subtotal
    return lines, Sums(subtotal, Decimal(0), Decimal(0), Decimal(0), net, (Tax(rate, net, tax),), total)


def _till_line(name: str, rate: Decimal, rng: random.Random) -> Line:
    price, quantity = Decimal(rng.randint(79, 1299)) / 100, Decimal(rng.choice((1, 1, 1, 2, 3)))
    return Line(filled("####", rng), name, quantity, "", price, Decimal(0), rate, price * quantity)
