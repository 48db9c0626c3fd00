"""Readers without recognition: a fixed service time on a number of processors, and an answer made from the bytes.

For measuring everything but recognition, and for checking that each result belongs to the file it names.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal

from aiohttp import web

from batch_ocr.aspose.wire import RecognitionOptions
from batch_ocr.errors import ErrorCode, ItemError
from batch_ocr.server.app import SERVICE
from batch_ocr.server.journal import Accepted
from batch_ocr.server.reading import ReadDocument, results_of

ServiceTime = Callable[[str], float]
"""SHA-256 of a document → seconds its reading takes, independent of the order of arrival."""

UNREADABLE_PREFIX = b"unreadable"
"""A document that begins with it ends in an error, like a picture that cannot be decoded."""


def fixed(seconds: float) -> ServiceTime:
    """Return a service time that is the same for all documents."""
    return lambda _: seconds


def lognormal(median: float, sigma: float, seed: int = 0) -> ServiceTime:
    """Return service times spread like real ones: `median` seconds, `sigma` the deviation of their logarithm."""
    return lambda sha256: median * random.Random(f"{seed}:{sha256}").lognormvariate(0.0, sigma)  # noqa: S311 -- no secret


class StandInReader:
    """Takes `service_time` for each document, `processors` of them at a time, and answers `invoice_of` its bytes."""

    def __init__(self, service_time: ServiceTime | float = 0.0, processors: int | None = None) -> None:
        self._service_time = fixed(service_time) if isinstance(service_time, int | float) else service_time
        self._processors = None if processors is None else asyncio.Semaphore(processors)

    async def read(self, data: bytes, _: RecognitionOptions) -> ReadDocument:
        """Answer from the bytes. Raises ItemError for those that begin with UNREADABLE_PREFIX."""
        sha256 = hashlib.sha256(data).hexdigest()
        seconds = self._service_time(sha256)
        if self._processors is None:
            await asyncio.sleep(seconds)
        else:
            async with self._processors:
                await asyncio.sleep(seconds)
        if data.startswith(UNREADABLE_PREFIX):
            raise ItemError(ErrorCode.CORRUPT, "the image cannot be decoded")
        return ReadDocument(invoice_of(sha256))


def restore(app: web.Application, accepted: Iterable[Accepted]) -> None:
    """Let a server over a StandInReader go on with the tasks of the one before it, all of them completed."""
    service = app[SERVICE]
    for one in accepted:
        age = (datetime.now(UTC) - one.at).total_seconds()
        results = results_of(ReadDocument(invoice_of(one.sha256)), with_evidence=False)
        service.store.restore(one.task_id, age, results)


def invoice_of(sha256: str) -> dict[str, str | Decimal | float | None]:
    """Return the invoice that stands for the document with this SHA-256; no two documents share one."""
    rng = random.Random(sha256)  # noqa: S311 -- no secret
    net = Decimal(rng.randrange(100, 10_000_000)) / 100
    vat = Decimal(rng.choice((0, 7, 19, 20, 21)))
    return {
        "issue_date": f"20{rng.randrange(10, 27)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}",
        "due_date": "",
        "supplier_name": f"supplier {sha256[:8]}",
        "supplier_address": f"{rng.randrange(1, 200)} high street, {rng.randrange(10000, 99999)} town",
        "supplier_email": f"{sha256[:8]}@example.com",
        "supplier_phone": "",
        "supplier_tax_id": None,
        "receiver_name": "receiver",
        "receiver_address": "1 low street, 10000 town",
        "receiver_tax_id": None,
        "currency": rng.choice(("eur", "usd", "gbp")),
        "total_amount": (net * (100 + vat) / 100).quantize(Decimal("0.01")),
        "vat": vat,
        "net_amount": net,
        "bank_name": "",
        "bic": "",
        "account": sha256,
    }
