"""Documents to put through a ledger: small builders that tests of the ledger, the writer and recovery share."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from batch_ocr.aspose.wire import INVOICE_KEYS
from batch_ocr.errors import ErrorCode
from batch_ocr.findings import Finding
from batch_ocr.ledger import Ledger, Submit
from batch_ocr.line import render
from batch_ocr.records import Completed, Duplicate, Failed, Image, Outcome, Rejected, Ticket
from tests.line_schema import valid

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
CLOUD = "aspose https://cloud.test"
INVOICE: dict[str, str | Decimal | None] = dict.fromkeys(INVOICE_KEYS) | {
    "supplier_name": "Nordlicht GmbH",
    "total_amount": Decimal("119.00"),
}

T = TypeVar("T")


def run(scenario: Coroutine[Any, Any, T]) -> T:
    """Run a scenario that must end by itself; a hang becomes a TimeoutError."""

    async def bounded() -> T:
        async with asyncio.timeout(60):
            return await scenario

    return asyncio.run(bounded(), debug=False)


def sha(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def image(folder: Path, name: str, mtime_ns: int = 1, size_bytes: int = 10) -> Image:
    return Image(name, folder / name, size_bytes, mtime_ns)


def put(folder: Path, name: str, content: str = "", mtime_ns: int = 1) -> Image:
    """An image whose file is really there."""
    (folder / name).write_text(content)
    os.utime(folder / name, ns=(mtime_ns, mtime_ns))
    return image(folder, name, mtime_ns, len(content))


def ticket(name: str, content: str, *, task_id: str = "id-1", at: datetime = NOW, attempts: int = 1) -> Ticket:
    return Ticket(name, sha(content), task_id, at, attempts)


def completed(name: str, content: str, *, attempts: int = 1) -> Completed:
    return Completed(ticket(name, content, attempts=attempts), INVOICE, (), NOW + timedelta(seconds=2), 1)


def failed(
    name: str, content: str | None, *, code: ErrorCode = ErrorCode.UNAVAILABLE, retryable: bool = True
) -> Failed:
    return Failed(name, None if content is None else sha(content), code, ("it broke",), retryable, NOW)


def rejected(name: str, *, code: ErrorCode = ErrorCode.CORRUPT) -> Rejected:
    return Rejected(name, 10, 1, code, ("not an image",), NOW)


def duplicate(name: str, content: str, of: str) -> Duplicate:
    return Duplicate(name, sha(content), of, NOW)


def line_of(outcome: Outcome, findings: tuple[Finding, ...] = ()) -> bytes:
    line = render(outcome, "aspose", findings)
    valid(json.loads(line))
    return line


async def begin(ledger: Ledger, output: Path, *, after: timedelta = timedelta(0)) -> None:
    """Start a run."""
    await ledger.recover(NOW + after, output, "resubmit")


async def submit(ledger: Ledger, item: Image, content: str, *, task_id: str = "id-1", at: datetime = NOW) -> Ticket:
    """Take a document that is to be sent as far as its ticket."""
    claim = await ledger.claim(item, sha(content))
    assert isinstance(claim, Submit), claim
    await ledger.sending(sha(content))
    accepted = ticket(item.name, content, task_id=task_id, at=at, attempts=claim.attempts + 1)
    await ledger.submitted(accepted)
    return accepted


async def collect(ledger: Ledger, *outcomes: Outcome) -> bytes:
    """Store outcomes; returns the bytes that are to go to the output."""
    return b"".join(line for _, line in await ledger.collected(outcomes, line_of))


async def finish(ledger: Ledger, output: Path, *outcomes: Outcome) -> bytes:
    """Store outcomes, append their lines and say so; returns those lines."""
    data = await collect(ledger, *outcomes)
    await ledger.written(data.count(b"\n"), add(output, data))
    return data


def add(output: Path, data: bytes) -> int:
    """Append to a file; returns its length."""
    with output.open("ab") as file:
        file.write(data)
        return file.tell()
