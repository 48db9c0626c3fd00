"""The contents of one invoice, with arithmetic that is right to the cent."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, TypeAlias

from benchmarks.synthetic.countries import SALES_TAX_RATES, Country, MoneyForm, printed_date
from benchmarks.synthetic.identifiers import filled
from benchmarks.synthetic.parties import BankDetails, Party, bank_details, business, private_person
from benchmarks.synthetic.vocabulary import Article, Wording, vocabulary

Kind: TypeAlias = Literal["invoice", "credit_note", "receipt"]
Truth: TypeAlias = dict[str, str | float]
_CENT = Decimal("0.01")
_FIRST_DAY = date(2019, 1, 2)
_DAYS = 2500
_NUMBER_FORMS = (
    "RE-####",
    "2024-####",
    "######",
    "INV-####",
    "####/23",
    "F20######",
    "A-#####",
    "##-####-##",
    "R#######",
)


def cents(amount: Decimal) -> Decimal:
    """Rounded half up to the hundredth, as invoices do."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the table; amount = quantity × unit price less its discount."""

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
class Bill:
    """Everything that can stand on one invoice; a layout prints what it has room for."""

    kind: Kind
    country: Country
    language: str
    words: Wording
    money: MoneyForm
    date_form: str
    number: str
    credited: str
    order_number: str
    customer_number: str
    issued: date
    due: date
    delivered: date
    days: int
    supplier: Party
    receiver: Party
    bank: BankDetails
    lines: tuple[Line, ...]
    sums: Sums

    def day(self, day: date) -> str:
        """A date as this supplier prints it."""
        return printed_date(day, self.date_form, self.language)

    def truth(self, printed: set[str]) -> Truth:
        """The labelled fields, only those that stand on the paper; names and order as on the wire."""
        sums, supplier, receiver, bank = self.sums, self.supplier, self.receiver, self.bank
        values: dict[str, str | float | None] = {
            "issue_date": self.issued.isoformat(),
            "due_date": self.due.isoformat(),
            "supplier_name": supplier.name,
            "supplier_address": supplier.address_text,
            "supplier_email": supplier.mail,
            "supplier_phone": supplier.telephone,
            "supplier_tax_id": supplier.tax_id,
            "receiver_name": receiver.name,
            "receiver_address": receiver.address_text,
            "receiver_tax_id": receiver.tax_id,
            "currency": self.country.currency,
            "total_amount": float(sums.total),
            "vat": float(sums.taxes[0].rate) if len(sums.taxes) == 1 else None,
            "net_amount": float(sums.net),
            "bank_name": bank.name,
            "bic": bank.bic,
            "account": bank.account,
        }
        return {name: value for name, value in values.items() if name in printed and value is not None}


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


def drawn_bill(country: Country, language: str, choices: BillChoices, rng: random.Random) -> Bill:
    """A bill of the country in the language; the same for the same state of `rng`."""
    words = vocabulary(language)
    with_country = rng.random() < 0.3
    supplier = business(country, words, rng, with_country=with_country)
    receiver = business(country, words, rng, with_country=with_country)
    while receiver.name.split()[0] == supplier.name.split()[0]:
        receiver = business(country, words, rng, with_country=with_country)
    if choices.to_person:
        receiver = private_person(country, words, rng)
    issued = _FIRST_DAY + timedelta(days=rng.randrange(_DAYS))
    days = rng.choice((7, 10, 14, 14, 21, 30, 30, 45, 60))
    symbol = rng.choice((country.symbols[0], country.symbols[0], *country.symbols))
    lines, sums = (
        _receipt_figures(country, language, choices, rng)
        if choices.kind == "receipt"
        else _figures(country, language, choices, rng)
    )
    return Bill(
        kind=choices.kind, country=country, language=language, words=Wording(language, rng),
        money=MoneyForm(rng.choice(country.thousands), country.decimal, symbol, country.symbol_first and symbol not in {"EUR", "kr"}),
        date_form=rng.choice(country.dates),
        number=filled(rng.choice(_NUMBER_FORMS), rng), credited=filled("######", rng),
        order_number=filled(rng.choice(("PO-#####", "45########", "B-####")), rng), customer_number=filled(rng.choice(("#####", "K-####", "10####")), rng),
        issued=issued, due=issued + timedelta(days=days), delivered=issued - timedelta(days=rng.randint(1, 9)), days=days,
        supplier=supplier, receiver=receiver, bank=bank_details(country, words, rng), lines=lines, sums=sums,
    )  # fmt: skip


def _rates(country: Country, choices: BillChoices, rng: random.Random) -> tuple[Decimal, ...]:
    if not country.vat_rates:
        return (Decimal(rng.choice(SALES_TAX_RATES)),)
    rates = [Decimal(rate) for rate in country.vat_rates]
    if choices.two_rates:
        return rates[0], rates[1]
    return (rates[0] if rng.random() < 0.85 else rates[-1],)


def _figures(
    country: Country, language: str, choices: BillChoices, rng: random.Random
) -> tuple[tuple[Line, ...], Sums]:
    rates = _rates(country, choices, rng)
    goods = list(vocabulary(language).goods)
    articles = (
        [rng.choice(goods) for _ in range(choices.line_count)]
        if choices.line_count > len(goods)
        else rng.sample(goods, choices.line_count)
    )
    sign = -1 if choices.negative else 1
    rise = Decimal(10) if country.currency == "sek" else Decimal(1)
    lines = tuple(
        _line(article, rates[index % len(rates)], rise, choices, rng) for index, article in enumerate(articles)
    )
    lines = tuple(_signed(line, sign) for line in lines)
    return lines, _sums(lines, rates, choices, rng)


def _line(article: Article, rate: Decimal, rise: Decimal, choices: BillChoices, rng: random.Random) -> Line:
    span = int((article.highest - article.lowest) * 100)
    price = cents((article.lowest + Decimal(rng.randint(0, span)) / 100) * rise)
    many = rng.choice((250, 500, 1000, 2500)) if price < 1 else rng.choice((1, 1, 2, 3, 4, 5, 6, 8, 10, 12, 20))
    quantity = Decimal(many)
    if article.unit in {"Std", "hour", "h", "uur", "godz."} and rng.random() < 0.4:
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
    return Line(
        line.code,
        line.name,
        line.quantity * sign,
        line.unit,
        line.unit_price,
        line.discount,
        line.rate,
        line.amount * sign,
    )


def _sums(lines: Sequence[Line], rates: tuple[Decimal, ...], choices: BillChoices, rng: random.Random) -> Sums:
    subtotal = sum((line.amount for line in lines), Decimal(0))
    # a discount or freight on a bill with two rates would have to be split between them: left to bills with one
    single = len(rates) == 1
    discount_rate = Decimal(rng.choice((2, 3, 5, 10))) if choices.with_discount and single else Decimal(0)
    discount = cents(subtotal * discount_rate / 100)
    shipping = (
        Decimal(rng.choice(("4.90", "6.95", "12.50", "19.00", "35.00")))
        if choices.with_shipping and single
        else Decimal(0)
    )
    net = subtotal - discount + shipping
    bases = {rate: sum((line.amount for line in lines if line.rate == rate), Decimal(0)) for rate in rates}
    if single:
        bases[rates[0]] = net
    taxes = tuple(Tax(rate, base, cents(base * rate / 100)) for rate, base in bases.items() if base)
    return Sums(
        subtotal, discount, discount_rate, shipping, net, taxes, net + sum((tax.amount for tax in taxes), Decimal(0))
    )


def _receipt_figures(
    country: Country, language: str, choices: BillChoices, rng: random.Random
) -> tuple[tuple[Line, ...], Sums]:
    rate = Decimal(country.vat_rates[-1]) if country.vat_rates else Decimal(rng.choice(SALES_TAX_RATES))
    names = rng.sample(vocabulary(language).groceries, min(choices.line_count, 7))
    lines = tuple(_till_line(name, rate, rng) for name in names)
    total = sum((line.amount for line in lines), Decimal(0))
    tax = cents(total * rate / (100 + rate))
    net = total - tax
    return lines, Sums(total, Decimal(0), Decimal(0), Decimal(0), net, (Tax(rate, net, tax),), total)


def _till_line(name: str, rate: Decimal, rng: random.Random) -> Line:
    price, quantity = Decimal(rng.randint(79, 1299)) / 100, Decimal(rng.choice((1, 1, 1, 2, 3)))
    return Line(filled("####", rng), name, quantity, "", price, Decimal(0), rate, price * quantity)
