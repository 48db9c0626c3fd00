"""A till receipt: a narrow strip, monospaced, name above, total large."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.synthetic import facts as stated
from benchmarks.synthetic.bill import Bill
from benchmarks.synthetic.drawing import Sheet, Style
from benchmarks.synthetic.fonts import Face
from benchmarks.synthetic.look import Look
from benchmarks.synthetic.sums import Line
from benchmarks.synthetic.totals import tax_label

_WIDTH = 226.0
"""Points: paper of 80 mm."""
_EDGE = 12.0


class _Strip:
    """The receipt while it is printed; it grows downwards and is cut where it ends."""

    def __init__(self, style: Style, look: Look) -> None:
        self.sheet = Sheet(_WIDTH, 10_000)
        self.style = style
        self.asides = look.asides
        self.y = 26.0

    def head(self, text: str, field: str | None = None, *, factor: float = 1.0) -> None:
        """A line of the head or foot, centred or at the left edge."""
        style = self.style.scaled(factor)
        while style.width(text) > _WIDTH - 2 * _EDGE:
            style = style.scaled(0.95)
        left = "aligned-left" in self.asides
        x = _EDGE if left else _WIDTH / 2
        self.sheet.text(x, self.y, text, style, align="left" if left else "centre", field=field)
        self.y += style.leading

    def row(self, label: str, value: str, field: str | None = None, *, bold: bool = False) -> None:
        """Label at the left edge, value at the right."""
        style = self.style.bold().scaled(1.2) if bold else self.style
        while style.width(label) + style.width(value) > _WIDTH - 2 * _EDGE - 8:
            style = style.scaled(0.95)
        self.sheet.text(_EDGE, self.y, label, style)
        self.sheet.text(_WIDTH - _EDGE, self.y, value, style, align="right", field=field)
        self.y += style.leading

    def dashes(self) -> None:
        """A row of dashes across the strip."""
        dash = self.style.width("-")
        self.sheet.text(_EDGE, self.y, "-" * int((_WIDTH - 2 * _EDGE) / dash), self.style)
        self.y += self.style.leading

    def cut(self) -> Sheet:
        """The finished sheet."""
        self.sheet.height = self.y + 16
        return self.sheet


def receipt(bill: Bill, look: Look) -> list[Sheet]:
    """The receipt as its one sheet."""
    family = look.family if look.family in {"plex-mono", "inconsolata", "archivo-narrow"} else "inconsolata"
    strip = _Strip(Style(Face(family), 9.0), look)
    _shop(strip, bill)
    _purchases(strip, bill)
    _payment(strip, bill)
    return [strip.cut()]


def _shop(strip: _Strip, bill: Bill) -> None:
    words = bill.words
    strip.head(bill.supplier.name, "supplier_name", factor=1.35)
    for line in bill.supplier.address:
        strip.head(line, "supplier_address")
    strip.head(f"{words('telephone')} {bill.supplier.telephone}", "supplier_phone")
    for fact in stated.tax_identity(bill):
        strip.head(f"{fact.label} {fact.value}", fact.field)
    if "shop" in strip.asides:
        strip.y += 6
        strip.head(words("shop"), factor=1.15)
    strip.dashes()
    _when(strip, bill)
    strip.row(words("invoice_number"), bill.number)
    if "cashier" in strip.asides:
        strip.row(words("cashier"), f"{bill.days:02} {bill.supplier.person.split()[0]}")
    strip.dashes()


def _when(strip: _Strip, bill: Bill) -> None:
    time = f"{9 + bill.days % 10:02}:{bill.days % 60:02}"
    if "cashier" in strip.asides:
        strip.row(bill.words("issue_date"), f"{bill.day(bill.issued)} {time}")
    else:
        strip.row(bill.day(bill.issued), time)
    strip.sheet.printed.add("issue_date")


def _purchases(strip: _Strip, bill: Bill) -> None:
    for line in bill.lines:
        if "columns" in strip.asides:
            _in_columns(strip, bill, line)
        elif line.quantity != 1:
            strip.row(line.name, "")
            strip.row(f"  {line.quantity} x {bill.money.number(line.unit_price)}", bill.money.number(line.amount))
        else:
            strip.row(line.name, bill.money.number(line.amount))
    strip.dashes()
    if "items" in strip.asides:
        strip.row(bill.words("items"), str(sum(line.quantity for line in bill.lines)))


def _in_columns(strip: _Strip, bill: Bill, line: Line) -> None:
    """Code and name above; quantity, price and amount in columns below."""
    strip.row(f"{line.code} {line.name}", "")
    number, right = bill.money.number, _WIDTH - _EDGE
    cells = ((0.3, str(line.quantity)), (0.62, number(line.unit_price)), (1.0, number(line.amount)))
    for part, text in cells:
        strip.sheet.text(_EDGE + (right - _EDGE) * part, strip.y, text, strip.style, align="right")
    strip.y += strip.style.leading


def _payment(strip: _Strip, bill: Bill) -> None:
    sums, words, money = bill.sums, bill.words, bill.money
    net_first = sums.subtotal != sums.total
    if net_first:
        _taxes(strip, bill)
    strip.row(words("cash_total"), money.money(sums.total), "total_amount", bold=True)
    strip.sheet.printed.add("currency")
    given = (sums.total // 10 + 1) * Decimal(10)
    strip.row(words("cash_given"), money.number(given))
    strip.row(words("cash_change"), money.number(given - sums.total))
    strip.dashes()
    if not net_first:
        _taxes(strip, bill)
    strip.y += 8
    strip.head(words("thanks"))


def _taxes(strip: _Strip, bill: Bill) -> None:
    for tax in bill.sums.taxes:
        strip.row(bill.words("net"), bill.money.number(tax.base), "net_amount")
        strip.row(tax_label(bill, tax), bill.money.number(tax.amount), "vat")
