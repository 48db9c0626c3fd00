"""One run at a time for each output: a kernel lock, which dies with its process, however that ends."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from batch_ocr.errors import AlreadyRunning, OutputError


@contextmanager
def only_run(ledgers: Iterable[Path], wait: float) -> Iterator[None]:
    """Hold the lock beside each of `ledgers`, which may be one and the same.

    Raises AlreadyRunning, naming the other process, after `wait` seconds for each; OutputError.
    """
    with ExitStack() as stack:
        for ledger in dict.fromkeys(ledgers):
            stack.enter_context(_locked(ledger, wait))
        yield


@contextmanager
def _locked(ledger: Path, wait: float) -> Iterator[None]:
    path = ledger.with_name(ledger.name + ".lock")
    lock = FileLock(path, timeout=wait)
    try:
        lock.acquire()
    except Timeout:
        raise AlreadyRunning(f"another run works on this output{_holder(path)}; --wait-lock 10m waits for it") from None
    except OSError as error:
        raise OutputError(f"{path}: cannot be locked: {error.strerror}") from None
    holder = path.with_suffix(".pid")
    try:
        with suppress(OSError):  # it serves a message only
            holder.write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def _holder(lock: Path) -> str:
    try:
        return f" (process {int(lock.with_suffix('.pid').read_text(encoding='ascii'))})"
    except (OSError, ValueError):
        return ""
