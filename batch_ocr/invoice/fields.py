"""The seventeen fields of the service's invoice, as the embedded reader finds them: value, confidence, evidence.

Source: names, order and sentinels are those of Aspose.OCR Cloud v5.0 RecognizeAndParseInvoice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from batch_ocr.page import Box

FIELD_NAMES = (
    "issue_date",
    "due_date",
    "supplier_name",
    "supplier_address",
    "supplier_email",
    "supplier_phone",
    "supplier_tax_id",
    "receiver_name",
    "receiver_address",
    "receiver_tax_id",
    "currency",
    "total_amount",
    "vat",
    "net_amount",
    "bank_name",
    "bic",
    "account",
)
"""Wire names in the order of the wire."""

AMOUNT_FIELDS = frozenset({"total_amount", "vat", "net_amount"})
"""Fields that are numbers on the wire; `vat` is a percentage, the others money. All others are strings."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value was read: one box on one page and the words inside it."""

    page: int
    """0-based."""
    box: Box
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One field as read."""

    value: str | Decimal
    """Dates are ISO 8601 (YYYY-MM-DD), currencies lower-case ISO 4217, amounts Decimal, the rest text as printed."""
    confidence: float
    """Estimated probability that the value is right, 0 to 1."""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Invoice:
    """What was read from one document; a field that was not found is absent from `fields`."""

    fields: dict[str, FieldValue] = field(default_factory=dict)
    """Keyed by a name of FIELD_NAMES."""
    invoice_number: FieldValue | None = None
    """Not one of the service's fields; kept for duplicate detection."""
    warnings: tuple[str, ...] = ()
    """Plain sentences, such as an ambiguous day/month order."""
