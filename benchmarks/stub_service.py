"""A service that answers at once and costs as little as possible: what the clients of a benchmark talk to.

    python -m benchmarks.stub_service        prints its port and runs until its input ends

Every submission is accepted unread, every task is completed. Its cost is this process's, apart from the client's.
"""

from __future__ import annotations

import asyncio
import base64
import sys
import uuid

from batch_ocr.aspose.wire import (
    TOKEN_PATH,
    ResponseStatusCode,
    ResultItem,
    TaskStatus,
    encode_answer,
    encode_invoice,
    encode_token,
)

SUPPLIER = "0123456789ab"
"""Made another one in each answer: equal readings would be compared with each other."""
INVOICE = encode_invoice({"supplier_name": f"acme {SUPPLIER}", "currency": "eur"}).encode()
NOBODY = str(uuid.uuid4())
DATA = "data"
COMPLETED = encode_answer(NOBODY, TaskStatus.COMPLETED, ResponseStatusCode.OK, results=[ResultItem("Text", DATA)])
BEFORE_ID, REST = COMPLETED.split(NOBODY.encode())
BEFORE_DATA, AFTER_DATA = REST.split(f'"{DATA}"}}'.encode())
TOKEN = encode_token("token", 3600)


def answer(body: bytes, media_type: bytes) -> bytes:
    """Return a whole HTTP answer."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: %s; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
    return head % (media_type, len(body)) + body


def completed(task_id: bytes) -> bytes:
    """Return the answer about a task, with a supplier of its own."""
    data = base64.b64encode(INVOICE.replace(SUPPLIER.encode(), task_id[:12]))
    return b"".join((BEFORE_ID, task_id, BEFORE_DATA, b'"', data, b'"}', AFTER_DATA))


class StubService(asyncio.Protocol):
    """One connection: requests with a Content-Length, answered when their last byte is there."""

    def __init__(self) -> None:
        self._head = b""
        self._missing = 0
        self._answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Count the bytes of bodies, look at the heads."""
        while data:
            if self._missing:
                taken = min(self._missing, len(data))
                self._missing -= taken
                data = data[taken:]
            else:
                head, end, data = (self._head + data).partition(b"\r\n\r\n")
                if not end:
                    self._head = head
                    return
                self._head = b""
                self._begin(head)
            if not self._missing:
                self._transport.write(self._answer)

    def _begin(self, head: bytes) -> None:
        _, found, rest = head.lower().partition(b"\r\ncontent-length:")
        self._missing = int(rest.split(b"\r\n", 1)[0]) if found else 0
        if not head.startswith(b"POST"):
            task_id = head.split(b" ", 2)[1].rpartition(b"=")[2]
            self._answer = answer(completed(task_id), b"application/json")
        elif TOKEN_PATH.encode() in head.split(b"\r\n", 1)[0]:
            self._answer = answer(TOKEN, b"application/json")
        else:
            self._answer = answer(str(uuid.uuid4()).encode(), b"text/plain")


async def serve() -> None:
    """Run until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(StubService, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve())
