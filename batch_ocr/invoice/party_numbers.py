"""Tax ids, e-mail and telephone of the two parties, each given to the party it stands nearest to."""

from __future__ import annotations

from batch_ocr.invoice.fields import FieldValue
from batch_ocr.invoice.layout import Document
from batch_ocr.invoice.party_blocks import Party


def read_party_numbers(document: Document, supplier: Party | None, receiver: Party | None) -> dict[str, FieldValue]:
    return {}
