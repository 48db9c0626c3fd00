"""The line that counts for each file of a results file, however long it is.

Two passes: the first notes where each file's last line begins, in a temporary database that spills to disk; the second
reads these lines in their order. Memory stays the same for a thousand lines and for ten million.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
import tempfile
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date
from pathlib import Path
from typing import BinaryIO, Final

from batch_ocr.errors import OutputError
from batch_ocr.invoice.checks import Own
from batch_ocr.log import LOGGER
from batch_ocr.results.corrected import checked_again, corrected
from batch_ocr.results.corrections import read_corrections
from batch_ocr.results.document import Document
from batch_ocr.results.lines import file_of, read_line

_BATCH: Final = 10_000
"""Lines noted per batch: a millisecond of work, and some 100 bytes each."""
_NOBODY: Final = Own()
_BUFFER_BYTES: Final = 1 << 20


def latest(
    results: Path, *, since: date | None = None, statuses: Collection[str] = (), own: Own = _NOBODY
) -> Iterator[Document]:
    """Yield the document of each file's latest line, with people's corrections, in the order of these lines.

    `since` keeps those completed on that day (UTC) or later, `statuses` those with one of them; by default all are
    yielded. Findings are those of the line. If a person has corrected a value, or the line was written before checks
    existed, they are computed again; `own` is the company that receives the invoices.

    Lines appended meanwhile are not seen. A line that is still being written, or was torn by a crash, is left out with
    a warning. Raises OutputError for a file that cannot be read, or that has an invalid line, naming it.
    """
    corrections = read_corrections(results)
    with opened(results) as file:
        for line in latest_lines(results, file):
            one, has_checks = read(results, line)
            if _wanted(one, since, statuses):
                applied = corrections.of(one.name, one.sha256)
                document = corrected(one, applied)
                yield document if has_checks and not applied.values else checked_again(document, own)


@dataclass(frozen=True, slots=True)
class LatestLine:
    """The last line of a file, and where it stands."""

    number: int
    """From 1."""
    offset: int
    """Of its first byte."""
    content: bytes


def read(results: Path, line: LatestLine) -> tuple[Document, bool]:
    """Return the document of a line, uncorrected, and whether it was checked when written. Raises OutputError."""
    try:
        return read_line(line.content)
    except ValueError as error:
        raise _no_line(results, line.number, error) from error


def _wanted(document: Document, since: date | None, statuses: Collection[str]) -> bool:
    late_enough = since is None or document.completed_at.astimezone(UTC).date() >= since
    return late_enough and (not statuses or document.status in statuses)


def latest_lines(results: Path, file: BinaryIO) -> Iterator[LatestLine]:
    """Yield the last line of each file, in the order of the lines. Raises OutputError."""
    with closing(sqlite3.connect("", isolation_level=None)) as index:
        _note_last(results, file, index)
        file.seek(0)
        offset = 0
        wanted = iter(index.execute("SELECT line FROM last ORDER BY line"))
        (following,) = next(wanted, (None,))
        for number, line in enumerate(file, 1):
            if following is None:
                return
            if number == following:
                yield LatestLine(number, offset, line)
                (following,) = next(wanted, (None,))
            offset += len(line)


def _note_last(results: Path, file: BinaryIO, index: sqlite3.Connection) -> None:
    """Fill table `last` of `index` with the number of each file's last line."""
    index.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        "CREATE TABLE last (file BLOB PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID; BEGIN"
    )
    end = os.fstat(file.fileno()).st_size
    batch: list[tuple[bytes, int]] = []
    for number, line in enumerate(file, 1):
        end -= len(line)
        if not line.endswith(b"\n"):
            LOGGER.warning("%s: line %d has no end and is left out: the next run repairs it", results, number)
            break
        batch.append((_digest(results, number, line), number))
        if len(batch) == _BATCH or end <= 0:
            index.executemany("INSERT OR REPLACE INTO last VALUES (?, ?)", batch)
            batch.clear()
        if end <= 0:
            break
    index.executemany("INSERT OR REPLACE INTO last VALUES (?, ?)", batch)


def _digest(results: Path, number: int, line: bytes) -> bytes:
    try:
        return hashlib.blake2b(file_of(line).encode(), digest_size=16).digest()
    except ValueError as error:
        raise _no_line(results, number, error) from error


@contextmanager
def opened(results: Path) -> Iterator[BinaryIO]:
    """Open a results file. Raises OutputError, also for what goes wrong with it later on."""
    try:
        descriptor = os.open(results, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a FIFO must not block here
        with os.fdopen(descriptor, "rb", buffering=_BUFFER_BYTES) as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OutputError(f"{results}: is not a regular file; results are read twice, name a file")
            yield file
    except IsADirectoryError:
        raise OutputError(f"{results}: is a folder; name the results file in it") from None
    except FileNotFoundError:
        raise OutputError(f"{results}: no such results file; name the one that `batch-ocr run` wrote") from None
    except OSError as error:
        raise OutputError(f"{results}: cannot be read: {error.strerror}") from error
    except sqlite3.Error as error:
        place = os.environ.get("SQLITE_TMPDIR") or tempfile.gettempdir()
        raise OutputError(f"{results}: no room for an index in {place}: {error}; set SQLITE_TMPDIR") from error


def _no_line(results: Path, number: int, error: ValueError) -> OutputError:
    advice = "repair or remove it; `batch-ocr run --rewrite` rebuilds all lines from the ledger"
    return OutputError(f"{results}: line {number} is not a line of results: {error}; {advice}")
