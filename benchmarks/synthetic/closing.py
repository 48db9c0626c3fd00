"""The lower third: how to pay, thanks, and the footer on every page."""

from __future__ import annotations

from datetime import timedelta

from benchmarks.synthetic import facts as stated
from benchmarks.synthetic.drawing import Style
from benchmarks.synthetic.look import Look
from benchmarks.synthetic.paper import Fact, Paper

_GREY = (95, 95, 100)
_STAMP_INK = (40, 50, 150)


def footer_height(look: Look) -> float:
    """Points that `footers` needs above the lower margin."""
    return look.small.leading * 6 + 10 if look.payment == "footer-columns" else look.small.leading + 6


def closing(paper: Paper) -> None:
    """Draw payment details and thanks below the totals, on a new page if this one is full."""
    look, bill = paper.look, paper.bill
    if not paper.room_for(look.body.leading * 9):
        paper.turn_page()
    paper.y += 8
    if bill.kind != "credit_note":
        text = bill.words("terms", days=bill.days)
        paper.y = paper.paragraph(paper.left, paper.y, text, look.body, paper.print_width * 0.9) + 6
        _asides(paper)
        _payment(paper)
    paper.y += 6
    paper.sheet.text(paper.left, paper.y, bill.words("thanks"), look.body)
    paper.y += look.body.leading * 2
    if "stamp" in look.asides and paper.room_for(40):
        _stamp(paper)
    if "slip" in look.asides and paper.room_for(90):
        _slip(paper)


def _asides(paper: Paper) -> None:
    """Why there is no tax, and what is saved by paying early."""
    bill, style, width = paper.bill, paper.look.body, paper.print_width * 0.9
    if not bill.sums.taxes:
        paper.y = paper.paragraph(paper.left, paper.y, bill.words("exempt"), style, width) + 4
    if "early" in paper.look.asides:
        text = bill.words("early", percent=2, date=bill.day(bill.issued + timedelta(days=5)))
        paper.y = paper.paragraph(paper.left, paper.y, text, style, width) + 4


def _stamp(paper: Paper) -> None:
    """What the receiver's office stamps on: a date that is none of the invoice's."""
    bill, style = paper.bill, paper.look.body.scaled(1.2).bold().coloured(_STAMP_INK)
    text = bill.words("received", date=bill.day(bill.issued + timedelta(days=3)))
    width = style.width(text) + 20
    left = paper.right - width
    paper.sheet.frame(left, paper.y - 16, paper.right, paper.y + 10, 1.4, colour=_STAMP_INK)
    paper.sheet.text(left + 10, paper.y, text, style)
    paper.y += 40


def _slip(paper: Paper) -> None:
    """A strip to send back with the payment, which repeats the number and the total."""
    bill, look = paper.bill, paper.look
    dash, x = 6.0, paper.left
    while x < paper.right:
        paper.sheet.rule(x, paper.y, x + dash, paper.y, 0.6, colour=_GREY)
        x += 2 * dash
    y = paper.y + look.body.leading * 1.4
    paper.sheet.text(paper.left, y, bill.words("slip"), look.small)
    total = Fact(paper.label(bill.words("total")), bill.money.money(bill.sums.total))
    number = Fact(paper.label(stated.number_label(bill)), bill.number)
    paper.y = paper.pairs(
        paper.left, y + look.body.leading * 1.3, [Fact("", bill.supplier.name), number, total], look.body
    )


def _payment(paper: Paper) -> None:
    look, bill, facts = paper.look, paper.bill, stated.bank_account(paper.bill)
    match look.payment:
        case "footer-columns":
            return
        case "sentence":
            joined = [Fact(paper.label(fact.label), fact.value, fact.field) for fact in facts]
            paper.y = _flowing(paper, joined, look.body)
        case "two-columns":
            half = (len(facts) + 1) // 2
            below = paper.pairs(paper.left, paper.y, facts[:half], look.body)
            other = paper.pairs(paper.middle + 10, paper.y, facts[half:], look.body)
            paper.y = max(below, other)
        case _:
            _payment_block(paper, bill.words("payment"), facts, boxed=look.payment == "boxed")


def _payment_block(paper: Paper, title: str, facts: list[Fact], *, boxed: bool) -> None:
    look = paper.look
    style, inset, top = look.body, 6.0 if boxed else 0.0, paper.y - look.body.size * 1.3
    x = paper.left + inset
    paper.sheet.text(x, paper.y, title, style.bold().coloured(look.ink))
    y = paper.y + style.leading * 1.1
    edge = x + max(style.width(paper.label(fact.label)) for fact in facts) + 12
    for fact in facts:
        paper.sheet.text(x, y, paper.label(fact.label), style)
        paper.sheet.text(edge, y, fact.value, style, field=fact.field)
        y += style.leading
    if boxed:
        right = edge + max(style.width(fact.value) for fact in facts) + 14
        paper.sheet.frame(paper.left, top, right, y - style.size * 0.6, 0.7, colour=look.ink)
        y += 4
    paper.y = y


def _flowing(paper: Paper, facts: list[Fact], style: Style) -> float:
    """Pairs one after the other like words of a text. Returns the baseline below."""
    x, y = paper.left, paper.y
    for fact in facts:
        width = paper.pair_width(fact, style)
        if x > paper.left and x + width > paper.right:
            x, y = paper.left, y + style.leading
        paper.pair(x, y, fact, style)
        x += width + style.size * 1.4
    return y + style.leading


def footers(paper: Paper) -> None:
    """Draw the footer on every page: columns or one line, and the page number where there are several."""
    style = paper.look.small.coloured(_GREY)
    columns = paper.look.payment == "footer-columns"
    last = paper.sheets[-1]
    for number, sheet in enumerate(list(paper.sheets), start=1):
        paper.sheets.append(sheet)
        if columns:
            _columns(paper, style)
        elif len(paper.sheets) > 2 or paper.look.with_units:
            line = f"{paper.bill.supplier.name} · {paper.bill.supplier.web}"
            paper.sheet.text(paper.middle, paper.height - 40, line, style, align="centre")
        paper.sheets.pop()
        if last is not paper.sheets[0]:
            text = paper.bill.words("page", page=number, pages=len(paper.sheets))
            sheet.text(paper.right, paper.height - 24, text, style, align="right")


def _columns(paper: Paper, style: Style) -> None:
    """Three columns: the business, its contact and tax id, its bank."""
    bill = paper.bill
    first = [Fact("", text, field) for text, field in stated.supplier_lines(bill)]
    first.append(Fact("", f"{bill.words('director')}: {bill.supplier.person}"))
    second = [
        *stated.contact(paper),
        *stated.tax_identity(bill),
        Fact("", bill.words("seat", number=bill.customer_number)),
    ]
    columns = [first, second, stated.bank_account(bill)]
    while _too_wide(paper, columns, style):
        style = style.scaled(0.96)
    top = paper.bottom + 14
    paper.sheet.rule(paper.left, top - style.leading, paper.right, top - style.leading, 0.6, colour=_GREY)
    x = paper.left
    gap = (paper.print_width - sum(_widest(paper, column, style) for column in columns)) / 2
    for column in columns:
        paper.pairs(x, top, column, style)
        x += _widest(paper, column, style) + gap


def _widest(paper: Paper, column: list[Fact], style: Style) -> float:
    return max(paper.pair_width(fact, style) for fact in column)


def _too_wide(paper: Paper, columns: list[list[Fact]], style: Style) -> bool:
    return sum(_widest(paper, column, style) for column in columns) + 30 > paper.print_width
