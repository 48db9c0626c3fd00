"""One invoice with which nothing is wrong; tests change it, and say what is wrong then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from batch_ocr.findings import Finding
from batch_ocr.invoice.checks import Own, check_invoice

TODAY = date(2026, 11, 22)
OWN = Own(("Rotbuche Verlag GmbH",), ("ATU13585627",))

CORRECT: Mapping[str, str | Decimal | None] = {
    "issue_date": "2026-10-01",
    "due_date": "2026-10-15",
    "supplier_name": "Lindenhof Druck GmbH",
    "supplier_address": "Am Anger 3, 04109 Leipzig, Deutschland",
    "supplier_email": "rechnung@lindenhof.example.org",
    "supplier_phone": "+49 (0)341 000-12",
    "supplier_tax_id": "DE136695976",
    "receiver_name": "Rotbuche Verlag GmbH",
    "receiver_address": "Gasse 1, 1010 Wien, Österreich",
    "receiver_tax_id": "ATU13585627",
    "currency": "eur",
    "total_amount": Decimal("1190.00"),
    "vat": Decimal(19),
    "net_amount": Decimal("1000.00"),
    "bank_name": "Commerzbank",
    "bic": "COBADEFFXXX",
    "account": "DE89 3704 0044 0532 0130 00",
}


def changed(**fields: str | Decimal | int | None) -> dict[str, str | Decimal | None]:
    """The correct invoice with other values; whole numbers are amounts."""
    values = {key: Decimal(value) if isinstance(value, int) else value for key, value in fields.items()}
    return {**CORRECT, **values}


def findings(
    invoice: Mapping[str, str | Decimal | None], own: Own = OWN, number: str | None = "RE-2026-77"
) -> list[Finding]:
    return list(check_invoice(invoice, own=own, today=TODAY, invoice_number=number))


def codes(invoice: Mapping[str, str | Decimal | None], own: Own = OWN, number: str | None = "RE-2026-77") -> set[str]:
    return {finding.code for finding in findings(invoice, own, number)}
