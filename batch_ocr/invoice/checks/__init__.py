"""What is wrong with an invoice, or cannot be decided: pure rules on the values of one line of results.

A rule that passes, does not apply, or knows too little yields nothing; otherwise it yields a Finding that says WRONG or
UNCLEAR. WRONG is only for what no correct invoice shows; whatever has an innocent explanation is UNCLEAR. Field names
are those of `batch_ocr.invoice.fields`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from batch_ocr.findings import Finding
from batch_ocr.invoice.checks.accounts import check_account
from batch_ocr.invoice.checks.amounts import check_amounts
from batch_ocr.invoice.checks.banks import check_bank
from batch_ocr.invoice.checks.codes import Code
from batch_ocr.invoice.checks.contacts import check_contacts
from batch_ocr.invoice.checks.currency import check_currency
from batch_ocr.invoice.checks.dates import check_dates
from batch_ocr.invoice.checks.own import Own
from batch_ocr.invoice.checks.parties import check_parties
from batch_ocr.invoice.checks.required import check_number, check_required
from batch_ocr.invoice.checks.tax_ids import check_tax_ids
from batch_ocr.invoice.checks.vat import check_vat

__all__ = ["Code", "Own", "check_invoice"]


def check_invoice(
    invoice: Mapping[str, str | Decimal | None],
    *,
    own: Own,
    today: date,
    invoice_number: str | None = None,
) -> tuple[Finding, ...]:
    """Return what a person should look at, in the order of the rules; empty when all is well.

    Values that are not of the type of their field count as missing; nothing is raised whatever they are.

    Args:
        invoice: values by field name; a missing key is the same as None.
        own: the company that receives the invoices; rules about it are skipped if it is not known.
        today: the day to which "future" and "long ago" refer.
        invoice_number: not one of the service's fields; only the embedded reader returns it.
    """
    return (
        *check_required(invoice),
        *check_number(invoice, invoice_number),
        *check_dates(invoice, today),
        *check_currency(invoice),
        *check_amounts(invoice),
        *check_vat(invoice),
        *check_account(invoice),
        *check_bank(invoice),
        *check_tax_ids(invoice),
        *check_contacts(invoice),
        *check_parties(invoice, own),
    )
