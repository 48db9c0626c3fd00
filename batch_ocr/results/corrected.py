"""A document with people's corrections applied, and the findings that hold for it now. No I/O, no clock."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from batch_ocr.findings import Finding
from batch_ocr.invoice.checks import Code, Own, check_invoice
from batch_ocr.invoice.fields import FIELD_NAMES
from batch_ocr.results.corrections import Applied
from batch_ocr.results.document import Document

_OF_ONE_INVOICE: Final = frozenset(Code)
"""Codes of checks that can be repeated; all others compare with earlier invoices and stay as they were written."""


def corrected(document: Document, applied: Applied) -> Document:
    """The document with the corrections made to its bytes; its findings are still those of the line.

    A duplicate stays as it is: it has the bytes of the first file, so the corrected invoice would be summed twice.
    """
    if document.status == "duplicate":
        return document
    if not applied.values:
        return document if applied.review is None else replace(document, review=applied.review)
    values: dict[str, str | Decimal | None] = dict(document.invoice or dict.fromkeys(FIELD_NAMES))
    values |= {name: value for name, value in applied.values.items() if name in values}
    number = applied.values.get("invoice_number", document.invoice_number)
    return replace(
        document,
        invoice=values,
        invoice_number=None if number is None else str(number),
        review=applied.review,
        corrected=applied.old,
    )


def checked_again(document: Document, own: Own) -> Document:
    """The document with findings for its present values, checked as of the day it was read."""
    if document.invoice is None:
        return document
    kept: tuple[Finding, ...] = tuple(one for one in document.findings if one.code not in _OF_ONE_INVOICE)
    found = check_invoice(
        document.invoice, own=own, today=document.completed_at.date(), invoice_number=document.invoice_number
    )
    return replace(document, findings=kept + found)
