"""Walk a folder: sorted, recursive, lazy, following no symbolic link, yielding regular files only."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from batch_ocr.errors import InputError
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
        """Yield the regular files. Raises InputError when `folder` itself cannot be listed."""
        try:
            levels = [self._listed(os.fsencode(self.folder), b"")]
        except OSError as error:
            raise InputError(f"{self.folder}: cannot be listed: {error.strerror}") from None
        while levels:  # a stack of its own: folders may be nested deeper than Python recurses
            entry, name = next(levels[-1], (None, b""))
            if entry is None:
                levels.pop()
            elif entry.is_dir(follow_symlinks=False):
                try:
                    levels.append(self._listed(entry.path, name))
                except OSError as error:
                    self.unreadable.append(f"{file_name(name)}: {error.strerror}")
            elif (image := self._image(entry, name)) is not None:
                yield image

    def _listed(self, folder: bytes, relative: bytes) -> Iterator[tuple[os.DirEntry[bytes], bytes]]:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
        named = ((entry, relative + b"/" + entry.name if relative else entry.name) for entry in listed)
        return ((entry, name) for entry, name in named if not self._passed_over(entry, name))

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
        except OSError as error:
            self.unreadable.append(f"{file_name(name)}: {error.strerror}")
            return None
        if not stat.S_ISREG(status.st_mode):
            self.links += 1
            return None
        return Image(file_name(name), Path(os.fsdecode(entry.path)), status.st_size, status.st_mtime_ns)
