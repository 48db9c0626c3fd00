"""The server on a real socket, for the tests of this folder: a session that is let in, and raw sockets."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Unpack

import aiohttp
import orjson

from batch_ocr.aspose.wire import INVOICE_PATH, RecognitionOptions
from batch_ocr.server.config import ServerConfig
from batch_ocr.server.reading import ReadDocument, Reader
from batch_ocr.server.running import running_server

if TYPE_CHECKING:
    from aiohttp.client import _RequestOptions
    from multidict import CIMultiDictProxy

CREDENTIALS = {"id": "secret"}
BEARER = {"Authorization": "Bearer let-me-in"}
CONFIG = ServerConfig(credentials=CREDENTIALS, static_token="let-me-in", readers=2)
LIMIT = 60.0
"""Seconds after which a test has hung; none waits for it when all is well."""


@dataclass
class GatedReader:
    """Reads nothing until it is let: each document waits for `gate`, and what was asked is remembered."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    seen: list[tuple[bytes, RecognitionOptions]] = field(default_factory=list)
    cancelled: list[bytes] = field(default_factory=list)
    document: ReadDocument = field(default_factory=lambda: ReadDocument({"supplier_name": "acme"}))
    error: Exception | None = None

    async def read(self, data: bytes, options: RecognitionOptions) -> ReadDocument:
        self.seen.append((data, options))
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled.append(data)
            raise
        if self.error is not None:
            raise self.error
        return self.document


@dataclass
class Caller:
    """A client that is let in."""

    base_url: str
    session: aiohttp.ClientSession

    async def call(
        self, method: str, path: str, **options: Unpack[_RequestOptions]
    ) -> tuple[int, bytes, CIMultiDictProxy[str]]:
        async with self.session.request(method, self.base_url + path, **options) as response:
            return response.status, await response.read(), response.headers

    async def post(self, image: bytes, **settings: object) -> tuple[int, bytes, CIMultiDictProxy[str]]:
        return await self.post_body(orjson.dumps(submission(image, **settings)))

    async def post_body(self, body: bytes) -> tuple[int, bytes, CIMultiDictProxy[str]]:
        return await self.call(
            "POST", INVOICE_PATH, data=io.BytesIO(body), headers={"Content-Type": "application/json"}
        )

    async def submit(self, image: bytes = b"image", **settings: object) -> str:
        status, body, _ = await self.post(image, **settings)
        assert status == 200, body
        return body.decode()

    async def state(self, task_id: str, path: str = INVOICE_PATH) -> dict[str, Any]:
        status, body, _ = await self.call("GET", path, params={"id": task_id})
        assert status == 200, body
        answer: dict[str, Any] = orjson.loads(body)
        return answer

    async def end_of(self, task_id: str) -> dict[str, Any]:
        """Poll until the task is over, giving way to the server in between."""
        while True:
            answer = await self.state(task_id)
            if answer["taskStatus"] not in {"Pending", "Processing"}:
                return answer


def submission(image: bytes, **settings: object) -> dict[str, object]:
    return {"image": base64.b64encode(image).decode(), "settings": settings}


@asynccontextmanager
async def serving(reader: Reader, config: ServerConfig = CONFIG) -> AsyncIterator[Caller]:
    """Yield a caller of a server over the reader; it is an error if the server leaves a task behind."""
    before = asyncio.all_tasks()
    async with asyncio.timeout(LIMIT):
        async with running_server(reader, config) as url, aiohttp.ClientSession(headers=BEARER) as session:
            yield Caller(url, session)
        while left := asyncio.all_tasks() - before:  # closed connections end in the loop's next rounds
            await asyncio.wait(left)


def run(scenario: Coroutine[Any, Any, None]) -> None:
    """Run one scenario to its end."""
    asyncio.run(scenario)


async def raw(base_url: str, *pieces: bytes, read_all: bool = True) -> bytes:
    """Send bytes as they are and return whatever comes back until the server closes."""
    reader, writer = await connect(base_url)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        return await reader.read() if read_all else b""
    finally:
        writer.close()


async def connect(base_url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, _, port = base_url.removeprefix("http://").rpartition(":")
    return await asyncio.open_connection(host, int(port))


def post_head(length: int | str, *headers: str) -> bytes:
    """Return the head of a submission with a bearer token and any Content-Length."""
    lines = [
        f"POST {INVOICE_PATH} HTTP/1.1",
        "Host: localhost",
        "Authorization: Bearer let-me-in",
        "Content-Type: application/json",
        f"Content-Length: {length}",
        *headers,
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
