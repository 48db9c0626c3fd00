"""Decide about one file before its bytes are sent: an invoice, a reject with a reason, or not meant for us."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath

from batch_ocr.errors import ErrorCode, ItemError
from batch_ocr.log import LOGGER
from batch_ocr.media import SUFFIXES, Kind, Pieces, examine, kind_of
from batch_ocr.records import Image, mtime_ns

PIECE_BYTES = 1 << 18

_OF_THREAD = threading.local()


def inspect(image: Image, max_file_bytes: int, max_pixels: int) -> Kind | None:
    """Return the format of a file that looks like an invoice, None when it is not a picture or PDF.

    Blocks on the disk: call it in a thread. Raises ItemError for a file that should be read but cannot be,
    FileNotFoundError if it no longer exists.
    """
    named_so = PurePosixPath(image.name).suffix.lower() in SUFFIXES
    if not image.size_bytes:
        if named_so:
            raise ItemError(ErrorCode.EMPTY, "the file is empty")
        return None
    with opened(image) as descriptor:
        pieces = Pieces(descriptor, image.size_bytes)
        kind = kind_of(pieces.head(1024))
        if kind is None:
            if named_so:
                raise ItemError(
                    ErrorCode.UNSUPPORTED, "not a PNG, JPEG, TIFF, BMP, GIF, WebP, HEIC or PDF, whatever its name"
                )
            return None
        if image.size_bytes > max_file_bytes:
            raise ItemError(
                ErrorCode.TOO_LARGE, f"{image.size_bytes} bytes, more than max_file_bytes = {max_file_bytes}"
            )
        examine(pieces, kind, max_pixels)
    return kind


def digest(image: Image) -> str:
    """Return the SHA-256 of the file, hexadecimal. Blocks on the disk: call it in a thread.

    Raises ItemError when the file is not what the walk saw: its size or time changed, or it cannot be read.
    """
    buffer = _buffer()
    sha256 = hashlib.sha256()
    with _unchanged(image) as descriptor:
        left = image.size_bytes
        while left and (count := os.readv(descriptor, [buffer[: min(left, PIECE_BYTES)]])):
            sha256.update(buffer[:count])
            left -= count
        if left:
            raise _changed()
    return sha256.hexdigest()


def content(image: Image) -> bytes:
    """Return all bytes of the file; otherwise as `digest`."""
    with _unchanged(image) as descriptor:
        data = os.read(descriptor, image.size_bytes)
        while len(data) < image.size_bytes and (piece := os.read(descriptor, image.size_bytes - len(data))):
            data += piece
        if len(data) < image.size_bytes:
            raise _changed()
    return data


def _buffer() -> memoryview:
    """One for each thread, used again: the allocator maps fresh pages for each large piece, which the kernel clears."""
    if not hasattr(_OF_THREAD, "buffer"):
        _OF_THREAD.buffer = memoryview(bytearray(PIECE_BYTES))
    buffer: memoryview = _OF_THREAD.buffer
    return buffer


@contextmanager
def _unchanged(image: Image) -> Iterator[int]:
    """Open the file to read no more of it than its size: one that is being written may grow for ever.

    Raises ItemError when it is not the file that the walk saw, in the end.
    """
    with opened(image) as descriptor:
        yield descriptor
        status = os.fstat(descriptor)
        if (status.st_size, mtime_ns(status)) != (image.size_bytes, image.mtime_ns):
            raise _changed()


def _changed() -> ItemError:
    return ItemError(ErrorCode.CHANGED, "the file changed while it was read", retryable=True)


@contextmanager
def opened(image: Image) -> Iterator[int]:
    """Yield a descriptor of the file itself, never of the target of a link.

    Raises FileNotFoundError if it no longer exists, ItemError if it cannot be opened, or read within the block.
    """
    descriptor = _open(image)
    try:
        yield descriptor
    except OSError as error:  # a bad sector, a share that went away
        raise ItemError(ErrorCode.UNREADABLE, f"cannot be read: {error.strerror}", retryable=True) from None
    finally:
        os.close(descriptor)


def _open(image: Image) -> int:
    try:
        return os.open(image.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except OSError as error:
        reason = "it is a symbolic link now" if error.errno == errno.ELOOP else error.strerror
        raise ItemError(ErrorCode.UNREADABLE, f"cannot be opened: {reason}", retryable=True) from None


def unforeseen(name: str, error: Exception) -> ItemError:
    """Turn an unexpected error into the failure of this one document; log where it came from."""
    LOGGER.error("%s: an unexpected error, a bug; the run goes on without this document", name, exc_info=error)
    return ItemError(ErrorCode.UNREADABLE, f"unexpected {type(error).__name__}: {error}", retryable=True)
