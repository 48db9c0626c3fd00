"""Nine ways to set an invoice that the other layouts do not have, and one till receipt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from benchmarks.synthetic.unfamiliar.block import HEIGHT, LEFT, RIGHT, Block, Pair, items

_MIDDLE: Final = (LEFT + RIGHT) / 2


def footer_only(block: Block) -> None:
    """The supplier stands in the footer alone, in three columns; the receiver has no label."""
    words = block.words
    block.y = 130
    block.receiver(LEFT)
    block.y = 135
    block.pairs(360, 455, [*block.facts(), *block.customer_tax_id()])
    block.y = 250
    block.text(LEFT, words("title"), size=1.7)
    block.y += 14
    items(block)
    block.pairs(340, RIGHT, block.sums(), align="right")
    for place, part in enumerate(("supplier", "identity", "account")):
        block.y, x = HEIGHT - 70, LEFT + place * 172
        if part == "supplier":
            block.supplier(x)
        else:
            pairs: list[Pair] = getattr(block, part)()
            for label, value, field in pairs:
                block.sheet.text(x, block.y, f"{label} {value}", block.style.scaled(0.85), field=field)
                block.y += block.leading


def sidebar(block: Block) -> None:
    """All about the supplier in a narrow column at the right, values under their labels."""
    side = 420.0
    block.y = 70
    block.supplier(side)
    block.y += 10
    block.stacked(side, [*block.identity(), *block.account()])
    block.y = 130
    block.text(LEFT, block.words("to"), size=0.85)
    block.receiver(LEFT)
    block.y = 230
    block.text(LEFT, block.words("title"), size=1.6)
    block.pairs(LEFT, 170, block.facts())
    block.y = 420
    items(block, right=390)
    block.pairs(220, 390, block.sums(), align="right")


def party_table(block: Block) -> None:
    """A table with a row for each detail and a column for each party."""
    bill, words, style = block.bill, block.words, block.style
    block.text(_MIDDLE, f"{words('title')} {bill.number}", size=1.4, align="centre")
    block.y += 8
    block.pairs(LEFT, 170, block.facts()[1:])
    block.y += 12
    columns = (LEFT, LEFT + 95, LEFT + 300)
    names = {"en": ("Name", "Address"), "de": ("Name", "Anschrift"), "fr": ("Nom", "Adresse")} | {
        "es": ("Nombre", "Dirección"), "it": ("Denominazione", "Indirizzo"), "nl": ("Naam", "Adres"),
        "pl": ("Nazwa", "Adres"), "pt": ("Nome", "Morada"),
    }  # fmt: skip
    name, address = names[bill.language]
    rows: list[tuple[str, tuple[str, str | None], tuple[str, str | None]]] = [
        ("", (words("from"), None), (words("to"), None)),
        (name, (bill.supplier.name, "supplier_name"), (bill.receiver.name, "receiver_name")),
    ]
    depth = max(len(bill.supplier.address), len(bill.receiver.address))
    for line in range(depth):
        cells: list[tuple[str, str | None]] = [
            (party.address[line], f"{role}_address") if line < len(party.address) else ("", None)
            for party, role in ((bill.supplier, "supplier"), (bill.receiver, "receiver"))
        ]
        rows.append((address if line == 0 else "", cells[0], cells[1]))
    own = (bill.supplier.tax_id or "", "supplier_tax_id")
    rows.append(
        (words("vat_id"), own, (bill.receiver.tax_id or "", "receiver_tax_id" if bill.receiver.tax_id else None))
    )
    for label, *cells in rows:
        block.sheet.text(columns[0], block.y, label, style.bold())
        for x, (text, field) in zip(columns[1:], cells, strict=True):
            block.sheet.text(x, block.y, text, style.scaled(0.92), field=field)
        block.y += block.leading
    block.y += 20
    items(block)
    block.pairs(LEFT, 260, block.sums(), align="right")
    block.y += 20
    block.pairs(LEFT, 190, block.account(), colon=True)


def letter(block: Block) -> None:
    """A letter in prose: place and date, the number in the subject, the total in a sentence."""
    bill, words = block.bill, block.words
    block.supplier(RIGHT, size=1.3, align="right")
    block.y = 150
    block.receiver(LEFT)
    block.y += 24
    block.text(RIGHT, words("place", town=bill.supplier.town, date=bill.day(bill.issued)), "issue_date", align="right")
    block.y += 10
    block.text(LEFT, f"{words('title')} {words('number')} {bill.number}", size=1.2)
    block.y += 16
    items(block)
    block.pairs(300, RIGHT, block.sums(), align="right")
    block.y += 12
    total = bill.money.money(bill.sums.total)
    block.text(LEFT, words("sentence", total=total, due=bill.day(bill.due)), "due_date", size=0.9)
    block.y += 18
    parts = [f"{label}: {value}" for label, value, _ in (*block.account(), *block.identity())]
    block.sheet.printed |= {field for *_, field in (*block.account(), *block.identity()) if field}
    for start in range(0, len(parts), 2):
        block.text(LEFT, " · ".join(parts[start : start + 2]), size=0.85)


def due_on_top(block: Block) -> None:
    """The sum owed in large type above the table, as subscription services print it."""
    bill, words = block.bill, block.words
    block.text(LEFT, words("title"), size=2.0)
    block.y += 6
    block.pairs(LEFT, 170, block.facts())
    block.y += 16
    top = block.y
    block.supplier(LEFT)
    for _, value, field in block.identity()[:2]:
        block.text(LEFT, value, field)
    label, value, field = block.identity()[2]
    block.text(LEFT, f"{label} {value}", field)
    block.y = top
    block.text(300, words("to"))
    block.receiver(300)
    for label, value, field in block.customer_tax_id():
        block.text(300, f"{label} {value}", field)
    block.y = top + 130
    block.text(LEFT, f"{bill.money.money(bill.sums.total)} - {words('due')} {bill.day(bill.due)}", "due_date", size=1.5)
    block.y += 20
    items(block)
    block.pairs(320, RIGHT, block.sums(), align="right")
    block.y += 30
    block.text(LEFT, words("pay"))
    block.pairs(LEFT, 190, block.account())


def form_cells(block: Block) -> None:
    """A printed form: small labels in the corners of cells, values below them, sums in a row at the foot."""
    words = block.words
    block.supplier(_MIDDLE, size=1.5, align="centre")
    block.text(_MIDDLE, " / ".join(value for _, value, _ in block.identity()[:2]), align="centre", size=0.85)
    block.sheet.printed |= {"supplier_phone", "supplier_email"}
    block.y += 10
    _cells(block, [*block.facts(), block.identity()[2]])
    block.y += 12
    block.text(LEFT, words("to"), size=0.8)
    block.receiver(LEFT)
    for label, value, field in block.customer_tax_id():
        block.text(LEFT, f"{label}: {value}", field)
    block.y += 16
    items(block, amount_first=True)
    block.y = max(block.y, 560)
    _cells(block, block.sums(with_symbol=False))
    block.y += 14
    _cells(block, block.account())


def _cells(block: Block, pairs: list[Pair]) -> None:
    width = (RIGHT - LEFT) / len(pairs)
    top = block.y
    for place, (label, value, field) in enumerate(pairs):
        x = LEFT + place * width
        block.sheet.text(x + 4, top, label, block.style.scaled(0.72))
        block.sheet.text(x + 4, top + block.leading, value, block.style.scaled(0.9), field=field)
        block.sheet.frame(x, top - 9, x + width, top + block.leading + 6)
    block.y = top + block.leading * 2.4


def payment_slip(block: Block) -> None:
    """A slip below the invoice that names both parties once more, payer and payee exchanged in place."""
    bill, words = block.bill, block.words
    top = block.y
    block.receiver(330)
    block.y = top
    block.supplier(LEFT)
    block.pairs(LEFT, 140, block.identity())
    block.y += 24
    block.text(LEFT, f"{words('title')} {bill.number}", size=1.4)
    block.pairs(LEFT, 170, block.facts()[1:])
    block.y += 14
    items(block)
    block.pairs(330, RIGHT, block.sums(), align="right")
    block.y = max(block.y + 30, 610)
    top = block.y
    block.sheet.rule(LEFT, top - 12, RIGHT, top - 12)
    block.text(LEFT, words("pay"), size=1.1)
    block.pairs(LEFT, 150, block.account())
    block.text(LEFT, bill.supplier.name)
    block.lines(LEFT, bill.supplier.address)
    block.y = top + block.leading
    block.text(360, bill.receiver.name)
    block.lines(360, bill.receiver.address)
    block.text(360, f"{bill.country.currency.upper()} {bill.money.number(bill.sums.total)}")


def two_columns_mirrored(block: Block) -> None:
    """Buyer left, seller right, both under labels; the facts in one line; sums left, account right of them."""
    words = block.words
    block.text(RIGHT, words("title"), size=1.8, align="right")
    block.y += 10
    facts = " ".join(f"{label.rstrip(':')}: {value}" for label, value, _ in block.facts())
    block.sheet.printed |= {"issue_date", "due_date"}
    block.text(LEFT, facts, size=0.95)
    block.y += 16
    top = block.y
    block.text(LEFT, words("to"))
    block.receiver(LEFT)
    for label, value, field in block.customer_tax_id():
        block.text(LEFT, f"{label} {value}", field)
    block.y = top
    block.text(320, words("from"))
    block.supplier(320)
    block.pairs(320, 420, block.identity())
    block.y = top + 120
    items(block)
    top = block.y
    block.pairs(LEFT, 250, block.sums(), align="right")
    block.y = top
    block.stacked(330, block.account())


def strip_head(block: Block) -> None:
    """Everything about the supplier in two lines across the head; rates and sums in a table of one row."""
    party = block.bill.supplier
    block.text(LEFT, party.name.upper(), "supplier_name", size=1.6)
    block.text(LEFT, " - ".join(party.address), "supplier_address", size=0.9)
    identity = block.identity()
    block.text(LEFT, " - ".join(f"{label} {value}" for label, value, _ in identity), size=0.9)
    block.sheet.printed |= {field for *_, field in identity if field}
    block.y += 24
    block.receiver(330)
    block.y += 10
    for label, value, field in [*block.facts(), *block.customer_tax_id()]:
        block.text(LEFT, f"{label} : {value}", field)
    block.y += 16
    items(block)
    _cells(block, block.sums(with_symbol=False))
    block.y += 10
    block.pairs(LEFT, 170, block.account())


def till(block: Block) -> None:
    """A till receipt: the day with the time in one line, the tax after the total."""
    bill = block.bill
    middle = block.sheet.width / 2
    right = block.sheet.width - 12
    block.y = 24
    block.supplier(middle, size=1.2, align="centre")
    for label, value, field in block.identity():
        if field != "supplier_email":
            block.text(middle, f"{label} {value}", field, align="centre", size=0.9)
    block.y += 6
    block.sheet.printed |= {"issue_date", "currency"}
    time = f"{8 + bill.days % 12:02}:{bill.days % 59:02}"
    block.text(12, f"{bill.day(bill.issued)} {time}  #{bill.number}", size=0.9)
    block.y += 6
    for line in bill.lines:
        block.pairs(12, right, [(line.name[:20], bill.money.number(line.amount), None)], align="right")
    if bill.sums.shipping:
        block.pairs(
            12, right, [(bill.words("shipping")[:18], bill.money.number(bill.sums.shipping), None)], align="right"
        )
    if bill.sums.discount:
        block.pairs(
            12, right, [(bill.words("discount")[:18], bill.money.number(-bill.sums.discount), None)], align="right"
        )
    net_and_tax, total = block.sums(with_symbol=False)[:-1], block.sums()[-1]
    block.pairs(12, right, [total], align="right")
    block.pairs(12, right, net_and_tax, align="right")
    block.sheet.height = block.y + 20


LAYOUTS: Final[dict[str, Callable[[Block], None]]] = {
    "footer-only": footer_only,
    "sidebar": sidebar,
    "party-table": party_table,
    "letter": letter,
    "due-on-top": due_on_top,
    "form-cells": form_cells,
    "payment-slip": payment_slip,
    "mirrored": two_columns_mirrored,
    "strip-head": strip_head,
    "till": till,
}
