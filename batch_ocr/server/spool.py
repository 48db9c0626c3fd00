"""Bytes that wait, bounded in memory and on disk: request bodies being received and images in the queue."""

from __future__ import annotations

import tempfile
from typing import IO, Self


class SpoolFull(Exception):
    """The limit of waiting bytes is reached, or the disk is full; the string being appended to can only be closed."""


class Spool:
    """Hands out `Spooled` byte strings and knows their total size.

    They stay in memory until `memory_bytes` are used; further ones go to unnamed temporary files, which vanish with the
    process however it ends.
    """

    def __init__(self, max_bytes: int, memory_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.memory_bytes = memory_bytes
        self.used_bytes = 0
        """All bytes held now."""
        self.in_memory_bytes = 0
        """Those of them that are not in files."""

    def open(self) -> Spooled:
        """Return an empty byte string to append to; close it to free its room."""
        return Spooled(self)


class Spooled:
    """One growing byte string. Moves to a temporary file when the spool's memory is used up."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._memory = bytearray()
        self._file: IO[bytes] | None = None
        self.size_bytes = 0

    def append(self, data: bytes) -> None:
        """Add bytes at the end. Raises SpoolFull when the spool is at its bound."""
        spool = self._spool
        if spool.used_bytes + len(data) > spool.max_bytes:
            raise SpoolFull
        if self._file is None and spool.in_memory_bytes + len(data) > spool.memory_bytes:
            self._move_to_file()
        if self._file is None:
            self._memory += data
            spool.in_memory_bytes += len(data)
        else:
            self._write(self._file, data)
        self.size_bytes += len(data)
        spool.used_bytes += len(data)

    @property
    def in_memory(self) -> bool:
        """Whether `read` is a copy in memory, not a file's contents."""
        return self._file is None

    def read(self) -> bytes:
        """Return all bytes. May block on the disk; call it from a thread when it is large."""
        if self._file is None:
            return bytes(self._memory)
        self._file.seek(0)
        return self._file.read()

    def close(self) -> None:
        """Drop the bytes and free their room; closing twice is fine."""
        if self._file is None:
            self._spool.in_memory_bytes -= len(self._memory)
            self._memory = bytearray()
        else:
            self._file.close()
        self._spool.used_bytes -= self.size_bytes
        self.size_bytes = 0

    def _move_to_file(self) -> None:
        try:
            file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 -- closed by close(); it outlives this call
        except OSError as error:
            raise SpoolFull from error
        try:
            self._write(file, self._memory)
        except SpoolFull:
            file.close()
            raise
        self._file = file
        self._spool.in_memory_bytes -= len(self._memory)
        self._memory = bytearray()

    @staticmethod
    def _write(file: IO[bytes], data: bytes | bytearray) -> None:
        """Write to the file. A full disk counts as the spool's limit being reached.

        The file is unbuffered: otherwise closing it would try to write the rest, and fail again.
        """
        left = memoryview(data)
        try:
            while left:
                left = left[file.write(left) :]
        except OSError as error:
            raise SpoolFull from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
