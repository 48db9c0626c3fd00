"""A file that is replaced as a whole or not at all: whoever opens it finds the old one or the new one.

A new file is written in a hidden folder beside its target, `.NAME.XXXXXXXX.part`, with whatever else its writer needs
meanwhile. The process holds a kernel lock on that folder, which ends with the process, however that ends. By it a later
process distinguishes what a killed one left behind from what another is still writing.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from batch_ocr.errors import OutputError

_UNFINISHED: set[Path] = set()
"""Folders to remove if the process ends before their files are in place."""
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def remove_unfinished() -> None:
    """Remove everything unfinished; for a signal handler that ends the process."""
    for place in tuple(_UNFINISHED):
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def replacing(*targets: Path) -> Iterator[tuple[Path, ...]]:
    """Yield new empty files that replace `targets`, the last one first, when the block ends without an exception.

    Each has a folder of its own, where the block may put what it needs; it is removed with everything in it. A target
    that is a link stays one, and a file's permissions are kept. Raises OutputError, also for an OSError of the block.
    """
    with ExitStack() as stack:
        try:
            real = [Path(os.path.realpath(target)) for target in targets]  # resolve() gives up on links in a ring
            parts = tuple(stack.enter_context(_part(target)) for target in real)
            yield parts
            for part in parts:
                _sync(part)
            for part, target in reversed(list(zip(parts, real, strict=True))):
                part.replace(target)
            for folder in dict.fromkeys(target.parent for target in real):
                _sync(folder)
        except OSError as error:
            raise OutputError(f"{targets[0]}: cannot be written: {error.strerror or error}") from error


@contextmanager
def _part(target: Path) -> Iterator[Path]:
    if target.exists() and not target.is_file():
        raise OutputError(f"{target}: is not a regular file; name one that can be replaced")
    if not target.parent.is_dir():
        raise OutputError(f"{target}: there is no folder {target.parent}; make it first, or give another target")
    _sweep(target)
    with _folder_beside(target) as folder:
        part = folder / target.name
        part.touch(exist_ok=False)
        if target.exists():
            part.chmod(target.stat().st_mode & 0o777)
        yield part


@contextmanager
def _folder_beside(target: Path) -> Iterator[Path]:
    """Create a folder that is locked for as long as we use it."""
    while True:
        folder = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
        _UNFINISHED.add(folder)  # before it is created: a signal may come at any moment
        descriptor = None
        try:
            folder.mkdir(mode=0o700)
            descriptor = os.open(folder, _FOLDER)
            with suppress(OSError):  # a file system without locks: then nobody takes the folder for abandoned, either
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            if not folder.exists():
                continue  # removed by another process just before it was locked
            yield folder
            return
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            _UNFINISHED.discard(folder)
            if descriptor is not None:
                os.close(descriptor)


def _sweep(target: Path) -> None:
    """Remove what ended processes have left beside the target."""
    left_behind = re.compile(rf"\.{re.escape(target.name)}\.[0-9a-f]{{8}}\.part")
    with suppress(OSError):  # a folder that cannot be listed, or a left-over of another user
        for place in target.parent.iterdir():
            if left_behind.fullmatch(place.name):
                _remove_abandoned(place)


def _remove_abandoned(folder: Path) -> None:
    try:
        descriptor = os.open(folder, _FOLDER)
    except OSError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except OSError:  # its process is alive
        return
    finally:
        os.close(descriptor)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
