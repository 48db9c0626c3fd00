"""A bill and a look become sheets of paper. START READING HERE."""

from __future__ import annotations

from benchmarks.synthetic.bill import Bill
from benchmarks.synthetic.closing import closing, footer_height, footers
from benchmarks.synthetic.drawing import Sheet
from benchmarks.synthetic.heading import heading
from benchmarks.synthetic.look import Look
from benchmarks.synthetic.paper import Paper
from benchmarks.synthetic.table import items
from benchmarks.synthetic.till import receipt
from benchmarks.synthetic.totals import totals


def laid_out(bill: Bill, look: Look) -> list[Sheet]:
    """The pages of the bill in the supplier's look."""
    if bill.kind == "receipt":
        return receipt(bill, look)
    paper = Paper(bill, look, footer_height(look))
    heading(paper)
    items(paper)
    totals(paper)
    closing(paper)
    footers(paper)
    return paper.sheets


def printed_fields(sheets: list[Sheet]) -> set[str]:
    """Names of the labelled fields that stand on the pages."""
    return set().union(*(sheet.printed for sheet in sheets))
