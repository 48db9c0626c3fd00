"""Who sends the invoice: name, address and contact at the top, or on a coloured band."""

from __future__ import annotations

from benchmarks.synthetic import facts as stated
from benchmarks.synthetic.drawing import WHITE, Align
from benchmarks.synthetic.paper import GREY, Fact, Paper

_BAND = 66.0
_LOGO = 38.0
"""Points."""


def letterhead(paper: Paper) -> None:
    """Name, address and contact, centred or at one side; leaves the pen below."""
    if paper.look.heading == "centred":
        _centred(paper)
    else:
        _at_side(paper, "right" if paper.look.heading == "right" else "left")
    paper.y += 22


def _centred(paper: Paper) -> None:
    look, supplier = paper.look, paper.bill.supplier
    style = paper.display(supplier.name, paper.print_width * 0.8)
    y = paper.top + style.size * 0.8
    paper.sheet.text(paper.middle, y, supplier.name, style, align="centre", field="supplier_name")
    rows = [Fact("", line, "supplier_address") for line in supplier.address]
    y = paper.row_of_pairs(rows, y + style.leading * 0.85, look.small)
    y = paper.row_of_pairs(stated.identity(paper), y, look.small)
    paper.sheet.rule(paper.left, y - 4, paper.right, y - 4, 0.8, colour=look.ink)
    paper.y = y


def _at_side(paper: Paper, side: Align) -> None:
    look, bill = paper.look, paper.bill
    x = paper.right if side == "right" else paper.left
    if look.with_logo:
        _logo(paper, paper.left if side == "right" else paper.right - _LOGO, paper.top)
    style = paper.display(bill.supplier.name, paper.print_width * 0.8)
    y = paper.top + style.size * 0.8
    paper.sheet.text(x, y, bill.supplier.name, style, align=side, field="supplier_name")
    y += style.leading * 0.8
    if "slogan" in look.asides:
        y = paper.lines(x, y, [(bill.words("slogan"), None)], look.small.coloured(GREY), side)
    y = paper.lines(x, y, [(line, "supplier_address") for line in bill.supplier.address], look.small, side)
    paper.y = paper.pairs(x, y, stated.identity(paper), look.small, side)


def _logo(paper: Paper, x: float, y: float) -> None:
    """A plain mark: a square in a square."""
    paper.sheet.fill(x, y, x + _LOGO, y + _LOGO, paper.look.ink)
    paper.sheet.fill(x + _LOGO * 0.3, y + _LOGO * 0.3, x + _LOGO * 0.7, y + _LOGO * 0.7, WHITE)


def banner(paper: Paper) -> None:
    """Name and title in white on a band across the page, address and contact in one line below it."""
    look, bill, title = paper.look, paper.bill, stated.title(paper)
    paper.sheet.fill(0, 0, paper.width, _BAND, look.ink)
    word = paper.display(title, paper.print_width * 0.4).coloured(WHITE)
    name = paper.display(bill.supplier.name, paper.print_width - word.width(title) - 24).coloured(WHITE)
    paper.sheet.text(paper.left, _BAND * 0.62, bill.supplier.name, name, field="supplier_name")
    paper.sheet.text(paper.right, _BAND * 0.62, title, word, align="right")
    address = [Fact("", line, "supplier_address") for line in bill.supplier.address]
    paper.y = paper.row_of_pairs([*address, *stated.identity(paper)], _BAND + 18, look.small, "|") + 16
