"""What a pool and its worker processes tell each other: msgpack in frames, each after its length in eight bytes.

Not pickle: a worker decodes files of strangers, and what it sends back must be able to carry nothing but data.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from batch_ocr.page import Box, Page
from batch_ocr.reader.errors import Fault
from batch_ocr.reader.options import ReaderSettings, ReadOptions

if TYPE_CHECKING:
    from batch_ocr.invoice.fields import FieldValue, Invoice

HEADER_BYTES = 8


class Start(msgspec.Struct, frozen=True):
    """First frame to a worker."""

    settings: ReaderSettings
    reader: str
    """`module:function` of what is called with the settings and returns the reader of one document."""


class Request(msgspec.Struct, frozen=True):
    """One document; its bytes follow in a frame of their own."""

    options: ReadOptions


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The worker is warm."""


class Unavailable(msgspec.Struct, frozen=True, tag=True):
    """The worker cannot work at all: a package or model is missing."""

    message: str


class PageRead(msgspec.Struct, frozen=True, tag=True):
    """One more page of the document is done."""


class Failed(msgspec.Struct, frozen=True, tag=True):
    """The document cannot be read."""

    fault: Fault
    message: str


class Done(msgspec.Struct, frozen=True, tag=True):
    """All pages and fields are read."""

    fields: dict[str, Field]
    invoice_number: Field | None
    warnings: tuple[str, ...]
    pages: tuple[Page, ...]


class Field(msgspec.Struct, frozen=True):
    """A field's value; msgpack cannot tell a Decimal from a text."""

    value: str
    is_number: bool
    confidence: float
    evidence: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """As `batch_ocr.invoice.fields.Evidence`, without importing the field parser."""

    page: int
    box: Box
    words: tuple[str, ...]


Message = Ready | Unavailable | PageRead | Failed | Done


def framed(content: bytes) -> bytes:
    """Return the content after its length."""
    return len(content).to_bytes(HEADER_BYTES, "big") + content


def done(invoice: Invoice, pages: tuple[Page, ...]) -> Done:
    """Return the message for what was read."""
    fields = {name: _field(value) for name, value in invoice.fields.items()}
    number = None if invoice.invoice_number is None else _field(invoice.invoice_number)
    return Done(fields, number, invoice.warnings, pages)


def invoice_of(message: Done) -> Invoice:
    """Return the invoice a worker sent."""
    from batch_ocr.invoice.fields import Invoice  # noqa: PLC0415 - the parser's packages are optional, this module is not

    fields = {name: _value(field) for name, field in message.fields.items()}
    number = None if message.invoice_number is None else _value(message.invoice_number)
    return Invoice(fields, number, message.warnings)


def _field(found: FieldValue) -> Field:
    proofs = tuple(Proof(item.page, item.box, item.words) for item in found.evidence)
    return Field(str(found.value), isinstance(found.value, Decimal), found.confidence, proofs)


def _value(field: Field) -> FieldValue:
    from batch_ocr.invoice.fields import Evidence, FieldValue  # noqa: PLC0415 - as in invoice_of

    value = Decimal(field.value) if field.is_number else field.value
    evidence = tuple(Evidence(proof.page, proof.box, proof.words) for proof in field.evidence)
    return FieldValue(value, field.confidence, evidence)
