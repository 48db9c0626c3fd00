"""The results file as bytes on a disk: opened for appending, appended to, made durable. Blocking; no async here."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

from batch_ocr.errors import OutputError

_MODE: Final = 0o644
"""Less what the umask takes away."""


def open_results(path: Path, flags: int = os.O_RDWR | os.O_APPEND | os.O_CREAT) -> int:
    """A descriptor of the results file, which is made, durably, if it is not there.

    Raises OutputError unless it is a regular file: only that can be repaired after a crash.
    """
    try:
        made = not path.exists()
        # Without O_NONBLOCK a FIFO would block here until somebody reads it.
        descriptor = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC, _MODE)
    except OSError as error:
        raise output_error(error, path) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _not_regular(path)
    if made:
        sync_folder(path)
    return descriptor


def sync_folder(path: Path) -> None:
    """Make the name `path` itself survive a power cut, as far as its folder allows that."""
    try:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        # Not every file system does it, and a folder may be written to without being readable.
        if error.errno not in {errno.EINVAL, errno.EACCES}:
            raise output_error(error, path) from error


def append(descriptor: int, data: bytes) -> int:
    """Append all of `data`; returns the file's length after it. On failure the file is cut back to where it was.

    Raises OSError.
    """
    left = memoryview(data)
    try:
        while left:
            left = left[os.write(descriptor, left) :]
    except OSError:
        if len(left) < len(data):
            end = os.lseek(descriptor, 0, os.SEEK_CUR)
            os.ftruncate(descriptor, end - (len(data) - len(left)))
        raise
    return os.lseek(descriptor, 0, os.SEEK_CUR)


def output_error(error: OSError, path: Path) -> OutputError:
    """What `error` means to the person who runs the batch, and what to do about it."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            advice = "free some space and run again; no result is lost, the ledger holds what is missing"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            advice = "check the rights of the file and of its folder, or name another with --output"
        case errno.ENOENT | errno.ENOTDIR:
            advice = "make its folder first, or name another with --output"
        case errno.EISDIR | errno.ENXIO:
            return _not_regular(path)
        case _:
            advice = "check its disk and run again; no result is lost, the ledger holds what is missing"
    return OutputError(f"cannot write the results file {path}: {error.strerror}; {advice}")


def _not_regular(path: Path) -> OutputError:
    return OutputError(
        f"the results file {path} must be a regular file, not a folder, pipe or device, so that it can be repaired "
        "after a crash: name a file with --output and read that"
    )
