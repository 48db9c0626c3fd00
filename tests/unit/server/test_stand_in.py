from __future__ import annotations

import asyncio
import hashlib
import statistics

import pytest

from batch_ocr.aspose.wire import INVOICE_KEYS, RecognitionOptions
from batch_ocr.errors import ItemError
from batch_ocr.server.stand_in import UNREADABLE_PREFIX, StandInReader, fixed, invoice_of, lognormal
from tests import virtual_time

OPTIONS = RecognitionOptions()


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_answer_is_made_from_the_bytes_alone() -> None:
    """The same document has the same invoice, with all keys in order; another one has another."""
    first, again, other = (invoice_of(sha256_of(data)) for data in (b"one", b"one", b"two"))
    assert first == again != other
    assert tuple(first) == INVOICE_KEYS
    assert first["account"] == sha256_of(b"one")


def test_processors_bound_what_is_read_at_once() -> None:
    """Ten documents of 2 seconds take 10 seconds on two processors, and 2 on as many as wanted."""

    async def scenario(processors: int | None) -> float:
        reader = StandInReader(2.0, processors)
        async with asyncio.TaskGroup() as group:
            for number in range(10):
                group.create_task(reader.read(b"%d" % number, OPTIONS))
        return virtual_time.elapsed()

    assert virtual_time.run(scenario(2)) == 10.0
    assert virtual_time.run(scenario(None)) == 2.0


def test_service_times_belong_to_documents() -> None:
    """A document takes as long whenever it comes; the spread is as asked for."""
    assert fixed(3.0)(sha256_of(b"one")) == 3.0
    times = lognormal(2.0, 0.5, seed=1)
    drawn = [times(sha256_of(b"%d" % number)) for number in range(2000)]
    assert drawn == [times(sha256_of(b"%d" % number)) for number in range(2000)]
    assert statistics.median(drawn) == pytest.approx(2.0, rel=0.1)
    assert drawn != [lognormal(2.0, 0.5, seed=2)(sha256_of(b"%d" % number)) for number in range(2000)]


def test_marked_documents_cannot_be_read() -> None:
    """There is a way to ask for a failure."""

    async def scenario() -> None:
        await StandInReader().read(UNREADABLE_PREFIX + b" for sure", OPTIONS)

    with pytest.raises(ItemError, match="cannot be decoded"):
        virtual_time.run(scenario())
