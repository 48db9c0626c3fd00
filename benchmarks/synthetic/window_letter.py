"""A letter folded for a window envelope.

Source: DIN 5008 form B: return address and address zone from 45 mm, information block right of it.
"""

from __future__ import annotations

from benchmarks.synthetic import facts as stated
from benchmarks.synthetic.paper import Paper

_NAME, _SENDER, _ADDRESS, _SUBJECT = 62.0, 128.0, 150.0, 248.0
"""Baselines in points from the top."""
_ZONE = 240.0
"""Width of the address zone in points: 85 mm."""


def window_letter(paper: Paper) -> None:
    """Draw the upper third and leave the pen below it."""
    look, supplier = paper.look, paper.bill.supplier
    name = paper.display(supplier.name, paper.print_width * 0.75)
    if look.with_logo:
        paper.sheet.text(paper.right, _NAME, supplier.name, name, align="right", field="supplier_name")
    else:
        paper.sheet.text(paper.left, _NAME, supplier.name, name, field="supplier_name")
    below = max(_window(paper), _information(paper))
    paper.y = max(below + 20, _SUBJECT)
    _subject(paper)


def _window(paper: Paper) -> float:
    """Return address in small print, the receiver below it. Returns the baseline below."""
    supplier = paper.bill.supplier
    sender = " · ".join((supplier.name, *supplier.address))
    tiny = paper.look.body.scaled(0.68)
    while tiny.width(sender) > _ZONE:
        tiny = tiny.scaled(0.95)
    paper.sheet.text(paper.left, _SENDER, sender, tiny, field="supplier_address")
    paper.sheet.rule(paper.left, _SENDER + 3, paper.left + tiny.width(sender), _SENDER + 3, 0.4)
    lines = paper.fitted(stated.receiver_lines(paper), _ZONE - 5)
    return paper.lines(paper.left, _ADDRESS, lines, paper.look.body)


def _information(paper: Paper) -> float:
    """Contact and facts right of the window. Returns the baseline below."""
    look, facts = paper.look, stated.about_bill(paper)
    x, y = paper.left + paper.print_width * 0.58, _SENDER
    if look.payment != "footer-columns":
        y = paper.pairs(x, y, stated.identity(paper), look.small) + 6
    edge = x + max(look.body.width(fact.label) for fact in facts) + 8
    if edge + max(look.body.width(fact.value) for fact in facts) > paper.right:
        return paper.pairs(x, y, facts, look.small)
    return paper.columns(x, edge, y, facts, look.body)


def _subject(paper: Paper) -> None:
    bill, style = paper.bill, paper.look.display.scaled(0.8)
    paper.sheet.text(paper.left, paper.y, stated.title(paper), style)
    credit = bill.kind == "credit_note"
    text = bill.words("credit_reason", number=bill.credited) if credit else bill.words("greeting")
    paper.y = paper.paragraph(paper.left, paper.y + style.leading + 2, text, paper.look.body, paper.print_width) + 8
