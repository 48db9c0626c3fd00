"""Whom the invoice is for, beside or above what it says of itself."""

from __future__ import annotations

from benchmarks.synthetic import facts as stated
from benchmarks.synthetic.fact_block import facts_across, facts_down
from benchmarks.synthetic.paper import Lines, Paper


def receiver_and_facts(paper: Paper) -> None:
    """Draw both, side by side or one above the other, and leave the pen below."""
    look = paper.look
    start, column = paper.y, paper.print_width * 0.5
    receiver_x = paper.left + column * 1.08 if look.receiver_right else paper.left
    facts_x = paper.left if look.receiver_right else paper.left + column * 1.08
    below = _receiver(paper, receiver_x, start)
    if look.with_ship_to and look.facts in {"strip", "lines"} and not look.receiver_right:
        below = max(below, _ship_to(paper, facts_x, start))
    if look.facts in {"strip", "lines"}:
        paper.y = _titled(paper, paper.left, below + 22)
        facts_across(paper)
        return
    facts_below = facts_down(paper, facts_x, _titled(paper, facts_x, start), column * 0.92)
    paper.y = max(below, facts_below) + 14


def _titled(paper: Paper, x: float, y: float) -> float:
    """The document's title, unless the banner has it. Returns the baseline below."""
    if paper.look.heading == "banner":
        return y
    style = paper.display(stated.title(paper), paper.print_width * 0.45)
    paper.sheet.text(x, y + style.size * 0.4, stated.title(paper), style)
    return y + style.leading + style.size * 0.3


def _receiver(paper: Paper, x: float, y: float) -> float:
    bill, look = paper.bill, paper.look
    if look.labelled_receiver:
        paper.sheet.text(x, y, paper.label(bill.words("bill_to")), look.body.bold().coloured(look.ink))
        y += look.body.leading * 1.1
    y = paper.lines(x, y, paper.fitted(stated.receiver_lines(paper), paper.print_width * 0.48), look.body)
    return paper.pairs(x, y, stated.receiver_identity(bill, look), look.body)


def _ship_to(paper: Paper, x: float, y: float) -> float:
    bill, look = paper.bill, paper.look
    paper.sheet.text(x, y, paper.label(bill.words("ship_to")), look.body.bold().coloured(look.ink))
    lines: Lines = [(line, None) for line in (bill.receiver.person, *bill.receiver.address)]
    return paper.lines(x, y + look.body.leading * 1.1, lines, look.body)
