"""A reader for worker processes that does what each document tells it to: read, hang, crash, print, wait."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from batch_ocr.page import Box, Page, Word
from batch_ocr.reader.errors import Fault, UnreadableDocument
from batch_ocr.reader.options import ReaderSettings, ReadOptions

NAME = "tests.process.faulty_reader:open_reader"
WITHOUT_PACKAGE = "tests.process.faulty_reader:open_without_package"
DYING = "tests.process.faulty_reader:open_dying"


def open_reader(settings: ReaderSettings) -> Callable[[bytes, ReadOptions], Iterator[Page]]:
    """What a worker runs; the document's first word says what happens."""
    return _read


def open_without_package(settings: ReaderSettings) -> Callable[[bytes, ReadOptions], Iterator[Page]]:
    """A machine without the optional packages."""
    raise ModuleNotFoundError("No module named 'onnxruntime'", name="onnxruntime")


def open_dying(settings: ReaderSettings) -> Callable[[bytes, ReadOptions], Iterator[Page]]:
    """A machine whose runtime library kills the process when it is loaded."""
    os.kill(os.getpid(), signal.SIGILL)
    raise AssertionError


def _read(data: bytes, options: ReadOptions) -> Iterator[Page]:  # noqa: C901 - one case for each kind of document
    command, _, argument = data[:500].partition(b" ")
    match command:
        case b"hang":
            yield _page("before")
            threading.Event().wait()
        case b"spin":
            while True:
                pass
        case b"crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case b"crash-once":
            marker = Path(argument.decode())
            if not marker.exists():
                marker.touch()
                os.kill(os.getpid(), signal.SIGSEGV)
        case b"wait":
            Path(argument.decode()).read_bytes()  # a pipe with a name: the test opens its other end
        case b"slow":
            for _ in range(4):
                threading.Event().wait(float(argument))
                yield _page("slow")
        case b"broken":
            raise UnreadableDocument(Fault.ENCRYPTED, "the PDF asks for a password")
        case b"bug":
            raise ZeroDivisionError
        case b"print":
            print("a library that prints", flush=True)
            os.write(1, b"and one in C")
    yield _page(f"{len(data)} {options.language} {options.rotate}")


def _page(text: str) -> Page:
    return Page(100.0, 50.0, (Word(text, Box(1.0, 2.0, 3.0, 4.0), 0.5, 0),), "ocr")
