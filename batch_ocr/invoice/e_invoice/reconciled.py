"""The e-invoice and the pages made into one reading: each stated value is compared with what the pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from batch_ocr.invoice.amounts import find_amounts
from batch_ocr.invoice.dates import find_dates
from batch_ocr.invoice.e_invoice.stated import Stated, Value
from batch_ocr.invoice.fields import AMOUNT_FIELDS, FIELD_NAMES, Evidence, FieldValue, Invoice
from batch_ocr.invoice.layout import Document
from batch_ocr.page import Box, Page

CONFIRMED: Final = 0.99
"""Confidence of a value that both state."""
STATED: Final = 0.97
"""Of one that the e-invoice states and the pages do not contradict."""
DOUBTED: Final = 0.75
"""Of one that stands on the pages too, although a different value was read from them with certainty."""
DISPUTED: Final = 0.3
"""Of one that the pages contradict: too low to be given, so that a person has to look."""
GUARDED: Final = ("total_amount", "issue_date", "due_date", "currency", "account", "bic", "supplier_tax_id")
"""Fields that decide where money goes: a forged page or a forged e-invoice changes one of them."""
_LEAST_READ: Final = 0.7
"""A value read from the pages with less confidence than this contradicts nothing."""
_CERTAIN: Final = 0.9
"""The same where the stated value stands on the pages too: the parser may have taken the wrong one of two."""
_DAYS: Final = frozenset({"issue_date", "due_date"})
_TAX_IDS: Final = frozenset({"supplier_tax_id", "receiver_tax_id"})
_CENT: Final = Decimal("0.01")
_NOWHERE: Final = Box(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class _Printed:
    """What stands on the pages, wherever it stands."""

    document: Document

    @cached_property
    def amounts(self) -> frozenset[Decimal]:
        lines = (row.text for row in self.document.rows)
        cells = (segment.text for segment in self.document.segments)
        return frozenset(abs(one.value) for text in (*lines, *cells) for one in find_amounts(text))

    @cached_property
    def days(self) -> frozenset[str]:
        found = (one for row in self.document.rows for one in find_dates(row.text))
        return frozenset(day.isoformat() for one in found for day in one.by_order.values())

    @cached_property
    def letters(self) -> str:
        return _squashed(self.document.text)

    def shows(self, field: str, value: Value) -> bool:
        if isinstance(value, Decimal):
            return any(abs(abs(value) - one) < _CENT for one in self.amounts)
        return value in self.days if field in _DAYS else _squashed(value) in self.letters


def reconciled(printed: Invoice, stated: Stated, pages: Sequence[Page], file: str) -> Invoice:
    """Return `printed` with the values that the e-invoice `file` states, and a warning for each contradiction.

    A value of MONEY fields that differs from what was read always brings a warning, and one that stands nowhere on the
    pages gets a confidence too low to be given. The evidence of a stated value names `file`, in words without extent.
    """
    seen = _Printed(Document.from_pages(pages))
    fields, warnings = dict(printed.fields), list(printed.warnings)
    for name, value in stated.fields.items():
        read = printed.fields.get(name)
        fields[name] = _reading(name, value, read, file, seen)
        if read is not None and fields[name].confidence in {DOUBTED, DISPUTED}:
            warnings.append(f"{name}: the page says {read.value}, the embedded {file} says {value}: ask the supplier")
    ordered = {name: fields[name] for name in FIELD_NAMES if name in fields}
    return Invoice(ordered, _number(printed.invoice_number, stated, file), tuple(warnings))


def _reading(name: str, value: Value, read: FieldValue | None, file: str, seen: _Printed) -> FieldValue:
    source = Evidence(0, _NOWHERE, (file,))
    if read is None:
        return FieldValue(value, STATED, (source,))
    if _agree(name, read.value, value):
        return FieldValue(value, max(CONFIRMED, read.confidence), (*read.evidence, source))
    if name not in GUARDED or read.confidence < _LEAST_READ:
        return FieldValue(value, STATED, (source,))
    if name == "currency" or not seen.shows(name, value):
        return FieldValue(value, DISPUTED, (*read.evidence, source))
    return FieldValue(value, DOUBTED if read.confidence >= _CERTAIN else STATED, (source,))


def _number(read: FieldValue | None, stated: Stated, file: str) -> FieldValue | None:
    if not stated.number:
        return read
    agreed = read is not None and _agree("invoice_number", read.value, stated.number)
    places = read.evidence if read is not None and agreed else ()
    return FieldValue(stated.number, CONFIRMED if agreed else STATED, (*places, Evidence(0, _NOWHERE, (file,))))


def _agree(name: str, read: Value, value: Value) -> bool:
    if name in AMOUNT_FIELDS and isinstance(read, Decimal) and isinstance(value, Decimal):
        # a credit note states without a sign what many print with one
        return abs(abs(read) - abs(value)) < _CENT
    one, other = _squashed(str(read)), _squashed(str(value))
    if name in _TAX_IDS:
        return one[-8:] == other[-8:]
    return one.removesuffix("xxx") == other.removesuffix("xxx") if name == "bic" else one == other


def _squashed(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
