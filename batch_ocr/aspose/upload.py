"""The body of a submission, streamed from the file: memory does not depend on the size of the image.

A document may be replaced or written to while it is sent. The last piece goes out only after a look at the file, so
that a body which is complete is a body of the bytes that were there all along.
"""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

import pybase64

from batch_ocr.aspose.outlet import Outlet
from batch_ocr.errors import ErrorCode, ItemError
from batch_ocr.records import Image, mtime_ns

PIECE_BYTES: Final = 48 * 1024
"""A multiple of 3, so that the pieces' base64 joins without padding. Above 128 KB the allocator maps fresh pages for
each piece, which is slower; below, the calls for each piece weigh more."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to submit, as it was when it was hashed."""

    path: Path
    size_bytes: int
    mtime_ns: int

    @classmethod
    def of(cls, image: Image) -> Self:
        """Return the file as the walk found it."""
        return cls(image.path, image.size_bytes, image.mtime_ns)


@dataclass(frozen=True, slots=True)
class UploadBytes:
    """A document that exists in memory only."""

    data: bytes = field(repr=False)

    @property
    def size_bytes(self) -> int:
        """As of an `Upload`."""
        return len(self.data)


Document = Upload | UploadBytes
"""What is sent for a file."""


class UploadBody:
    """Prefix, base64 of the source, suffix: one attempt to send it."""

    def __init__(self, source: Source, frame: tuple[bytes, bytes]) -> None:
        self._source = source
        self._prefix, self._suffix = frame
        self.size_bytes = len(self._prefix) + (source.size_bytes + 2) // 3 * 4 + len(self._suffix)

    async def send(self, head: bytes, outlet: Outlet) -> None:
        """Send the header and the body, up to where the outlet is over.

        Raises:
            ItemError: the source changed or cannot be read; the body is incomplete and stays so.
        """
        left = self._source.size_bytes
        head += self._prefix
        while left > PIECE_BYTES:
            piece = pybase64.b64encode(self._source.read(PIECE_BYTES))
            outlet.write(head + piece if head else piece, last=False)
            left, head = left - PIECE_BYTES, b""
            await outlet.drain()
            if outlet.over:
                return
        last = b"".join((head, pybase64.b64encode(self._source.read(left)), self._suffix))
        self._source.verify()
        outlet.write(last, last=True)


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
def opened(upload: Document) -> Iterator[Source]:
    """Open what is to be sent.

    Raises:
        FileNotFoundError: it has gone.
        ItemError: UNREADABLE if it cannot be opened, CHANGED if it is not the file it was.
    """
    if isinstance(upload, UploadBytes):
        yield Source(io.BytesIO(upload.data), upload.size_bytes, None)
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
