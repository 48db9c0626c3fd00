"""Ctrl-C before there is anything to stop: while the program is being imported, a traceback would tell nothing."""

from __future__ import annotations

import os
import signal

SIGINT_EXIT = 130
"""As `batch_ocr.errors.ExitCode.SIGINT`, which takes longer to import than this module may."""


def end_at_once() -> None:
    """Let Ctrl-C end the process with one line, unless whoever started us has it ignored."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)


def raise_again() -> None:
    """Let Ctrl-C be KeyboardInterrupt from here on, for there are files to be closed and runs to be told of."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(*_: object) -> None:
    try:
        os.write(2, b"batch-ocr: interrupted\n")
    finally:
        os._exit(SIGINT_EXIT)
