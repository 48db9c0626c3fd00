"""The scans of a folder as the page carries them, up to a limit for the size of the file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from batch_ocr.report.page import Picture
from batch_ocr.report.scan_file import read_scan
from batch_ocr.results import Document

MAX_BYTES: Final = 150_000_000
"""Bytes of the page that pictures may take: browsers open a file of this size in a second or two."""


class ScanFolder:
    """Draws the scans one by one; holds none of them."""

    def __init__(
        self,
        folder: Path,
        drawn: Callable[[bytes], tuple[Picture, ...]],
        *,
        max_file_bytes: int,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        """`drawn` returns the pictures of the bytes of a file, such as `Drawing.pictures`."""
        self._folder = folder
        self._drawn = drawn
        self._max_file_bytes = max_file_bytes
        self._max_bytes = max_bytes
        self.shown = self.missing = self.beyond = self.bytes = 0
        """Documents with a picture, without one, and beyond the limit; bytes of the page that pictures take."""

    def of(self, document: Document) -> tuple[Picture, ...]:
        """Return the first pages, or nothing: the file is gone, changed, broken, or the limit is reached.

        A duplicate has none: its twin shows the same bytes.
        """
        if document.status == "duplicate":
            return ()
        if self.bytes >= self._max_bytes:
            self.beyond += 1
            return ()
        pictures = self._pictures(document)
        self.bytes += sum(len(picture.data) * 4 // 3 for picture in pictures)
        self.shown += bool(pictures)
        self.missing += not pictures
        return pictures

    def _pictures(self, document: Document) -> tuple[Picture, ...]:
        data = read_scan(self._folder, document.name, self._max_file_bytes)
        if data is None or document.sha256 not in {None, hashlib.sha256(data).hexdigest()}:
            return ()  # the file has changed since: its picture would not show what was read
        return self._drawn(data)

    def note(self) -> str:
        """Say how many scans the page shows, how large they are, and which are not there."""
        told = f"Scans of {self.shown:,} documents, {self.bytes / 1e6:,.1f} MB."
        if self.missing:
            told += f" {self.missing:,} have no picture: missing, changed since they were read, or broken."
        if self.beyond:
            told += f" {self.beyond:,} more were left out: a page carries at most {self._max_bytes / 1e6:,.0f} MB."
        return told
