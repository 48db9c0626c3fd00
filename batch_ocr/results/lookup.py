"""Finds the line that counts for a file by the file's name, with some hundred bytes of memory per file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from batch_ocr.errors import OutputError
from batch_ocr.results.document import Document
from batch_ocr.results.latest import latest_lines, opened, read
from batch_ocr.results.lines import read_line

Signature = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One state of the file: what is found in it does not change when a run appends or the file is replaced."""

    descriptor: int | None = None
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    """First byte and length of the line of each file, in the order of the lines."""
    names: dict[str, list[str]] = field(default_factory=dict)
    """Of the files with the same bytes, by their SHA-256."""


class Lookup:
    """The documents of a results file, without people's corrections. To be closed after use."""

    def __init__(self, results: Path) -> None:
        self._results = results
        self._reading = _Reading()
        self.last_read: Signature | None = None
        """Signature of what was read; None before."""

    def __len__(self) -> int:
        return len(self._reading.places)

    def __contains__(self, name: str) -> bool:
        return name in self._reading.places

    def __iter__(self) -> Iterator[tuple[Document, bool]]:
        """Yield all of them in the order of their lines, each with whether it was checked when written."""
        return map(self.document, self._reading.places)

    def read(self) -> None:
        """Read the file, unless nothing has changed since the last time. Raises OutputError."""
        signature = self.signature()
        if signature == self.last_read:
            return
        self.last_read = None
        with opened(self._results) as file:
            reading = self._places_in(file)
            self.close()
            self._reading = replace(reading, descriptor=os.dup(file.fileno()))
        self.last_read = signature

    def _places_in(self, file: BinaryIO) -> _Reading:
        reading = _Reading()
        for line in latest_lines(self._results, file):
            document, _ = read(self._results, line)
            reading.places[document.name] = line.offset, len(line.content)
            if document.sha256:
                reading.names.setdefault(document.sha256, []).append(document.name)
        return reading

    def close(self) -> None:
        """Let the file go; there are no documents any more."""
        if self._reading.descriptor is not None:
            os.close(self._reading.descriptor)
        self._reading = _Reading()

    def signature(self) -> Signature:
        """Return what changes whenever the results do. Raises OutputError when they are gone."""
        try:
            status = self._results.stat()
        except FileNotFoundError:
            told = "no such results file; name the one that `batch-ocr run` wrote"
            raise OutputError(f"{self._results}: {told}") from None
        except OSError as error:
            raise OutputError(f"{self._results}: cannot be read: {error.strerror}") from None
        return status.st_ino, status.st_size, status.st_mtime_ns

    def names_of(self, sha256: str) -> tuple[str, ...]:
        """Return the names under which these bytes were read; empty for bytes that are not in the results."""
        return tuple(self._reading.names.get(sha256, ()))

    def document(self, name: str) -> tuple[Document, bool]:
        """Return the document of a file, and whether it was checked when its line was written.

        Raises KeyError for a name that is not in the results, OutputError when the line cannot be read any more.
        """
        offset, size_bytes = self._reading.places[name]
        assert self._reading.descriptor is not None
        try:
            document, was_checked = read_line(os.pread(self._reading.descriptor, size_bytes, offset))
            if document.name == name:
                return document, was_checked
        except OSError as error:
            raise OutputError(f"{self._results}: cannot be read: {error.strerror}") from error
        except ValueError:  # somebody writes into the middle of it
            pass
        raise OutputError(f"{self._results}: was changed by another program: reload the page")
