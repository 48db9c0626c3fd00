"""One document: what results.jsonl and the corrections beside it say about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

from batch_ocr.findings import Finding

Status = Literal["completed", "failed", "rejected", "duplicate"]
STATUSES: Final[tuple[Status, ...]] = ("completed", "failed", "rejected", "duplicate")
"""All statuses a line can have, the best first."""

TWIN_CODES: Final = frozenset({"rescanned", "same-invoice"})
"""Findings that mean: another file holds the same invoice, and it would be paid twice."""


_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def iso_day(text: str | None) -> date | None:
    """The day written as YYYY-MM-DD and no other form of ISO 8601; None for anything else, such as 2026-02-30."""
    try:
        return date.fromisoformat(text) if text and _DAY.fullmatch(text) else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no invoice."""

    code: str
    """One of `errors.ErrorCode`, or of a later version's."""
    messages: tuple[str, ...]
    retryable: bool
    """Whether the next run tries again by itself."""


@dataclass(frozen=True, slots=True)
class Document:
    """The latest line of one file, with the corrections made on these bytes applied."""

    name: str
    """Unique in one results file; `batch_ocr.names` turns it into the path's bytes."""
    sha256: str | None
    """Hexadecimal; None when the bytes were never read. Several names may share one."""
    status: Status
    invoice: dict[str, str | Decimal | None] | None
    """The 17 fields in the order of the wire; None if nothing was read and nobody entered anything."""
    invoice_number: str | None
    confidence: Mapping[str, float]
    """0 to 1 by field; empty for a service that gives none."""
    findings: tuple[Finding, ...]
    review: Literal["accepted", "rejected"] | None
    """What a person said of the whole document."""
    corrected: Mapping[str, str | Decimal | None]
    """What was read, for fields that a person has changed."""
    error: Failure | None
    duplicate_of: str | None
    """Name of the file with the same bytes; only with status `duplicate`."""
    warnings: tuple[str, ...]
    engine: str
    submitted_at: datetime | None
    """UTC; None when it was never sent."""
    completed_at: datetime
    """UTC."""
    attempts: int
    polls: int

    def text(self, key: str) -> str | None:
        """A field of the invoice as text; None where there is none."""
        value = self.invoice.get(key) if self.invoice else None
        return None if value is None else str(value)

    def amount(self, key: str) -> Decimal | None:
        """A field of the invoice that is a number; None where there is none."""
        value = self.invoice.get(key) if self.invoice else None
        return value if isinstance(value, Decimal) else None

    def day(self, key: str) -> date | None:
        """A field of the invoice that is a day; None where there is none, or where the text is no ISO 8601 day."""
        return iso_day(self.text(key))

    @property
    def twins(self) -> tuple[str, ...]:
        """Names of other files that hold the same invoice: this one must not be paid or summed beside them."""
        found = [finding.twin for finding in self.findings if finding.code in TWIN_CODES and finding.twin]
        return tuple(dict.fromkeys([self.duplicate_of, *found] if self.duplicate_of else found))
