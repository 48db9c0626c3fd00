"""Till receipts no rule was written for: shops, restaurants and pumps of eight languages, and what stands in the way.

Several totals, roundings, tips nobody has given yet, days of other things, tables of tax, slips of the card.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from benchmarks.synthetic.bill import Bill
from benchmarks.synthetic.drawing import Sheet, Style
from benchmarks.synthetic.fonts import Face
from benchmarks.synthetic.printing import printed_date
from benchmarks.synthetic.unfamiliar.purchase import Purchase
from benchmarks.synthetic.unfamiliar.wording import TillWords

WIDTH: Final = 226.0
_EDGE: Final = 12.0
_FACES: Final = ("plex-mono", "inconsolata", "archivo-narrow")


@dataclass(slots=True)
class Strip:
    """One receipt while it is printed; `y` is the next baseline, in points from the top."""

    bill: Bill
    bought: Purchase
    words: TillWords
    rng: random.Random
    sheet: Sheet
    style: Style
    y: float = 22.0

    def line(self, text: str, field: str | None = None, *, size: float = 1.0, left: bool = False) -> None:
        """One line across, as small as it must be to fit."""
        style = self._fitting(text, size)
        x, align = (_EDGE, "left") if left else (WIDTH / 2, "centre")
        self.sheet.text(x, self.y, text, style, align="left" if align == "left" else "centre", field=field)
        self.y += style.leading

    def row(self, label: str, value: str, field: str | None = None, *, size: float = 1.0) -> None:
        """Label at the left edge, value at the right."""
        style = self._fitting(f"{label}   {value}", size)
        self.sheet.text(_EDGE, self.y, label, style)
        self.sheet.text(WIDTH - _EDGE, self.y, value, style, align="right", field=field)
        self.y += style.leading

    def cells(self, cells: list[tuple[str, str | None]], *, first: float = 0.22) -> None:
        """Columns aligned right, the first one left."""
        style = self.style.scaled(0.88)
        span = WIDTH - 2 * _EDGE
        for place, (text, field) in enumerate(cells):
            part = first + (1 - first) * place / max(1, len(cells) - 1)
            x = _EDGE if place == 0 else _EDGE + span * part
            self.sheet.text(x, self.y, text, style, align="left" if place == 0 else "right", field=field)
        self.y += style.leading

    def _fitting(self, text: str, size: float) -> Style:
        style = self.style.scaled(size)
        while style.width(text) > WIDTH - 2 * _EDGE:
            style = style.scaled(0.95)
        return style

    def rule(self, sign: str = "-") -> None:
        """A row of dashes or the like."""
        self.line(sign * int((WIDTH - 2 * _EDGE) / self.style.width(sign) - 1), left=True)

    def gap(self) -> None:
        """A blank line, more or less."""
        self.y += self.style.leading * self.rng.choice((0.3, 0.6, 1.0))

    def number(self, amount: Decimal) -> str:
        """An amount without its currency."""
        return self.bill.money.number(amount)


def supermarket(strip: Strip) -> None:
    """A letter behind each amount says its tax; the table of taxes, the day and the number stand at the foot."""
    _shop(strip)
    strip.rule()
    for line in strip.bought.lines:
        _item(strip, line.name, line.quantity, line.price, line.amount, letter=" " + "AB"[line.group])
    _less(strip)
    strip.rule()
    _total(strip, size=1.3)
    _paid(strip)
    strip.gap()
    _tax_table(strip)
    _aside(strip, "saved", strip.number(Decimal(strip.rng.randint(20, 480)) / 100))
    _aside(strip, "points", str(strip.rng.randint(2, 900)))
    strip.line(f"{_day(strip)}  {_time(strip)}  {strip.words('till')} {strip.rng.randint(1, 12)}", left=True)
    strip.row(strip.words("receipt_number"), strip.bill.number)
    _until(strip)
    strip.line(strip.words("thanks"))


def shop_with_slip(strip: Strip) -> None:
    """The day on top; below the total the slip of the card, which says amount and day again."""
    _shop(strip)
    strip.line(strip.words("title"), size=1.1)
    strip.row(f"{strip.words('date')}:", f"{_day(strip)} {_time(strip)}", "issue_date")
    strip.row(f"{strip.words('receipt_number')}:", strip.bill.number)
    strip.rule("=")
    for line in strip.bought.lines:
        strip.line(line.name, left=True)
        strip.row(f"  {line.quantity} x {strip.number(line.price)}", strip.number(line.amount))
    strip.row(strip.words("subtotal"), strip.number(strip.bought.subtotal))
    _less(strip)
    _taxes_in_lines(strip, before=True)
    _total(strip, size=1.15)
    _taxes_in_lines(strip, before=False)
    strip.row(strip.words("items"), str(len(strip.bought.lines)))
    _slip(strip)
    strip.line(strip.words("thanks"))


def restaurant(strip: Strip) -> None:
    """Tables and guests; after the total the tips one might give."""
    _shop(strip)
    strip.row(f"{strip.words('table')} {strip.rng.randint(1, 40)}", f"{_day(strip)} {_time(strip)}", "issue_date")
    strip.row(strip.words("cashier"), strip.bill.supplier.person.split()[0])
    strip.rule(".")
    for line in strip.bought.lines:
        strip.row(f"{line.quantity} {line.name}", strip.number(line.amount))
    strip.rule(".")
    if strip.bought.service or strip.bought.on_top:
        strip.row(strip.words("subtotal"), strip.number(strip.bought.subtotal))
    _less(strip)
    _taxes_in_lines(strip, before=True)
    _total(strip, size=1.4)
    _taxes_in_lines(strip, before=False)
    strip.gap()
    for share in (10, 15, 20):
        tip = (strip.bought.total * share / 100).quantize(Decimal("0.01"))
        strip.row(f"{strip.words('tip')} {share}%", f"{strip.number(tip)} = {strip.number(strip.bought.total + tip)}")
    strip.line(strip.words("thanks"))


def fuel(strip: Strip) -> None:
    """Litres at a price of three places; the amount once per line and once as total."""
    _shop(strip)
    strip.row(f"{strip.words('receipt_number')} {strip.bill.number}", f"{_day(strip)} {_time(strip)}", "issue_date")
    strip.gap()
    line = strip.bought.lines[0]
    strip.row(strip.words("pump"), str(strip.rng.randint(1, 12)))
    strip.row(f"* {line.name}", f"{strip.number(line.amount)} A")
    price = strip.bill.money.number(line.price, 3)
    strip.line(f"  {strip.number(line.quantity)} l x {price} {strip.bill.money.symbol}/l", left=True)
    strip.rule()
    _total(strip, size=1.2)
    strip.row(strip.words("card"), strip.number(strip.bought.total))
    strip.gap()
    _tax_table(strip)
    _slip(strip)


def columns(strip: Strip) -> None:
    """Heads over columns of number, price and amount; net, tax and total each in its row."""
    _shop(strip)
    strip.row(strip.words("receipt_number"), strip.bill.number)
    strip.row(strip.words("date"), _day(strip), "issue_date")
    strip.rule()
    words = strip.words
    strip.cells(
        [(words("description"), None), (words("quantity"), None), (words("price"), None), (words("amount"), None)]
    )
    for line in strip.bought.lines:
        strip.line(line.name, left=True)
        strip.cells(
            [
                ("", None),
                (str(line.quantity), None),
                (strip.number(line.price), None),
                (strip.number(line.amount), None),
            ]
        )
    strip.rule()
    _less(strip)
    strip.row(words("net"), strip.number(strip.bought.net), "net_amount")
    _taxes_in_lines(strip, before=True, always=True)
    _total(strip, size=1.1)
    _paid(strip)
    _until(strip)
    strip.line(words("thanks"))


LAYOUTS: Final[dict[str, Callable[[Strip], None]]] = {
    "supermarket": supermarket,
    "shop-with-slip": shop_with_slip,
    "restaurant": restaurant,
    "fuel": fuel,
    "columns": columns,
}


def new_strip(bill: Bill, bought: Purchase, words: TillWords, rng: random.Random) -> Strip:
    """An empty strip of paper."""
    return Strip(bill, bought, words, rng, Sheet(WIDTH, 800.0), Style(Face(rng.choice(_FACES)), rng.choice((8.0, 8.8))))


def _shop(strip: Strip) -> None:
    party, words = strip.bill.supplier, strip.words
    name = party.name.upper() if strip.rng.random() < 0.4 else party.name
    strip.line(name, "supplier_name", size=strip.rng.choice((1.0, 1.2, 1.5)))
    if strip.rng.random() < 0.3:
        strip.line(" - ".join(party.address), "supplier_address")
    else:
        for line in party.address:
            strip.line(line, "supplier_address")
    strip.line(f"{words('phone')} {party.telephone}", "supplier_phone")
    if strip.bill.country.vat_rates:
        strip.line(f"{words('vat_id')} {party.tax_id}", "supplier_tax_id")
    strip.gap()


def _item(strip: Strip, name: str, quantity: Decimal, price: Decimal, amount: Decimal, letter: str) -> None:
    strip.row(name, strip.number(amount) + letter)
    if quantity != 1:
        strip.line(f"    {quantity} x {strip.number(price)}", left=True)


def _less(strip: Strip) -> None:
    if strip.bought.discount:
        strip.row(strip.words("discount"), strip.number(-strip.bought.discount))
    if strip.bought.service:
        strip.row(strip.words("service"), strip.number(strip.bought.service))


def _total(strip: Strip, *, size: float) -> None:
    """The total, and where it is rounded the rounding and what is left to pay."""
    bought, words = strip.bought, strip.words
    symbol = strip.bill.money.symbol
    label, named = words("total"), any(mark in words("total") for mark in ("EUR", "PLN", "€"))
    if named and strip.bill.country.currency not in {"eur", "pln"}:
        label = label.replace("EUR", symbol).replace("€", symbol)
    shown = strip.number if named else strip.bill.money.money
    if named or symbol:
        strip.sheet.printed.add("currency")
    if bought.rounding:
        strip.row(label, strip.number(bought.exact))
        strip.row(words("rounding"), strip.number(bought.rounding))
        label = words("rounded")
    strip.row(label, shown(bought.total), "total_amount", size=size)


def _paid(strip: Strip) -> None:
    bought, words = strip.bought, strip.words
    if strip.rng.random() < 0.5:
        strip.row(words("card"), strip.number(bought.total))
        return
    strip.row(words("cash"), strip.number(bought.handed_over))
    strip.row(words("change"), strip.number(bought.handed_over - bought.total))


def _tax_table(strip: Strip) -> None:
    words, bought = strip.words, strip.bought
    strip.cells([(words("rate"), None), (words("net"), None), (words("tax"), None), (words("gross"), None)])
    single = len(bought.taxes) == 1
    for letter, tax in zip("AB", bought.taxes, strict=False):
        cells: list[tuple[str, str | None]] = [
            (f"{letter} {strip.bill.money.percent(tax.rate)}%", "vat" if single else None),
            (strip.number(tax.base), "net_amount" if single else None),
            (strip.number(tax.amount), None),
            (strip.number(tax.base + tax.amount), None),
        ]
        strip.cells(cells)


def _taxes_in_lines(strip: Strip, *, before: bool, always: bool = False) -> None:
    """Taxes that come on top stand before the total, those inside it after it."""
    if not always and before is not strip.bought.on_top:
        return
    for tax in strip.bought.taxes:
        label = strip.words("tax_line", rate=strip.bill.money.percent(tax.rate))
        strip.row(label, strip.number(tax.amount), "vat")


def _slip(strip: Strip) -> None:
    words, rng = strip.words, strip.rng
    strip.rule("*")
    strip.line(words("card"))
    strip.line(f"**** **** **** {rng.randint(1000, 9999)}", left=True)
    strip.row(f"TID {rng.randint(10**7, 10**8)}", f"AID A0000000{rng.randint(10**6, 10**7)}", size=0.85)
    strip.row(f"{words('approved')}", str(rng.randint(100_000, 999_999)))
    strip.line(f"{_day(strip)} {_time(strip)}:{rng.randint(10, 59)}", left=True)
    strip.row(words("amount"), strip.bill.money.money(strip.bought.total))
    strip.rule("*")


def _aside(strip: Strip, key: str, value: str) -> None:
    if strip.rng.random() < 0.4:
        strip.row(strip.words(key), value)


def _until(strip: Strip) -> None:
    if strip.rng.random() < 0.5:
        later = strip.bill.issued + timedelta(days=strip.rng.choice((14, 28, 30, 365)))
        strip.line(strip.words("until", date=_printed(strip, later)))


def _day(strip: Strip) -> str:
    strip.sheet.printed.add("issue_date")
    return _printed(strip, strip.bill.issued)


def _printed(strip: Strip, day: date) -> str:
    form = strip.bill.date_form
    if form.startswith("month"):  # tills print figures
        form = next(other for other in strip.bill.country.dates if not other.startswith("month"))
    return printed_date(day, form, strip.bill.language)


def _time(strip: Strip) -> str:
    return f"{8 + strip.bill.days % 12:02}:{(7 * strip.bill.days + 3) % 60:02}"
