"""Documents and pages for the tests of the report."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from batch_ocr.findings import Finding, Verdict
from batch_ocr.invoice.fields import FIELD_NAMES
from batch_ocr.records import FieldProof, Place
from batch_ocr.report.page import Scans, render
from batch_ocr.report.rows import Proofs
from batch_ocr.results import Document, Failure

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def invoice(**values: str | Decimal) -> dict[str, str | Decimal | None]:
    """An invoice with these fields and no others."""
    return {name: values.get(name) for name in FIELD_NAMES}


def document(name: str = "a.png", **changes: object) -> Document:
    """A document that was read and found right, but for `changes`."""
    usual: dict[str, Any] = {
        "name": name,
        "sha256": f"{abs(hash(name)):064x}"[-64:],
        "status": "completed",
        "invoice": invoice(supplier_name="Acme", currency="eur", total_amount=Decimal("119.00")),
        "invoice_number": None,
        "confidence": {},
        "findings": (),
        "review": None,
        "corrected": {},
        "error": None,
        "duplicate_of": None,
        "warnings": (),
        "engine": "local",
        "submitted_at": NOW,
        "completed_at": NOW,
        "attempts": 1,
        "polls": 2,
    }
    return Document(**(usual | changes))


def failed(name: str, code: str = "recognition-failed", message: str = "the service gave up") -> Document:
    """A document without a result."""
    return document(name, status="failed", invoice=None, error=Failure(code, (message,), retryable=False))


def wrong(code: str, *fields: str, twin: str | None = None, message: str = "does not add up") -> Finding:
    return Finding(code, Verdict.WRONG, fields, message, None, twin)


def page_of(
    documents: Iterable[Document],
    *,
    scans: Scans | None = None,
    evidence: Callable[[str], Proofs | None] | None = None,
    title: str = "results.jsonl",
) -> bytes:
    """The whole page."""
    out = io.BytesIO()
    render(documents, out, title=title, now=NOW, scans=scans, evidence=evidence)
    return out.getvalue()


def written(
    folder: Path,
    documents: Iterable[Document],
    *,
    scans: Scans | None = None,
    evidence: Callable[[str], Proofs | None] | None = None,
) -> Path:
    """The page as a file."""
    path = folder / "report.html"
    path.write_bytes(page_of(documents, scans=scans, evidence=evidence))
    return path


def proofs(**boxes: tuple[int, tuple[float, float, float, float]]) -> Mapping[str, FieldProof]:
    """Evidence with one box for each field: page (from 0), then left, top, right, bottom as shares of the page."""
    return {name: FieldProof("x", 0.9, (Place(page, box, ("x",)),)) for name, (page, box) in boxes.items()}
