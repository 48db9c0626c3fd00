"""The bytes of a scan by the name in its line, from inside the folder that was read and from nowhere else."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from batch_ocr.names import path_bytes


def read_scan(folder: Path, name: str, max_bytes: int) -> bytes | None:
    """Return what the file holds; None when it is not there, cannot be read, or is larger than `max_bytes`.

    `name` is as in a results line, which anyone may have written: every step must be a plain name, and no step may be a
    link. Each folder is opened relative to the one before, so nothing can be exchanged between the check and the use.
    """
    try:
        steps = path_bytes(name).split(b"/")
        if any(step in {b"", b".", b".."} or b"\0" in step for step in steps):
            return None
        with _descended(folder, steps[:-1]) as place:
            return _read(place, steps[-1], max_bytes)
    except (OSError, ValueError):
        return None


@contextmanager
def _descended(folder: Path, steps: list[bytes]) -> Iterator[int]:
    """Open the folder that `steps` lead to."""
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for step in steps:
            below = os.open(step, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=place)
            os.close(place)
            place = below
        yield place
    finally:
        os.close(place)


def _read(place: int, name: bytes, max_bytes: int) -> bytes | None:
    """Read a regular file; O_NONBLOCK keeps a pipe of that name from holding us."""
    with os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=place), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size > max_bytes:
            return None
        data = file.read(max_bytes + 1)
    return data if len(data) <= max_bytes else None
