"""One run at a time for each output: kernel locks, which end with their process, however that ends.

One lock is held on a separate file beside each ledger. People take such files for left-overs and remove them, even
during a run, so another lock is held on the output itself, which nobody tidies away.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final, Self

from filelock import FileLock, Timeout

from batch_ocr.errors import AlreadyRunning, OutputError

_LOOK_AGAIN: Final = 0.1
"""Seconds between two tries for a lock that another process holds."""


class OutputLock:
    """The lock on the output itself, a context manager."""

    def __init__(self, output: Path, ledger: Path, open_output: Callable[[], int], wait: float) -> None:
        """`open_output` returns a descriptor of the output, creating it if needed; `ledger` has its lock beside it.

        Entering raises AlreadyRunning, naming the other process, after `wait` seconds.
        """
        self._output = output
        self._lock = _lock_path(ledger)
        self._open = open_output
        self._wait = wait
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        deadline = time.monotonic() + self._wait
        while not self._take():
            if time.monotonic() >= deadline:
                raise _already_running(self._lock)
            time.sleep(_LOOK_AGAIN)
        return self

    def renew(self) -> None:
        """Lock the new output after the old one was replaced. Raises AlreadyRunning."""
        if not self._take():
            raise _already_running(self._lock)

    def __exit__(self, *_: object) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)

    def _take(self) -> bool:
        descriptor = self._open()
        with suppress(OSError):  # any other error than "it is held": a file system without locks
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                return False
        if not _is(descriptor, self._output):  # replaced between the opening and the lock
            os.close(descriptor)
            return False
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor = descriptor
        return True


def _is(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


@contextmanager
def only_run(ledgers: Iterable[Path], wait: float) -> Iterator[None]:
    """Hold the lock beside each of `ledgers`, which may be the same one twice.

    Raises AlreadyRunning, naming the other process, after `wait` seconds for each; OutputError.
    """
    with ExitStack() as stack:
        for ledger in dict.fromkeys(ledgers):
            stack.enter_context(_locked(ledger, wait))
        yield


@contextmanager
def _locked(ledger: Path, wait: float) -> Iterator[None]:
    path = _lock_path(ledger)
    lock = FileLock(path, timeout=wait)
    try:
        lock.acquire()
    except Timeout:
        raise _already_running(path) from None
    except OSError as error:
        raise OutputError(f"{path}: cannot be locked: {error.strerror}") from None
    holder = path.with_suffix(".pid")
    try:
        with suppress(OSError):  # it is only for a message
            holder.write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def _lock_path(ledger: Path) -> Path:
    return ledger.with_name(ledger.name + ".lock")


def _already_running(lock: Path) -> AlreadyRunning:
    return AlreadyRunning(f"another run works on this output{_holder(lock)}; --wait-lock 10m waits for it")


def _holder(lock: Path) -> str:
    try:
        return f" (process {int(lock.with_suffix('.pid').read_text(encoding='ascii'))})"
    except (OSError, ValueError):
        return ""
