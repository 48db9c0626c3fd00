"""Number, dates and references of the bill: in rows, under each other, in cells or in lines."""

from __future__ import annotations

from benchmarks.synthetic import facts as stated
from benchmarks.synthetic.paper import GREY, Fact, Paper

_PALE = (232, 234, 238)


def facts_down(paper: Paper, x: float, y: float, width: float) -> float:
    """Facts one below the other: value right of its label or below it. Returns the baseline below."""
    look, facts = paper.look, stated.about_bill(paper)
    style = look.body
    widest = max(style.bold().width(fact.label) + style.width(fact.value) for fact in facts)
    if look.facts == "stacked" or widest + 20 > width:
        return _stacked(paper, x, y, facts)
    if look.facts == "rows":
        edge = x + max(style.width(fact.label) for fact in facts) + 14
        return paper.columns(x, edge, y, facts, style)
    return _ruled(paper, x, y, width, facts)


def _stacked(paper: Paper, x: float, y: float, facts: list[Fact]) -> float:
    look = paper.look
    for fact in facts:
        paper.sheet.text(x, y, fact.label, look.small.coloured(GREY))
        paper.sheet.text(x, y + look.body.leading, fact.value, look.body, field=fact.field)
        y += look.body.leading * 2.3
    return y


def _ruled(paper: Paper, x: float, y: float, width: float, facts: list[Fact]) -> float:
    style = paper.look.body
    for fact in facts:
        paper.sheet.text(x, y, fact.label, style.bold())
        paper.sheet.text(x + width, y, fact.value, style, align="right", field=fact.field)
        paper.sheet.rule(x, y + style.size * 0.4, x + width, y + style.size * 0.4, 0.4, colour=GREY)
        y += style.leading * 1.35
    return y


def facts_across(paper: Paper) -> None:
    """Facts as a strip of cells, or as lines under the title; leaves the pen below."""
    look, facts, style = paper.look, stated.about_bill(paper), paper.look.body
    if look.facts == "lines":
        paper.y = paper.pairs(paper.left, paper.y, facts, style) + 8
        return
    for start in range(0, len(facts), 4):
        _strip(paper, facts[start : start + 4])
    paper.y += 8


def _strip(paper: Paper, facts: list[Fact]) -> None:
    style, y = paper.look.body, paper.y
    cell = (paper.right - paper.left) / len(facts)
    top, bottom = y - style.size, y + style.leading * 1.7
    paper.sheet.fill(paper.left, top, paper.right, y + style.size * 0.5, _PALE)
    paper.sheet.frame(paper.left, top, paper.right, bottom)
    for index, fact in enumerate(facts):
        x = paper.left + cell * index
        if index:
            paper.sheet.rule(x, top, x, bottom)
        paper.sheet.text(x + 5, y, fact.label, paper.look.small)
        paper.sheet.text(x + 5, y + style.leading * 1.25, fact.value, style, field=fact.field)
    paper.y = bottom + style.size + 4
