"""The body of a submission, streamed from the file: memory does not depend on the size of the image.

A document may be replaced or written to while it is sent. The last piece goes out only after a look at the file, so
that a body which is complete is a body of the bytes that were there all along.
"""

from __future__ import annotations

import asyncio
import io
import os
import select
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn

import pybase64
from aiohttp import Payload
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import StreamWriter

from batch_ocr.errors import ErrorCode, ItemError
from batch_ocr.records import mtime_ns

PIECE_BYTES: Final = 48 * 1024
"""A multiple of 3, so that the pieces' base64 joins without padding. Above 128 KB the allocator maps fresh pages for
each piece, which is slower; below, the calls for each piece weigh more."""

TURNS_TO_NOTICE: Final = 3
"""Turns of the event loop until a transport has handled what already waits in its socket."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to submit, as it was when it was hashed."""

    path: Path
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class UploadBytes:
    """A document that exists in memory only."""

    data: bytes = field(repr=False)


class UploadBody(Payload):
    """Prefix, base64 of the source, suffix: one attempt to send it, never repeated by the HTTP library."""

    def __init__(self, source: Source, frame: tuple[bytes, bytes], stall_timeout: float) -> None:
        """`stall_timeout`: seconds without the peer taking anything, after which the attempt is given up."""
        super().__init__(None, content_type="application/json")
        self._source = source
        self._prefix, self._suffix = frame
        self._stall_timeout = stall_timeout
        self._size = len(self._prefix) + (source.size_bytes + 2) // 3 * 4 + len(self._suffix)
        self.refused_at_once = False
        """Whether there was a connection, but it took no byte at all: it had become useless while it was idle."""
        self.handed_over = False
        """Whether the last byte may have left; before, nobody can have received a complete request."""
        self.on_handed_over: Callable[[], None] = lambda: None
        """Told when `handed_over` becomes true."""
        self.failure: ItemError | None = None
        """Why the document itself could not be sent to its end."""

    @property
    def consumed(self) -> bool:
        """True: what was paid for once must not be repeated behind the caller's back."""
        return True

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> NoReturn:  # noqa: ARG002  inherited
        """Refuse: the body is never in memory as a whole."""
        raise TypeError("an upload is streamed")

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Send the body."""
        await self.write_with_length(writer, None)

    async def write_with_length(
        self,
        writer: AbstractStreamWriter,
        content_length: int | None,  # noqa: ARG002  our own `size`
    ) -> None:
        """Send the body.

        Raises:
            ItemError: the source changed; the body is incomplete and stays so. Also noted in `failure`.
            TimeoutError: the peer takes nothing.
        """
        assert isinstance(writer, StreamWriter)
        self.refused_at_once = True
        await notice_what_waits(writer.transport)
        try:
            await self._send_pieces(writer)
        except ItemError as error:
            self.failure, self.refused_at_once = error, False
            raise

    async def _send_pieces(self, writer: StreamWriter) -> None:
        left = self._source.size_bytes
        head = self._prefix
        while left > PIECE_BYTES:
            piece = pybase64.b64encode(self._source.read(PIECE_BYTES))
            left -= PIECE_BYTES
            await writer.write(head + piece if head else piece, drain=False)
            self.refused_at_once, head = False, b""
            async with asyncio.timeout(self._stall_timeout):
                await writer.drain()
        last = b"".join((head, pybase64.b64encode(self._source.read(left)), self._suffix))
        self._source.verify()
        # Without drain, the writer either raises before the transport takes the piece or it is taken: no middle.
        await writer.write(last, drain=False)
        self.refused_at_once, self.handed_over = False, True
        self.on_handed_over()


async def notice_what_waits(transport: asyncio.Transport | None) -> None:
    """Let the event loop see that the server has closed the connection while it was idle, or has said something.

    An idle connection has nothing to read; if there is something, it is its end, an answer nobody asked for, or a TLS
    ticket. Once the transport has read its end, the writer refuses the first byte: surely not sent instead of possibly
    paid for.
    """
    sock = None if transport is None else transport.get_extra_info("socket")
    if sock is None or sock.fileno() < 0:
        return
    poll = select.poll()
    poll.register(sock.fileno(), select.POLLIN)
    if poll.poll(0):
        for _ in range(TURNS_TO_NOTICE):
            await asyncio.sleep(0)


class Source:
    """The open file or bytes of one attempt."""

    def __init__(self, stream: io.RawIOBase | io.BytesIO, size_bytes: int, origin: Upload | None) -> None:
        self._stream = stream
        self._origin = origin
        self.size_bytes = size_bytes

    def read(self, size_bytes: int) -> bytes:
        """Return exactly `size_bytes`.

        Raises:
            ItemError: CHANGED if the file has become shorter, UNREADABLE if the disk fails.
        """
        parts: list[bytes] = []
        missing = size_bytes
        while missing:
            with _disk_errors():
                part = self._stream.read(missing)
            if not part:
                raise _changed()
            parts.append(part)
            missing -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def verify(self) -> None:
        """Check that the file is the one that was opened, with the same size and time.

        Raises:
            ItemError: CHANGED.
        """
        if self._origin is None:
            return
        try:
            with _disk_errors():
                opened, named = os.fstat(self._stream.fileno()), self._origin.path.lstat()
        except FileNotFoundError as error:
            raise _changed() from error
        _check(opened, self._origin)
        if (opened.st_dev, opened.st_ino) != (named.st_dev, named.st_ino):
            raise _changed()


@contextmanager
def opened(upload: Upload | UploadBytes) -> Iterator[Source]:
    """Open what is to be sent.

    Raises:
        FileNotFoundError: it has gone.
        ItemError: UNREADABLE if it cannot be opened, CHANGED if it is not the file it was.
    """
    if isinstance(upload, UploadBytes):
        yield Source(io.BytesIO(upload.data), len(upload.data), None)
        return
    with _disk_errors():
        descriptor = os.open(upload.path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    with io.FileIO(descriptor) as stream:
        _check(os.fstat(descriptor), upload)
        yield Source(stream, upload.size_bytes, upload)


def _check(status: os.stat_result, upload: Upload) -> None:
    if not stat.S_ISREG(status.st_mode) or (status.st_size, mtime_ns(status)) != (upload.size_bytes, upload.mtime_ns):
        raise _changed()


def _changed() -> ItemError:
    return ItemError(ErrorCode.CHANGED, "the file changed while it was being sent", retryable=True)


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ItemError(ErrorCode.UNREADABLE, f"the file cannot be read: {reason}", retryable=True) from error
