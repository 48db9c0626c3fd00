"""The bytes of a scan by the name in its line, from inside the folder that was read and from nowhere else."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from batch_ocr.names import path_bytes

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def open_below(folder: Path, name: str) -> int:
    """Open the file `name` (as in the results) below `folder`, through no symbolic link; the caller closes it.

    The name comes from a line, which anyone may have written. Each folder is opened relative to the one before, so that
    nothing can be swapped between check and use. Raises ValueError for a name that leads out of the folder, OSError for
    one that cannot be opened. A pipe of that name is opened too, without waiting for its writer.
    """
    parts = path_bytes(name).split(b"/")
    if any(part in {b"", b".", b".."} or b"\0" in part for part in parts):
        raise ValueError("no path inside a folder")
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in parts[:-1]:
            below = os.open(part, _FOLDER, dir_fd=at)
            os.close(at)
            at = below
        return os.open(parts[-1], _FILE, dir_fd=at)
    finally:
        os.close(at)


def read_scan(folder: Path, name: str, max_bytes: int) -> bytes | None:
    """Return what the file holds; None when it is not there, cannot be read, or is larger than `max_bytes`."""
    try:
        descriptor = open_below(folder, name)
    except (OSError, ValueError):
        return None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > max_bytes:
            return None
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(max_bytes + 1)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return data if len(data) <= max_bytes else None
