"""How a command that replaces a file is stopped."""

from __future__ import annotations

import signal
import sys

from batch_ocr.errors import ExitCode


def end_on_sigterm() -> None:
    """End on SIGTERM as on Ctrl-C, through every `finally`: half a file must not stay beside the whole one."""
    signal.signal(signal.SIGTERM, _end)


def _end(*_: object) -> None:
    sys.exit(ExitCode.SIGTERM)
