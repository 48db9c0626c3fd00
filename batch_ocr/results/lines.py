"""A line of results.jsonl as typed values, and what is wrong with an invalid one. No I/O."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from batch_ocr.findings import Finding, Verdict
from batch_ocr.invoice.fields import AMOUNT_FIELDS
from batch_ocr.line import SCHEMA_VERSION
from batch_ocr.money import can_be_amount
from batch_ocr.results.document import Document, Failure, Status

Moment = Annotated[datetime, Meta(tz=True)]


class Key(Struct, gc=False):
    """Just enough of a line to find out which one is a file's last."""

    file: str


class InvoiceFields(Struct, gc=False):
    """The 17 fields in the order of the wire. An amount keeps the digits of its literal."""

    issue_date: str | None = None
    due_date: str | None = None
    supplier_name: str | None = None
    supplier_address: str | None = None
    supplier_email: str | None = None
    supplier_phone: str | None = None
    supplier_tax_id: str | None = None
    receiver_name: str | None = None
    receiver_address: str | None = None
    receiver_tax_id: str | None = None
    currency: str | None = None
    total_amount: Decimal | None = None
    vat: Decimal | None = None
    net_amount: Decimal | None = None
    bank_name: str | None = None
    bic: str | None = None
    account: str | None = None


class CheckFields(Struct, gc=False):
    """One finding."""

    code: str
    verdict: Verdict
    fields: tuple[str, ...]
    message: str
    expected: str | None = None
    twin: str | None = None


class ErrorFields(Struct, gc=False):
    """Why there is no invoice."""

    code: str
    messages: tuple[str, ...]
    retryable: bool


class Line(Struct, gc=False):
    """One line. Keys added since the first version have defaults; keys of later versions are ignored."""

    schema: Literal[1]
    file: str
    sha256: str | None
    status: Status
    invoice: InvoiceFields | None
    completed_at: Moment
    error: ErrorFields | None = None
    duplicate_of: str | None = None
    warnings: tuple[str, ...] = ()
    invoice_number: str | None = None
    confidence: dict[str, float] | None = None
    checks: tuple[CheckFields, ...] | None = None
    engine: str = ""
    submitted_at: Moment | None = None
    attempts: int = 0
    polls: int = 0


_KEY: Final = msgspec.json.Decoder(Key)
_LINE: Final = msgspec.json.Decoder(Line)


def file_of(line: bytes) -> str:
    """The file a line is about. Raises ValueError, whose text says what is wrong with the line."""
    try:
        return _KEY.decode(line).file
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(_plain(error)) from error


def read_line(line: bytes) -> tuple[Document, bool]:
    """The document of one line, without corrections, and whether checks were made when the line was written.

    Raises ValueError as `file_of` does.
    """
    try:
        read = _LINE.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(_plain(error)) from error
    document = _document(read)
    for name in AMOUNT_FIELDS:
        amount = document.amount(name)
        if amount is not None and not can_be_amount(amount):  # no program writes it, and it would spoil every sum
            raise ValueError(f"its {name} is not an amount: larger or finer than money can be")
    return document, read.checks is not None


def _document(line: Line) -> Document:
    return Document(
        name=line.file,
        sha256=line.sha256,
        status=line.status,
        invoice=_invoice(line.invoice),
        invoice_number=line.invoice_number,
        confidence=line.confidence or {},
        findings=tuple(map(_finding, line.checks or ())),
        review=None,
        corrected={},
        error=Failure(line.error.code, line.error.messages, line.error.retryable) if line.error else None,
        duplicate_of=line.duplicate_of,
        warnings=line.warnings,
        engine=line.engine,
        submitted_at=line.submitted_at,
        completed_at=line.completed_at,
        attempts=line.attempts,
        polls=line.polls,
    )


def _invoice(fields: InvoiceFields | None) -> dict[str, str | Decimal | None] | None:
    return None if fields is None else {name: getattr(fields, name) for name in InvoiceFields.__struct_fields__}


def _finding(check: CheckFields) -> Finding:
    return Finding(check.code, check.verdict, check.fields, check.message, check.expected, check.twin)


def _plain(error: Exception) -> str:
    text = str(error).replace("`", "")
    if text.endswith("at $.schema"):
        return f"its schema is not {SCHEMA_VERSION}: written by another version of batch-ocr"
    return text if text.startswith("JSON") else text[:1].lower() + text[1:]
