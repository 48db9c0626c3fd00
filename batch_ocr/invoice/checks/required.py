"""What has to stand on an invoice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from batch_ocr.findings import Finding, Verdict
from batch_ocr.invoice.checks.codes import Code
from batch_ocr.invoice.checks.country import EU, country_of
from batch_ocr.invoice.checks.values import Values, amount, text

REQUIRED: Final = {
    "supplier_name": "without it nobody knows whom to pay",
    "issue_date": "without it the invoice belongs to no period",
    "currency": "without it the amounts mean nothing",
    "total_amount": "without it there is nothing to book or pay",
}
"""Fields without which no invoice can be booked, each with the reason."""

FOR_VAT: Final = ("supplier_address", "supplier_tax_id", "receiver_name")
"""Fields without which the tax of a full invoice cannot be deducted.

Source: Directive 2006/112/EC, Article 226 (3) and (5); the number and the items are not among the service's fields.
"""
SIMPLIFIED_UP_TO: Final = {"eur": Decimal(400), "gbp": Decimal(250)}
"""Totals up to which an invoice may leave them out, by currency; in other currencies the check is skipped.

Source: Directive 2006/112/EC, Article 238 (2), the most a member state may allow; VAT Regulations 1995, regulation 16.
"""


def check_required(invoice: Values) -> Iterator[Finding]:
    """Yield a finding for each field of REQUIRED that is missing, and one for all of FOR_VAT together."""
    for field, reason in REQUIRED.items():
        missing = amount(invoice, field) is None if field == "total_amount" else not text(invoice, field)
        if missing:
            yield Finding(Code.MISSING_FIELD, Verdict.WRONG, (field,), f"{field} is missing: {reason}")
    yield from _for_vat(invoice)


def check_number(invoice: Values, invoice_number: str | None) -> Iterator[Finding]:
    """Yield a finding if the invoice number repeats another number of the invoice: that one was misread as it."""
    own = _characters(invoice_number) if isinstance(invoice_number, str) else ""
    for field in ("supplier_tax_id", "receiver_tax_id", "account", "supplier_phone"):
        if len(own) >= 6 and own == _characters(text(invoice, field)):  # noqa: PLR2004 - shorter ones may agree by chance
            message = f"the invoice number {invoice_number} is the same as {field}"
            yield Finding(Code.NUMBER_IS_OTHER, Verdict.UNCLEAR, (field,), message)


def _for_vat(invoice: Values) -> Iterator[Finding]:
    total, rate = amount(invoice, "total_amount"), amount(invoice, "vat")
    limit = SIMPLIFIED_UP_TO.get(text(invoice, "currency").lower())
    missing = tuple(field for field in FOR_VAT if not text(invoice, field))
    if not missing or limit is None or total is None or total <= limit or not rate or rate < 0:
        return
    if country_of(invoice, "supplier") in EU | {"GB"}:
        message = f"{', '.join(missing)} missing: above {limit} the tax cannot be deducted without"
        yield Finding(Code.MISSING_FOR_VAT, Verdict.UNCLEAR, missing, message)


def _characters(value: str) -> str:
    return re.sub(r"[\W_]", "", value).upper()
