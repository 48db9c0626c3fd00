"""Documents as the page stores them: plain records, packed into blocks of columns, a third of the size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Final

from batch_ocr.findings import Finding
from batch_ocr.invoice.fields import FIELD_NAMES
from batch_ocr.records import FieldProof
from batch_ocr.results import Document

Record = dict[str, object]
"""A document in the words of JSON; `assets/documents.js` says what the page makes of it."""
Proofs = Mapping[str, FieldProof]

SHOWN_FIELDS: Final = (*FIELD_NAMES, "invoice_number")
BLOCK_DOCUMENTS: Final = 2_000
"""How many documents are held in memory at once while the page is written."""

_SHARED: Final = frozenset({*FIELD_NAMES, "status", "engine", "review", "duplicate_of"})
"""Columns whose values repeat: they hold places in the block's list of strings."""
_BOX_STEPS: Final = 10_000


def as_record(document: Document, proofs: Proofs | None = None, pages: int = 0) -> Record:
    """Return everything the page shows of `document`.

    Amounts stay text, digit for digit. Confidences are in thousandths, moments in milliseconds since 1970 (UTC), boxes
    in ten-thousandths of the page as [page, left, top, right, bottom] with pages counted from 0. `pages` is how many
    pictures of it the page carries.
    """
    invoice = document.invoice
    return {
        "name": document.name,
        "sha256": document.sha256,
        "status": document.status,
        "invoice": None if invoice is None else {name: _text(invoice.get(name)) for name in FIELD_NAMES},
        "invoice_number": document.invoice_number,
        "confidence": _confidence(document.confidence),
        "findings": [_finding(finding) for finding in document.findings],
        "review": document.review,
        "corrected": {name: _text(old) for name, old in document.corrected.items()},
        "error": _error(document),
        "duplicate_of": document.duplicate_of,
        "warnings": list(document.warnings),
        "engine": document.engine,
        "submitted_at": _milliseconds(document.submitted_at),
        "completed_at": _milliseconds(document.completed_at),
        "attempts": document.attempts,
        "polls": document.polls,
        "boxes": _boxes(proofs or {}),
        "pages": pages,
    }


def blocks(records: Iterable[Record]) -> Iterator[Record]:
    """Yield the records in blocks of columns: `count`, `strings`, `columns`. An empty column is left out."""
    remaining = iter(records)
    while block := list(islice(remaining, BLOCK_DOCUMENTS)):
        yield _block(block)


def _block(records: Sequence[Record]) -> Record:
    places: dict[object, int] = {None: 0}
    columns: Record = {}
    for name in (*_of_document(records[0]), *FIELD_NAMES):
        values = [_value(record, name) for record in records]
        if any(values):
            shared = name in _SHARED
            columns[name] = [places.setdefault(value, len(places)) for value in values] if shared else values
    return {"count": len(records), "strings": list(places), "columns": columns}


def _of_document(record: Record) -> list[str]:
    return [name for name in record if name != "invoice"]


def _value(record: Record, name: str) -> object:
    """Return the value for a column: None for empty lists and mappings."""
    if name not in FIELD_NAMES:
        return record[name] or None
    invoice = record["invoice"]
    return invoice[name] if isinstance(invoice, dict) else None


def _text(value: str | Decimal | None) -> str | None:
    return format(value, "f") if isinstance(value, Decimal) else value


def _confidence(confidence: Mapping[str, float]) -> list[int] | None:
    """Thousandths in the order of SHOWN_FIELDS, -1 where none is known."""
    if not confidence:
        return None
    return [round(confidence[name] * 1000) if name in confidence else -1 for name in SHOWN_FIELDS]


def _finding(finding: Finding) -> Record:
    told: Record = {
        "code": finding.code,
        "verdict": finding.verdict.value,
        "fields": list(finding.fields),
        "message": finding.message,
    }
    if finding.expected is not None:
        told["expected"] = finding.expected
    if finding.twin is not None:
        told["twin"] = finding.twin
    return told


def _error(document: Document) -> Record | None:
    if document.error is None:
        return None
    failure = document.error
    return {"code": failure.code, "messages": list(failure.messages), "retryable": failure.retryable}


def _milliseconds(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)


def _boxes(proofs: Proofs) -> dict[str, list[list[int]]]:
    """Boxes that reach beyond the page, as from a damaged ledger, are cut to it."""
    return {
        name: [[place.page, *(_step(share) for share in place.box)] for place in proof.places]
        for name, proof in proofs.items()
    }


def _step(share: float) -> int:
    return round(min(1.0, max(0.0, share)) * _BOX_STEPS)
