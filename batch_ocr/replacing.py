"""A file that is replaced as a whole or not at all: whoever opens it finds the old one or the new one."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from batch_ocr.errors import OutputError

_UNFINISHED: set[Path] = set()
"""New files, and folders beside them, that must not stay when the process ends before they are done."""


def unfinished(place: Path) -> None:
    """Have a file or folder removed if the process is stopped."""
    _UNFINISHED.add(place)


def remove_unfinished() -> None:
    """Remove all that is not done; for a signal handler that ends the process."""
    for place in tuple(_UNFINISHED):
        shutil.rmtree(place, ignore_errors=True)
        _remove(place)


@contextmanager
def replacing(*targets: Path) -> Iterator[tuple[Path, ...]]:
    """Yield new empty files beside `targets`, which take their places, the last one first, when the block ends well.

    A target that is a link stays one, and keeps its permissions. Raises OutputError, also for an OSError of the block.
    """
    with ExitStack() as stack:
        try:
            real = [Path(os.path.realpath(target)) for target in targets]  # resolve() gives up on links in a ring
            parts = tuple(target.with_name(f".{target.name}.{secrets.token_hex(4)}.part") for target in real)
            for part in parts:  # before they are made: a signal may come at any moment
                unfinished(part)
                stack.callback(_remove, part)
            for part, target in zip(parts, real, strict=True):
                _make(part, target)
            yield parts
            for part in parts:
                _sync(part)
            for part, target in reversed(list(zip(parts, real, strict=True))):
                part.replace(target)
            _sync(real[0].parent)
        except OSError as error:
            raise OutputError(
                f"{error.filename or targets[0]}: cannot be written: {error.strerror or error}"
            ) from error


def _make(part: Path, target: Path) -> None:
    if target.exists() and not target.is_file():
        raise OutputError(f"{target}: is no regular file; name one that can be replaced")
    if not target.parent.is_dir():
        raise OutputError(f"{target}: there is no folder {target.parent}; make it first, or give another target")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    if target.exists():
        os.fchmod(descriptor, target.stat().st_mode & 0o777)
    os.close(descriptor)


def _remove(part: Path) -> None:
    with suppress(OSError):  # never made, or already in its place
        part.unlink()
    _UNFINISHED.discard(part)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
