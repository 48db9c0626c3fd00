"""From the subtotal to the total: plain, boxed, on a filled bar, after dots, or with a table of tax rates."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from benchmarks.synthetic.bill import Bill
from benchmarks.synthetic.drawing import WHITE, Style
from benchmarks.synthetic.paper import Paper
from benchmarks.synthetic.sums import Tax

_GREY = (150, 150, 155)


@dataclass(frozen=True, slots=True)
class SumRow:
    """One row of the block."""

    label: str
    value: str
    fields: tuple[str, ...] = ()
    strong: bool = False


def totals(paper: Paper) -> None:
    """Draw the block, on a new page if this one is full, and leave the pen below it."""
    rows = _rows(paper)
    leading = paper.look.body.leading * 1.25
    if not paper.room_for(leading * (len(rows) + (3 if paper.look.totals == "rate-table" else 1))):
        paper.turn_page()
    if paper.look.totals == "rate-table" and paper.bill.sums.taxes:
        _rate_table(paper)
    if paper.look.totals == "across" and _fits_across(paper, rows):
        _across(paper, rows)
    else:
        _block(paper, rows, leading)


def tax_label(bill: Bill, tax: Tax) -> str:
    """`VAT 20%`, `zzgl. 19% USt.` …."""
    key = "tax" if bill.country.vat_rates else "sales_tax"
    return bill.words(key, rate=bill.money.percent(tax.rate))


def _rows(paper: Paper) -> list[SumRow]:
    bill = paper.bill
    in_heading = "code-in-heading" in paper.look.asides
    words, money, sums = bill.words, bill.money.number if in_heading else bill.money.money, bill.sums
    adjusted = bool(sums.discount or sums.shipping)
    rows = [SumRow(words("subtotal"), money(sums.subtotal))] if adjusted else []
    if sums.discount:
        rows.append(SumRow(f"{words('discount')} {bill.money.percent(sums.discount_rate)}%", money(-sums.discount)))
    if sums.shipping:
        rows.append(SumRow(words("shipping"), money(sums.shipping)))
    sales_tax = not bill.country.vat_rates
    net_label = words("subtotal") if sales_tax and not adjusted else words("net")
    if sums.taxes and not (sales_tax and adjusted):
        rows.append(SumRow(net_label, money(sums.net), ("net_amount",)))
    rows += [SumRow(tax_label(bill, tax), money(tax.amount), ("vat",)) for tax in sums.taxes]
    total_label = words("credit_total" if bill.kind == "credit_note" else "total")
    if in_heading:
        total_label = f"{total_label} {bill.country.currency.upper()}"
    return [*rows, SumRow(total_label, money(sums.total), ("total_amount", "currency"), strong=True)]


def _cell_widths(paper: Paper, rows: list[SumRow]) -> list[float]:
    style = paper.look.body.bold()
    return [max(style.width(row.label), style.width(row.value)) + 14 for row in rows]


def _fits_across(paper: Paper, rows: list[SumRow]) -> bool:
    return sum(_cell_widths(paper, rows)) <= paper.print_width


def _across(paper: Paper, rows: list[SumRow]) -> None:
    """The sums side by side, each value under its label."""
    look, widths = paper.look, _cell_widths(paper, rows)
    spare = (paper.print_width - sum(widths)) / len(widths)
    top, bottom = paper.y - look.body.size * 1.2, paper.y + look.body.leading * 1.9
    x = paper.left
    for row, width in zip(rows, widths, strict=True):
        style = look.body.bold() if row.strong else look.body
        right = x + width + spare
        paper.sheet.text(x + 5, paper.y, row.label, look.body)
        field = row.fields[0] if row.fields else None
        paper.sheet.text(right - 5, paper.y + look.body.leading * 1.3, row.value, style, align="right", field=field)
        paper.sheet.printed.update(row.fields)
        paper.sheet.frame(x, top, right, bottom, 0.5)
        x = right
    paper.y = bottom + look.body.leading * 1.5


def _block(paper: Paper, rows: list[SumRow], leading: float) -> None:
    look = paper.look
    strong = look.body.scaled(1.15).bold()
    widest = max((strong if row.strong else look.body).width(f"{row.label}{row.value}") for row in rows)
    left = paper.right - max(widest + 44, paper.print_width * 0.4)
    top = paper.y - look.body.size * 1.2
    for row in rows:
        _row(paper, row, left, strong if row.strong else look.body)
        paper.y += leading
    if look.totals == "boxed":
        paper.sheet.frame(left - 6, top, paper.right, paper.y - leading + look.body.size * 0.7, 0.8)
    paper.y += 10


def _row(paper: Paper, row: SumRow, left: float, style: Style) -> None:
    look, y, edge = paper.look, paper.y, paper.right - 4
    if row.strong and look.totals == "filled":
        paper.sheet.fill(left - 6, y - style.size * 1.1, paper.right, y + style.size * 0.5, look.ink)
        style = style.coloured(WHITE)
    elif row.strong and look.totals in {"right", "rate-table"}:
        paper.sheet.rule(left - 6, y - style.size * 1.15, paper.right, y - style.size * 1.15, 0.9)
    label_width = paper.sheet.text(left, y, row.label, style)
    value_width = paper.sheet.text(
        edge, y, row.value, style, align="right", field=row.fields[0] if row.fields else None
    )
    paper.sheet.printed.update(row.fields)
    if look.totals == "leader":
        _dots(paper, left + label_width + 4, edge - value_width - 4, y)


def _dots(paper: Paper, start: float, end: float, y: float) -> None:
    x = start
    while x < end:
        paper.sheet.fill(x, y - 0.8, x + 0.8, y, _GREY)
        x += 4


def _rate_table(paper: Paper) -> None:
    """Rates, bases and taxes side by side, left of nothing: its own block above the sums."""
    bill, look = paper.bill, paper.look
    words, money = bill.words, bill.money
    style, x = look.small, paper.left
    headings = (words("tax_rate"), words("tax_base"), words("tax_amount"))
    table = [
        (f"{money.percent(tax.rate)}%", money.number(tax.base), money.number(tax.amount)) for tax in bill.sums.taxes
    ]
    widths = [max(style.bold().width(text) for text in column) + 16 for column in zip(headings, *table, strict=True)]
    y = paper.y
    for number, row in enumerate((headings, *table)):
        right = x
        for width, text in zip(widths, row, strict=True):
            right += width
            paper.sheet.text(right, y, text, style.bold() if number == 0 else style, align="right")
        if number == 0:
            paper.sheet.rule(x, y + 3, right, y + 3, 0.5, colour=_GREY)
        y += style.leading * 1.1
    paper.y = y + 6 if _crowded(paper, sum(widths)) else paper.y


def _crowded(paper: Paper, width: float) -> bool:
    """Whether the sums would touch a table of this width standing beside them."""
    rows = _rows(paper)
    strong = paper.look.body.scaled(1.15).bold()
    widest = max(strong.width(f"{row.label}{row.value}") for row in rows)
    block = max(widest + 44, paper.print_width * 0.4)
    return paper.left + width + 16 > paper.right - block or Decimal(0) > paper.bill.sums.total
