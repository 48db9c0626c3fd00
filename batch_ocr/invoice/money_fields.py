"""The fields of an invoice that are money, days, banks and numbers, read from one laid-out document."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from batch_ocr.invoice.amounts_cells import MoneyTable
from batch_ocr.invoice.bank import read_bank
from batch_ocr.invoice.currency_choice import read_currency
from batch_ocr.invoice.dates_fields import read_dates
from batch_ocr.invoice.fields import FieldValue
from batch_ocr.invoice.layout import Document
from batch_ocr.invoice.number import read_number
from batch_ocr.invoice.totals import read_totals
from batch_ocr.invoice.totals_candidates import Reading

LEAST_CONFIDENCE: Final = 0.5
"""A field with less confidence is left empty: an empty one costs a glance, a wrong one costs money."""


def read_money_fields(document: Document) -> tuple[dict[str, FieldValue], FieldValue | None, tuple[str, ...]]:
    """Return the money fields by wire name, the invoice number and warnings; never raises for what the pages say."""
    table = MoneyTable.of(document)
    totals = read_totals(document, table)
    fields = {
        name: _amount_field(reading)
        for name, reading in (("total_amount", totals.total), ("vat", totals.rate), ("net_amount", totals.net))
        if reading is not None and reading.confidence >= LEAST_CONFIDENCE
    }
    dates, warnings = read_dates(document)
    currency = read_currency(document, table, totals.total)
    found = {**dates, **read_bank(document), **({"currency": currency} if currency else {})}
    fields.update({name: value for name, value in found.items() if value.confidence >= LEAST_CONFIDENCE})
    number = read_number(document)
    return fields, number if number and number.confidence >= LEAST_CONFIDENCE else None, warnings


def _amount_field(reading: Reading) -> FieldValue:
    value: Decimal = reading.value
    return FieldValue(value, reading.confidence, tuple(cell.evidence() for cell in reading.cells[:2]))
