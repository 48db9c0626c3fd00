"""Which of two numbers is the month: decided once for a document, from everything it shows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from batch_ocr.invoice.address_patterns import US_STATE, US_ZIP
from batch_ocr.invoice.dates import Order, PrintedDate, order_shown_by

_US_ADDRESS: Final = re.compile(rf"\b(?:{US_STATE})[ .,]{{1,2}}{US_ZIP}\b")
_US_WORDS: Final = re.compile(
    r"\b(?:USA|U\.S\.A\.?|United States|sales tax|EIN|zip code|ACH|routing number)\b", re.IGNORECASE
)
_DAY_FIRST_WORDS: Final = re.compile(
    r"\b(?:VAT|GST|SST|IBAN|MwSt|USt|TVA|BTW|IVA|Rechnung|Facture|Factura|Fattura|Factuur|Faktura|Fatura|"
    r"Sdn|Bhd|Ltd|Pty|PLC|GmbH|ABN|UK|United Kingdom|RM)\b|£|€",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class OrderOfDay:
    """The order for ambiguous dates and how it was found."""

    order: Order
    certain: bool
    """Whether the document itself shows it; otherwise it rests on the country or on custom."""


def order_of(
    dates: Sequence[PrintedDate], text: str, pairs: Iterable[tuple[PrintedDate, PrintedDate]] = ()
) -> OrderOfDay:
    """Decide the order of day and month for a document with `dates` and `text`.

    `pairs` are dates of issue with their due dates: the order that puts days of usual terms between them is preferred.
    """
    shown = order_shown_by(dates) or _same_day_otherwise_written(dates) or _usual_terms(pairs)
    if shown:
        return OrderOfDay(shown, certain=True)
    if any(re.search(r"\d\s?\.\s?\d", d.text) for d in dates if d.ambiguous):
        return OrderOfDay("dmy", certain=True)
    american = 2 * len(_US_ADDRESS.findall(text)) + 2 * len(_US_WORDS.findall(text))
    day_first = len({match.casefold() for match in _DAY_FIRST_WORDS.findall(text)})
    return OrderOfDay("mdy" if american > day_first else "dmy", certain=False)


def _same_day_otherwise_written(dates: Sequence[PrintedDate]) -> Order | None:
    """An ambiguous date that is one of the days printed without ambiguity elsewhere."""
    sure = {next(iter(d.by_order.values())) for d in dates if not d.ambiguous}
    votes = Counter(order for d in dates if d.ambiguous for order, day in d.by_order.items() if day in sure)
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


_USUAL_TERMS: Final = frozenset({7, 8, 10, 14, 15, 20, 21, 28, 30, 31, 45, 60, 90})


def _usual_terms(pairs: Iterable[tuple[PrintedDate, PrintedDate]]) -> Order | None:
    votes: Counter[Order] = Counter()
    for issued, due in pairs:
        for order in ("dmy", "mdy"):
            if (
                order in issued.by_order
                and order in due.by_order
                and _days(issued.by_order[order], due.by_order[order]) in _USUAL_TERMS
            ):
                votes[order] += 1
    return votes.most_common(1)[0][0] if len(votes) == 1 else None


def _days(first: date, second: date) -> int:
    return (second - first).days
