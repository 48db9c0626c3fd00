"""The upper third: the supplier's letterhead, the receiver, and the facts about the bill."""

from __future__ import annotations

from benchmarks.synthetic import facts as stated
from benchmarks.synthetic.drawing import WHITE, Align, Style, wrapped
from benchmarks.synthetic.paper import Fact, Paper

_PALE = (232, 234, 238)
_GREY = (120, 120, 125)


def heading(paper: Paper) -> None:
    """Draw the upper third and leave the pen below it."""
    match paper.look.heading:
        case "window":
            _window(paper)
        case "side-by-side" | "from-to":
            _two_parties(paper)
        case "banner":
            _banner(paper)
            _receiver_and_facts(paper)
        case _:
            _letterhead(paper)
            _receiver_and_facts(paper)
    if "place" in paper.look.asides:
        _place_and_date(paper)


def _place_and_date(paper: Paper) -> None:
    """`Köln, den 3. Mai 2024`, at the right edge above the items."""
    bill = paper.bill
    text = bill.words("place", town=bill.supplier.town, date=bill.day(bill.issued))
    paper.sheet.text(paper.right, paper.y, text, paper.look.body, align="right", field="issue_date")
    paper.y += paper.look.body.leading * 1.8


def _identity(paper: Paper) -> list[Fact]:
    """Contact and tax id of the supplier; a footer with columns takes the tax id."""
    in_footer = paper.look.payment == "footer-columns"
    return [*stated.contact(paper), *([] if in_footer else stated.tax_identity(paper.bill))]


def _logo(paper: Paper, x: float, y: float, size: float) -> None:
    """A plain mark: two squares and a line."""
    paper.sheet.fill(x, y, x + size, y + size, paper.look.ink)
    paper.sheet.fill(x + size * 0.3, y + size * 0.3, x + size * 0.7, y + size * 0.7, WHITE)


def _display(paper: Paper, text: str, room: float) -> Style:
    """The display style, made smaller until the text fits."""
    style = paper.look.display
    while style.width(text) > room:
        style = style.scaled(0.93)
    return style


def _name_style(paper: Paper, room: float) -> Style:
    return _display(paper, paper.bill.supplier.name, room)


def _letterhead(paper: Paper) -> None:
    look, bill = paper.look, paper.bill
    style = _name_style(paper, (paper.right - paper.left) * 0.8)
    y = paper.top + style.size * 0.8
    address = [(line, "supplier_address") for line in bill.supplier.address]
    if look.heading == "centred":
        paper.sheet.text(paper.middle, y, bill.supplier.name, style, align="centre", field="supplier_name")
        rows = [Fact("", text, field) for text, field in address]
        y = paper.row_of_pairs(rows, y + style.leading * 0.85, look.small)
        y = paper.row_of_pairs(_identity(paper), y, look.small)
        paper.sheet.rule(paper.left, y - 4, paper.right, y - 4, 0.8, colour=look.ink)
    else:
        right = look.heading == "right"
        x = paper.right if right else paper.left
        if look.with_logo:
            _logo(paper, paper.left if right else paper.right - 38, paper.top, 38)
        align: Align = "right" if right else "left"
        paper.sheet.text(x, y, bill.supplier.name, style, align=align, field="supplier_name")
        y += style.leading * 0.8
        if "slogan" in look.asides:
            y = paper.lines(x, y, [(bill.words("slogan"), None)], look.small.coloured(_GREY), align)
        y = paper.lines(x, y, list(address), look.small, align)
        y = paper.pairs(x, y, _identity(paper), look.small, align)
    paper.y = y + 22


def _banner(paper: Paper) -> None:
    look, bill = paper.look, paper.bill
    height = 66.0
    paper.sheet.fill(0, 0, paper.width, height, look.ink)
    word = _display(paper, stated.title(paper), (paper.right - paper.left) * 0.4).coloured(WHITE)
    name = _name_style(paper, paper.right - paper.left - word.width(stated.title(paper)) - 24).coloured(WHITE)
    paper.sheet.text(paper.left, height * 0.62, bill.supplier.name, name, field="supplier_name")
    paper.sheet.text(paper.right, height * 0.62, stated.title(paper), word, align="right")
    address = [Fact("", line, "supplier_address") for line in bill.supplier.address]
    paper.y = paper.row_of_pairs([*address, *_identity(paper)], height + 18, look.small, "|") + 16


def _titled(paper: Paper, x: float, y: float) -> float:
    """The document's title, unless the banner has it. Returns the baseline below."""
    if paper.look.heading == "banner":
        return y
    style = _display(paper, stated.title(paper), (paper.right - paper.left) * 0.45)
    paper.sheet.text(x, y + style.size * 0.4, stated.title(paper), style)
    return y + style.leading + style.size * 0.3


def _receiver_and_facts(paper: Paper) -> None:
    look = paper.look
    start, column = paper.y, (paper.right - paper.left) * 0.5
    receiver_x = paper.left + column * 1.08 if look.receiver_right else paper.left
    facts_x = paper.left if look.receiver_right else paper.left + column * 1.08
    below = _receiver(paper, receiver_x, start)
    if look.with_ship_to and look.facts in {"strip", "lines"} and not look.receiver_right:
        below = max(below, _ship_to(paper, facts_x, start))
    if look.facts in {"strip", "lines"}:
        paper.y = _titled(paper, paper.left, below + 22)
        _facts_across(paper)
        return
    facts_below = _facts_down(paper, facts_x, _titled(paper, facts_x, start), column * 0.92)
    paper.y = max(below, facts_below) + 14


def _receiver(paper: Paper, x: float, y: float) -> float:
    bill, look = paper.bill, paper.look
    if look.labelled_receiver:
        paper.sheet.text(x, y, paper.label(bill.words("bill_to")), look.body.bold().coloured(look.ink))
        y += look.body.leading * 1.1
    y = paper.lines(x, y, _fitted(paper, stated.receiver_lines(paper), (paper.right - paper.left) * 0.48), look.body)
    return paper.pairs(x, y, stated.receiver_identity(bill, look), look.body)


def _ship_to(paper: Paper, x: float, y: float) -> float:
    bill, look = paper.bill, paper.look
    paper.sheet.text(x, y, paper.label(bill.words("ship_to")), look.body.bold().coloured(look.ink))
    lines: list[tuple[str, str | None]] = [(line, None) for line in (bill.receiver.person, *bill.receiver.address)]
    return paper.lines(x, y + look.body.leading * 1.1, lines, look.body)


def _fitted(paper: Paper, lines: list[tuple[str, str | None]], width: float) -> list[tuple[str, str | None]]:
    """Lines of an address, the long ones broken."""
    return [(part, field) for text, field in lines for part in wrapped(text, paper.look.body, width)]


def _facts_down(paper: Paper, x: float, y: float, width: float) -> float:
    """Facts one below the other: label left, value right of it or below it. Returns the baseline below."""
    look = paper.look
    style, facts = look.body, stated.about_bill(paper)
    widest = max(style.bold().width(fact.label) + style.width(fact.value) for fact in facts)
    if look.facts == "stacked" or widest + 20 > width:
        for fact in facts:
            paper.sheet.text(x, y, fact.label, look.small.coloured(_GREY))
            paper.sheet.text(x, y + style.leading, fact.value, style, field=fact.field)
            y += style.leading * 2.3
        return y
    edge = x + max(style.width(fact.label) for fact in facts) + 14
    for fact in facts:
        paper.sheet.text(x, y, fact.label, style if look.facts == "rows" else style.bold())
        if look.facts == "rows":
            paper.sheet.text(edge, y, fact.value, style, field=fact.field)
        else:
            paper.sheet.text(x + width, y, fact.value, style, align="right", field=fact.field)
            paper.sheet.rule(x, y + style.size * 0.4, x + width, y + style.size * 0.4, 0.4, colour=_GREY)
        y += style.leading * (1.0 if look.facts == "rows" else 1.35)
    return y


def _facts_across(paper: Paper) -> None:
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


def _window(paper: Paper) -> None:
    """A letter folded for a window envelope. Source: DIN 5008 form B, address zone 45 mm from the top."""
    look, bill = paper.look, paper.bill
    name = _name_style(paper, (paper.right - paper.left) * 0.75)
    right = look.with_logo
    paper.sheet.text(
        paper.right if right else paper.left,
        62,
        bill.supplier.name,
        name,
        align="right" if right else "left",
        field="supplier_name",
    )
    sender = " · ".join((bill.supplier.name, *bill.supplier.address))
    tiny = look.body.scaled(0.68)
    while tiny.width(sender) > 240:
        tiny = tiny.scaled(0.95)
    paper.sheet.text(paper.left, 128, sender, tiny, field="supplier_address")
    paper.sheet.rule(paper.left, 131, paper.left + tiny.width(sender), 131, 0.4)
    below = paper.lines(paper.left, 150, _fitted(paper, stated.receiver_lines(paper), 235), look.body)
    x = paper.left + (paper.right - paper.left) * 0.58
    facts = stated.about_bill(paper)
    y = 128.0
    if look.payment != "footer-columns":
        y = paper.pairs(x, y, _identity(paper), look.small) + 6
    edge = x + max(look.body.width(fact.label) for fact in facts) + 8
    if edge + max(look.body.width(fact.value) for fact in facts) > paper.right:
        facts_below = _narrow_facts(paper, x, y, facts)
    else:
        for fact in facts:
            paper.sheet.text(x, y, fact.label, look.body)
            paper.sheet.text(edge, y, fact.value, look.body, field=fact.field)
            y += look.body.leading
        facts_below = y
    paper.y = max(below, facts_below, 228.0) + 20
    paper.y = _titled_with_number(paper)


def _narrow_facts(paper: Paper, x: float, y: float, facts: list[Fact]) -> float:
    style = paper.look.small
    return paper.pairs(x, y, facts, style)


def _titled_with_number(paper: Paper) -> float:
    style = paper.look.display.scaled(0.8)
    paper.sheet.text(paper.left, paper.y, stated.title(paper), style)
    y = paper.y + style.leading
    text = (
        paper.bill.words("greeting")
        if paper.bill.kind != "credit_note"
        else paper.bill.words("credit_reason", number=paper.bill.credited)
    )
    return paper.paragraph(paper.left, y + 2, text, paper.look.body, paper.right - paper.left) + 8


def _two_parties(paper: Paper) -> None:
    """Title and facts on top, seller and buyer side by side below, in boxes or under labels."""
    look, bill = paper.look, paper.bill
    width = (paper.right - paper.left) * 0.42
    style = _display(paper, stated.title(paper), paper.right - paper.left - width - 16)
    paper.sheet.text(paper.left, paper.top + style.size * 0.6, stated.title(paper), style)
    facts_below = _facts_down(paper, paper.right - width, paper.top + 6, width)
    top = max(facts_below, paper.top + style.leading) + 16
    boxed, half = look.heading == "side-by-side", (paper.right - paper.left) / 2
    inset = 7.0 if boxed else 0.0
    columns = (
        (bill.words("seller"), stated.supplier_lines(bill), [*_identity(paper)]),
        (bill.words("bill_to"), stated.receiver_lines(paper), stated.receiver_identity(bill, look)),
    )
    below = []
    for index, (label, lines, facts) in enumerate(columns):
        x = paper.left + index * half + inset
        y = top + inset + 4
        paper.sheet.text(x, y, paper.label(label), look.body.bold().coloured(look.ink))
        y = paper.lines(x, y + look.body.leading * 1.15, _fitted(paper, lines, half - 2 * inset - 8), look.body)
        below.append(paper.pairs(x, y, _contained(paper, facts, half - 2 * inset - 8), look.body))
    bottom = max(below)
    if boxed:
        paper.sheet.frame(paper.left, top - 8, paper.right, bottom)
        paper.sheet.rule(paper.left + half, top - 8, paper.left + half, bottom)
    paper.y = bottom + 24


def _contained(paper: Paper, facts: list[Fact], width: float) -> list[Fact]:
    """Facts whose labels are dropped where they would leave the column."""
    return [
        fact if paper.pair_width(fact, paper.look.body) <= width else Fact("", fact.value, fact.field) for fact in facts
    ]
