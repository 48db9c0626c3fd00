"""One worker process: warm, one thread of work, reads the documents its pool sends over standard input.

It ignores Ctrl-C (the parent decides) and never outlives its parent: the kernel kills it with the parent's thread where
it can, and everywhere the end of standard input does.
"""

from __future__ import annotations

import ctypes
import faulthandler
import importlib
import os
import queue
import resource
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

import msgspec

from batch_ocr.errors import ReaderUnavailable
from batch_ocr.reader.errors import Fault, UnreadableDocument, missing
from batch_ocr.reader.messages import (
    HEADER_BYTES,
    Failed,
    Message,
    PageRead,
    Ready,
    Request,
    Start,
    Unavailable,
    done,
    framed,
)

if TYPE_CHECKING:
    from batch_ocr.page import Page
    from batch_ocr.reader.options import ReadOptions

_PR_SET_PDEATHSIG = 1
"""Source: prctl(2), <linux/prctl.h>."""

MEMORY_BYTES = 1_800_000_000
"""A worker may allocate so much; a page of 100 megapixels takes half. Beyond it a document fails, not the machine."""

DocumentReader = Callable[[bytes, "ReadOptions"], Iterator["Page"]]


def main() -> None:
    """Serve until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
    bound_memory()
    faulthandler.enable()
    answers = private_stdout()
    frames = _frames(sys.stdin.buffer)
    start = msgspec.msgpack.decode(frames.get(), type=Start)
    try:
        read = _opened(start)
    except ReaderUnavailable as error:
        _send(answers, Unavailable(str(error)))
        return
    _send(answers, Ready())
    while True:
        request = msgspec.msgpack.decode(frames.get(), type=Request)
        for message in _answers(read, frames.get(), request.options):
            _send(answers, message)


def _answers(read: DocumentReader, data: bytes, options: ReadOptions) -> Iterator[Message]:
    from batch_ocr.reader.fields import read_fields  # noqa: PLC0415 - heavy, and only a worker needs it

    pages: list[Page] = []
    try:
        for page in read(data, options):
            pages.append(page)
            yield PageRead()
        yield done(read_fields(data, pages), tuple(pages))
    except UnreadableDocument as error:
        yield Failed(error.fault, error.message)
    except MemoryError:
        yield Failed(Fault.TOO_LARGE, "not enough memory for this document")


def _opened(start: Start) -> DocumentReader:
    module, _, function = start.reader.partition(":")
    try:
        return cast("DocumentReader", getattr(importlib.import_module(module), function)(start.settings))
    except ImportError as error:
        raise missing(error.name or str(error)) from error


def _frames(stream: BinaryIO) -> queue.SimpleQueue[bytes]:
    """Read frames on a thread of its own, so that the parent's end is noticed in the middle of a page."""
    frames: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def pump() -> None:
        while len(header := stream.read(HEADER_BYTES)) == HEADER_BYTES:
            frames.put(stream.read(int.from_bytes(header, "big")))
        os._exit(0)  # nobody is left to answer; threads and buffers do not matter any more

    threading.Thread(target=pump, name="frames", daemon=True).start()
    return frames


def _send(answers: BinaryIO, message: Message) -> None:
    answers.write(framed(msgspec.msgpack.encode(message)))
    answers.flush()


def private_stdout() -> BinaryIO:
    """Keep standard output for answers; whatever a library prints goes to standard error."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def die_with_parent() -> None:
    """Let the kernel end this process with its parent, where it can."""
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the kernel was told
            os._exit(0)


def bound_memory() -> None:
    """Allocate no more than MEMORY_BYTES: beyond it an allocation fails."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


if __name__ == "__main__":
    main()
