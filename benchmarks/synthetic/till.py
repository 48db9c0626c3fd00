"""A till receipt: a narrow strip, monospaced, name above, total large."""

from __future__ import annotations

from benchmarks.synthetic import facts as stated
from benchmarks.synthetic.bill import Bill
from benchmarks.synthetic.drawing import Sheet, Style
from benchmarks.synthetic.fonts import Face
from benchmarks.synthetic.look import Look
from benchmarks.synthetic.totals import tax_label

_WIDTH = 226.0
"""Points: paper of 80 mm."""
_EDGE = 12.0


class _Strip:
    """The receipt while it is printed; it grows downwards and is cut where it ends."""

    def __init__(self, style: Style) -> None:
        self.sheet = Sheet(_WIDTH, 10_000)
        self.style = style
        self.y = 26.0

    def centre(self, text: str, field: str | None = None, *, factor: float = 1.0) -> None:
        style = self.style.scaled(factor)
        while style.width(text) > _WIDTH - 2 * _EDGE:
            style = style.scaled(0.95)
        self.sheet.text(_WIDTH / 2, self.y, text, style, align="centre", field=field)
        self.y += style.leading

    def row(self, label: str, value: str, field: str | None = None, *, bold: bool = False) -> None:
        style = self.style.bold().scaled(1.2) if bold else self.style
        self.sheet.text(_EDGE, self.y, label, style)
        self.sheet.text(_WIDTH - _EDGE, self.y, value, style, align="right", field=field)
        self.y += style.leading

    def dashes(self) -> None:
        dash = self.style.width("-")
        self.sheet.text(_EDGE, self.y, "-" * int((_WIDTH - 2 * _EDGE) / dash), self.style)
        self.y += self.style.leading

    def cut(self) -> Sheet:
        self.sheet.height = self.y + 16
        return self.sheet


def receipt(bill: Bill, look: Look) -> list[Sheet]:
    """The receipt as its one sheet."""
    family = look.family if look.family in {"plex-mono", "inconsolata", "archivo-narrow"} else "inconsolata"
    strip = _Strip(Style(Face(family), 9.0))
    _shop(strip, bill)
    _purchases(strip, bill)
    _payment(strip, bill)
    return [strip.cut()]


def _shop(strip: _Strip, bill: Bill) -> None:
    strip.centre(bill.supplier.name, "supplier_name", factor=1.35)
    for line in bill.supplier.address:
        strip.centre(line, "supplier_address")
    strip.centre(f"{bill.words('telephone')} {bill.supplier.telephone}", "supplier_phone")
    for fact in stated.tax_identity(bill):
        strip.centre(f"{fact.label} {fact.value}", fact.field)
    strip.dashes()
    strip.row(bill.day(bill.issued), f"{9 + bill.days % 10:02}:{bill.days % 60:02}")
    strip.sheet.printed.add("issue_date")
    strip.row(bill.words("invoice_number"), bill.number)
    strip.dashes()


def _purchases(strip: _Strip, bill: Bill) -> None:
    for line in bill.lines:
        if line.quantity != 1:
            strip.row(line.name, "")
            strip.row(f"  {line.quantity} x {bill.money.number(line.unit_price)}", bill.money.number(line.amount))
        else:
            strip.row(line.name, bill.money.number(line.amount))
    strip.dashes()


def _payment(strip: _Strip, bill: Bill) -> None:
    sums, words, money = bill.sums, bill.words, bill.money
    strip.row(words("cash_total"), money.money(sums.total), "total_amount", bold=True)
    strip.sheet.printed.add("currency")
    given = (sums.total // 10 + 1) * 10
    strip.row(words("cash_given"), money.number(given))
    strip.row(words("cash_change"), money.number(given - sums.total))
    strip.dashes()
    for tax in sums.taxes:
        strip.row(words("net"), money.number(tax.base), "net_amount")
        strip.row(tax_label(bill, tax), money.number(tax.amount), "vat")
    strip.y += 8
    strip.centre(words("thanks"))
