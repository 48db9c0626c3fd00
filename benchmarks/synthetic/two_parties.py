"""Seller and buyer side by side, in boxes or under labels, below title and facts."""

from __future__ import annotations

from benchmarks.synthetic import facts as stated
from benchmarks.synthetic.fact_block import facts_down
from benchmarks.synthetic.paper import Fact, Lines, Paper


def two_parties(paper: Paper) -> None:
    """Draw the upper third and leave the pen below it."""
    width, title = paper.print_width * 0.42, stated.title(paper)
    style = paper.display(title, paper.print_width - width - 16)
    paper.sheet.text(paper.left, paper.top + style.size * 0.6, title, style)
    facts_below = facts_down(paper, paper.right - width, paper.top + 6, width)
    _columns(paper, max(facts_below, paper.top + style.leading) + 16)


def _columns(paper: Paper, top: float) -> None:
    bill, look = paper.bill, paper.look
    boxed, half = look.heading == "side-by-side", paper.print_width / 2
    inset = 7.0 if boxed else 0.0
    width = half - 2 * inset - 8
    seller, buyer = paper.left + inset, paper.left + half + inset
    bottom = max(
        _party(paper, seller, top + inset + 4, width, "seller", stated.supplier_lines(bill), stated.identity(paper)),
        _party(
            paper,
            buyer,
            top + inset + 4,
            width,
            "bill_to",
            stated.receiver_lines(paper),
            stated.receiver_identity(bill, look),
        ),
    )
    if boxed:
        paper.sheet.frame(paper.left, top - 8, paper.right, bottom)
        paper.sheet.rule(paper.left + half, top - 8, paper.left + half, bottom)
    paper.y = bottom + 24


def _party(paper: Paper, x: float, y: float, width: float, key: str, lines: Lines, facts: list[Fact]) -> float:
    """Label, name and address, contact. Returns the baseline below."""
    look = paper.look
    paper.sheet.text(x, y, paper.label(paper.bill.words(key)), look.body.bold().coloured(look.ink))
    y = paper.lines(x, y + look.body.leading * 1.15, paper.fitted(lines, width), look.body)
    return paper.pairs(x, y, _contained(paper, facts, width), look.body)


def _contained(paper: Paper, facts: list[Fact], width: float) -> list[Fact]:
    """Facts whose labels are dropped where they would leave the column."""
    return [
        fact if paper.pair_width(fact, paper.look.body) <= width else Fact("", fact.value, fact.field) for fact in facts
    ]
