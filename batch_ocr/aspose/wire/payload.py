"""The invoice inside a result: 17 keys, and the service's own signs for "not found".

Source: docs.aspose.cloud/ocr/fetch-invoice-recognition-result/ and the sample it decodes to. A missing text is "", a
missing vat is -1; a missing amount is not documented, and -1 by analogy.
"""

from __future__ import annotations

import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import pybase64

from batch_ocr.aspose.wire.amount import MISSING_AMOUNT, decode_amount
from batch_ocr.aspose.wire.answer import ResultItem, printable
from batch_ocr.aspose.wire.members import known_members

INVOICE_KEYS: Final = (
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
"""All keys in the order of the wire."""

AMOUNT_KEYS: Final = frozenset({"total_amount", "vat", "net_amount"})
"""Numbers on the wire, `vat` a percentage; all other keys are strings."""

INVOICE_TYPE: Final = "Text"
"""The documented `type` of an invoice's result, although it is JSON."""

_NO_NUMBER: Final = object()
"""Stands for NaN and Infinity, which some encoders write: of no usable type."""

_DECODER: Final = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=lambda _: _NO_NUMBER)
"""Leaves numbers as their literals; `json.loads` would make such a decoder for each text anew."""

Invoice = dict[str, str | Decimal | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the results of a completed task say."""

    invoice: Invoice
    """Exactly INVOICE_KEYS, in order; None where the service had nothing. Amounts keep the digits of their literal."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The task is completed but its results hold no invoice."""

    reason: str
    """One line."""


def encode_invoice(fields: Mapping[str, str | Decimal | float | None]) -> str:
    """Return the JSON text of an invoice: all 17 keys, sentinels for what is missing, digits of amounts kept."""
    members = (f'"{key}": {_encode_value(key, fields.get(key))}' for key in INVOICE_KEYS)
    return "{" + ", ".join(members) + "}"


def decode_results(results: Iterable[ResultItem]) -> Reading | Unreadable:
    """Merge the invoices of all items, the first value of each key winning.

    Items of another type than Text that hold no invoice are left aside; Text items that cannot be read, or hold none of
    the 17 keys, become warnings as long as another item is an invoice.
    """
    invoices: list[Mapping[str, object]] = []
    problems: list[str] = []
    for item in results:
        decoded = _decode_item(item)
        if isinstance(decoded, dict):
            invoices.append(decoded)
        elif _is_invoice(item):
            problems.append(decoded)
    if not invoices:
        return Unreadable(problems[0] if problems else "results are empty")
    return _merge(invoices, problems)


def _encode_value(key: str, value: str | Decimal | float | None) -> str:
    if key not in AMOUNT_KEYS:
        return json.dumps("" if value is None else str(value))
    if value is None:
        return str(MISSING_AMOUNT)
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if not number.is_finite():
        return str(MISSING_AMOUNT)
    return f"{number:f}"  # plain digits: str() would write 1E+3, and some readers take no exponents for money


def _is_invoice(item: ResultItem) -> bool:
    return item.type is None or item.type.strip().casefold() in {"", INVOICE_TYPE.casefold()}


def _decode_item(item: ResultItem) -> dict[str, object] | str:
    """Return the item's object by the contract's keys, or one line about why there is no invoice."""
    if not item.data:
        return "a result carries no data"
    try:
        data = decode_base64(item.data)
    except ValueError:
        return "a result is not valid base64"
    text = data.decode("utf-8-sig", "replace")
    try:
        decoded = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return "a result is not valid JSON"
    if not isinstance(decoded, dict):
        return "a result is JSON but no object"
    return known_members(decoded, INVOICE_KEYS) or "a result is an object without any key of an invoice"


def decode_base64(text: str) -> bytes:
    """Decode base64 that may be broken into lines. Raises ValueError for anything else."""
    try:
        return pybase64.b64decode(text, validate=True)
    except binascii.Error:
        return pybase64.b64decode("".join(text.split()), validate=True)


def _merge(invoices: Iterable[Mapping[str, object]], problems: Iterable[str]) -> Reading:
    merged: Invoice = dict.fromkeys(INVOICE_KEYS)
    warnings = list(problems)
    for invoice in invoices:
        for key in INVOICE_KEYS:
            value, legible = _decode_value(key, invoice.get(key))
            if merged[key] is None:
                merged[key] = value
            if not legible:
                warnings.append(f"{key} has a value that cannot be used and is left out")
    if all(value is None for value in merged.values()):
        warnings.append("the service found nothing on this document")
    return Reading(merged, tuple(warnings))


def _decode_value(key: str, value: object) -> tuple[str | Decimal | None, bool]:
    """Return the value with sentinels as None, and whether it was usable. Numbers come as their literals."""
    if value is None:
        return None, True
    if not isinstance(value, str):
        return None, False
    if key in AMOUNT_KEYS:
        return decode_amount(value)
    return (printable(value) if value.strip() else None), True
