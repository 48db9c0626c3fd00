"""The project's client against the project's server: one contract, both ends of it, on a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

import pytest

from batch_ocr.aspose.client import AsposeClient
from batch_ocr.aspose.credentials import Credentials, Secret
from batch_ocr.aspose.token import ClientCredentials, StaticToken, TokenSource
from batch_ocr.aspose.upload import Upload, UploadBytes
from batch_ocr.aspose.wire import Answer, Reading, RecognitionOptions, TaskStatus, decode_results
from batch_ocr.errors import AccessRefused, ErrorCode, ItemError, RequestRefused, Throttled
from batch_ocr.server.config import ServerConfig
from batch_ocr.server.reading import ReadDocument
from batch_ocr.server.running import running_server
from tests.wire.misbehaving import OPTIONS, SMALL, client_of

CONFIG = ServerConfig(credentials={"id": "s3cret"}, static_token="local", readers=2, result_wait=10.0)
"""A GET waits for the result, so that no test has to."""
INVOICE: dict[str, str | Decimal | float | None] = {
    "supplier_name": "Größe & Söhne",
    "total_amount": Decimal("43550.00"),
    "currency": "eur",
}


@dataclass
class EchoingReader:
    """Finds the same invoice everywhere, and remembers what it was given; waits for `gate` if there is one."""

    seen: list[tuple[bytes, RecognitionOptions]]
    gate: asyncio.Event | None = None
    began: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self, data: bytes, options: RecognitionOptions) -> ReadDocument:
        self.seen.append((data, options))
        self.began.set()
        if self.gate is not None:
            await self.gate.wait()
        if data == b"broken":
            raise ItemError(ErrorCode.CORRUPT, "no picture")
        return ReadDocument(INVOICE, ("the date is ambiguous",), {"evidence": {"supplier_name": {"confidence": 0.9}}})


@asynccontextmanager
async def pair(
    reader: EchoingReader, auth: TokenSource | None = None, config: ServerConfig = CONFIG
) -> AsyncIterator[AsposeClient]:
    async with (
        running_server(reader, config) as url,
        client_of(url, auth or StaticToken(Secret("local"))) as client,
    ):
        yield client


def account(secret: str = "s3cret") -> ClientCredentials:
    return ClientCredentials(Credentials("id", Secret(secret)))


def invoice_of(answer: Answer) -> dict[str, str | Decimal]:
    assert answer.status is TaskStatus.COMPLETED
    reading = decode_results(answer.results)
    assert isinstance(reading, Reading)
    return {key: value for key, value in reading.invoice.items() if value is not None}


@pytest.mark.parametrize("size", [1, 100_000, 5_000_000])
def test_a_document_and_its_invoice_travel_unchanged(tmp_path: Path, size: int) -> None:
    """The reader gets the file's bytes and the options; the client gets the reader's fields, digit for digit."""
    path = tmp_path / "scan.png"
    path.write_bytes(bytes(range(256)) * (size // 256 + 1))
    status = path.stat()
    options = RecognitionOptions("German", rotate=90, skew_correct=False, spell_check=True)
    reader = EchoingReader([])

    async def scenario() -> Answer:
        async with pair(reader, account()) as client:
            task_id = await client.submit(Upload(path, status.st_size, status.st_mtime_ns), options)
            answer = await client.result(task_id)
            assert answer.task_id == task_id
            assert (await client.status(task_id)).results == ()
            return answer

    answer = asyncio.run(scenario())
    assert invoice_of(answer) == INVOICE
    assert answer.warnings + answer.messages == ("the date is ambiguous",)
    assert reader.seen == [(path.read_bytes(), options)]


def test_a_document_that_cannot_be_read_is_a_failed_task() -> None:
    """The service takes it, and says later what is wrong with it."""

    async def scenario() -> None:
        async with pair(EchoingReader([])) as client:
            answer = await client.result(await client.submit(UploadBytes(b"broken"), OPTIONS))
            assert answer.status is TaskStatus.ERROR
            assert "no picture" in " ".join(answer.messages)

    asyncio.run(scenario())


def test_an_empty_document_is_refused() -> None:
    """A request the server cannot take concerns this document alone."""

    async def scenario() -> None:
        async with pair(EchoingReader([])) as client:
            with pytest.raises(RequestRefused, match="400"):
                await client.submit(UploadBytes(b""), OPTIONS)
            await client.submit(SMALL, OPTIONS)

    asyncio.run(scenario())


def test_a_cancelled_task_does_not_exist_any_more() -> None:
    """Neither before nor after it was read; and a task that never was is the same."""

    async def scenario() -> None:
        async with pair(EchoingReader([])) as client:
            task_id = await client.submit(SMALL, OPTIONS)
            await client.cancel(task_id)
            unknown = "00000000-0000-0000-0000-000000000000"
            for one in (task_id, unknown):
                assert (await client.result(one)).status is TaskStatus.NOT_EXIST
            await client.cancel(unknown)

    asyncio.run(scenario())


def test_a_wrong_secret_ends_the_run() -> None:
    """The server's 400 at the token endpoint is the client's last word about these credentials."""

    async def scenario() -> None:
        async with pair(EchoingReader([]), account("wrong")) as client:
            with pytest.raises(AccessRefused, match="invalid_client"):
                await client.submit(SMALL, OPTIONS)

    asyncio.run(scenario())


def test_tokens_that_live_a_moment_do_not_disturb() -> None:
    """With tokens of a second, and the server forgetting all but the newest, every call finds its way."""

    async def scenario() -> None:
        config = replace(CONFIG, token_life=1.0, max_tokens=1)
        async with pair(EchoingReader([]), account(), config) as client, asyncio.TaskGroup() as group:
            for _ in range(20):
                group.create_task(client.submit(SMALL, OPTIONS))

    asyncio.run(scenario())


def test_a_full_queue_asks_to_come_back() -> None:
    """Beyond the queue's bound the client hears when to come again, and nothing is lost when it does."""

    async def scenario() -> None:
        reader = EchoingReader([], asyncio.Event())
        async with pair(reader, config=replace(CONFIG, readers=1, max_queue=1)) as client:
            accepted = [await client.submit(UploadBytes(b"first"), OPTIONS)]
            await reader.began.wait()
            accepted.append(await client.submit(UploadBytes(b"second"), OPTIONS))
            with pytest.raises(Throttled) as caught:
                await client.submit(UploadBytes(b"third"), OPTIONS)
            assert caught.value.retry_after == CONFIG.queue_retry_after
            assert reader.gate is not None
            reader.gate.set()
            for task_id in accepted:
                assert (await client.result(task_id)).status is TaskStatus.COMPLETED

    asyncio.run(scenario())


def test_a_body_beyond_the_servers_limit_is_refused_while_it_is_sent() -> None:
    """The 413 arrives although the rest of the document is still on its way."""

    async def scenario() -> None:
        async with pair(EchoingReader([]), config=replace(CONFIG, max_body_bytes=100_000)) as client:
            with pytest.raises(RequestRefused, match="413"):
                await client.submit(UploadBytes(bytes(30_000_000)), OPTIONS)
            await client.submit(SMALL, OPTIONS)

    asyncio.run(scenario())
