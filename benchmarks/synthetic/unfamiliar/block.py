"""A pen over one sheet, and the parts that several of the layouts share."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.synthetic.bill import Bill
from benchmarks.synthetic.drawing import Align, Sheet, Style
from benchmarks.synthetic.fonts import MONOSPACED, SANS, SERIF, Face
from benchmarks.synthetic.unfamiliar.wording import Half, OtherWords

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT = 52.0, 545.0

Pair = tuple[str, str, str | None]
"""Label, value and the labelled field the value is."""


@dataclass(slots=True)
class Block:
    """One document while it is laid out; `y` is the next baseline, in points from the top."""

    bill: Bill
    words: OtherWords
    rng: random.Random
    sheet: Sheet
    style: Style
    y: float = 60.0

    @property
    def leading(self) -> float:
        """Distance of two baselines."""
        return self.style.leading * 1.05

    def text(self, x: float, text: str, field: str | None = None, *, size: float = 1.0, align: Align = "left") -> None:
        """One line at the pen, which moves below it."""
        style = self.style if size == 1.0 else self.style.scaled(size)
        self.sheet.text(x, self.y, text, style, align=align, field=field)
        self.y += style.leading * 1.05

    def lines(self, x: float, lines: Iterable[str], field: str | None = None, *, align: Align = "left") -> None:
        """Lines under each other."""
        for line in lines:
            self.text(x, line, field, align=align)

    def supplier(self, x: float, *, size: float = 1.0, align: Align = "left") -> None:
        """Name and address of the supplier."""
        party = self.bill.supplier
        self.text(x, party.name, "supplier_name", size=size, align=align)
        self.lines(x, party.address, "supplier_address", align=align)

    def receiver(self, x: float) -> None:
        """Name and address of the receiver."""
        self.text(x, self.bill.receiver.name, "receiver_name")
        self.lines(x, self.bill.receiver.address, "receiver_address")

    def pairs(
        self, x: float, edge: float, pairs: Iterable[Pair], *, align: Align = "left", colon: bool = False
    ) -> None:
        """Labels from `x`, values at `edge`."""
        for label, value, field in pairs:
            self.sheet.text(x, self.y, f"{label.rstrip(':')}:" if colon else label, self.style)
            self.sheet.text(edge, self.y, value, self.style, align=align, field=field)
            self.y += self.leading

    def stacked(self, x: float, pairs: Iterable[Pair]) -> None:
        """Each value under its label in small print."""
        for label, value, field in pairs:
            self.sheet.text(x, self.y, label, self.style.scaled(0.78))
            self.y += self.leading * 0.9
            self.sheet.text(x, self.y, value, self.style, field=field)
            self.y += self.leading * 1.35

    def facts(self) -> list[Pair]:
        """Number and dates."""
        bill, words = self.bill, self.words
        return [
            (words("number"), bill.number, None),
            (words("date"), bill.day(bill.issued), "issue_date"),
            (words("due"), bill.day(bill.due), "due_date"),
        ]

    def identity(self) -> list[Pair]:
        """Telephone, mail and tax id."""
        supplier, words = self.bill.supplier, self.words
        return [
            (words("phone"), supplier.telephone, "supplier_phone"),
            (words("mail"), supplier.mail, "supplier_email"),
            (self.tax_label, supplier.tax_id or "", "supplier_tax_id"),
        ]

    @property
    def tax_label(self) -> str:
        """Before the supplier's tax id: where no VAT is known, the employer's number."""
        bill = self.bill
        return self.words("vat_id") if bill.country.vat_rates else bill.words("employer_number")

    def customer_tax_id(self) -> list[Pair]:
        """The receiver's tax id, where there is one."""
        number = self.bill.receiver.tax_id
        known = number and self.bill.country.vat_rates
        return [(self.words("customer_vat_id"), number, "receiver_tax_id")] if number and known else []

    def account(self) -> list[Pair]:
        """Where to pay."""
        bank, words = self.bill.bank, self.words
        label = words("iban") if bank.account_label == "iban" else words("account")
        pairs: list[Pair] = [(words("bank"), bank.name, "bank_name"), (label, bank.account, "account")]
        return [*pairs, (words("bic"), bank.bic, "bic")] if bank.bic else pairs

    def sums(self, *, with_symbol: bool = True) -> list[Pair]:
        """Net, taxes, total."""
        bill, words = self.bill, self.words
        money = bill.money.money if with_symbol else bill.money.number
        rows: list[Pair] = []
        if bill.sums.taxes:
            rows.append((words("net"), money(bill.sums.net), "net_amount"))
        rates = [(words("tax", rate=bill.money.percent(tax.rate)), money(tax.amount), "vat") for tax in bill.sums.taxes]
        return [*rows, *rates, (words("total"), bill.money.money(bill.sums.total), "total_amount")]


def items(block: Block, *, left: float = LEFT, right: float = RIGHT, amount_first: bool = False) -> None:
    """The table of goods: description, quantity, price and amount, or the amount in front."""
    bill, words, style = block.bill, block.words, block.style
    number = bill.money.number
    span = right - left
    places = (0.1, 0.17, 0.82, 1.0) if amount_first else (1.0, 0.0, 0.62, 0.8)
    edges = [left + span * part for part in places]
    heads = (words("amount"), words("description"), words("quantity"), words("price"))
    rows = [(number(line.amount), line.name, number(line.quantity, 0), number(line.unit_price)) for line in bill.lines]
    for place, row in enumerate([heads, *rows]):
        for column, (edge, text) in enumerate(zip(edges, row, strict=True)):
            face = style.bold() if place == 0 else style
            shown = text if column != 1 else text[:38]
            block.sheet.text(edge, block.y, shown, face, align="left" if column == 1 else "right")
        block.y += block.leading * 1.3
    extras = [("shipping", bill.sums.shipping), ("discount", -bill.sums.discount)]
    for key, amount in extras:
        if amount:
            block.sheet.text(edges[1], block.y, bill.words(key), style)
            block.sheet.text(edges[0], block.y, number(amount), style, align="right")
            block.y += block.leading * 1.3
    block.y += block.leading


def new_block(bill: Bill, half: Half, rng: random.Random, *, width: float = WIDTH, height: float = HEIGHT) -> Block:
    """An empty sheet and the supplier's words and type."""
    style = Style(Face(rng.choice((*SANS, *SERIF, *MONOSPACED[1:]))), rng.choice((8.5, 9.0, 9.5)))
    return Block(bill, OtherWords(bill.language, bill.country.code, half, rng), rng, Sheet(width, height), style)
