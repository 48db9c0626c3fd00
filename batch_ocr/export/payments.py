"""What is to be paid when: each invoice once, however often it was scanned. Pure; today is an argument."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from batch_ocr.results import Document
from batch_ocr.results.counted import Twins, standing


@dataclass(frozen=True, slots=True)
class Payment:
    """One invoice as whoever pays sees it."""

    name: str
    """Of the file."""
    sha256: str | None
    supplier: str | None
    number: str | None
    due: date | None
    """None where the invoice names no day, or none that could be read."""
    amount: Decimal | None
    """With tax, in `currency`."""
    currency: str | None
    """ISO 4217, upper case."""
    held: str | None = None
    """Why it must not be paid and is in no sum, in a few words; None if it is to be paid."""

    def state(self, today: date) -> str:
        """`overdue`, `due` (also today), or `no-due-date`."""
        if self.due is None:
            return "no-due-date"
        return "overdue" if self.due < today else "due"


def payments(documents: Iterable[Document], *, first: date | None = None, last: date | None = None) -> list[Payment]:
    """Collect what is due from `first` to `last`, both included, and what names no day, in the order of the days.

    On hold are documents that a person rejected, and those that repeat an invoice which is paid from these or earlier
    results, unless a person accepted them. Memory grows with what is returned and held, not with what is skipped.
    """
    twins = Twins()
    rejected: set[str] = set()
    found: list[Payment] = []
    for document in documents:
        stands = standing(document)
        if stands != "counts":
            twins.add(document.name, document.twins, standing=stands)
        if stands == "rejected":
            rejected.add(document.name)
        if document.invoice is not None and _within(document.day("due_date"), first, last):
            found.append(_payment(document))
    held = dict.fromkeys(rejected, "rejected in review")
    held |= {name: f"same invoice as {other}" for name, other in twins.counted().items() if other != name}
    marked = (replace(one, held=held.get(one.name)) for one in found)
    return sorted(marked, key=lambda one: (one.due is None, one.due or date.max))


def _within(due: date | None, first: date | None, last: date | None) -> bool:
    return due is None or ((first is None or due >= first) and (last is None or due <= last))


def _payment(document: Document) -> Payment:
    currency = document.text("currency")
    return Payment(
        document.name,
        document.sha256,
        document.text("supplier_name"),
        document.invoice_number,
        document.day("due_date"),
        document.amount("total_amount"),
        currency.upper() if currency else None,
    )


def sums(paid: Iterable[Payment]) -> dict[str, Decimal]:
    """Add up what is not held, by currency; `?` where none could be read. Missing amounts add nothing."""
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for one in paid:
        if one.held is None and one.amount is not None:
            totals[one.currency or "?"] += one.amount
    return dict(sorted(totals.items()))
