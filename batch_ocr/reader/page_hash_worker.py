"""A process that makes the hashes of pages: decoders of foreign files crash, hang and swell, and a run must not.

One request a line on standard input, one answer a line on standard output; it ends with its input, or is killed.
"""

from __future__ import annotations

import hashlib
import os
import signal
import sys

import msgspec

from batch_ocr.reader.errors import UnreadableDocument
from batch_ocr.reader.worker import bound_memory, die_with_parent, private_stdout


class HashRequest(msgspec.Struct, frozen=True):
    """A file whose first page is to be hashed."""

    path: bytes
    sha256: str
    """Hexadecimal; a file that has other bytes by now is not hashed."""
    max_file_bytes: int
    max_pixels: int


class HashAnswer(msgspec.Struct, frozen=True):
    """What came of it."""

    page_hash: bytes | None
    """None for a page that cannot be read, has nothing on it, or is gone."""


def main() -> None:
    """Serve until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
    bound_memory()
    answers = private_stdout()
    requests = msgspec.json.Decoder(HashRequest)
    for line in sys.stdin.buffer:
        answers.write(msgspec.json.encode(HashAnswer(hash_of(requests.decode(line)))) + b"\n")
        answers.flush()


def hash_of(request: HashRequest) -> bytes | None:
    """The hash of the file's first page."""
    from batch_ocr.reader.page_picture import first_page, page_hash  # noqa: PLC0415 - heavy, and the parent needs none

    try:
        data = _content(request)
        if data is None or hashlib.sha256(data).hexdigest() != request.sha256:
            return None
        return page_hash(first_page(data, request.max_pixels))
    except (OSError, UnreadableDocument, MemoryError):
        return None


def _content(request: HashRequest) -> bytes | None:
    descriptor = os.open(request.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        if os.fstat(descriptor).st_size > request.max_file_bytes:
            return None
        return file.read(request.max_file_bytes)
