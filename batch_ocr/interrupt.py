"""Ctrl-C while the program is still being imported: there is nothing to stop, and a traceback would not help."""

from __future__ import annotations

import os
import signal

SIGINT_EXIT = 130
"""Same as `batch_ocr.errors.ExitCode.SIGINT`, which would take too long to import here."""


def end_at_once() -> None:
    """Let Ctrl-C end the process with one line, unless we were started with SIGINT ignored."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)


def raise_again() -> None:
    """Let Ctrl-C raise KeyboardInterrupt from here on: now files must be closed and runs reported."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(*_: object) -> None:
    try:
        os.write(2, b"batch-ocr: interrupted\n")
    finally:
        os._exit(SIGINT_EXIT)
