"""Walk a folder: sorted, recursive, lazy, following no symbolic link, yielding regular files only."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase, translate
from pathlib import Path
from typing import Final, NamedTuple

from batch_ocr.errors import InputError
from batch_ocr.names import file_name
from batch_ocr.records import Image, mtime_ns

TEMPORARY: Final = ("*.part", "*.partial", "*.tmp", "*.temp", "*.crdownload", "*.download", "*.filepart", "*.swp", "*~")
"""Names that scanners, browsers and file servers give to files they are still writing."""


_TEMPORARY: Final = re.compile("|".join(map(translate, TEMPORARY)))


class _Entry(NamedTuple):
    path: bytes
    name: bytes
    """Relative to the folder that is walked."""
    is_folder: bool


@dataclass(slots=True)
class Walk:
    """One walk over `folder`; afterwards its counters say what was skipped and why."""

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
            entry = next(levels[-1], None)
            if entry is None:
                levels.pop()
            elif entry.is_folder:
                try:
                    levels.append(self._listed(entry.path, entry.name))
                except OSError as error:
                    self.unreadable.append(f"{file_name(entry.name)}: {error.strerror}")
            elif (image := self._image(entry)) is not None:
                yield image

    def _listed(self, folder: bytes, relative: bytes) -> Iterator[_Entry]:
        """Keep only the names, joined into one bytes object: folders with a hundred thousand scans are not rare."""
        names: list[bytes] = []
        folders: set[bytes] = set()
        with os.scandir(folder) as entries:
            for entry in entries:
                names.append(entry.name)
                if entry.is_dir(follow_symlinks=False):
                    folders.add(entry.name)
        listed = b"/".join(sorted(names))
        within = relative + b"/" if relative else b""
        return (
            _Entry(os.path.join(folder, name), within + name, is_folder=name in folders)  # noqa: PTH118 - bytes
            for name in map(re.Match.group, re.finditer(rb"[^/]+", listed))
            if not self._passed_over(name, within + name, is_folder=name in folders)
        )

    def _passed_over(self, last: bytes, name: bytes, *, is_folder: bool) -> bool:
        text = file_name(last)
        if text.startswith((".", "~$")) or _TEMPORARY.fullmatch(text.lower()):
            self.hidden += 1
            return True
        if not self.include and not self.exclude:
            return False
        path = file_name(name)
        if any(fnmatchcase(path, pattern) for pattern in self.exclude):
            return True
        wanted = not self.include or any(fnmatchcase(path, pattern) for pattern in self.include)
        return not wanted and not is_folder

    def _image(self, entry: _Entry) -> Image | None:
        try:
            status = os.lstat(entry.path)
        except FileNotFoundError:  # gone since it was listed
            return None
        except OSError as error:
            self.unreadable.append(f"{file_name(entry.name)}: {error.strerror}")
            return None
        if not stat.S_ISREG(status.st_mode):
            self.links += 1
            return None
        return Image(file_name(entry.name), Path(os.fsdecode(entry.path)), status.st_size, mtime_ns(status))
