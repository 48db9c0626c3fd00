"""Words with boxes → the fields of an invoice. Pure: no files, no network, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from batch_ocr.invoice.fields import FIELD_NAMES, Evidence, FieldValue, Invoice
from batch_ocr.page import Page

if TYPE_CHECKING:
    from batch_ocr.invoice.party_scores import PartyWeights

__all__ = ["FIELD_NAMES", "Evidence", "FieldValue", "Invoice", "read_invoice"]


def read_invoice(pages: Sequence[Page], weights: PartyWeights | None = None) -> Invoice:
    """Read the fields of one document from all of its pages, in order; never raises for what the pages say.

    `weights` replaces the learned ones: benchmarks pass weights that were learned without some suppliers.
    """
    # Only the processes that read pay for the parser, not those that check or list what was read.
    from batch_ocr.invoice.layout import Document  # noqa: PLC0415 - see above
    from batch_ocr.invoice.money_fields import read_money_fields  # noqa: PLC0415 - see above
    from batch_ocr.invoice.parties import read_party_fields  # noqa: PLC0415 - see above
    from batch_ocr.invoice.party_scores import LEARNED  # noqa: PLC0415 - see above

    document = Document.from_pages(pages)
    money, number, warnings = read_money_fields(document)
    found = {**money, **read_party_fields(document, weights or LEARNED)}
    fields = {name: found[name] for name in FIELD_NAMES if name in found}
    return Invoice(fields, number, warnings)
