"""After a crash or a mishap: make the results file hold every line of the ledger, each once, other people's kept.

How far the file can be trusted is found at an *anchor*: the last line of the ledger whose recorded place lies inside
the file. If its bytes are there, the file is ours up to that line, and only what follows is looked at: lines that are
already there are recognised, a torn one at the end is cut off, missing ones are appended. If they are not, the file was
deleted or replaced; then nothing in it is touched, and only lines that were never written are appended.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from sqlite3 import Connection
from typing import BinaryIO, Final, cast

from batch_ocr.ledger.output import append, open_results, output_error
from batch_ocr.ledger.results import last_written, lines_after

_LINES_A_PAGE: Final = 500
_PAGE_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Repair:
    """What was done to the output."""

    appended: int
    """Lines."""
    message: str | None


@dataclass(frozen=True, slots=True)
class _Anchor:
    """The last line of the ledger that is surely in the file, and where it ends."""

    line: int
    end: int


def repair_output(connection: Connection, output: Path) -> Repair:
    """Bring the output up to what the ledger knows, durably, and note the new places. Raises OutputError."""
    written = last_written(connection)
    has_lines = connection.execute("SELECT EXISTS (SELECT 1 FROM lines)").fetchone()[0]
    if not has_lines and not output.exists():
        return Repair(0, None)
    try:
        with FileIO(open_results(output), "r+") as file:
            return _repair(connection, file, output, written)
    except OSError as error:
        raise output_error(error, output) from error


def _repair(connection: Connection, file: FileIO, output: Path, written: int) -> Repair:
    size = os.fstat(file.fileno()).st_size
    anchor = _find_anchor(connection, file, size)
    message = None
    if anchor is None:
        lost = written - _base(connection)
        message = _replaced(output, lost, gone=size == 0)
        anchor = _Anchor(written, 0)
        connection.execute("DELETE FROM places")
        connection.execute("INSERT INTO places (last_line, output_bytes, base) VALUES (?, 0, 1)", (written,))
    else:
        connection.execute("DELETE FROM places WHERE last_line > ?", (anchor.line,))
    found = _recognise(connection, file, anchor)
    appended = _append_missing(connection, file, found)
    os.fsync(file.fileno())
    if message is None and anchor.line < written:
        cut = max(0, written - found)
        message = (
            f"{output} had been cut: {cut} lines were lost from its end and have been appended again" if cut else None
        )
    return Repair(appended, message)


def _replaced(output: Path, lost: int, *, gone: bool) -> str | None:
    if lost <= 0:
        return None
    what = "is gone or empty" if gone else "is not the file it was"
    return (
        f"{output} {what}: {lost} lines that were written to it are not there any more. New ones are appended to "
        "what is there; run with --rewrite to make the whole file anew from the ledger, without any call"
    )


def _base(connection: Connection) -> int:
    """Lines up to this one have no known place: the output was replaced after them."""
    return int(connection.execute("SELECT coalesce(max(last_line), 0) FROM places WHERE base").fetchone()[0])


@dataclass(frozen=True, slots=True)
class _Group:
    """Lines that follow one another in the file without a gap."""

    before: int
    """The line before the group's first."""
    last: int
    end: int
    """Where the last one ends."""


def _find_anchor(connection: Connection, file: FileIO, size: int) -> _Anchor | None:
    """Where to start; None when the file is not the one the ledger knows."""
    line, end, is_base = connection.execute(
        "SELECT last_line, output_bytes, base FROM places WHERE output_bytes <= ? ORDER BY last_line DESC LIMIT 1",
        (size,),
    ).fetchone() or (0, 0, 1)
    following = connection.execute(
        "SELECT last_line, output_bytes FROM places WHERE last_line > ? ORDER BY last_line LIMIT 1", (line,)
    ).fetchone()
    if following is None:
        anchor = _Anchor(line, end)
        return anchor if is_base or _stands(connection, file, anchor) else None
    group = _Group(line, following[0], following[1])
    inside = _last_that_fits(connection, group, size)
    if inside is None and is_base:
        return _before_first(connection, file, group, size)
    anchor = inside or _Anchor(line, end)
    return anchor if _stands(connection, file, anchor) else None


def _stands(connection: Connection, file: FileIO, anchor: _Anchor) -> bool:
    """Whether the anchor's line is in the file where it should be."""
    (line,) = connection.execute("SELECT line FROM lines WHERE number = ?", (anchor.line,)).fetchone()
    start = anchor.end - len(line)
    return start >= 0 and os.pread(file.fileno(), len(line), start) == line


def _last_that_fits(connection: Connection, group: _Group, size: int) -> _Anchor | None:
    """The last line of the group that lies inside the first `size` bytes."""
    end = group.end
    for number, length in connection.execute(
        "SELECT number, length(line) FROM lines WHERE number > ? AND number <= ? ORDER BY number DESC",
        (group.before, group.last),
    ):
        if end <= size:
            return _Anchor(number, end)
        end -= length
    return None


def _before_first(connection: Connection, file: FileIO, group: _Group, size: int) -> _Anchor | None:
    """The file ends before or inside the first line it was ever given: it is ours if what is left begins that line."""
    (length,) = connection.execute(
        "SELECT sum(length(line)) FROM lines WHERE number > ? AND number <= ?", (group.before, group.last)
    ).fetchone()
    ((_, line),) = lines_after(connection, group.before, 1)
    start = group.end - length
    fragment = os.pread(file.fileno(), len(line), start) if start < size else b""
    return _Anchor(group.before, start) if fragment and line.startswith(fragment) else None


def _recognise(connection: Connection, file: FileIO, anchor: _Anchor) -> int:
    """Walk what follows the anchor; returns the last line of the ledger found there; the file's end is whole then."""
    expected = _lines_from(connection, anchor.line)
    number, line = next(expected, (0, b""))
    position, found = anchor.end, anchor.line
    with open(os.dup(file.fileno()), "rb") as raw:  # noqa: PTH123 - a descriptor, not a path
        reader = cast(BinaryIO, raw)
        reader.seek(position)
        ours = False
        while text := reader.readline():
            if line and text == line:
                found, ours = number, True
                position += len(text)
                number, line = next(expected, (0, b""))
                continue
            if ours:
                _note_place(connection, found, position)
                ours = False
            if text.endswith(b"\n"):
                position += len(text)
            elif line.startswith(text) and line:
                os.ftruncate(file.fileno(), position)
            else:
                append(file.fileno(), b"\n")  # somebody's unfinished line: kept, and ended before ours begin
        if ours:
            _note_place(connection, found, position)
    return found


def _note_place(connection: Connection, last_line: int, end: int) -> None:
    connection.execute("INSERT OR REPLACE INTO places (last_line, output_bytes) VALUES (?, ?)", (last_line, end))


def _append_missing(connection: Connection, file: FileIO, found: int) -> int:
    """Append all lines after `found`; returns how many."""
    page: list[bytes] = []
    count = page_bytes = 0
    last = found
    for number, line in _lines_from(connection, found):
        page.append(line)
        page_bytes += len(line)
        count += 1
        last = number
        if page_bytes >= _PAGE_BYTES:
            append(file.fileno(), b"".join(page))
            page, page_bytes = [], 0
    if count:
        _note_place(connection, last, append(file.fileno(), b"".join(page)))
    return count


def _lines_from(connection: Connection, number: int) -> Iterator[tuple[int, bytes]]:
    while page := lines_after(connection, number, _LINES_A_PAGE):
        yield from page
        number = page[-1][0]
