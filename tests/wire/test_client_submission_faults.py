"""A submission may fail in many ways, and each is one of two: surely not accepted, or perhaps paid for."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Self

import pytest

from batch_ocr.aspose.client import CallKind
from batch_ocr.aspose.upload import Upload, UploadBytes
from batch_ocr.errors import (
    AnswerLost,
    CallError,
    ErrorCode,
    ItemError,
    NotSent,
    RequestRefused,
    ServiceFailed,
    Throttled,
)
from tests.wire.misbehaving import GUID, LARGE, OPTIONS, SMALL, Peer, client_of, serving


def failure(
    behave: Callable[[Peer], Awaitable[None]], upload: UploadBytes | Upload = SMALL, read_timeout: float = 10.0
) -> tuple[Exception, list[CallKind]]:
    """Submit once to a server that behaves so; return the error and the calls that were counted."""

    async def scenario() -> tuple[Exception, list[CallKind]]:
        calls: list[CallKind] = []
        async with serving(behave) as served, client_of(served.url, calls=calls, read_timeout=read_timeout) as client:
            with pytest.raises((CallError, ItemError)) as caught:
                await client.submit(upload, OPTIONS)
            return caught.value, calls

    return asyncio.run(scenario())


async def reset_at_once(peer: Peer) -> None:
    peer.reset()


async def reset_after_header(peer: Peer) -> None:
    await peer.head()
    peer.reset()


async def close_after_header(peer: Peer) -> None:
    await peer.head()


async def reset_after_body(peer: Peer) -> None:
    await peer.request()
    peer.reset()


async def close_after_body(peer: Peer) -> None:
    await peer.request()


async def close_in_status_line(peer: Peer) -> None:
    await peer.request()
    await peer.send(b"HTTP/1.1 20")


async def close_in_header(peer: Peer) -> None:
    await peer.request()
    await peer.send(b"HTTP/1.1 200 OK\r\nContent-Le")


async def close_in_id(peer: Peer) -> None:
    await peer.request()
    await peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 36\r\n\r\n3f2504e0-4f")


async def reset_in_id(peer: Peer) -> None:
    await close_in_id(peer)
    peer.reset()


async def close_in_chunked_id(peer: Peer) -> None:
    await peer.request()
    await peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n24\r\n3f2504e0-4f")


async def no_http(peer: Peer) -> None:
    await peer.request()
    await peer.send(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
    await peer.until_closed()


async def header_that_is_none(peer: Peer) -> None:
    await peer.request()
    await peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 36\r\nB\x00d H\xffader\r\n\r\n" + GUID.encode())
    await peer.until_closed()


async def endless_header(peer: Peer) -> None:
    await peer.request()
    await peer.send(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000)
    await peer.until_closed()


async def endless_answer(peer: Peer) -> None:
    await peer.request()
    await peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n")
    while not peer.writer.is_closing():
        await peer.send(bytes(65536))


async def gzip_that_is_none(peer: Peer) -> None:
    await peer.request()
    await peer.answer(b"\x1f\x8b" + GUID.encode(), "200 OK", "Content-Encoding: gzip")
    await peer.until_closed()


async def another_protocol(peer: Peer) -> None:
    await peer.request()
    await peer.send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n\0\0\0")
    await peer.until_closed()


async def silence(peer: Peer) -> None:
    await peer.request()
    await peer.until_closed()


async def drip(peer: Peer, drop: bytes) -> None:
    while not peer.writer.is_closing():
        await peer.send(drop)
        await asyncio.sleep(0)
        if not peer.writer.is_closing():
            await asyncio.get_running_loop().run_in_executor(None, threading.Event().wait, 0.005)


async def trickle(peer: Peer) -> None:
    """One byte whenever the event loop gets round to it: the client's timeout for single reads never strikes."""
    await peer.request()
    await peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n")
    await drip(peer, b" ")


async def trickle_of_header(peer: Peer) -> None:
    await peer.request()
    await peer.send(b"HTTP/1.1 200 OK\r\nX: ")
    await drip(peer, b"x")


async def always_processing(peer: Peer) -> None:
    await peer.request()
    await drip(peer, b"HTTP/1.1 102 Processing\r\n\r\n")


LOST = [
    reset_after_body,
    close_after_body,
    close_in_status_line,
    close_in_header,
    close_in_id,
    reset_in_id,
    close_in_chunked_id,
    no_http,
    header_that_is_none,
    endless_header,
    endless_answer,
    another_protocol,
    gzip_that_is_none,
]


@pytest.mark.parametrize("behave", LOST)
@pytest.mark.parametrize("upload", [SMALL, UploadBytes(bytes(200_000))])
def test_an_answer_lost_after_the_body_is_ambiguous(
    behave: Callable[[Peer], Awaitable[None]], upload: UploadBytes
) -> None:
    """Whatever happens to the answer once the last byte may be out, the document may be accepted; the call counts."""
    error, calls = failure(behave, upload)
    assert (type(error), calls) == (AnswerLost, ["submit"])


@pytest.mark.parametrize("behave", [silence, trickle, trickle_of_header, always_processing])
@pytest.mark.parametrize("upload", [SMALL, UploadBytes(bytes(200_000))])
def test_a_slow_answer_is_given_up_and_ambiguous(
    behave: Callable[[Peer], Awaitable[None]], upload: UploadBytes
) -> None:
    """Silence ends with the read timeout; an answer that trickles ends with the patience for whole answers."""
    error, calls = failure(behave, upload, read_timeout=0.1)
    assert (type(error), calls) == (AnswerLost, ["submit"])


@pytest.mark.parametrize("behave", [trickle, trickle_of_header, always_processing])
def test_a_poll_that_trickles_is_given_up(behave: Callable[[Peer], Awaitable[None]]) -> None:
    """Neither a header nor interim answers can hold a poll for ever."""

    async def scenario() -> None:
        async with serving(behave) as served, client_of(served.url, read_timeout=0.1) as client:
            with pytest.raises(AnswerLost):
                await client.result(GUID)

    asyncio.run(scenario())


@pytest.mark.parametrize(("upload", "counted"), [(SMALL, ["submit"]), (LARGE, [])])
def test_a_submission_that_is_cancelled_is_counted_once_its_body_is_out(
    upload: UploadBytes, counted: list[CallKind]
) -> None:
    """Then the service may have seen it and may charge for it; half a body is nothing."""

    async def scenario() -> None:
        calls: list[CallKind] = []
        arrived = asyncio.Event()

        async def never_answer(peer: Peer) -> None:
            await (peer.request() if upload is SMALL else peer.head())
            arrived.set()
            await peer.writer.wait_closed()

        async with serving(never_answer) as served, client_of(served.url, calls=calls) as client:
            async with asyncio.TaskGroup() as group:
                task = group.create_task(client.submit(upload, OPTIONS))
                await arrived.wait()
                task.cancel()
            assert calls == counted

    asyncio.run(scenario())


@pytest.mark.parametrize("behave", [reset_at_once, reset_after_header, close_after_header])
def test_a_connection_that_breaks_while_the_body_goes_out_is_safe(behave: Callable[[Peer], Awaitable[None]]) -> None:
    """Nobody has the whole request, so it can be sent again for nothing; and nothing is counted."""
    error, calls = failure(behave, LARGE)
    assert (type(error), calls) == (NotSent, [])


def test_a_service_that_takes_nothing_is_given_up() -> None:
    """When the peer stops reading in the middle of a body, the upload ends after the read timeout: surely not sent."""

    async def stop_reading(peer: Peer) -> None:
        await peer.head()
        peer.writer.transport.pause_reading()  # type: ignore[attr-defined]  # sockets' transports have it
        await peer.writer.wait_closed()

    error, calls = failure(stop_reading, LARGE, read_timeout=0.3)
    assert (type(error), calls) == (NotSent, [])
    assert "timed out" in str(error)


def test_a_refused_connection_is_safe() -> None:
    """Nothing listens there: surely not sent, not counted, and the message names the address."""

    async def scenario() -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
            calls: list[CallKind] = []
            async with client_of(f"http://127.0.0.1:{port}", calls=calls) as client:
                with pytest.raises(NotSent, match=str(port)):
                    await client.submit(SMALL, OPTIONS)
                with pytest.raises(NotSent, match=str(port)):
                    await client.result(GUID)
            assert calls == []

    asyncio.run(scenario())


def test_an_unknown_host_is_safe() -> None:
    """A name that does not resolve: surely not sent."""

    async def scenario() -> None:
        async with client_of("http://service.invalid") as client:
            with pytest.raises(NotSent, match=r"service\.invalid"):
                await client.submit(SMALL, OPTIONS)

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("413 Too Large", RequestRefused),
        ("503 Busy", Throttled),
        ("429 Slow Down", Throttled),
        ("500 Oops", NotSent),
        ("502 Bad Gateway", NotSent),
    ],
)
def test_an_early_answer_is_taken_while_the_body_is_going_out(status: str, expected: type[Exception]) -> None:
    """A refusal that comes before the body's end is heard; and since nobody has the whole body, a 500 is safe too."""

    async def refuse_early(peer: Peer) -> None:
        await peer.head()
        await peer.answer(b"no", status, "Connection: close")
        await peer.reader.readexactly(1000)  # and then nothing more until the client gives up
        await peer.writer.wait_closed()

    error, calls = failure(refuse_early, LARGE)
    assert (type(error), calls) == (expected, ["submit"])


def test_a_server_error_after_the_body_is_ambiguous() -> None:
    """A gateway's 502 says nothing about what happened behind it."""

    async def fail(peer: Peer) -> None:
        await peer.request()
        await peer.answer(b"<html><title>502 Bad Gateway</title></html>", "502 Bad Gateway")
        await peer.until_closed()

    error, _ = failure(fail)
    assert isinstance(error, ServiceFailed)
    assert (error.status, str(error)) == (502, "HTTP 502: 502 Bad Gateway")


def test_an_error_whose_body_breaks_off_keeps_its_status() -> None:
    """The status line says enough; a cut error page does not make a refusal ambiguous."""

    async def cut(peer: Peer) -> None:
        await peer.request()
        await peer.send(b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 100\r\n\r\nplease")

    error, _ = failure(cut)
    assert isinstance(error, Throttled)
    assert error.retry_after == 7.0


def test_a_file_that_changes_while_it_is_sent_never_arrives(tmp_path: Path) -> None:
    """The service gets an incomplete body and the document is an error of its own, not of the connection."""
    path = tmp_path / "scan.png"
    path.write_bytes(LARGE.data)
    status = path.stat()
    received = 0

    async def change(peer: Peer) -> None:
        nonlocal received
        head = await peer.head()
        path.write_bytes(b"other")
        assert "Content-Length: 32000" in head
        while piece := await peer.reader.read(1 << 20):
            received += len(piece)

    error, calls = failure(change, Upload(path, status.st_size, status.st_mtime_ns))
    assert isinstance(error, ItemError)
    assert error.code is ErrorCode.CHANGED
    assert received < 32_000_000
    assert calls == []


class IdleServer:
    """Answers one request on each connection, with a task id, and keeps it.

    It has a thread of its own, so that a test can close the connection, or send something, at any moment.
    """

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.connections: list[socket.socket] = []
        self.thread = threading.Thread(target=self._serve)

    def _serve(self) -> None:
        while True:
            connection, _ = self.listener.accept()
            data = b""
            while b"}}" not in data and not (data.startswith(b"GET") and data.endswith(b"\r\n\r\n")):
                if not (piece := connection.recv(65536)):
                    connection.close()
                    return
                data += piece
            self.connections.append(connection)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 36\r\n\r\n" + GUID.encode())

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        with socket.create_connection(self.listener.getsockname()):
            pass  # wakes the thread, which then ends
        self.thread.join()
        self.listener.close()
        for connection in self.connections:
            connection.close()


def test_an_idle_connection_that_the_server_closed_is_not_used() -> None:
    """A connection closed since its last use, even in this very moment, costs neither the document nor certainty."""

    async def scenario(server: IdleServer) -> None:
        calls: list[CallKind] = []
        async with client_of(server.url, calls=calls) as client:
            for _ in range(20):
                assert await client.submit(SMALL, OPTIONS) == GUID
                server.connections[-1].close()  # the event loop has no chance to see it before the next submission
        assert len(server.connections) == 20
        assert calls == ["submit"] * 20

    with IdleServer() as server:
        asyncio.run(scenario(server))


@pytest.mark.parametrize("poll", [False, True])
@pytest.mark.parametrize("seen", [False, True])
def test_an_answer_that_nobody_asked_for_is_no_answer(*, poll: bool, seen: bool) -> None:
    """What a server says on an idle connection is not about the next request, whether it was read by then or not."""
    stray = b"HTTP/1.1 200 OK\r\nContent-Length: 36\r\n\r\n" + GUID[::-1].encode()

    async def scenario(server: IdleServer) -> None:
        calls: list[CallKind] = []
        async with client_of(server.url, calls=calls) as client:
            for _ in range(5):
                if poll:
                    with pytest.raises(ServiceFailed):
                        await client.result(GUID)
                else:
                    assert await client.submit(SMALL, OPTIONS) == GUID
                server.connections[-1].sendall(stray)
                if seen:
                    for _ in range(20):
                        await asyncio.sleep(0)
        assert len(server.connections) == len(calls) == 5

    with IdleServer() as server:
        asyncio.run(scenario(server))


def test_connections_are_kept_and_reused() -> None:
    """Calls one after another go over one connection."""

    async def forever(peer: Peer) -> None:
        while await peer.request():
            await peer.answer()

    async def scenario() -> None:
        async with serving(forever) as served, client_of(served.url) as client:
            for _ in range(10):
                await client.submit(SMALL, OPTIONS)
            assert len(served.peers) == 1

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 36\r\n\r\n" + GUID.encode(),
        b"HTTP/1.0 200 OK\r\nContent-Length: 36\r\n\r\n" + GUID.encode(),
        b"HTTP/1.1 200 OK\r\nContent-Length: 36\r\n\r\n" + GUID.encode() + b"HTTP/1.1 408 Request Timeout\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n24\r\n"
        + GUID.encode()
        + b"\r\n0\r\n\r\n",
    ],
    ids=["close", "old version", "more than was asked for", "two lengths"],
)
def test_a_connection_that_cannot_be_trusted_serves_one_request(answer: bytes) -> None:
    """The next one goes over another, whatever the server does with this one."""

    async def scenario() -> None:
        async def stay(peer: Peer) -> None:
            await peer.request()
            await peer.send(answer)
            await peer.until_closed()

        async with serving(stay) as served, client_of(served.url) as client:
            for _ in range(3):
                assert await client.submit(SMALL, OPTIONS) == GUID
            assert len(served.peers) == 3

    asyncio.run(scenario())
