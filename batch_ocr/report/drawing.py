"""Thumbnails drawn in a separate process: a decoder that crashes, hangs or eats memory costs one picture.

The process lives on from scan to scan. Scans go to it over standard input, pictures come back over standard output,
each as its length in four bytes and its bytes; a length of zero ends the pictures of a scan.
"""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from types import TracebackType
from typing import IO, Final, Self

from batch_ocr import child_python
from batch_ocr.report.page import Picture

PATIENCE: Final = 20.0
"""Seconds until a scan is given up."""
_PROGRAM: Final = "from batch_ocr.report.drawing import main; main()"
_LENGTH: Final = struct.Struct(">I")


class Drawing:
    """Draws one scan at a time; starts its process when it is needed, and again after it died."""

    def __init__(self, max_pixels: int, *, patience: float = PATIENCE) -> None:
        self._command = child_python.command(_PROGRAM, str(max_pixels))
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()

    def pictures(self, scan: bytes) -> tuple[Picture, ...]:
        """Return the first pages, small; empty for what cannot be drawn in time, or at all."""
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with _killed_after(self._patience, process):
                _send(process.stdin, scan)
                return tuple(Picture(page, "image/webp") for page in _received(process.stdout))
        except (OSError, EOFError):  # it crashed on this scan, or was killed when its time was up
            self._end()
            return ()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module
                self._command,
                env=child_python.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C on the terminal is the parent's business
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def main() -> None:
    """Draw what comes over standard input until it ends. The only argument is the most pixels a page may have."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from batch_ocr.report.thumbnails import thumbnails  # noqa: PLC0415 - Pillow and PDFium are loaded here alone
    from batch_ocr.scan_pages import bound_memory  # noqa: PLC0415 - as above

    bound_memory()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get among the pictures
    while (scan := _frame(sys.stdin.buffer)) is not None:
        for picture in thumbnails(scan, int(sys.argv[1])):
            _send(answers, picture.data)
        _send(answers, b"")


@contextmanager
def _killed_after(seconds: float, process: subprocess.Popen[bytes]) -> Iterator[None]:
    timer = Timer(seconds, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _send(stream: IO[bytes], data: bytes) -> None:
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def _received(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield frames up to the empty one. Raises EOFError when they end before it."""
    while page := _frame(stream):
        yield page
    if page is None:
        raise EOFError


def _frame(stream: IO[bytes]) -> bytes | None:
    """Return one frame; None at the end of the stream, even in the middle of a frame."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    return data if len(data) == length else None
