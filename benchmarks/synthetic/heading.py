"""The upper third of an invoice, in one of its arrangements."""

from __future__ import annotations

from benchmarks.synthetic.address_block import receiver_and_facts
from benchmarks.synthetic.letterhead import banner, letterhead
from benchmarks.synthetic.paper import Paper
from benchmarks.synthetic.two_parties import two_parties
from benchmarks.synthetic.window_letter import window_letter


def heading(paper: Paper) -> None:
    """Draw the upper third and leave the pen below it."""
    match paper.look.heading:
        case "window":
            window_letter(paper)
        case "side-by-side" | "from-to":
            two_parties(paper)
        case "banner":
            banner(paper)
            receiver_and_facts(paper)
        case _:
            letterhead(paper)
            receiver_and_facts(paper)
    if "place" in paper.look.asides:
        _place_and_date(paper)


def _place_and_date(paper: Paper) -> None:
    """`Köln, den 3. Mai 2024`, at the right edge above the items."""
    bill = paper.bill
    text = bill.words("place", town=bill.supplier.town, date=bill.day(bill.issued))
    paper.sheet.text(paper.right, paper.y, text, paper.look.body, align="right", field="issue_date")
    paper.y += paper.look.body.leading * 1.8
