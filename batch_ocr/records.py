"""What travels down the line: images, tickets, outcomes, and the sentinel that ends each queue."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import ClassVar, Final, Literal

from batch_ocr.errors import ErrorCode


class End(Enum):
    """The last thing on a queue. A reader that shares its queue with others puts it back."""

    END = "end"


END: Final = End.END


_LATEST_NS: Final = (1 << 63) - 1
"""The year 2262: SQLite holds no greater integer."""


def mtime_ns(status: os.stat_result) -> int:
    """Return when a file was last changed, for every comparison of file times; all from 2262 on are equal."""
    return min(status.st_mtime_ns, _LATEST_NS)


@dataclass(frozen=True, slots=True)
class Image:
    """A file of the folder that may be an invoice: where its bytes are, never the bytes."""

    name: str
    """Relative to the folder, with `/`; see `batch_ocr.names` for names that are not UTF-8."""
    path: Path
    size_bytes: int
    mtime_ns: int
    """As `mtime_ns` returns it."""
    kind: str | None = None
    """Its format, as `batch_ocr.media.Kind` calls it; None until its bytes have been looked at."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A document the service has accepted: the id under which its result can be fetched."""

    name: str
    sha256: str
    """Hexadecimal, lower case."""
    task_id: str
    submitted_at: datetime
    """UTC. The service forgets a result 24 hours after this."""
    attempts: int = 1
    """How many times this document has been submitted, over all runs."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a document something was read."""

    page: int
    """0-based."""
    box: tuple[float, float, float, float]
    """Left, top, right, bottom; fractions of the page's width and height, of the page as the file shows it."""
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldProof:
    """What a reader found for one field and where, even if the value was not used."""

    value: str
    confidence: float
    """0 to 1: the share of such values that are right."""
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Completed:
    """The service read the document."""

    status: ClassVar[Literal["completed"]] = "completed"

    ticket: Ticket
    invoice: dict[str, str | Decimal | None]
    """The 17 keys in the service's order; None where the service had nothing."""
    warnings: tuple[str, ...]
    completed_at: datetime
    polls: int
    invoice_number: str | None = None
    """None with a service that does not read it."""
    confidence: Mapping[str, float] | None = None
    """0 to 1, by key of the invoice, and `invoice_number`; None with a service that gives none."""
    proofs: Mapping[str, FieldProof] | None = None
    """By the same names; None where they did not come with this outcome."""
    page_hash: bytes | None = None
    """Hash of the first page's looks, see `batch_ocr.page_hash`; None if none was made."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The service or the network gave up on the document."""

    status: ClassVar[Literal["failed"]] = "failed"

    name: str
    sha256: str | None
    code: ErrorCode
    messages: tuple[str, ...]
    retryable: bool
    completed_at: datetime
    ticket: Ticket | None = None
    """None when it was never accepted."""
    attempts: int = 0
    polls: int = 0


@dataclass(frozen=True, slots=True)
class Rejected:
    """The file was never sent."""

    status: ClassVar[Literal["rejected"]] = "rejected"

    name: str
    size_bytes: int
    mtime_ns: int
    code: ErrorCode
    messages: tuple[str, ...]
    completed_at: datetime
    sha256: str | None = None
    """None when the file was refused before its bytes were read."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The file has the same bytes as another; never sent."""

    status: ClassVar[Literal["duplicate"]] = "duplicate"

    name: str
    sha256: str
    duplicate_of: str
    completed_at: datetime


Outcome = Completed | Failed | Rejected | Duplicate
"""What becomes one line of results.jsonl; its `status` is the one of the line and of the figures."""

STATUSES: Final = (Completed.status, Failed.status, Rejected.status, Duplicate.status)
