"""The contents of one invoice: who, when, what for, and where to pay."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from benchmarks.synthetic.countries import COUNTRIES, Country
from benchmarks.synthetic.identifiers import filled
from benchmarks.synthetic.parties import BankDetails, Party, bank_details, business, business_abroad, private_person
from benchmarks.synthetic.printing import MoneyForm, printed_date
from benchmarks.synthetic.sums import BillChoices, Kind, Line, Sums, figures
from benchmarks.synthetic.vocabulary import Vocabulary, Wording, vocabulary

Truth: TypeAlias = dict[str, str | float]
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
_ORDER_FORMS = ("PO-#####", "45########", "B-####")
_CUSTOMER_FORMS = ("#####", "K-####", "10####")


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

    @property
    def period(self) -> str:
        """The month before the issue, in figures."""
        last = self.issued.replace(day=1) - timedelta(days=1)
        form = next(form for form in self.country.dates if not form.startswith("month"))
        return " - ".join(printed_date(day, form, self.language) for day in (last.replace(day=1), last))

    def day(self, day: date) -> str:
        """A date as this supplier prints it."""
        return printed_date(day, self.date_form, self.language)

    def truth(self, printed: set[str]) -> Truth:
        """The labelled fields, only those that stand on the paper; names and order as on the wire."""
        return {name: value for name, value in self._values().items() if name in printed and value is not None}

    def implied(self, printed: set[str]) -> Truth:
        """Fields that stand nowhere but follow from what does: the due date from the terms, the net from the sums."""
        followed = {"due_date", "net_amount", "vat"} if self.kind == "invoice" else {"net_amount", "vat"}
        values = self._values() if self.sums.taxes else self._values() | {"vat": 0.0}
        return {name: value for name in sorted(followed - printed) if (value := values[name]) is not None}

    def _values(self) -> dict[str, str | float | None]:
        sums, supplier, receiver, bank = self.sums, self.supplier, self.receiver, self.bank
        return {
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


def drawn_bill(country: Country, language: str, choices: BillChoices, rng: random.Random) -> Bill:
    """A bill of the country in the language; the same for the same state of `rng`."""
    words = vocabulary(language)
    supplier, receiver = _parties(country, words, choices, rng)
    issued = _FIRST_DAY + timedelta(days=rng.randrange(_DAYS))
    days = rng.choice((7, 10, 14, 14, 21, 30, 30, 45, 60))
    symbol = rng.choice((country.symbols[0], country.symbols[0], *country.symbols))
    lines, sums = figures(country, language, choices, rng)
    # the order of these draws is part of what a seed means
    return Bill(
        kind=choices.kind,
        country=country,
        language=language,
        words=Wording(language, rng, country.labels),
        money=_money_form(country, symbol, rng),
        date_form=rng.choice(country.dates),
        number=filled(rng.choice(_NUMBER_FORMS), rng),
        credited=filled("######", rng),
        order_number=filled(rng.choice(_ORDER_FORMS), rng),
        customer_number=filled(rng.choice(_CUSTOMER_FORMS), rng),
        issued=issued,
        due=issued + timedelta(days=days),
        delivered=issued - timedelta(days=rng.randint(1, 9)),
        days=days,
        supplier=supplier,
        receiver=receiver,
        bank=bank_details(country, words, rng),
        lines=lines,
        sums=sums,
    )


def _money_form(country: Country, symbol: str, rng: random.Random) -> MoneyForm:
    symbol_first = country.symbol_first and symbol not in {"EUR", "kr"}
    return MoneyForm(rng.choice(country.thousands), country.decimal, symbol, symbol_first)


def _parties(country: Country, words: Vocabulary, choices: BillChoices, rng: random.Random) -> tuple[Party, Party]:
    """Supplier and receiver, never of one name."""
    with_country = rng.random() < 0.3
    supplier = business(country, words, rng, with_country=with_country)
    receiver = business(country, words, rng, with_country=with_country)
    if choices.receiver_country:
        return supplier, business_abroad(COUNTRIES[choices.receiver_country], words, rng)
    while receiver.name.split()[0] == supplier.name.split()[0]:
        receiver = business(country, words, rng, with_country=with_country)
    return supplier, private_person(country, words, rng) if choices.to_person else receiver
