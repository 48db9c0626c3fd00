"""How a command that replaces a file is stopped."""

from __future__ import annotations

import os
import signal

from batch_ocr.errors import ExitCode
from batch_ocr.replacing import remove_unfinished


def end_on_sigterm() -> None:
    """End at once on SIGTERM and leave no half-written file. Raising from the handler could deadlock on a held lock."""
    signal.signal(signal.SIGTERM, _end)


def _end(*_: object) -> None:
    remove_unfinished()
    os._exit(ExitCode.SIGTERM)
