"""Walk a folder: sorted, recursive, lazy, following no symbolic link, yielding regular files only."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from batch_ocr.names import file_name
from batch_ocr.records import Image

TEMPORARY: Final = ("*.part", "*.partial", "*.tmp", "*.temp", "*.crdownload", "*.download", "*.filepart", "*.swp", "*~")
"""Names that scanners, browsers and file servers give to what they are still writing."""


@dataclass(slots=True)
class Walk:
    """One walk over `folder`; afterwards its counters say what was passed over and why."""

    folder: Path
    include: tuple[str, ...] = ()
    """Globs on the relative path; empty means everything."""
    exclude: tuple[str, ...] = ()
    links: int = 0
    """Symbolic links, sockets, pipes and devices: never followed, never read."""
    hidden: int = 0
    """Names that start with a dot or look temporary."""
    unreadable: list[str] = field(default_factory=list)
    """Folders below `folder` that could not be listed, one "name: reason" each."""

    def files(self) -> Iterator[Image]:
        """Yield the regular files. Raises OSError when `folder` itself cannot be listed."""
        yield from self._below(os.fsencode(self.folder), b"", top=True)

    def _below(self, folder: bytes, relative: bytes, *, top: bool = False) -> Iterator[Image]:
        try:
            with os.scandir(folder) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            if top:
                raise
            self.unreadable.append(f"{file_name(relative)}: {error.strerror}")
            return
        for entry in listed:
            name = relative + b"/" + entry.name if relative else entry.name
            if self._passed_over(entry, name):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from self._below(entry.path, name)
            elif (image := self._image(entry, name)) is not None:
                yield image

    def _passed_over(self, entry: os.DirEntry[bytes], name: bytes) -> bool:
        text = file_name(entry.name)
        if text.startswith((".", "~$")) or any(fnmatchcase(text.lower(), pattern) for pattern in TEMPORARY):
            self.hidden += 1
            return True
        path = file_name(name)
        if any(fnmatchcase(path, pattern) for pattern in self.exclude):
            return True
        wanted = not self.include or any(fnmatchcase(path, pattern) for pattern in self.include)
        return not wanted and not entry.is_dir(follow_symlinks=False)

    def _image(self, entry: os.DirEntry[bytes], name: bytes) -> Image | None:
        try:
            status = entry.stat(follow_symlinks=False)
        except FileNotFoundError:  # gone since it was listed
            return None
        if not stat.S_ISREG(status.st_mode):
            self.links += 1
            return None
        return Image(file_name(name), Path(os.fsdecode(entry.path)), status.st_size, status.st_mtime_ns)
