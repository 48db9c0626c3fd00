"""The corrections file as something several people write to at once: locked, appended to, read on, mended.

A writer holds the file's lock from reading the last lines until its own line is written, so a decision based on these
lines is still valid when the record is on disk. A writer that is killed frees the lock and leaves at most an unfinished
last line; the next writer completes it or cuts it off.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from batch_ocr.errors import OutputError
from batch_ocr.ledger.output import append, sync_folder
from batch_ocr.log import LOGGER
from batch_ocr.results.corrections import Correction, Corrections, corrections_path, parse, parse_lines, render

_LOCK_PAUSE: Final = 0.01
"""Seconds between two tries for the lock."""
_MODE: Final = 0o644
"""Permissions of a new file, before the umask."""

Decide = Callable[[Corrections], Correction]


class CorrectionFile:
    """One program's view of the file. Blocking, and for one thread at a time.

    `patience` is how many seconds to wait for another writer; its turn takes milliseconds.
    """

    def __init__(self, results: Path, patience: float = 5.0) -> None:
        self._patience = patience
        self.path = corrections_path(results)
        self.corrections = Corrections()
        """All records read so far."""
        self._file: tuple[int, int] | None = None
        """Device and inode of what was read; another file under the name is read from its start."""
        self._position = 0
        """Bytes read, all of them whole lines."""
        self._lines = 0
        self._news: list[Correction] = []

    def check(self) -> None:
        """Raise OutputError unless records can be appended; makes no file."""
        place = self.path if self.path.exists() else self.path.parent
        if not os.access(place, os.W_OK):
            raise OutputError(f"{place}: cannot be written: corrections would be lost; check its rights")

    def news(self) -> tuple[Correction, ...]:
        """Read on, and return the records added since the last call, others' and our own. Raises OutputError."""
        self.read_on()
        news, self._news = tuple(self._news), []
        return news

    def read_on(self) -> None:
        """Take in what others have appended. Raises OutputError."""
        try:
            with self.path.open("rb") as file:
                self._read_on(file.fileno())
        except FileNotFoundError:
            self._start_over(None)
        except OSError as error:
            raise OutputError(f"cannot read the corrections {self.path}: {error.strerror}") from None

    def append(self, decide: Decide) -> Correction:
        """Append, durably, what `decide` returns for all records so far; if it raises anything, nothing is written.

        Raises OutputError when the record could not be written.
        """
        try:
            with self._locked() as descriptor:
                self._read_on(descriptor)
                self._mend(descriptor)
                record = decide(self.corrections)
                append(descriptor, render(record))
                os.fsync(descriptor)
                self._read_on(descriptor)
        except OSError as error:
            raise OutputError(f"cannot write the corrections {self.path}: {error.strerror}; nothing is saved") from None
        return record

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """Open the file, making it if need be, and hold its lock."""
        while True:
            made = not self.path.exists()
            flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK
            descriptor = os.open(self.path, flags, _MODE)
            try:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise OutputError(f"the corrections {self.path} must be a regular file")
                _lock(descriptor, self.path, self._patience)
                if not _stands_at(descriptor, self.path):
                    continue  # somebody put another file there while we waited
                if made:
                    sync_folder(self.path)
                yield descriptor
                return
            finally:
                os.close(descriptor)

    def _read_on(self, descriptor: int) -> None:
        """Take in the whole lines that follow what was read."""
        status = os.fstat(descriptor)
        if (status.st_dev, status.st_ino) != self._file or status.st_size < self._position:
            self._start_over((status.st_dev, status.st_ino))
        data = os.pread(descriptor, status.st_size - self._position, self._position)
        whole = data[: data.rfind(b"\n") + 1]
        lines = [line + b"\n" for line in whole.split(b"\n")[:-1]]
        for record in parse_lines(lines, self.path, self._lines + 1):
            if self.corrections.add(record):
                self._news.append(record)
        self._position += len(whole)
        self._lines += len(lines)

    def _start_over(self, file: tuple[int, int] | None) -> None:
        self._file, self._position, self._lines, self.corrections = file, 0, 0, Corrections()

    def _mend(self, descriptor: int) -> None:
        """Make the file end with a complete line. We hold the lock, so nobody is still writing an unfinished one."""
        tail = os.pread(descriptor, os.fstat(descriptor).st_size - self._position, self._position)
        if not tail:
            return
        if b"\n" in tail:  # should never happen, but cutting off here would lose complete lines
            raise OutputError(f"{self.path}: could not be read to its end; nothing is saved, try again")
        try:
            parse(tail)
        except ValueError:
            os.ftruncate(descriptor, self._position)
            LOGGER.warning("%s: cut off %d bytes of a record that was never finished", self.path, len(tail))
        else:
            append(descriptor, b"\n")
            self._read_on(descriptor)


def _lock(descriptor: int, path: Path, patience: float) -> None:
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in {errno.EWOULDBLOCK, errno.EACCES, errno.EINTR}:
                raise
            if time.monotonic() > until:
                raise OutputError(f"{path}: another program keeps it locked; nothing is saved, try again") from None
            time.sleep(_LOCK_PAUSE)
        else:
            return


def _stands_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
